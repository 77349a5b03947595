package io.jenkins.plugins.modelgate.core.ledger;

import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.AT;
import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.PRODUCTION;
import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.candidate;
import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.champion;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jenkins.plugins.modelgate.core.document.Actor;
import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.document.Approval;
import io.jenkins.plugins.modelgate.core.document.Approval.Decision;
import io.jenkins.plugins.modelgate.core.document.ApprovalRules;
import io.jenkins.plugins.modelgate.core.document.Documents;
import io.jenkins.plugins.modelgate.core.document.Envelope;
import io.jenkins.plugins.modelgate.core.document.Observer;
import io.jenkins.plugins.modelgate.core.document.Person;
import io.jenkins.plugins.modelgate.core.document.Signer;
import io.jenkins.plugins.modelgate.core.document.SigningKey;
import io.jenkins.plugins.modelgate.core.document.Transition;
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
    private static final SigningKey ADAS = SigningKey.generate();
    private static final SigningKey BOBS = SigningKey.generate();
    private static final String MEANING = "I looked at it";

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
        ApprovalRules.Group group = new ApprovalRules.Group("leads", List.of("ada", "bob"));
        return candidate(PRODUCTION, 1)
                .verdicts(PRODUCTION, null, Answer.PASS)
                .putTo(
                        new ApprovalRules(
                                List.of(new ApprovalRules.Rule(group, 2, MEANING)),
                                24,
                                false,
                                ApprovalRules.everyRole(),
                                personal,
                                List.of(
                                        new Signer("ada", ADAS.sshKey(), null, null),
                                        new Signer("bob", BOBS.sshKey(), null, AT.plusSeconds(60))),
                                null),
                        List.of(),
                        AT);
    }

    private static Approval said(Verdicts verdicts, String name, long seconds) {
        return new Approval(
                verdicts.model(),
                Documents.digest(verdicts),
                PRODUCTION,
                verdicts.policy(),
                null,
                new Actor(Actor.Kind.PERSON, name, null, Observer.CLAIMED),
                new Person(name, null, List.of(), List.of(), null),
                Decision.APPROVE,
                "leads",
                MEANING,
                "",
                AT.plusSeconds(seconds));
    }

    private static Proposer promotion(Verdicts verdicts, List<Envelope> approvals) {
        return head -> {
            Proposal plain =
                    LedgerFixture.promotion(head, PRODUCTION, candidate(PRODUCTION, 1), champion(head, PRODUCTION));
            Transition transition = plain.transition();
            return new Proposal(
                    new Transition(
                            transition.model(),
                            transition.type(),
                            PRODUCTION,
                            transition.from(),
                            transition.to(),
                            null,
                            transition.alias(),
                            null,
                            Documents.digest(verdicts),
                            approvals.stream().map(Envelope::digest).toList(),
                            transition.policy(),
                            "",
                            transition.actor(),
                            transition.previous(),
                            AT.plusSeconds(3600)),
                    List.of(candidate(PRODUCTION, 1).evidence(), verdicts),
                    approvals);
        };
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
