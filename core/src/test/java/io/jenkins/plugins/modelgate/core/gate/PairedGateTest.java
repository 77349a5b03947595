package io.jenkins.plugins.modelgate.core.gate;

import static org.assertj.core.api.Assertions.assertThat;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.document.Baseline;
import io.jenkins.plugins.modelgate.core.document.Holder;
import io.jenkins.plugins.modelgate.core.document.Metric;
import io.jenkins.plugins.modelgate.core.document.Observer;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import io.jenkins.plugins.modelgate.core.document.Verdict;
import io.jenkins.plugins.modelgate.core.policy.Gate;
import io.jenkins.plugins.modelgate.core.policy.Gate.Direction;
import io.jenkins.plugins.modelgate.core.policy.Grounds;
import io.jenkins.plugins.modelgate.core.policy.Reference;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class PairedGateTest {
    private static final Sha256 HASH = Sha256.of(new byte[] {1});
    private static final TargetId TARGET = new TargetId("main", "default", "digits", "production");
    private static final Grounds RIGHT = new Grounds.Scores("score", null, null, false, null);
    private static final Grounds UNKNOWN = new Grounds.Scores("score", null, null, true, null);
    private static final Grounds BOUNDED = new Grounds.Scores("score", null, new Grounds.Range(0, 1), false, null);
    private static final Grounds GROUPED = new Grounds.Scores("score", "group", null, true, null);

    /** 0.912 against 0.915 on 2,000 examples: 39 gained, 45 lost, so 4.2 % differ. */
    private static final ScoreTable CANDIDATE = table(2_000, i -> i < 39 || i >= 84 && i < 84 + 1_785 ? 1 : 0);

    private static final ScoreTable CHAMPION = table(2_000, i -> i >= 39 && i < 84 + 1_785 ? 1 : 0);

    @Test
    void saysHowManyExamplesWouldDo() {
        Verdict verdict = ask(Direction.HIGHER, "1 points", RIGHT, new Examples(CANDIDATE, CHAMPION));
        assertThat(verdict.sentence())
                .isEqualTo(
                        "score is 0.912 against the champion’s 0.915: not shown to be within 1 points of the champion. 95 % sure: at"
                                + " most 0.0109 worse; 2,000 examples, about 5,900 would do; method: tango-score-corrected."
                                + " Both were scored on the same examples, by the policy’s command.");
        assertThat(verdict.answer()).isEqualTo(Answer.INCONCLUSIVE);
        assertThat(verdict.value()).isEqualTo(new Metric(0.912));
        assertThat(verdict.baseline()).isEqualTo(new Metric(0.915));
        assertThat(verdict.scores()).containsExactly(CANDIDATE.digest(), CHAMPION.digest());
        assertThat(verdict.observers()).containsExactly(Observer.AGENT, Observer.AGENT);
        assertThat(verdict.n()).isEqualTo(2_000);
    }

    @Test
    void pairsPassWhereSharesCannot() {
        assertThat(ask(Direction.HIGHER, "2 points", RIGHT, new Examples(CANDIDATE, CHAMPION))
                        .answer())
                .isEqualTo(Answer.PASS);
        ScoreTable worse = table(2_000, i -> i < 1_700 ? 1 : 0);
        assertThat(ask(Direction.HIGHER, "2 points", RIGHT, new Examples(worse, CHAMPION))
                        .answer())
                .isEqualTo(Answer.FAIL);
        assertThat(ask(Direction.LOWER, "2 points", RIGHT, new Examples(worse, CHAMPION))
                        .answer())
                .isEqualTo(Answer.PASS);
        assertThat(ask(Direction.LOWER, null, RIGHT, new Examples(worse, CHAMPION))
                        .sentence())
                .contains("shown to be better than the champion");
    }

    @Test
    void theOrderOfTheFilesDoesNotMatter() {
        String[] lines = csv(2_000, i -> i < 1_800 ? 1 : 0).split("\n", -1);
        StringBuilder backwards = new StringBuilder(lines[0]);
        for (int i = lines.length - 1; i > 0; i--) {
            backwards.append(lines[i].isEmpty() ? "" : "\n" + lines[i]);
        }
        Verdict one =
                ask(Direction.HIGHER, "1 points", RIGHT, new Examples(CANDIDATE, parse(String.join("\n", lines))));
        Verdict other = ask(Direction.HIGHER, "1 points", RIGHT, new Examples(CANDIDATE, parse(backwards.toString())));
        assertThat(other.difference()).isEqualTo(one.difference()).isNotNull();
    }

    @Test
    void realScoresNeedARangeOrTheWordThatItIsUnknown() {
        Examples examples = new Examples(
                table(3_000, i -> 0.5 + 0.4 * Math.sin(i)), table(3_000, i -> 0.5 + 0.4 * Math.sin(i + 0.1)));
        assertThat(ask(Direction.LOWER, "10 points", RIGHT, examples).sentence())
                .isEqualTo(
                        "score cannot be compared by paired: its scores are not all 0 or 1; say their ‘range’, or ‘range: unknown’ if"
                                + " rare large losses cannot be. Both were scored on the same examples, by the policy’s command.");
        assertThat(ask(Direction.LOWER, "10 points", BOUNDED, examples))
                .returns(Answer.PASS, Verdict::answer)
                .returns("betting", Verdict::method);
        Verdict bootstrapped = ask(Direction.LOWER, "10 points", UNKNOWN, examples);
        assertThat(bootstrapped)
                .returns(Answer.PASS, Verdict::answer)
                .returns("paired-bootstrap-t", Verdict::method)
                .isEqualTo(ask(Direction.LOWER, "10 points", UNKNOWN, examples));
        Verdict grouped = ask(Direction.LOWER, "10 points", GROUPED, examples);
        assertThat(grouped.method()).isEqualTo("paired-bootstrap-t");
        assertThat(grouped.difference()).isNotEqualTo(bootstrapped.difference());
    }

    @Test
    void groupsNeedTheWordThatTheRangeIsUnknownUnlessScoresAreRightOrWrong() {
        Grounds grouped = new Grounds.Scores("score", "group", null, false, null);
        Examples real = new Examples(table(2_000, i -> i % 7 * 0.1), table(2_000, i -> i % 5 * 0.1));
        assertThat(ask(Direction.LOWER, "50 points", grouped, real))
                .returns(Answer.INCONCLUSIVE, Verdict::answer)
                .extracting(Verdict::sentence)
                .asString()
                .contains("not all 0 or 1; say ‘range: unknown’ if rare large losses cannot be");
        assertThat(ask(Direction.LOWER, "50 points", GROUPED, real).answer()).isEqualTo(Answer.PASS);
        Examples right = new Examples(table(2_000, i -> i % 7 == 0 ? 1 : 0), table(2_000, i -> i % 5 == 0 ? 1 : 0));
        assertThat(ask(Direction.LOWER, "50 points", grouped, right))
                .returns(Answer.PASS, Verdict::answer)
                .returns("paired-bootstrap-t", Verdict::method);
    }

    @Test
    void scoresOutsideOfTheRangePassNothing() {
        Examples examples = new Examples(table(100, i -> 0.5), table(100, i -> i == 50 ? 1.5 : 0.5));
        assertThat(ask(Direction.LOWER, "10 points", BOUNDED, examples).sentence())
                .startsWith("score cannot be compared by betting: some scores lie outside of the range 0 to 1.");
    }

    @Test
    void whatIsMissingOrNoNumberPassesNothing() {
        assertUnknown(null, "Nobody scored both models on the same examples: the policy’s command wrote nothing");
        assertUnknown(
                new Examples(CANDIDATE, table(1_999, i -> 1)),
                "Both models were scored on other examples: the candidate on 2000, the champion on 1999, and their ids");
        assertUnknown(new Examples(parse("id,score"), parse("id,score")), "Nobody was scored on any example.");
        assertUnknown(
                new Examples(CANDIDATE, parse(csv(2_000, i -> 1).replace("score", "right"))),
                "The scores of the champion have no column ‘score’, only ‘group’, ‘id’, ‘right’.");
        for (String bad : new String[] {"nan", "NaN", "inf", "-Infinity", "1e999", "", "0x1", "1d", "yes"}) {
            String csv = csv(2_000, i -> 1).replace("e7,1,1\n", "e7,1," + bad + "\n");
            assertUnknown(
                    new Examples(parse(csv), CHAMPION),
                    "The scores of the candidate have ‘" + bad
                            + "’ as ‘score’ of the example ‘e7’, which is no number");
        }
        assertThat(ask(Direction.HIGHER, "50 points", RIGHT, new Examples(table(49, i -> 1), table(49, i -> 1)))
                        .answer())
                .isEqualTo(Answer.INCONCLUSIVE);
    }

    /** 30 gained and 16 lost: p = 0.027; 30 and 18: p = 0.056. */
    @Test
    void whoIsBetterIsSaidByMcNemarsExactTest() {
        ScoreTable champion = table(1_000, i -> i < 30 ? 0 : 1);
        ScoreTable better = table(1_000, i -> i < 30 || i >= 46 ? 1 : 0);
        ScoreTable hardly = table(1_000, i -> i < 30 || i >= 48 ? 1 : 0);
        Verdict pass = ask(Direction.HIGHER, null, RIGHT, new Examples(better, champion));
        assertThat(pass.method()).isEqualTo("mcnemar-exact");
        assertThat(pass.answer()).isEqualTo(Answer.PASS);
        assertThat(ask(Direction.HIGHER, null, RIGHT, new Examples(hardly, champion))
                        .answer())
                .isEqualTo(Answer.INCONCLUSIVE);
        assertThat(ask(Direction.HIGHER, null, RIGHT, new Examples(champion, better))
                        .answer())
                .isEqualTo(Answer.FAIL);
        assertThat(ask(Direction.HIGHER, null, RIGHT, new Examples(champion, champion))
                        .answer())
                .isEqualTo(Answer.INCONCLUSIVE);
    }

    @Test
    void withoutAChampionThereIsNothingToCompareWith() {
        Verdict verdict = new Comparisons(new EvidenceBuilder().build(), TARGET, Context.of(Opponent.none()))
                .verdict(gate(Direction.HIGHER, "1 points", RIGHT), Levels.of(0.95));
        assertThat(verdict.method()).isEqualTo(ComparisonGate.NO_BASELINE);
        assertThat(verdict.answer()).isEqualTo(Answer.INCONCLUSIVE);
    }

    private static void assertUnknown(@CheckForNull Examples examples, String sentence) {
        Verdict verdict = ask(Direction.HIGHER, "50 points", RIGHT, examples);
        assertThat(verdict.answer()).isEqualTo(Answer.INCONCLUSIVE);
        assertThat(verdict.sentence()).startsWith(sentence);
        assertThat(verdict.difference()).isNull();
    }

    private static Gate.Comparison gate(Direction better, @CheckForNull String margin, Grounds grounds) {
        return Asking.comparison("score", better, margin, grounds, new Reference.Champion());
    }

    private static Verdict ask(
            Direction better, @CheckForNull String margin, Grounds grounds, @CheckForNull Examples examples) {
        Baseline champion =
                new Baseline(Baseline.Kind.CHAMPION, new Holder("3", HASH, HASH, HASH), true, new TreeMap<>());
        Context context = examples == null
                ? Context.of(new Opponent(champion, null))
                : new Context(
                        examples.candidate(),
                        new Opponent(champion, examples.champion()),
                        List.of(),
                        Map.of(),
                        List.of(),
                        null);
        return new Comparisons(new EvidenceBuilder().build(), TARGET, context)
                .verdict(gate(better, margin, grounds), Levels.of(0.95));
    }

    private record Examples(ScoreTable candidate, ScoreTable champion) {}

    private static String csv(int n, IntToDoubleFunction score) {
        StringBuilder csv = new StringBuilder("id,group,score\n");
        for (int i = 0; i < n; i++) {
            double value = score.applyAsDouble(i);
            csv.append(String.format(
                    Locale.ROOT, "e%d,%d,%s%n", i, i / 7, value == Math.rint(value) ? (Object) (int) value : value));
        }
        return csv.toString().replace(System.lineSeparator(), "\n");
    }

    private static ScoreTable table(int n, IntToDoubleFunction score) {
        return parse(csv(n, score));
    }

    private static ScoreTable parse(String csv) {
        return ScoreTable.parse(Objects.requireNonNull(csv).getBytes(StandardCharsets.UTF_8));
    }
}
