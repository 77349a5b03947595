package io.jenkins.plugins.modelgate.core.statistics;

import io.jenkins.plugins.modelgate.core.statistics.Result.Estimate;
import io.jenkins.plugins.modelgate.core.statistics.Result.Significance;
import java.util.stream.IntStream;

/** How often a comparison passes, were the truth known. */
public final class Power {
    /** More examples than this are not summed up over. */
    public static final int MOST = 1_000_000;

    private static final int RUNS = 20_000;

    private Power() {}

    /**
     * Two shares of {@code n} independent examples each, by {@link Proportion#minus}; summed up exactly.
     *
     * @param n from 1 to {@link #MOST}
     * @param candidate the candidate's true share, of what is good
     * @param baseline the baseline's
     * @param margin how much worse passes
     */
    public static double shares(int n, double candidate, double baseline, double margin, double confidence) {
        if (n < 1 || n > MOST || !isShare(candidate) || !isShare(baseline)) {
            throw new IllegalArgumentException("Of 1 to " + MOST + " examples a share of 0 to 1 can be good, found " + n
                    + " and " + candidate + ", " + baseline);
        }
        Likely others = Likely.of(n, baseline);
        return Likely.of(n, candidate).mean(a -> {
            Proportion ours = new Proportion(n, a);
            return others.mean(b -> passes(ours.minus(new Proportion(n, b), confidence), margin));
        });
    }

    /**
     * Two models on the same {@code n} examples, each of which is right or wrong, by {@link PairedProportions#corrected}; summed up
     * exactly.
     *
     * @param n from 1 to {@link #MOST}
     * @param disagreement the share of examples on which one is right and the other wrong, above 0, at most 1
     * @param ahead how far the candidate is ahead in truth, at most the disagreement either way
     * @param margin 0 or more, below 1
     */
    public static double paired(int n, double disagreement, double ahead, double margin, double confidence) {
        if (n < 1 || n > MOST || !(disagreement > 0 && disagreement <= 1) || Math.abs(ahead) > disagreement) {
            throw new IllegalArgumentException(
                    "Of 1 to " + MOST + " examples both models differ on a share that is above 0 and"
                            + " not below their difference, found " + n + ", " + disagreement + " and " + ahead);
        }
        double gains = (1 + ahead / disagreement) / 2;
        return Likely.of(n, disagreement)
                .mean(differ -> differ == 0
                        ? noWorse(n, 0, 0, margin, confidence)
                        : Likely.of(differ, gains)
                                .mean(gained -> noWorse(n, gained, differ - gained, margin, confidence)));
    }

    /** How often an equal model is taken for a better one by {@link PairedProportions#superiority}; summed up exactly. */
    public static double better(int n, double disagreement, double confidence) {
        if (n < 1 || n > MOST || !(disagreement > 0 && disagreement <= 1)) {
            throw new IllegalArgumentException("Of 1 to " + MOST
                    + " examples both models differ on a share that is above 0, found " + n + " and " + disagreement);
        }
        return Likely.of(n, disagreement)
                .mean(differ -> differ == 0
                        ? 0
                        : Likely.of(differ, 0.5)
                                .mean(gained -> new PairedProportions(n, gained, differ - gained).mcnemar()
                                                        instanceof Significance found
                                                && found.p() <= 1 - confidence
                                        ? 1
                                        : 0));
    }

    private static double noWorse(int n, int gained, int lost, double margin, double confidence) {
        return new PairedProportions(n, gained, lost).nonInferiority(margin) instanceof Significance found
                        && found.p() < 1 - confidence
                ? 1
                : 0;
    }

    /**
     * Two numbers with the same standard error, by {@link StatedErrors}.
     *
     * @param error above 0
     * @param ahead how far the candidate is ahead in truth
     */
    public static double statedErrors(double error, double ahead, double margin, double confidence) {
        return Roots.above(Roots.z(confidence) - (margin + ahead) / (error * Math.sqrt(2)));
    }

    /**
     * Normal replicates that vary alike on both sides, by {@link Replicates#welch}; simulated from a fixed seed.
     *
     * @param count on each side
     * @param spread their standard deviation, above 0
     * @param ahead how far the candidate is ahead in truth
     */
    public static double replicates(int count, double spread, double ahead, double margin, double confidence) {
        SplitMix random = new SplitMix(count);
        return IntStream.range(0, RUNS)
                .mapToDouble(run -> passes(
                        Replicates.welch(
                                normal(random, count, spread, ahead), normal(random, count, spread, 0), confidence),
                        margin))
                .average()
                .orElseThrow();
    }

    private static double[] normal(SplitMix random, int count, double spread, double mean) {
        return IntStream.range(0, count)
                .mapToDouble(i -> mean + spread * random.normal())
                .toArray();
    }

    private static boolean isShare(double share) {
        return share >= 0 && share <= 1;
    }

    private static double passes(Result result, double margin) {
        return result instanceof Estimate estimate && estimate.lower() > -margin ? 1 : 0;
    }
}
