package io.jenkins.plugins.modelgate.core.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.document.Baseline;
import io.jenkins.plugins.modelgate.core.document.Holder;
import io.jenkins.plugins.modelgate.core.document.Metric;
import io.jenkins.plugins.modelgate.core.document.Observed;
import io.jenkins.plugins.modelgate.core.document.Observer;
import io.jenkins.plugins.modelgate.core.document.PolicyRef;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import io.jenkins.plugins.modelgate.core.document.Verdict;
import io.jenkins.plugins.modelgate.core.document.Verdicts;
import io.jenkins.plugins.modelgate.core.policy.Gate;
import io.jenkins.plugins.modelgate.core.policy.Gate.Direction;
import io.jenkins.plugins.modelgate.core.policy.Grounds;
import io.jenkins.plugins.modelgate.core.policy.Reference;
import io.jenkins.plugins.modelgate.core.policy.Severity;
import io.jenkins.plugins.modelgate.core.policy.TargetPolicy;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Comparisons with others than the champion, and of which one is enough. */
class ManyOpponentsTest {
    private static final Sha256 HASH = Sha256.of(new byte[] {1});
    private static final TargetId TARGET = new TargetId("main", "default", "digits", "production");
    private static final Grounds SHARE = new Grounds.Share("n");

    @Test
    void aPinnedVersionKeepsSmallLossesFromAddingUp() {
        // Each promotion lost less than a point; together they lost five.
        Context context =
                new Context(null, opponent("9", 0.90), List.of(), Map.of("4", opponent("4", 0.94)), List.of(), null);
        Verdict champion = ask(context, 0.89, "2 points", new Reference.Champion());
        Verdict pinned = ask(context, 0.89, "2 points", new Reference.Pinned("4"));

        assertThat(champion.answer()).isEqualTo(Answer.PASS);
        assertThat(champion.reference()).isNull();
        assertThat(pinned.answer()).isEqualTo(Answer.FAIL);
        assertThat(pinned.sentence())
                .startsWith("acc is 0.89 against version 4’s 0.94: shown not to be within 2 points of version 4.")
                .contains("Version 4’s number is the one that was recorded for it");
        assertThat(pinned.reference().version()).isEqualTo("4");
    }

    @Test
    void aPinnedVersionThatNobodyKnowsPassesNothing() {
        assertThat(ask(Context.of(opponent("9", 0.9)), 0.99, "2 points", new Reference.Pinned("4"))
                        .answer())
                .isEqualTo(Answer.INCONCLUSIVE);
    }

    @Test
    void theLastPromotedMustEachBeHeldUpTo() {
        Context context = new Context(
                null,
                opponent("9", 0.90),
                List.of(opponent("8", 0.91), opponent("5", 0.94)),
                Map.of(),
                List.of(),
                null);
        Verdict two = ask(context, 0.905, "2 points", new Reference.Last(2));
        Verdict three = ask(context, 0.905, "2 points", new Reference.Last(3));

        assertThat(two.answer()).isEqualTo(Answer.PASS);
        assertThat(two.sentence())
                .startsWith("All 2 versions that were promoted last pass; the worst is ‘version 8’: ");
        assertThat(three.answer()).isEqualTo(Answer.FAIL);
        assertThat(three.sentence())
                .startsWith("Of 3 versions that were promoted last 1 fail (‘version 5’). ‘version 5’: acc is 0.905");
        assertThat(three.parts()).extracting(Verdict::gate).containsExactly("version 9", "version 8", "version 5");
        assertThat(three.reference().version()).isEqualTo("5");
        assertThat(three.gate()).isEqualTo("g");
    }

    @Test
    void withoutOthersTheLastIsTheChampion() {
        assertThat(ask(Context.of(opponent("9", 0.9)), 0.9, "2 points", new Reference.Last(5))
                        .sentence())
                .startsWith("acc is 0.9 against the champion’s 0.9");
        assertThat(ask(Context.of(Opponent.none()), 0.9, "2 points", new Reference.Last(5))
                        .method())
                .isEqualTo(ComparisonGate.NO_BASELINE);
    }

