package io.jenkins.plugins.modelgate.core.ledger;

import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.PRODUCTION;
import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.STAGING;
import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.adopt;
import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.candidate;
import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.lift;
import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.promote;
import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.promoteAgainst;
import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.quarantine;
import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.retire;
import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.rollBack;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.document.Envelope;
import io.jenkins.plugins.modelgate.core.document.Evidence;
import io.jenkins.plugins.modelgate.core.document.Holder;
import io.jenkins.plugins.modelgate.core.document.SigningKey;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import io.jenkins.plugins.modelgate.core.document.Transition;
import io.jenkins.plugins.modelgate.core.document.TrustRoot;
import io.jenkins.plugins.modelgate.core.document.Verdicts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded ledger. */
class LedgerTest {
    private static final SigningKey KEY = SigningKey.generate();

    @TempDir
    private Path temp;

    private Ledger ledger;

    @BeforeEach
    void open() throws LedgerException {
        ledger = Ledger.open(config());
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    private LedgerConfig config() {
        return LedgerConfig.of(temp.resolve("ledger.git").toString(), temp.resolve("cache"))
                .withKey(KEY)
                .withTrust(TrustRoot.parse(KEY.publicKey()));
    }

    @Test
    void isEmptyAtFirstAndMakesNothing() throws Exception {
        assertThat(ledger.embedded()).isTrue();
        assertThat(ledger.head().commit()).isEmpty();
        assertThat(ledger.head().targets()).isEmpty();
        assertThat(ledger.history(target -> true, 10)).isEmpty();
        assertThat(ledger.audit(null).ok()).isTrue();
        assertThat(temp.resolve("ledger.git")).doesNotExist();
    }

    @Test
    void keepsWhatHoldsATarget() throws Exception {
        Receipt receipt = ledger.append(promote(PRODUCTION, 1));

        LedgerHead head = ledger.head();
        TargetState state = head.state(PRODUCTION).orElseThrow();
        assertThat(receipt.alreadySo()).isFalse();
        assertThat(receipt.state()).isEqualTo(state);
        assertThat(head.commit()).contains(receipt.commit());
        assertThat(state.holder()).isEqualTo(candidate(PRODUCTION, 1).holder());
        assertThat(state.alias()).isEqualTo("champion");
        assertThat(state.since()).isEqualTo(LedgerFixture.AT);
        assertThat(state.by()).isEqualTo(LedgerFixture.JOB);
        assertThat(state.data()).isEqualTo(LedgerFixture.sha("snapshot 1"));
        assertThat(state.transition()).isEqualTo(receipt.transition());
        assertThat(state.installed()).isEqualTo(receipt.transition());
    }

    @Test
    void findsTheDocumentsThatATransitionCites() throws Exception {
        Receipt receipt = ledger.append(promote(PRODUCTION, 1));

        LedgerHead head = ledger.head();
        Transition transition =
                head.find(receipt.transition(), Transition.class).orElseThrow();
        Verdicts verdicts = head.find(transition.verdicts(), Verdicts.class).orElseThrow();
        assertThat(head.find(verdicts.evidence(), Evidence.class))
                .contains(candidate(PRODUCTION, 1).evidence());
        assertThat(head.find(verdicts.evidence(), Verdicts.class)).isEmpty();
        assertThat(head.find(LedgerFixture.sha("nothing"), Evidence.class)).isEmpty();
    }

    @Test
    void isReadByAnotherProcessThatKnowsNothing() throws Exception {
        ledger.append(promote(PRODUCTION, 1));
        ledger.append(promote(STAGING, 2));
        try (Ledger other = Ledger.open(LedgerConfig.of(ledger.location(), temp.resolve("other cache"))
                .withTrust(TrustRoot.parse(KEY.publicKey())))) {
            assertThat(other.head().targets()).isEqualTo(ledger.head().targets());
            assertThat(other.head().commit()).isEqualTo(ledger.head().commit());
        }
    }

    @Test
    void goesOnFromWhereItWasVerified() throws Exception {
        ledger.append(promote(PRODUCTION, 1));
        ledger.append(promote(PRODUCTION, 2));
        try (Ledger again = Ledger.open(config())) {
            assertThat(again.head().targets()).isEqualTo(ledger.head().targets());
            again.append(rollBack(PRODUCTION, 1));
        }
        assertThat(ledger.head().state(PRODUCTION).orElseThrow().holder().version())
                .isEqualTo("1");
        assertThat(ledger.audit(null))
                .isEqualTo(new AuditReport(ledger.head().commit().orElseThrow(), 3, 0, List.of()));
    }

    @Test
    void saysThatItIsSoAlready() throws Exception {
        Receipt first = ledger.append(promote(PRODUCTION, 1));
        Receipt second = ledger.append(promote(PRODUCTION, 1));

        assertThat(second).isEqualTo(new Receipt(first.transition(), first.commit(), first.state(), true));
        assertThat(ledger.history(target -> true, 10)).hasSize(1);
    }

    @Test
    void voidsVerdictsWhenTheChampionChanged() throws Exception {
        Holder champion = ledger.append(promote(PRODUCTION, 1)).state().holder();
        ledger.append(promote(PRODUCTION, 2));

        assertThatThrownBy(() -> ledger.append(promoteAgainst(PRODUCTION, 3, champion)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("verdicts are void")
                .hasMessageContaining("version 1 (candidate ")
                .hasMessageContaining("version 2 (candidate ");
    }

    @Test
    void tellsTheLoserOfARaceWhoWon() throws Exception {
        Holder champion = ledger.append(promote(PRODUCTION, 1)).state().holder();
        try (Ledger other = Ledger.open(config())) {
            Receipt[] winner = new Receipt[1];
            assertThatThrownBy(() -> ledger.append(head -> {
                        if (winner[0] == null) {
                            winner[0] = meanwhile(other, promote(PRODUCTION, 2));
                        }
                        return promoteAgainst(PRODUCTION, 3, champion).propose(head);
                    }))
                    .isInstanceOfSatisfying(LostRaceException.class, lost -> assertThat(lost.winner())
                            .isEqualTo(winner[0].transition()))
                    .hasMessageContaining("Somebody else was first: job train/main")
                    .hasMessageContaining("Promote version 2")
                    .hasMessageContaining("verdicts are void");
        }
        assertThat(ledger.history(target -> true, 10)).hasSize(2);
        assertThat(ledger.audit(null).ok()).isTrue();
    }

    @Test
    void triesAgainWhenAnotherTargetWasFirst() throws Exception {
        try (Ledger other = Ledger.open(config())) {
            int[] asked = {0};
            Receipt receipt = ledger.append(head -> {
                if (asked[0]++ == 0) {
                    meanwhile(other, promote(STAGING, 2));
                }
                return promote(PRODUCTION, 1).propose(head);
            });
            assertThat(asked[0]).isEqualTo(2);
            assertThat(receipt.alreadySo()).isFalse();
        }
        assertThat(ledger.head().targets()).containsOnlyKeys(PRODUCTION, STAGING);
        assertThat(ledger.audit(null).ok()).isTrue();
    }

    @Test
    void refusesWhatWasQuarantinedInBetween() throws Exception {
        try (Ledger other = Ledger.open(config())) {
            int[] asked = {0};
            assertThatThrownBy(() -> ledger.append(head -> {
                        if (asked[0]++ == 0) {
                            meanwhile(other, quarantine(STAGING, 1, "it leaks"));
                        }
                        return promote(PRODUCTION, 1).propose(head);
                    }))
                    .isInstanceOf(RefusedException.class)
                    .isNotInstanceOf(LostRaceException.class)
                    .hasMessageContaining("is quarantined since")
                    .hasMessageContaining("‘it leaks’");
        }
    }

    /** What another process does: the queue of this process lets a thread in again. */
    private static Receipt meanwhile(Ledger other, Proposer proposer) {
        try {
            return other.append(proposer);
        } catch (LedgerException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void rollsBackToAnEarlierHolderAndQuarantinesWhatItLeft() throws Exception {
        ledger.append(promote(PRODUCTION, 1));
        ledger.append(promote(PRODUCTION, 2));
        ledger.append(promote(PRODUCTION, 3));
        assertThat(ledger.head().earlierHolders(PRODUCTION))
                .extracting(Holder::version)
                .containsExactly("2", "1");

        TargetState state = ledger.append(rollBack(PRODUCTION, 2)).state();
        assertThat(state.holder().version()).isEqualTo("2");
        assertThat(state.quarantined())
                .extracting(entry -> entry.candidate().version())
                .containsExactly("3");
        assertThat(ledger.head().earlierHolders(PRODUCTION))
                .extracting(Holder::version)
                .containsExactly("1");
        assertThatThrownBy(() -> ledger.append(promote(STAGING, 3))).hasMessageContaining("is quarantined since");
        assertThat(ledger.append(rollBack(PRODUCTION, 2)).alreadySo()).isTrue();
    }

    @Test
    void liftsAQuarantine() throws Exception {
        ledger.append(quarantine(STAGING, 1, "it leaks"));
        assertThat(ledger.append(quarantine(STAGING, 1, "again")).alreadySo()).isTrue();
        assertThatThrownBy(() -> ledger.append(lift(PRODUCTION, 1)))
                .hasMessageContaining("is under the target ‘mlflow/default/diabetes/staging’: lift it there");

        ledger.append(lift(STAGING, 1));
        assertThat(ledger.append(lift(STAGING, 1)).alreadySo()).isTrue();
        assertThat(ledger.append(promote(PRODUCTION, 1)).state().holder()).isNotNull();
        assertThat(ledger.audit(null).ok()).isTrue();
    }

    @Test
    void retiresAndRemembersTheAlias() throws Exception {
        ledger.append(promote(PRODUCTION, 1));
        TargetState state = ledger.append(retire(PRODUCTION, 1)).state();

        assertThat(state.holder()).isNull();
        assertThat(state.alias()).isEqualTo("champion");
        assertThat(ledger.head().earlierHolders(PRODUCTION)).hasSize(1);
        assertThat(ledger.append(rollBack(PRODUCTION, 1)).state().quarantined()).isEmpty();
        assertThat(ledger.audit(null).ok()).isTrue();
    }

    @Test
    void adoptsAVersionWithoutEvidenceAndThenAnotherAlias() throws Exception {
        TargetState state = ledger.append(adopt(PRODUCTION, 7, "champion")).state();
        assertThat(state.holder().evidence()).isNull();
        assertThat(ledger.append(adopt(PRODUCTION, 7, "champion")).alreadySo()).isTrue();
        assertThat(ledger.append(adopt(PRODUCTION, 7, "live")).state().alias()).isEqualTo("live");
        assertThat(ledger.audit(null).ok()).isTrue();
    }

    @Test
    void listsHistoryNewestFirst() throws Exception {
        ledger.append(promote(PRODUCTION, 1));
        ledger.append(promote(STAGING, 2));
        ledger.append(promote(PRODUCTION, 3));

        assertThat(ledger.history(target -> true, 10))
                .extracting(entry -> entry.transition().to().version())
                .containsExactly("3", "2", "1");
        assertThat(ledger.history(PRODUCTION::equals, 1))
                .singleElement()
                .satisfies(entry -> assertThat(entry.seal().state()).isEqualTo(Envelope.Seal.State.TRUSTED));
    }

    @Test
    void listsHistoryPageByPage() throws Exception {
        for (int version = 1; version <= 7; version++) {
            ledger.append(promote(version % 3 == 0 ? STAGING : PRODUCTION, version));
        }
        for (Predicate<TargetId> targets : List.<Predicate<TargetId>>of(target -> true, PRODUCTION::equals)) {
            List<HistoryEntry> all = ledger.history(targets, Integer.MAX_VALUE);
            List<HistoryEntry> pages = new ArrayList<>();
            List<HistoryEntry> page = ledger.history(targets, 2);
            while (!page.isEmpty()) {
                pages.addAll(page);
                page = ledger.history(targets, page.get(page.size() - 1).commit(), 2);
            }
            assertThat(pages).isEqualTo(all).hasSizeGreaterThan(4);
        }
        assertThat(ledger.history(new TargetId("mlflow", "default", "other", "production")::equals, 2))
                .isEmpty();
    }

    @Test
    void beginsNoPageOutsideItsHistory() throws Exception {
        assertThatThrownBy(() -> ledger.history(target -> true, "a".repeat(40), 2))
                .isInstanceOf(LedgerException.class)
                .hasMessageContaining("is not in the ledger’s history. Begin with the newest page");
        ledger.append(promote(PRODUCTION, 1));
        assertThatThrownBy(() -> ledger.history(target -> true, "a".repeat(40), 2))
                .hasMessageContaining("is not in the ledger’s history. Begin with the newest page");
        assertThatThrownBy(() -> ledger.history(target -> true, "HEAD", 2)).hasMessageContaining("is no commit id");
    }

    /** What a page does not show may be gone. */
    @Test
    void readsNoMoreOfTheHistoryThanAPageShows() throws Exception {
        String oldest = ledger.append(promote(PRODUCTION, 1)).commit();
        ledger.append(promote(STAGING, 2));
        ledger.append(promote(PRODUCTION, 3));
        ledger.append(promote(STAGING, 4));
        Files.delete(temp.resolve("ledger.git/objects")
                .resolve(oldest.substring(0, 2))
                .resolve(oldest.substring(2)));

        assertThat(ledger.history(target -> true, 2)).hasSize(2);
        assertThat(ledger.history(STAGING::equals, 50)).hasSize(2);
        assertThatThrownBy(() -> ledger.history(PRODUCTION::equals, 50)).hasMessageContaining("is missing");
    }

    @Test
    void keepsRedVerdicts() throws Exception {
        Verdicts red = candidate(PRODUCTION, 1).verdicts(PRODUCTION, null, Answer.FAIL);
        Sha256 key = red.candidateKey();
        assertThat(ledger.recorded(key, PRODUCTION)).isEmpty();

        ledger.record(candidate(PRODUCTION, 1).evidence(), red);
        ledger.record(candidate(PRODUCTION, 1).evidence(), red);
        assertThat(ledger.recorded(key, PRODUCTION)).contains(red);
        assertThat(ledger.recorded(key, STAGING)).isEmpty();

        Verdicts green = candidate(PRODUCTION, 1).verdicts(PRODUCTION, null, Answer.PASS);
        ledger.record(candidate(PRODUCTION, 1).evidence(), green);
        assertThat(ledger.recorded(key, PRODUCTION)).contains(green);
        assertThat(ledger.head().commit()).isEmpty();
    }

    @Test
    void refusesVerdictsOfOtherEvidence() {
        Verdicts red = candidate(PRODUCTION, 1).verdicts(PRODUCTION, null, Answer.FAIL);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ledger.record(candidate(PRODUCTION, 2).evidence(), red));
    }

    @Test
    void refusesDocumentsThatNothingCites() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ledger.append(head -> new Proposal(
                        promote(PRODUCTION, 1).propose(head).transition(),
                        List.of(
                                candidate(PRODUCTION, 1).evidence(),
                                candidate(PRODUCTION, 1).verdicts(PRODUCTION, null, Answer.PASS),
                                candidate(PRODUCTION, 2).evidence()))))
                .withMessageContaining("does not cite the Evidence");
    }

    @Test
    void writesUnsignedOnlyWhereNobodyAsksForSignatures() throws Exception {
        LedgerConfig unsigned = LedgerConfig.of(ledger.location(), temp.resolve("cache 2"));
        try (Ledger other = Ledger.open(unsigned)) {
            other.append(promote(PRODUCTION, 1));
            assertThat(other.audit(null)).satisfies(report -> {
                assertThat(report.ok()).isTrue();
                assertThat(report.unsigned()).isEqualTo(1);
            });
        }
        assertThatThrownBy(() -> ledger.head())
                .hasMessageContaining("does not verify")
                .hasMessageContaining("unsigned");
        try (Ledger keyless = Ledger.open(unsigned.withTrust(TrustRoot.parse(KEY.publicKey())))) {
            assertThatThrownBy(() -> keyless.append(promote(PRODUCTION, 2))).hasMessageContaining("no signing key");
        }
    }

    @Test
    void refusesAKeyThatItsOwnTrustRootDoesNotHold() {
        assertThatThrownBy(() -> Ledger.open(config().withKey(SigningKey.generate())))
                .isInstanceOf(LedgerException.class)
                .hasMessageContaining("trust root does not hold");
    }

    @Test
    void refusesAFolderThatIsSomethingElse() throws Exception {
        Files.createDirectories(temp.resolve("ledger.git"));
        Files.writeString(temp.resolve("ledger.git/thesis.tex"), "Do not delete");
        assertThatThrownBy(() -> ledger.append(promote(PRODUCTION, 1))).hasMessageContaining("no bare Git repository");
        assertThat(temp.resolve("ledger.git/thesis.tex")).exists();
    }

    @Test
    void takesManyTargetsWithHostileNames() throws Exception {
        for (String name : NamesTest.HOSTILE) {
            ledger.append(promote(new TargetId("mlflow", "default", name, "production"), 1));
            ledger.append(promote(new TargetId("mlflow", "default", "model", name), 1));
        }
        assertThat(ledger.audit(null).problems()).isEmpty();
        try (Ledger again = Ledger.open(config())) {
            assertThat(again.head().targets())
                    .isEqualTo(ledger.head().targets())
                    .hasSize(2 * NamesTest.HOSTILE.size());
        }
    }

    @Test
    void collectsItsGarbage() throws Exception {
        IntStream.rangeClosed(1, 51).forEach(version -> {
            try {
                ledger.append(promote(PRODUCTION, version));
            } catch (LedgerException e) {
                throw new AssertionError(e);
            }
        });
        try (var packs = Files.list(temp.resolve("ledger.git/objects/pack"))) {
            assertThat(packs).anyMatch(file -> file.toString().endsWith(".pack"));
        }
        assertThat(ledger.audit(null).problems()).isEmpty();
    }
}
