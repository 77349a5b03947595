package io.jenkins.plugins.modelgate.core.gate;

import static org.assertj.core.api.Assertions.assertThat;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.document.Baseline;
import io.jenkins.plugins.modelgate.core.document.Holder;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import io.jenkins.plugins.modelgate.core.document.Verdict;
import io.jenkins.plugins.modelgate.core.policy.Gate;
import io.jenkins.plugins.modelgate.core.policy.Gate.Direction;
import io.jenkins.plugins.modelgate.core.policy.Grounds;
import io.jenkins.plugins.modelgate.core.policy.Reference;
import io.jenkins.plugins.modelgate.core.policy.Severity;
import io.jenkins.plugins.modelgate.core.policy.Slices;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Gates on scores of examples, of all of them and by slice. */
class SlicesTest {
    private static final Sha256 HASH = Sha256.of(new byte[] {1});
    private static final TargetId TARGET = new TargetId("main", "default", "digits", "production");

    /** 3,000 examples in three slices; 90 % right in each but ‘c’, where {@code worse} more in a hundred are wrong. */
    private static ScoreTable table(int worse) {
        return Scores.table(
                3_000,
                i -> List.of("a", "b", "c").get(i % 3),
                i -> i / 3 % 100 < (i % 3 == 2 ? 90 - worse : 90) ? 1 : 0);
    }

    @Test
    void everySliceMustPass() {
        Verdict good = compare(table(0), table(0), new Slices("slice", List.of(), null));
        Verdict bad = compare(table(10), table(0), new Slices("slice", List.of(), null));

        assertThat(good.answer()).isEqualTo(Answer.PASS);
        assertThat(good.sentence())
                .startsWith("All 3 slices by ‘slice’ pass; the worst is ‘")
                .endsWith(
                        "Each must pass, which needs no correction for their number; to fail, they share the level (Holm).");
        assertThat(good.n()).isEqualTo(1_000);
        assertThat(bad.answer()).isEqualTo(Answer.FAIL);
        assertThat(bad.sentence())
                .startsWith("Of 3 slices by ‘slice’ 1 fail (‘c’). ‘c’: score is 0.8 against the champion’s 0.9");
        assertThat(bad.parts()).extracting(Verdict::gate).containsExactly("a", "b", "c");
        assertThat(bad.parts()).extracting(Verdict::answer).containsExactly(Answer.PASS, Answer.PASS, Answer.FAIL);
    }

    @Test
    void onlyNamedSlicesCount() {
        assertThat(compare(table(10), table(0), new Slices("slice", List.of("a", "b"), null))
                        .answer())
                .isEqualTo(Answer.PASS);
        Verdict absent = compare(table(0), table(0), new Slices("slice", List.of("a", "z"), null));
        assertThat(absent.answer()).isEqualTo(Answer.INCONCLUSIVE);
        assertThat(absent.sentence())
                .startsWith("Of 2 slices by ‘slice’ 1 cannot be told (‘z’). ‘z’: Nobody was scored on any example.");
    }

    @Test
    void smallSlicesCannotBeTold() {
        Verdict few = compare(table(0), table(0), new Slices("slice", List.of(), 1_001));
        assertThat(few.answer()).isEqualTo(Answer.INCONCLUSIVE);
        assertThat(few.sentence()).contains("‘a’: 1000 examples are fewer than the policy’s 1001.");
        ScoreTable tiny = Scores.table(100, i -> i < 60 ? "big" : "small", i -> 1);
        Verdict method = compare(tiny, tiny, new Slices("slice", List.of(), null));
        assertThat(method.answer()).isEqualTo(Answer.INCONCLUSIVE);
        assertThat(method.sentence())
                .contains("‘small’: score cannot be compared")
                .contains("40 are too few");
    }

    @Test
    void tooManySlicesAreTooManyQuestions() {
        ScoreTable each = Scores.table(101, i -> "s" + i, i -> 1);
        assertThat(compare(each, each, new Slices("slice", List.of(), null)).sentence())
                .isEqualTo("‘slice’ makes 101 slices; at most 100 can be judged: name those that count with ‘only’.");
        assertThat(compare(each, each, new Slices("nowhere", List.of(), null)).sentence())
                .startsWith("The scores of the candidate have no column ‘nowhere’");
    }

    @Test
    void aBoundOnScoresIsShownToHold() {
        Verdict shown = bound(table(0), 0.87, null, null);
        assertThat(shown.answer()).isEqualTo(Answer.PASS);
        assertThat(shown.method()).isEqualTo("clopper-pearson");
        assertThat(shown.sentence())
                .isEqualTo("score is 0.9: shown to be at least 0.87. 95 % sure: at least 0.891; 3,000 examples; method:"
                        + " clopper-pearson.");
        assertThat(bound(table(0), 0.895, null, null))
                .returns(Answer.INCONCLUSIVE, Verdict::answer)
                .extracting(Verdict::sentence)
                .asString()
                .contains("3,000 examples, about 25,000 would do;");
        assertThat(bound(table(0), 0.95, null, null).answer()).isEqualTo(Answer.FAIL);
        assertThat(bound(table(0), null, 0.92, null).answer()).isEqualTo(Answer.PASS);
        assertThat(bound(table(0), 0.5, 0.85, null).answer()).isEqualTo(Answer.FAIL);
        assertThat(bound(null, 0.5, null, null).answer()).isEqualTo(Answer.INCONCLUSIVE);
    }

    @Test
    void aBoundHoldsInEverySlice() {
        Verdict verdict = bound(table(20), 0.8, null, new Slices("slice", List.of(), null));
        assertThat(verdict.answer()).isEqualTo(Answer.FAIL);
        assertThat(verdict.sentence())
                .startsWith("Of 3 slices by ‘slice’ 1 fail (‘c’). ‘c’: score is 0.7: shown not to be at least 0.8.");
        assertThat(verdict.difference().value().value()).isCloseTo(-0.1, org.assertj.core.data.Offset.offset(1e-9));
    }

    private static Verdict compare(ScoreTable candidate, ScoreTable champion, Slices slices) {
        Opponent opponent = new Opponent(
                new Baseline(Baseline.Kind.CHAMPION, new Holder("3", HASH, HASH, HASH), true, new TreeMap<>()),
                champion);
        Gate.Comparison gate = Asking.comparison(
                "score",
                Direction.HIGHER,
                "2 points",
                new Grounds.Scores("score", null, null, false, slices),
                new Reference.Champion());
        return new Comparisons(
                        new EvidenceBuilder().build(),
                        TARGET,
                        new Context(candidate, opponent, List.of(), Map.of(), List.of(), null))
                .verdict(gate, Levels.of(0.95));
    }

    private static Verdict bound(
            @CheckForNull ScoreTable scores,
            @CheckForNull Double least,
            @CheckForNull Double most,
            @CheckForNull Slices slices) {
        Gate.Bound gate = new Gate.Bound(
                "g",
                Severity.BLOCK,
                "score",
                least,
                most,
                null,
                new Grounds.Scores("score", null, null, false, slices),
                Gate.USUAL_CONFIDENCE);
        return BoundGate.verdict(
                gate,
                new EvidenceBuilder().build(),
                new Context(scores, Opponent.none(), List.of(), Map.of(), List.of(), null));
    }
}