    /** Who held the target long ago without evidence is no reason to leave out the champion. */
    @Test
    void anEarlierHolderWithoutEvidenceSetsNothingAside() {
        Opponent bare = new Opponent(
                new Baseline(Baseline.Kind.ADOPTED_CHAMPION, new Holder("5", HASH, null, null), false, new TreeMap<>()),
                null);
        Verdicts verdicts = GateEvaluator.evaluate(
                new EvidenceBuilder()
                        .metric("acc", 0.9, Observer.AGENT)
                        .metric("n", 20_000, Observer.AGENT)
                        .build(),
                "10",
                TARGET,
                new TargetPolicy(
                        "production",
                        "champion",
                        null,
                        TargetPolicy.WithoutBaseline.BOUNDS,
                        List.of(
                                new Gate.Bound("good", "acc", 0.5, null),
                                Asking.comparison("acc", Direction.HIGHER, "2 points", SHARE, new Reference.Last(2)))),
                new PolicyRef(HASH, "refs/heads/main", null, true),
                new Context(null, opponent("9", 0.9), List.of(bare), Map.of(), List.of(), null),
                Instant.EPOCH);
        assertThat(verdicts.answer()).isEqualTo(Answer.INCONCLUSIVE);
        assertThat(verdicts.rule()).startsWith("Every gate must pass");
        assertThat(GateEvaluator.openToAPerson(verdicts)).isFalse();
    }

    @Test
    void oneOfSeveralIsEnoughButSharesTheLevel() {
        Gate.Any any = new Gate.Any("better", Severity.BLOCK, List.of(better("f1"), better("acc")));
        // 0.9133 against 0.9 of 2,900 on each side: enough for one question, not for one of two.
        Verdict one = comparisons(0.9133, 0.9, 2_900).verdict(better("acc"), Levels.of(0.95));
        Verdict two = comparisons(0.9133, 0.9, 2_900).any(any);
        Verdict sure = comparisons(0.92, 0.9, 2_900).any(any);

        assertThat(one.answer()).isEqualTo(Answer.PASS);
        assertThat(two.answer()).isEqualTo(Answer.INCONCLUSIVE);
        assertThat(two.sentence()).startsWith("None of 2 is shown to pass; the best is ‘acc’: ");
        assertThat(sure.answer()).isEqualTo(Answer.PASS);
        assertThat(sure.sentence()).startsWith("1 of 2 passes: ‘acc’: ").endsWith("needs no correction.");
        assertThat(sure.parts()).extracting(Verdict::answer).containsExactly(Answer.INCONCLUSIVE, Answer.PASS);
    }

    private static Gate.Comparison better(String metric) {
        return new Gate.Comparison(
                metric,
                Severity.BLOCK,
                metric,
                Direction.HIGHER,
                null,
                null,
                SHARE,
                Gate.USUAL_CONFIDENCE,
                new Reference.Champion());
    }

    private static Verdict ask(Context context, double acc, String margin, Reference against) {
        return new Comparisons(
                        new EvidenceBuilder()
                                .metric("acc", acc, Observer.AGENT)
                                .metric("n", 20_000, Observer.AGENT)
                                .build(),
                        TARGET,
                        context)
                .verdict(Asking.comparison("acc", Direction.HIGHER, margin, SHARE, against), Levels.of(0.95));
    }

    private static Comparisons comparisons(double acc, double champion, int n) {
        EvidenceBuilder evidence = new EvidenceBuilder()
                .metric("acc", acc, Observer.AGENT)
                .metric("f1", champion, Observer.AGENT)
                .metric("n", n, Observer.AGENT);
        return new Comparisons(evidence.build(), TARGET, Context.of(opponent("9", champion, n)));
    }

    private static Opponent opponent(String version, double acc) {
        return opponent(version, acc, 20_000);
    }

    private static Opponent opponent(String version, double acc, int n) {
        TreeMap<String, Observed<Metric>> metrics = new TreeMap<>();
        Map.of("acc", acc, "f1", acc, "n", (double) n)
                .forEach((name, value) -> metrics.put(name, new Observed<>(new Metric(value), Observer.AGENT)));
        return new Opponent(
                new Baseline(Baseline.Kind.CHAMPION, new Holder(version, HASH, HASH, HASH), false, metrics), null);
    }
}
