package io.jenkins.plugins.modelgate.core.statistics;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.statistics.Result.Estimate;
import io.jenkins.plugins.modelgate.core.statistics.Result.Inconclusive;

/**
 * The mean of differences, one for each example on which two models were scored, by the studentised bootstrap of B. Efron and R. J.
 * Tibshirani, An Introduction to the Bootstrap (1993), chapter 12. Where examples come in groups that belong together, whole groups are drawn
 * and the mean is a ratio estimate (A. C. Davison and D. V. Hinkley, Bootstrap Methods and their Application (1997), sections 2.4 and
 * 3.8). It can only know what the sample shows: where rare, large losses may be missing from it, {@link PairedMeans#betting} is the method. It
 * draws once, however many confidences are asked for.
 */
public final class Bootstrap {
    public static final String METHOD = "paired-bootstrap-t";

    /**
     * The fewest examples, or groups of them, that it is asked about: with 50, it lets through more than its level where large losses are
     * more frequent than large gains.
     */
    public static final int FEWEST = 200;

    /** The most of them: for more it would take minutes. */
    public static final int MOST = 1_000_000;

    /** How often it draws. */
    private static final int RESAMPLES = 4_999;

    private final int n;
    private final long seed;
    private final int resamples;
    private final double mean;
    private final Clusters clusters;

    @CheckForNull
    private final Inconclusive problem;

    @CheckForNull
    private double[] drawn;

    /**
     * Of all at once.
     *
     * @param differences one for each example
     * @param groups the group of each example, any numbers; empty if each stands for itself
     */
    public Bootstrap(double[] differences, int[] groups, long seed) {
        this(differences, groups, seed, RESAMPLES);
    }

    /** As the other, by another number of resamples. */
    public Bootstrap(double[] differences, int[] groups, long seed, int resamples) {
        n = differences.length;
        this.seed = seed;
        this.resamples = resamples;
        boolean matched = groups.length == 0 || groups.length == n;
        mean = Samples.mean(differences);
        clusters = Clusters.of(differences, matched ? groups : new int[0], mean);
        problem = matched
                ? problem(differences, groups.length == 0 ? "examples" : "groups")
                : inconclusive(groups.length + " groups were named for " + n + " examples");
    }

    @CheckForNull
    private Inconclusive problem(double[] differences, String what) {
        Inconclusive found = Samples.problem(METHOD, FEWEST, differences);
        if (found != null) {
            return found;
        }
        if (Samples.isConstant(differences)) {
            return Samples.constant(METHOD, n);
        }
        if (clusters.count() < FEWEST) {
            return inconclusive(clusters.count() + " groups are too few: this method needs " + FEWEST);
        }
        if (clusters.count() > MOST) {
            return inconclusive(clusters.count() + " " + what + " are more than it draws from (" + MOST
                    + "): say the ‘range’ of the scores, or score a random sample of the examples");
        }
        return clusters.error() > Math.ulp(mean) * n ? null : Samples.constant(METHOD, n);
    }

    private Inconclusive inconclusive(String reason) {
        return new Inconclusive(METHOD, n, reason);
    }

    /**
     * The mean with its interval.
     *
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    public Result at(double confidence) {
        Samples.requireConfidence(confidence);
        if (problem != null) {
            return problem;
        }
        int rank = (int) Math.floor((resamples + 1) * (1 - confidence) + 1e-9);
        if (rank < 10) {
            return inconclusive("so high a confidence needs more resamples than " + resamples);
        }
        double[] ts = drawn();
        double error = clusters.error();
        return new Estimate(
                METHOD, n, mean, mean - ts[resamples - rank] * error, mean - ts[rank - 1] * error, confidence, error);
    }

    private double[] drawn() {
        double[] ts = drawn;
        if (ts == null) {
            ts = HeavyWork.SHARED.inTurn(() -> clusters.studentised(new SplitMix(seed), resamples));
            drawn = ts;
        }
        return ts;
    }
}
