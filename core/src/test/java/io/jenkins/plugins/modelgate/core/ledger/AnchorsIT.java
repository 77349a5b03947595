package io.jenkins.plugins.modelgate.core.ledger;

import static io.jenkins.plugins.modelgate.core.ledger.ApprovalFixture.asked;
import static io.jenkins.plugins.modelgate.core.ledger.ApprovalFixture.bothSaid;
import static io.jenkins.plugins.modelgate.core.ledger.ApprovalFixture.promotion;
import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.AT;
import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.PRODUCTION;
import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.promote;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.modelgate.core.document.Envelope.Seal;
import io.jenkins.plugins.modelgate.core.document.SigningKey;
import io.jenkins.plugins.modelgate.core.document.SshSignature;
import io.jenkins.plugins.modelgate.core.document.TrustRoot;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.jgit.util.FileUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Anchors in repositories of others, seen by real Git and real OpenSSH. */
class AnchorsIT {
    private static final SigningKey KEY = SigningKey.generate();

    @TempDir
    private Path temp;

    private Path elsewhere;
    private AnchorPlace place;

    @BeforeEach
    void makeAPlace() throws Exception {
        elsewhere = temp.resolve("anchors.git");
        GitProgram.bareRepository(elsewhere);
        place = new AnchorPlace(elsewhere.toString(), AnchorPlace.PREFIX, null);
    }

    private LedgerConfig config(String location, String cache) {
        return LedgerConfig.of(location, temp.resolve(cache)).withKey(KEY).withTrust(TrustRoot.parse(KEY.publicKey()));
    }

    private Ledger embedded(String cache) throws LedgerException {
        return Ledger.open(config(temp.resolve("ledger.git").toString(), cache));
    }

    private Path allowedSigners(SigningKey key) throws Exception {
        return Files.writeString(
                temp.resolve("allowed"), "model-gate namespaces=\"git\" ssh-ed25519 " + key.sshKey() + "\n");
    }

    @Test
    void gitVerifiesTheTag() throws Exception {
        Anchor own;
        Anchor other;
        try (Ledger ledger = embedded("cache")) {
            ledger.append(promote(PRODUCTION, 1));
            own = ledger.anchor(AnchorPlace.ledger(), false, AT);
            other = ledger.anchor(place, false, AT);
            assertThat(ledger.anchor(place, false, AT.plusSeconds(60)).already())
                    .isTrue();
        }
        for (Path repository : List.of(temp.resolve("ledger.git"), elsewhere)) {
            String allowed = "gpg.ssh.allowedSignersFile=" + allowedSigners(KEY);
            assertThat(GitProgram.run(repository, "-c", "gpg.format=ssh", "-c", allowed, "tag", "-v", own.tag()))
                    .contains("Good \"git\" signature for model-gate with ED25519 key", "main " + own.commit());
            assertThat(GitProgram.run(repository, "rev-parse", own.tag() + "^{commit}"))
                    .isEqualTo(other.commit());
            assertThat(GitProgram.run(repository, "fsck", "--strict")).doesNotContain("error");
            String stranger = "gpg.ssh.allowedSignersFile=" + allowedSigners(SigningKey.generate());
            assertThat(GitProgram.tryRun(repository, "-c", stranger, "verify-tag", own.tag())
                            .exit())
                    .isNotZero();
        }
    }

