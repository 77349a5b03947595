package io.jenkins.plugins.modelgate.core.statistics;

import io.jenkins.plugins.modelgate.core.statistics.Result.Estimate;
import io.jenkins.plugins.modelgate.core.statistics.Result.Inconclusive;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/** The mean of differences, one for each example on which two models were scored. */
public final class PairedMeans {
    public static final String BETTING = "betting";

    /** A bet never risks more of the capital than this (the paper's c). */
    private static final double MOST_AT_STAKE = 0.5;

    private PairedMeans() {}

    /**
     * The interval of I. Waudby-Smith and A. Ramdas, Estimating means of bounded random variables by betting, Journal of the
     * Royal Statistical Society B 86 (2024) 1–27, by predictable plug-in bets (section 4.1): each end bets against every supposed
     * mean, and rules out those against which the capital has grown to 1 / (1 − confidence). It holds for every distribution within
     * the range, at any n. Bets are placed in a seeded random order, so that a sorted file is no different.
     *
     * @param differences each within {@code low} … {@code high}
     */
    public static Result betting(double[] differences, double low, double high, double confidence, long seed) {
        Samples.requireConfidence(confidence);
        int n = differences.length;
        Inconclusive problem = Samples.problem(BETTING, 2, differences);
        if (problem != null) {
            return problem;
        }
        if (!(low < high && Double.isFinite(high - low))) {
            return new Inconclusive(BETTING, n, low + " … " + high + " is no range");
        }
        if (Arrays.stream(differences).anyMatch(x -> x < low || x > high)) {
            return new Inconclusive(BETTING, n, "some lie outside of the range " + low + " … " + high);
        }
        double width = high - low;
        double[] up = Arrays.stream(new SplitMix(seed).shuffled(differences))
                .map(x -> (x - low) / width)
                .toArray();
        double[] down = Arrays.stream(up).map(x -> 1 - x).toArray();
        double ruin = -Math.log(1 - confidence);
        double mean = Samples.mean(differences);
        double error = Math.sqrt(Samples.variance(differences) / n);
        double lower = low + width * HeavyWork.SHARED.inTurn(() -> lowest(up, ruin));
        double upper = high - width * HeavyWork.SHARED.inTurn(() -> lowest(down, ruin));
        return new Estimate(BETTING, n, mean, lower, upper, confidence, error);
    }

    /** The smallest mean that is not ruled out: the capital falls as the supposed mean grows. */
    private static double lowest(double[] values, double ruin) {
        double[] bets = bets(values, ruin);
        DoubleUnaryOperator capital = supposed -> mostCapital(values, bets, supposed, ruin);
        return capital.applyAsDouble(0) < ruin ? 0 : Roots.crossing(capital, ruin, 0, 1);
    }

    /** The paper's equations 24 to 26, for a fixed n: each bet knows the values before it only. */
    private static double[] bets(double[] values, double ruin) {
        double[] bets = new double[values.length];
        double sum = 0.5;
        double squares = 0.25;
        for (int i = 0; i < values.length; i++) {
            bets[i] = Math.sqrt(2 * ruin * (i + 1) / (values.length * squares));
            sum += values[i];
            double mean = sum / (i + 2);
            squares += (values[i] - mean) * (values[i] - mean);
        }
        return bets;
    }

    /** The logarithm of the most capital that betting on more than the supposed mean has ever had, or {@code enough} of it. */
    private static double mostCapital(double[] values, double[] bets, double supposed, double enough) {
        HeavyWork.goOn();
        double capital = 0;
        double most = 0;
        for (int i = 0; i < values.length && most < enough; i++) {
            double bet = supposed == 0 ? bets[i] : Math.min(bets[i], MOST_AT_STAKE / supposed);
            capital += Math.log1p(bet * (values[i] - supposed));
            most = Math.max(most, capital);
        }
        return most >= enough ? Double.POSITIVE_INFINITY : most;
    }
}
