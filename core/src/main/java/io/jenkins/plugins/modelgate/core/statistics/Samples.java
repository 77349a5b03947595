package io.jenkins.plugins.modelgate.core.statistics;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.statistics.Result.Inconclusive;
import java.util.Arrays;

/** What all methods ask of their numbers. */
final class Samples {
    private Samples() {}

    /** Why these numbers cannot be judged; null if they can. */
    @CheckForNull
    static Inconclusive problem(String method, int fewest, double... values) {
        if (values.length < fewest) {
            return tooFew(method, values.length, fewest);
        }
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                return new Inconclusive(
                        method, values.length, "number " + (i + 1) + " of " + values.length + " is " + values[i]);
            }
        }
        return null;
    }

    static Inconclusive tooFew(String method, long n, long fewest) {
        return new Inconclusive(method, n, n + " are too few: this method needs " + fewest);
    }

    static Inconclusive constant(String method, long n) {
        return new Inconclusive(
                method, n, "all are the same number, so how much they vary by chance cannot be estimated");
    }

    static boolean isConstant(double... values) {
        return Arrays.stream(values).allMatch(value -> value == values[0]);
    }

    static double mean(double... values) {
        return Arrays.stream(values).sum() / values.length;
    }

    /** Unbiased. */
    static double variance(double... values) {
        double mean = mean(values);
        return Arrays.stream(values).map(x -> (x - mean) * (x - mean)).sum() / (values.length - 1);
    }

    static void requireConfidence(double confidence) {
        if (!(confidence > 0.5 && confidence < 1)) {
            throw new IllegalArgumentException(
                    "A confidence lies between 50 % and 100 %, found " + confidence * 100 + " %");
        }
    }
}
