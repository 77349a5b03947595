package io.jenkins.plugins.modelgate.core.gate;

import static org.assertj.core.api.Assertions.assertThat;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.document.Observer;
import io.jenkins.plugins.modelgate.core.document.PolicyRef;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import io.jenkins.plugins.modelgate.core.document.Verdict;
import io.jenkins.plugins.modelgate.core.document.Verdicts;
import io.jenkins.plugins.modelgate.core.policy.Gate;
import io.jenkins.plugins.modelgate.core.policy.Grounds;
import io.jenkins.plugins.modelgate.core.policy.Holdout;
import io.jenkins.plugins.modelgate.core.policy.Severity;
import io.jenkins.plugins.modelgate.core.policy.TargetPolicy;
import io.jenkins.plugins.modelgate.core.policy.TargetPolicy.WithoutBaseline;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What looks at a holdout do to verdicts. */
class LooksVerdictTest {
    private static final Sha256 HASH = Sha256.of(new byte[] {1});
    private static final Holdout BUDGET = new Holdout("digits-test", "data/test.csv", 20, 2);
    private static final Holdout COUNTED = new Holdout("digits-test", "data/test.csv", null, 1);
    private static final Gate GOOD = new Gate.Bound(
            "good", Severity.BLOCK, "acc", 0.905, null, null, new Grounds.Share("n"), Gate.USUAL_CONFIDENCE);

    @Test
    void aLookWithinTheBudgetIsNamed() {
        Verdicts verdicts = evaluate(new Looks(BUDGET, "md5:1", true, 7, 1, 3), 0.95);
        assertThat(verdicts.answer()).isEqualTo(Answer.PASS);
        assertThat(last(verdicts).gate()).isEqualTo("holdout:digits-test");
        assertThat(last(verdicts).sentence())
                .isEqualTo(
                        "Look 7 of 20 (and 3 previews) at the holdout ‘digits-test’, of which 2 may pass: the level is shared"
                                + " among 210 questions.");
    }

    @Test
    void theLevelOfEachLookIsSmaller() {
        // 0.918 of 2,000 is shown to be at least 0.905 by one question, and not by one of 210.
        assertThat(evaluate(null, 0.918).answer()).isEqualTo(Answer.PASS);
        assertThat(evaluate(new Looks(COUNTED, "md5:1", true, 7, 1, 0), 0.918).answer())
                .isEqualTo(Answer.PASS);
        assertThat(evaluate(new Looks(BUDGET, "md5:1", true, 7, 1, 0), 0.918).answer())
                .isEqualTo(Answer.INCONCLUSIVE);
    }

    @Test
    void whoMayNotLookIsNotToldTheNumbers() {
        assertStopped(
                new Looks(BUDGET, "md5:1", true, 21, 0, 0), "All 20 looks at the holdout ‘digits-test’ were taken.");
        assertStopped(
                new Looks(BUDGET, "md5:1", true, 9, 2, 0),
                "2 looks at the holdout ‘digits-test’ passed, as many as may.");
        assertStopped(
                new Looks(COUNTED, "md5:2", false, 1, 0, 0),
                "The holdout ‘digits-test’ is not the one that candidates were judged by before: its data is now md5:2.");
        assertStopped(
                new Looks(COUNTED, null, true, 0, 0, 0),
                "Which examples the holdout ‘digits-test’ has is not known: the evidence does not name ‘data/test.csv’.");
    }

    private static void assertStopped(Looks looks, String sentence) {
        Verdicts verdicts = evaluate(looks, 0.99);
        assertThat(verdicts.answer()).isEqualTo(Answer.INCONCLUSIVE);
        assertThat(verdicts.verdicts()).hasSize(1);
        assertThat(last(verdicts).sentence()).startsWith(sentence);
        assertThat(Looks.stopped(verdicts)).isTrue();
        assertThat(GateEvaluator.objection(verdicts)).contains(last(verdicts));
        assertThat(GateEvaluator.failsByItself(verdicts)).isFalse();
        assertThat(verdicts.rule()).endsWith(" Not asked: ‘good’.");
    }

    /** What is no number of the holdout is asked whether it may be looked at or not. */
    @Test
    void aSpentBudgetStopsOnlyThoseGatesThatJudgeNumbers() {
        Looks spent = new Looks(BUDGET, "md5:1", true, 21, 0, 0);
        Gate dirty = new Gate.Lineage("descent", Set.of(Gate.Lineage.Check.CLEAN));
        Gate data = new Gate.Data(
                "no-drift",
                Severity.WARN,
                "data/train.csv",
                null,
                null,
                new Gate.DriftLimit(0.25, Gate.USUAL_CONFIDENCE, List.of(), null));
        Gate signature = new Gate.Signature("callers", Severity.WARN);
        Gate trend = new Gate.Trend(
                "no-decay", Severity.WARN, "acc", Gate.Direction.HIGHER, Gate.Trend.Chart.EWMA, 20, null, null);

        Verdicts verdicts = evaluate(spent, 0.99, GOOD, dirty, trend, data, signature);
        assertThat(verdicts.verdicts())
                .extracting(Verdict::gate)
                .containsExactly("descent", "no-drift", "callers", "holdout:digits-test");
        assertThat(verdicts.verdicts().get(0).answer()).isEqualTo(Answer.FAIL);
        assertThat(verdicts.answer()).isEqualTo(Answer.FAIL);
        assertThat(verdicts.rule())
                .contains(" Not asked: ‘good’, ‘no-decay’.")
                .contains("Left to a person where it does not pass: ‘holdout:digits-test’.");
        assertThat(GateEvaluator.openToAPerson(verdicts)).isFalse();
        assertThat(GateEvaluator.openToAPerson(evaluate(spent, 0.99, GOOD, data, signature)))
                .isTrue();
    }

    /** Who approves a candidate does not accept another holdout by that. */
    @Test
    void onlyASpentBudgetIsLeftToWhoApproves() {
        assertThat(GateEvaluator.openToAPerson(evaluate(new Looks(BUDGET, "md5:1", true, 21, 0, 0), 0.99)))
                .isTrue();
        assertThat(GateEvaluator.openToAPerson(evaluate(new Looks(COUNTED, "md5:2", false, 1, 0, 0), 0.99)))
                .isFalse();
        assertThat(GateEvaluator.openToAPerson(evaluate(new Looks(COUNTED, null, true, 0, 0, 0), 0.99)))
                .isFalse();
    }

    private static Verdict last(Verdicts verdicts) {
        return verdicts.verdicts().get(verdicts.verdicts().size() - 1);
    }

    private static Verdicts evaluate(@CheckForNull Looks looks, double acc) {
        return evaluate(looks, acc, GOOD);
    }

    private static Verdicts evaluate(@CheckForNull Looks looks, double acc, Gate... gates) {
        return GateEvaluator.evaluate(
                new EvidenceBuilder()
                        .facts(EvidenceBuilder.Fact.BAD, Observer.AGENT)
                        .metric("acc", acc, Observer.AGENT)
                        .metric("n", 2_000, Observer.AGENT)
                        .build(),
                "7",
                new TargetId("main", "default", "digits", "production"),
                new TargetPolicy("production", "champion", null, WithoutBaseline.BOUNDS, List.of(gates)),
                new PolicyRef(HASH, "refs/heads/main", "c0ffee", true),
                new Context(null, Opponent.none(), List.of(), Map.of(), List.of(), looks),
                Instant.EPOCH);
    }
}
