package io.jenkins.plugins.modelgate.core.ledger;

import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.PRODUCTION;
import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.promote;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.modelgate.core.ledger.GitHttpServer.Fault;
import java.nio.file.Path;
import java.time.Duration;
import org.eclipse.jgit.transport.UsernamePasswordCredentialsProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A ledger at {@code http://}, whose other end is the real {@code git http-backend}. */
class HttpLedgerIT {
    @TempDir
    private Path temp;

    private GitHttpServer server;
    private Ledger ledger;

    @BeforeEach
    void start() throws Exception {
        GitProgram.bareRepository(temp.resolve("remote.git"));
        server = new GitHttpServer(temp);
        ledger = Ledger.open(config(GitHttpServer.PASSWORD));
    }

    @AfterEach
    void stop() {
        ledger.close();
        server.close();
    }

    private LedgerConfig config(String password) {
        return LedgerConfig.of(server.url("remote.git"), temp.resolve("cache"))
                .withCredentials(new UsernamePasswordCredentialsProvider(GitHttpServer.USER, password))
                .withDeadline(Duration.ofSeconds(60));
    }

    private String main() throws Exception {
        return GitProgram.run(temp.resolve("remote.git"), "rev-parse", "main");
    }

    @Test
    void pushesAndFetches() throws Exception {
        assertThat(ledger.head().commit()).isEmpty();
        ledger.append(promote(PRODUCTION, 1));
        Receipt receipt = ledger.append(promote(PRODUCTION, 2));
        assertThat(main()).isEqualTo(receipt.commit());
        try (Ledger other = Ledger.open(LedgerConfig.of(server.url("remote.git"), temp.resolve("other"))
                .withCredentials(
                        new UsernamePasswordCredentialsProvider(GitHttpServer.USER, GitHttpServer.PASSWORD)))) {
            assertThat(other.head().targets()).isEqualTo(ledger.head().targets());
        }
    }

    @Test
    void saysThatCredentialsAreWrongWithoutShowingThem() {
        try (Ledger stranger = Ledger.open(config("wr0ng"))) {
            assertThatThrownBy(stranger::head)
                    .isInstanceOf(LedgerException.class)
                    .hasMessageContaining("not authorized")
                    .hasMessageContaining("credentials")
                    .message()
                    .doesNotContain("wr0ng");
        } catch (LedgerException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void saysThatAnAccountMayOnlyRead() throws Exception {
        ledger.append(promote(PRODUCTION, 1));
        server.breaks(Fault.READ_ONLY);
        assertThatThrownBy(() -> ledger.append(promote(PRODUCTION, 2)))
                .isInstanceOf(PushRefusedException.class)
                .hasMessageContaining("nobody else was first")
                .hasMessageContaining("Check that the credentials may push");
        assertThat(ledger.audit(null).transitions()).isEqualTo(1);
    }

    @Test
    void findsOutThatAPushArrivedAlthoughTheConnectionBroke() throws Exception {
        server.breaks(Fault.CUT_AFTER_PUSH);
        Receipt receipt = ledger.append(promote(PRODUCTION, 1));
        assertThat(receipt.alreadySo()).isFalse();
        assertThat(main()).isEqualTo(receipt.commit());
        assertThat(ledger.audit(null).transitions()).isEqualTo(1);
    }

    @Test
    void takesNoPasswordInTheUrl() {
        assertThatThrownBy(() -> Ledger.open(
                        LedgerConfig.of("https://bot:s3cret-t0ken@git.example.com/ledger.git", temp.resolve("c"))))
                .isInstanceOf(LedgerException.class)
                .hasMessageContaining("has a password in it")
                .message()
                .doesNotContain("s3cret");
        assertThatThrownBy(() -> Ledger.open(LedgerConfig.of("git://example.com/x", temp.resolve("c"))))
                .isInstanceOf(LedgerException.class)
                .hasMessageContaining("cannot be reached by ‘git’");
    }
}
