package io.jenkins.plugins.modelgate.core.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.document.Verdict;
import io.jenkins.plugins.modelgate.core.statistics.PairedProportions;
import io.jenkins.plugins.modelgate.core.statistics.Result;
import io.jenkins.plugins.modelgate.core.statistics.Result.Estimate;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.junit.jupiter.api.Test;

/** How often gates that ask several questions pass and fail. No test: run by name only, see docs/gates.md. From fixed seeds. */
class GateCalibration {
    private static final int RUNS = 4_000;
    private static final double MARGIN = 0.03;

    @Test
    void slices() {
        head(
                "slices",
                "examples in each",
                "one just too bad: passes",
                "all just good enough: fails",
                "all equal: passes",
                "one worse by 9 points: fails");
        for (int count : new int[] {3, 10}) {
            for (int n : new int[] {50, 200, 1_000, 5_000}) {
                SplittableRandom random = new SplittableRandom(n);
                IntToDoubleFunction one = i -> i == 0 ? -MARGIN : 0;
                row(
                        "" + count,
                        "" + n,
                        promised(share(() -> all(random, count, n, one), Answer.PASS)),
                        promised(share(() -> all(random, count, n, i -> -MARGIN), Answer.FAIL)),
                        shown(share(() -> all(random, count, n, i -> 0), Answer.PASS)),
                        shown(share(() -> all(random, count, n, i -> i == 0 ? -0.09 : 0), Answer.FAIL)));
            }
        }
    }

    @Test
    void any() {
        head("comparisons", "examples", "none better: passes", "one better by 3 points: passes", "all better: passes");
        for (int count : new int[] {2, 5}) {
            for (int n : new int[] {50, 200, 1_000, 5_000}) {
                SplittableRandom random = new SplittableRandom(n);
                row(
                        "" + count,
                        "" + n,
                        promised(share(() -> any(random, count, n, i -> 0), Answer.PASS)),
                        shown(share(() -> any(random, count, n, i -> i == 0 ? 0.03 : 0), Answer.PASS)),
                        shown(share(() -> any(random, count, n, i -> 0.03), Answer.PASS)));
            }
        }
    }

    private static Answer all(SplittableRandom random, int count, int n, IntToDoubleFunction ahead) {
        return Parts.all("g", Several.all(questions(random, count, n, ahead, MARGIN), Levels.of(0.95)), "slices")
                .answer();
    }

    private static Answer any(SplittableRandom random, int count, int n, IntToDoubleFunction ahead) {
        return Parts.any("g", Several.any(questions(random, count, n, ahead, 0), Levels.of(0.95)))
                .answer();
    }

    /** Models that differ on a tenth of the examples. */
    private static List<Several.Question> questions(
            SplittableRandom random, int count, int n, IntToDoubleFunction ahead, double margin) {
        return IntStream.range(0, count)
                .mapToObj(i -> {
                    int differ = binomial(random, n, 0.1);
                    int gained = binomial(random, differ, (1 + ahead.applyAsDouble(i) / 0.1) / 2);
                    return question(new PairedProportions(n, gained, differ - gained), margin);
                })
                .toList();
    }

    private static int binomial(SplittableRandom random, int n, double share) {
        return BinomialDistribution.of(n, share).createSampler(random::nextLong).sample();
    }

    private static Several.Question question(PairedProportions both, double margin) {
        return levels -> {
            Result result = TestedComparison.at(
                    levels, confidence -> margin > 0 ? both.corrected(confidence) : both.superiority(confidence));
            Answer answer = !(result instanceof Estimate estimate)
                    ? Answer.INCONCLUSIVE
                    : estimate.lower() > -margin
                            ? Answer.PASS
                            : estimate.upper() < -margin ? Answer.FAIL : Answer.INCONCLUSIVE;
            return new Verdict("one", "test", answer, "Said.", null, null, null, null, List.of());
        };
    }

    private static double share(java.util.function.Supplier<Answer> ask, Answer wanted) {
        return (double) IntStream.range(0, RUNS)
                        .filter(i -> ask.get() == wanted)
                        .count()
                / RUNS;
    }

    private static String promised(double share) {
        assertThat(share).isLessThanOrEqualTo(0.05 + 3 * Math.sqrt(0.05 * 0.95 / RUNS));
        return shown(share);
    }

    private static String shown(double share) {
        double error = Math.sqrt(Math.max(share, 1.0 / RUNS) * (1 - share) / RUNS);
        return String.format(Locale.ROOT, "%.2f ± %.2f", share * 100, 200 * error);
    }

    private static void head(String... cells) {
        System.out.println();
        row(cells);
        row(IntStream.range(0, cells.length).mapToObj(i -> "---").toArray(String[]::new));
    }

    private static void row(String... cells) {
        System.out.println("| " + String.join(" | ", cells) + " |");
    }
}