    /** What ssh-keygen signs we read, by either hash; and not for another purpose. */
    @Test
    void readsWhatOpenSshSigned() throws Exception {
        Path key = temp.resolve("id");
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key.toString());
        byte[] message = "what is signed\n".getBytes(StandardCharsets.UTF_8);
        for (String hash : List.of("sha512", "sha256")) {
            Path file = Files.write(temp.resolve(hash), message);
            run(
                    "ssh-keygen",
                    "-q",
                    "-Y",
                    "sign",
                    "-f",
                    key.toString(),
                    "-n",
                    "git",
                    "-O",
                    "hashalg=" + hash,
                    file.toString());
            String signature = Files.readString(temp.resolve(hash + ".sig"));
            assertThat(SshSignature.check(signature, message, SshSignature.GIT, TrustRoot.empty())
                            .state())
                    .isEqualTo(Seal.State.UNTRUSTED);
            assertThat(SshSignature.check(signature, message, "file", TrustRoot.empty())
                            .state())
                    .isEqualTo(Seal.State.BROKEN);
            assertThat(SshSignature.check(signature, new byte[0], SshSignature.GIT, TrustRoot.empty())
                            .state())
                    .isEqualTo(Seal.State.BROKEN);
        }
    }

    private void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .directory(temp.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    @Test
    void findsWhatAnAdministratorOfTheLedgerCutOffOrWroteAnew() throws Exception {
        String remote = GitProgram.bareRepository(temp.resolve("remote.git"));
        String first;
        String second;
        try (Ledger ledger = Ledger.open(config(remote, "cache"))) {
            first = ledger.append(promote(PRODUCTION, 1)).commit();
            second = ledger.append(promote(PRODUCTION, 2)).commit();
            ledger.anchor(place, false, AT);
            assertThat(ledger.audit(null, List.of(place)).anchors()).isEqualTo(1);
        }
        GitProgram.run(temp.resolve("remote.git"), "update-ref", "refs/heads/main", first);
        GitProgram.run(temp.resolve("remote.git"), "gc", "-q", "--prune=now");
        cutOff(remote, second, "it was cut off after " + first);
        String third;
        try (Ledger ledger = Ledger.open(config(remote, "another"))) {
            third = ledger.append(promote(PRODUCTION, 3)).commit();
        }
        cutOff(remote, second, "it goes on otherwise after " + first + ", with " + third);
        GitProgram.run(temp.resolve("remote.git"), "update-ref", "-d", "refs/heads/main");
        cutOff(remote, second, "the ledger is empty");
    }

    private void cutOff(String ledger, String commit, String what) throws Exception {
        FileUtils.delete(temp.resolve("fresh").toFile(), FileUtils.RECURSIVE | FileUtils.SKIP_MISSING);
        try (Ledger fresh = Ledger.open(config(ledger, "fresh"))) {
            assertThat(fresh.audit(null).ok()).isTrue();
            assertThat(fresh.audit(null, List.of(place)).problems())
                    .singleElement()
                    .satisfies(problem -> {
                        assertThat(problem.commit()).isEqualTo(commit);
                        assertThat(problem.what()).contains(what);
                    });
        }
    }

    @Test
    void saysWhatToDoWhenThePlaceDoesNotTakeIt() throws Exception {
        try (Ledger ledger = embedded("cache")) {
            ledger.append(promote(PRODUCTION, 1));
            GitProgram.hook(elsewhere, "pre-receive", "echo frozen for the audit >&2; exit 1");
            assertThatThrownBy(() -> ledger.anchor(place, false, AT))
                    .isInstanceOf(PushRefusedException.class)
                    .hasMessageContaining("does not take the anchor")
                    .hasMessageContaining("frozen for the audit");
            AnchorPlace nowhere = new AnchorPlace(temp.resolve("nowhere.git").toString(), AnchorPlace.PREFIX, null);
            assertThatThrownBy(() -> ledger.anchor(nowhere, false, AT)).hasMessageContaining("git init --bare");
            assertThatThrownBy(() -> ledger.audit(null, List.of(nowhere))).hasMessageContaining("cannot be read");
        }
    }

    /** With nothing but a clone and the public keys: no cache, no key, no network. */
    @Test
    void auditsACloneByThePublicKeysAlone() throws Exception {
        SigningKey next = SigningKey.generate();
        try (Ledger ledger = embedded("cache")) {
            var verdicts = asked(PRODUCTION, 1, null, true);
            ledger.append(promotion(verdicts, bothSaid(verdicts)));
        }
        // The controller gets another key; the old one stays in the trust root, since it vouches for the past.
        TrustRoot both = TrustRoot.parse(KEY.publicKey() + next.publicKey());
        try (Ledger ledger = Ledger.open(config(temp.resolve("ledger.git").toString(), "cache")
                .withKey(next)
                .withTrust(both))) {
            ledger.append(promote(PRODUCTION, 2));
            ledger.anchor(AnchorPlace.ledger(), false, AT);
        }
        Path clone = temp.resolve("clone.git");
        GitProgram.run(
                temp, "clone", "-q", "--mirror", temp.resolve("ledger.git").toString(), clone.toString());
        FileUtils.delete(temp.resolve("ledger.git").toFile(), FileUtils.RECURSIVE);
        for (TrustRoot trust : List.of(both, TrustRoot.parse(KEY.publicKey()), TrustRoot.parse(next.publicKey()))) {
            LedgerConfig auditor = LedgerConfig.of(
                            clone.toString(),
                            temp.resolve("auditor" + trust.keyIds().hashCode()))
                    .withTrust(trust);
            try (Ledger ledger = Ledger.open(auditor)) {
                AuditReport report = ledger.audit(null);
                assertThat(report.ok()).isEqualTo(trust == both);
                assertThat(report.anchors()).isEqualTo(1);
                assertThat(report.transitions()).isEqualTo(2);
            }
        }
    }
}
