package io.jenkins.plugins.modelgate.core.ledger;

import static io.jenkins.plugins.modelgate.core.ledger.ApprovalFixture.promotion;
import static io.jenkins.plugins.modelgate.core.ledger.ApprovalFixture.said;
import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.PRODUCTION;
import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.candidate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.jenkins.plugins.modelgate.core.document.SigningKey;
import io.jenkins.plugins.modelgate.core.document.TrustRoot;
import io.jenkins.plugins.modelgate.core.document.Verdicts;
import io.jenkins.plugins.modelgate.core.ledger.GitHttpServer.Fault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.eclipse.jgit.transport.UsernamePasswordCredentialsProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Something goes wrong between a controller and the real {@code git http-backend} while it pushes what people said, and again while it pushes the
 * transition that cites it. What it is told is true, and doing the same again ends in one outcome.
 */
class GitFaultsIT {
    private static final SigningKey KEY = SigningKey.generate();

    @TempDir
    private Path temp;

    private final Verdicts verdicts = ApprovalFixture.asked(PRODUCTION, 1, null, false);
    private GitHttpServer server;

    /** Whose network is sound. */
    private Ledger other;

    @BeforeEach
    void ask() throws Exception {
        GitProgram.bareRepository(temp.resolve("remote.git"));
        server = new GitHttpServer(temp);
        other = controller("other", 60);
        other.record(candidate(PRODUCTION, 1).evidence(), verdicts);
        say(other, "ada");
    }

    @AfterEach
    void close() {
        other.close();
        server.close();
    }

    private Ledger controller(String cache, int seconds) throws LedgerException {
        return Ledger.open(LedgerConfig.of(server.url("remote.git"), temp.resolve(cache))
                .withCredentials(new UsernamePasswordCredentialsProvider(GitHttpServer.USER, GitHttpServer.PASSWORD))
                .withKey(KEY)
                .withTrust(TrustRoot.parse(KEY.publicKey()))
                .withDeadline(Duration.ofSeconds(seconds)));
    }

    private void say(Ledger ledger, String name) throws LedgerException {
        ledger.approvals().add(ledger.approvals().seal(said(verdicts, name, 1)), verdicts);
    }

    private Receipt promote(Ledger ledger) throws LedgerException {
        return ledger.append(promotion(verdicts, ledger.approvals().on(verdicts)));
    }

    /** What a controller is told, by the name of the exception. */
    private static String told(ThrowingCallable push) {
        Throwable thrown = catchThrowable(push);
        return thrown == null ? "DONE" : thrown.getClass().getSimpleName();
    }

    @ParameterizedTest
    @CsvSource({
        "READ_ONLY, PushRefusedException, 60",
        "UNAUTHORIZED, PushRefusedException, 60",
        "FORBIDDEN, PushRefusedException, 60",
        "CONFLICT, PushRefusedException, 60",
        "ERROR, PushRefusedException, 60",
        "HALF_PACK, DONE, 60",
        "DEAF, LedgerException, 3",
        "SILENT, DONE, 3",
        "CUT_AFTER_PUSH, DONE, 60",
        "HALF_ANSWER, DONE, 60",
        "BAD_GATEWAY, DONE, 60",
        "LOCKED_OUT_AFTER_PUSH, OutcomeUnknownException, 3",
        "GATEWAY_TIMEOUT, DONE, 60"
    })
    void endsInOneOutcome(Fault fault, String told, int seconds) throws Exception {
        boolean there = fault.takes || told.equals("DONE");
        try (Ledger ledger = controller("this", seconds)) {
            server.breaks(fault);
            assertThat(told(() -> say(ledger, "bob"))).isEqualTo(told);
            server.breaks(Fault.NONE);
            assertThat(other.approvals().on(verdicts)).hasSize(there ? 2 : 1);
            say(other, "bob");
            assertThat(other.approvals().on(verdicts)).hasSize(2);

            server.breaks(fault);
            assertThat(told(() -> promote(ledger))).isEqualTo(told);
            server.breaks(Fault.NONE);
        }
        assertThat(other.history(target -> true, 10)).hasSize(there ? 1 : 0);
        assertThat(promote(other).alreadySo()).isEqualTo(there);
        isPromotedOnce();
    }

    /** Somebody was told that a gateway had no patience, and did it again; then the first push comes through all the same. */
    @Test
    void aPushThatComesLateChangesNothing() throws Exception {
        say(other, "bob");
        try (Ledger ledger = controller("this", 60)) {
            server.breaks(Fault.GATEWAY_TIMEOUT);
            Receipt receipt = promote(ledger);
            server.late().happen();
            assertThat(other.head().commit()).contains(receipt.commit());
        }
        isPromotedOnce();
    }

    @Test
    void saysWhatAHookSaidThatRefused() throws Exception {
        Path remote = temp.resolve("remote.git");
        say(other, "bob");
        GitProgram.hook(remote, "pre-receive", "echo 'Not on a Friday.' >&2; exit 1");
        for (ThrowingCallable push : List.<ThrowingCallable>of(() -> say(other, "cleo"), () -> promote(other))) {
            assertThat(catchThrowable(push))
                    .isInstanceOf(PushRefusedException.class)
                    .hasMessageContaining("pre-receive hook declined")
                    .hasMessageContaining("Not on a Friday.");
        }
        GitProgram.hook(remote, "pre-receive", "exit 0");
        assertThat(other.approvals().on(verdicts)).hasSize(2);
        assertThat(promote(other).alreadySo()).isFalse();
        isPromotedOnce();
    }

    private void isPromotedOnce() throws LedgerException {
        List<HistoryEntry> history = other.history(target -> true, 10);
        assertThat(history).hasSize(1);
        assertThat(history.get(0).transition().to().version()).isEqualTo("1");
        assertThat(history.get(0).transition().approvals()).hasSize(2).doesNotHaveDuplicates();
        assertThat(other.audit(null).problems()).isEmpty();
    }
}
