package io.jenkins.plugins.modelgate.core.ledger;

import static io.jenkins.plugins.modelgate.core.ledger.ApprovalFixture.ADAS;
import static io.jenkins.plugins.modelgate.core.ledger.ApprovalFixture.BOBS;
import static io.jenkins.plugins.modelgate.core.ledger.ApprovalFixture.promotion;
import static io.jenkins.plugins.modelgate.core.ledger.ApprovalFixture.said;
import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.PRODUCTION;
import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.candidate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.document.Approval;
import io.jenkins.plugins.modelgate.core.document.Envelope;
import io.jenkins.plugins.modelgate.core.document.SigningKey;
import io.jenkins.plugins.modelgate.core.document.TrustRoot;
import io.jenkins.plugins.modelgate.core.document.Verdicts;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApprovalBookTest {
    private static final SigningKey KEY = SigningKey.generate();

    @TempDir
    private Path temp;

    private Ledger ledger;

    @BeforeEach
    void open() throws LedgerException {
        ledger = Ledger.open(LedgerConfig.of(temp.resolve("ledger.git").toString(), temp.resolve("cache"))
                .withKey(KEY)
                .withTrust(TrustRoot.parse(KEY.publicKey())));
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    private static Verdicts asked(boolean personal) {
        return ApprovalFixture.asked(PRODUCTION, 1, null, personal);
    }

    @Test
    void keepsWhatPeopleSayUntilItIsCited() throws Exception {
        Verdicts verdicts = asked(false);
        ledger.record(candidate(PRODUCTION, 1).evidence(), verdicts);
        assertThat(ledger.approvals().on(verdicts)).isEmpty();
        for (String name : List.of("ada", "bob", "ada")) {
            ledger.approvals().add(ledger.approvals().seal(said(verdicts, name, 1)), verdicts);
        }
        List<Envelope> said = ledger.approvals().on(verdicts);
        assertThat(said).hasSize(2);
        assertThat(ledger.approvals().on(asked(true))).isEmpty();
        ledger.append(promotion(verdicts, said));
        assertThat(ledger.audit(null).ok()).isTrue();
        assertThat(ledger.head().envelope(said.get(0).digest())).contains(said.get(0));
    }

    @Test
    void keepsAPersonsOwnSignature() throws Exception {
        Verdicts verdicts = asked(true);
        ledger.record(candidate(PRODUCTION, 1).evidence(), verdicts);
        Envelope adas = Envelope.seal(said(verdicts, "ada", 1), ADAS);
        Envelope bobs = Envelope.seal(said(verdicts, "bob", 2), BOBS);
        ledger.approvals().add(adas, verdicts);
        ledger.approvals().add(bobs, verdicts);
        Receipt receipt = ledger.append(promotion(verdicts, ledger.approvals().on(verdicts)));
        assertThat(receipt.alreadySo()).isFalse();
        assertThat(ledger.head().envelope(bobs.digest())).contains(bobs);
        assertThat(ledger.audit(null).problems()).isEmpty();
    }

    @Test
    void refusesSignaturesOfOthers() {
        Verdicts verdicts = asked(true);
        Approval late = said(verdicts, "bob", 61);
        for (Envelope forged : List.of(
                Envelope.unsigned(said(verdicts, "ada", 1)),
                Envelope.seal(said(verdicts, "ada", 1), BOBS),
                Envelope.seal(said(verdicts, "ada", 1), SigningKey.generate()),
                Envelope.seal(late, BOBS))) {
            assertThatExceptionOfType(RefusedException.class)
                    .isThrownBy(() -> ledger.approvals().add(forged, verdicts))
                    .withMessageContaining("and by no key that its verdicts list for the person");
            assertThatExceptionOfType(RefusedException.class)
                    .isThrownBy(() -> ledger.append(
                            promotion(verdicts, List.of(forged, Envelope.seal(said(verdicts, "bob", 1), BOBS)))));
        }
    }

    /** Whoever holds the ledger’s key cannot speak for people whose own signature the policy asks for. */
    @Test
    void refusesTheControllersWordForAPerson() throws Exception {
        Verdicts verdicts = asked(true);
        List<Envelope> forged = List.of(
                ledger.approvals().seal(said(verdicts, "ada", 1)),
                ledger.approvals().seal(said(verdicts, "bob", 2)));
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> ledger.append(promotion(verdicts, forged)))
                .withMessageContaining(
                        "the approval of ‘ada’ does not count: no key that is listed for ‘ada’ signed it. Ask again");
    }

    @Test
    void refusesAnApprovalOfOtherVerdicts() {
        Verdicts verdicts = asked(false);
        Envelope moved = ledger.approvals().seal(said(asked(true), "ada", 1));
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> ledger.approvals().add(moved, verdicts))
                .withMessageContaining("it is about the verdicts");
    }

    @Test
    void hasAnotherPulseWheneverSomethingIsNew() throws Exception {
        Verdicts verdicts = asked(false);
        String empty = ledger.pulse();
        ledger.record(candidate(PRODUCTION, 1).evidence(), verdicts);
        String recorded = ledger.pulse();
        for (String name : List.of("ada", "bob")) {
            ledger.approvals().add(ledger.approvals().seal(said(verdicts, name, 1)), verdicts);
        }
        String approved = ledger.pulse();
        assertThat(ledger.pulse()).isEqualTo(approved);
        ledger.append(promotion(verdicts, ledger.approvals().on(verdicts)));
        assertThat(List.of(empty, recorded, approved, ledger.pulse())).doesNotHaveDuplicates();
    }

    @Test
    void losesNothingWhenAllSpeakAtOnce() throws Exception {
        Verdicts verdicts = asked(false);
        IntStream.range(0, 20).parallel().forEach(i -> {
            try (Ledger own = Ledger.open(LedgerConfig.of(ledger.location(), temp.resolve("cache" + i))
                    .withKey(KEY)
                    .withTrust(TrustRoot.parse(KEY.publicKey())))) {
                own.approvals().add(own.approvals().seal(said(verdicts, "person" + i, i)), verdicts);
            } catch (LedgerException e) {
                throw new AssertionError(e);
            }
        });
        assertThat(ledger.approvals().on(verdicts)).hasSize(20);
    }

    @Test
    void listsWhatWasPutToPeopleLately() throws Exception {
        Verdicts verdicts = asked(false);
        ledger.record(
                candidate(PRODUCTION, 2).evidence(), candidate(PRODUCTION, 2).verdicts(PRODUCTION, null, Answer.PASS));
        ledger.record(candidate(PRODUCTION, 1).evidence(), asked(true));
        ledger.record(candidate(PRODUCTION, 1).evidence(), verdicts);
        assertThat(ledger.putToPeople(10)).extracting(Past::verdicts).containsExactly(verdicts);
    }
}
