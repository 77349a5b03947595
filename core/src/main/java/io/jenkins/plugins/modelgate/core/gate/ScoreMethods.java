package io.jenkins.plugins.modelgate.core.gate;

import io.jenkins.plugins.modelgate.core.digest.Shown;
import io.jenkins.plugins.modelgate.core.policy.Grounds;
import io.jenkins.plugins.modelgate.core.policy.Grounds.Range;
import io.jenkins.plugins.modelgate.core.statistics.Bootstrap;
import io.jenkins.plugins.modelgate.core.statistics.PairedMeans;
import io.jenkins.plugins.modelgate.core.statistics.PairedProportions;
import io.jenkins.plugins.modelgate.core.statistics.Proportion;
import io.jenkins.plugins.modelgate.core.statistics.Result;
import io.jenkins.plugins.modelgate.core.statistics.Result.Inconclusive;
import java.util.Arrays;
import java.util.function.DoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Chooses the method that is fit for scores of examples.
 *
 * @param scores what the policy says of them
 * @param seed so that a verdict can be recomputed to the bit
 */
record ScoreMethods(Grounds.Scores scores, long seed) {
    /** Nothing was computed; had it been, the method would follow from the scores. */
    static final String NONE = "paired";

    /**
     * The mean of some scores less that of others of the same examples, by confidence.
     *
     * @param groups of the examples; empty if each stands for itself
     * @param margin whether some loss is allowed; else it must be better
     */
    DoubleFunction<Result> difference(double[] more, double[] less, int[] groups, boolean margin) {
        double[] differences = IntStream.range(0, more.length)
                .mapToDouble(i -> more[i] - less[i])
                .toArray();
        if (groups.length == 0 && scores.range() == null && areRightOrWrong(more) && areRightOrWrong(less)) {
            PairedProportions both = new PairedProportions(more.length, count(differences, 1), count(differences, -1));
            return margin ? both::corrected : both::superiority;
        }
        Range range = scores.range();
        double width = range == null ? 0 : range.high() - range.low();
        return mean(differences, groups, -width, width, areWithin(more) && areWithin(less));
    }

    /** The mean of scores, by confidence. */
    DoubleFunction<Result> mean(double[] values, int[] groups) {
        if (groups.length == 0 && scores.range() == null && areRightOrWrong(values)) {
            return new Proportion(values.length, count(values, 1))::clopperPearson;
        }
        Range range = scores.range();
        return mean(
                values, groups, range == null ? 0 : range.low(), range == null ? 0 : range.high(), areWithin(values));
    }

    private DoubleFunction<Result> mean(double[] values, int[] groups, double low, double high, boolean within) {
        Range range = scores.range();
        if (!within) {
            return confidence -> new Inconclusive(
                    PairedMeans.BETTING,
                    values.length,
                    "some scores lie outside of the range " + Shown.exact(range.low()) + " to "
                            + Shown.exact(range.high()));
        }
        if (range != null) {
            return confidence -> PairedMeans.betting(values, low, high, confidence, seed);
        }
        boolean grouped = groups.length > 0;
        return scores.unbounded() || grouped && Arrays.stream(values).allMatch(x -> x == 0 || Math.abs(x) == 1)
                ? new Bootstrap(values, groups, seed)::at
                : confidence -> new Inconclusive(
                        NONE,
                        values.length,
                        "its scores are not all 0 or 1; say " + (grouped ? "" : "their ‘range’, or ")
                                + "‘range: unknown’ if rare large losses cannot be");
    }

    private boolean areWithin(double... values) {
        Range range = scores.range();
        return range == null || Arrays.stream(values).allMatch(score -> score >= range.low() && score <= range.high());
    }

    static boolean areRightOrWrong(double... values) {
        return Arrays.stream(values).allMatch(score -> score == 0 || score == 1);
    }

    static long count(double[] values, double wanted) {
        return DoubleStream.of(values).filter(one -> one == wanted).count();
    }
}
