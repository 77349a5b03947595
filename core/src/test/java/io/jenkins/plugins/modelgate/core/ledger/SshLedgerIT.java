package io.jenkins.plugins.modelgate.core.ledger;

import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.PRODUCTION;
import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.promote;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.keyprovider.SimpleGeneratorHostKeyProvider;
import org.apache.sshd.server.shell.ProcessShellCommandFactory;
import org.eclipse.jgit.transport.SshSessionFactory;
import org.eclipse.jgit.transport.sshd.SshdSessionFactoryBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A ledger at {@code ssh://}: Apache MINA's server, which runs the real {@code git}. */
class SshLedgerIT {
    @TempDir
    private Path temp;

    private SshServer server;
    private SshSessionFactory before;

    @BeforeEach
    void start() throws Exception {
        server = SshServer.setUpDefaultServer();
        server.setHost("127.0.0.1");
        server.setKeyPairProvider(new SimpleGeneratorHostKeyProvider(temp.resolve("host.key")));
        server.setPublickeyAuthenticator((user, key, session) -> user.equals("git") && key.equals(clientKey()));
        server.setCommandFactory(ProcessShellCommandFactory.INSTANCE);
        server.start();
        Path ssh = Files.createDirectories(temp.resolve(".ssh"));
        Process keygen = new ProcessBuilder(
                        "ssh-keygen",
                        "-q",
                        "-t",
                        "ed25519",
                        "-N",
                        "",
                        "-f",
                        ssh.resolve("id_ed25519").toString())
                .inheritIO()
                .start();
        assertThat(keygen.waitFor()).isZero();
        PublicKey host =
                server.getKeyPairProvider().loadKeys(null).iterator().next().getPublic();
        Files.writeString(
                ssh.resolve("known_hosts"),
                "[127.0.0.1]:" + server.getPort() + " " + PublicKeyEntry.toString(host) + "\n");
        before = SshSessionFactory.getInstance();
        SshSessionFactory.setInstance(new SshdSessionFactoryBuilder()
                .setHomeDirectory(temp.toFile())
                .setSshDirectory(ssh.toFile())
                .build(null));
    }

    private PublicKey clientKey() {
        try {
            return PublicKeyEntry.parsePublicKeyEntry(Files.readString(temp.resolve(".ssh/id_ed25519.pub")))
                    .resolvePublicKey(null, null, null);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void stop() throws Exception {
        SshSessionFactory.setInstance(before);
        server.stop(true);
    }

    private LedgerConfig config(String user) throws Exception {
        Path remote = temp.resolve("remote.git");
        if (Files.notExists(remote)) {
            GitProgram.bareRepository(remote);
        }
        return LedgerConfig.of(
                "ssh://" + user + "@127.0.0.1:" + server.getPort() + remote, temp.resolve("cache " + user));
    }

    @Test
    void pushesAndFetches() throws Exception {
        try (Ledger ledger = Ledger.open(config("git"))) {
            ledger.append(promote(PRODUCTION, 1));
            Receipt receipt = ledger.append(promote(PRODUCTION, 2));
            assertThat(GitProgram.run(temp.resolve("remote.git"), "rev-parse", "main"))
                    .isEqualTo(receipt.commit());
        }
    }

    @Test
    void saysThatAHookRefused() throws Exception {
        try (Ledger ledger = Ledger.open(config("git"))) {
            GitProgram.hook(temp.resolve("remote.git"), "pre-receive", "echo 'Not on a Friday.' >&2; exit 1");
            assertThatThrownBy(() -> ledger.append(promote(PRODUCTION, 1)))
                    .isInstanceOf(PushRefusedException.class)
                    .hasMessageContaining("Not on a Friday.");
        }
    }

    @Test
    void saysThatTheKeyIsNotTaken() throws Exception {
        try (Ledger ledger = Ledger.open(config("stranger"))) {
            assertThatThrownBy(ledger::head)
                    .isInstanceOf(LedgerException.class)
                    .hasMessageContaining("Cannot read the ledger")
                    .hasMessageContaining("credentials");
        }
    }
}
