package io.jenkins.plugins.modelgate.core.statistics;

import io.jenkins.plugins.modelgate.core.statistics.Result.Estimate;
import io.jenkins.plugins.modelgate.core.statistics.Result.Inconclusive;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/** The mean of differences, one for each example on which two models were scored. */
public final class PairedMeans {
    public static final String BOOTSTRAP = "paired-bootstrap-t";
    public static final String BETTING = "betting";

    /**
     * The fewest examples, or groups of them, that the bootstrap is asked about: with 50, it lets through more than its level
     * where large losses are more frequent than large gains.
     */
    public static final int FEWEST = 200;

    /** How often the bootstrap draws. */
    public static final int RESAMPLES = 4_999;

    /** A bet never risks more of the capital than this (the paper's c). */
    private static final double MOST_AT_STAKE = 0.5;

    private PairedMeans() {}

    /**
     * The studentised bootstrap of B. Efron and R. J. Tibshirani, An Introduction to the Bootstrap (1993), chapter 12. Where
     * examples come in groups that belong together, whole groups are drawn and the mean is a ratio estimate (A. C. Davison and D. V.
     * Hinkley, Bootstrap Methods and their Application (1997), sections 2.4 and 3.8). It can only know what the sample shows: where
     * rare, large losses may be missing from it, {@link #betting} is the method.
     *
     * @param differences one for each example
     * @param groups the group of each example, any numbers; empty if each stands for itself
     */
    public static Result bootstrap(double[] differences, int[] groups, double confidence, long seed) {
        return bootstrap(differences, groups, confidence, seed, RESAMPLES);
    }

    /** As the other, by another number of resamples. */
    public static Result bootstrap(double[] differences, int[] groups, double confidence, long seed, int resamples) {
        Samples.requireConfidence(confidence);
        int n = differences.length;
        if (groups.length != 0 && groups.length != n) {
            return new Inconclusive(BOOTSTRAP, n, groups.length + " groups were named for " + n + " examples");
        }
        Inconclusive problem = Samples.problem(BOOTSTRAP, FEWEST, differences);
        if (problem != null) {
            return problem;
        }
        if (Samples.isConstant(differences)) {
            return Samples.constant(BOOTSTRAP, n);
        }
        double mean = Samples.mean(differences);
        Clusters clusters = Clusters.of(differences, groups, mean);
        if (clusters.count() < FEWEST) {
            return new Inconclusive(
                    BOOTSTRAP, n, clusters.count() + " groups are too few: this method needs " + FEWEST);
        }
        double error = clusters.error();
        if (!(error > Math.ulp(mean) * n)) {
            return Samples.constant(BOOTSTRAP, n);
        }
        double[] ts = clusters.studentised(new SplitMix(seed), resamples);
        int rank = (int) Math.floor((resamples + 1) * (1 - confidence) + 1e-9);
        if (rank < 10) {
            return new Inconclusive(BOOTSTRAP, n, "so high a confidence needs more resamples than " + resamples);
        }
        return new Estimate(
                BOOTSTRAP,
                n,
                mean,
                mean - ts[resamples - rank] * error,
                mean - ts[rank - 1] * error,
                confidence,
                error);
    }

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
        return new Estimate(
                BETTING, n, mean, low + width * lowest(up, ruin), high - width * lowest(down, ruin), confidence, error);
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
