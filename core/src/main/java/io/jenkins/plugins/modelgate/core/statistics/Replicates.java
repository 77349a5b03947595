package io.jenkins.plugins.modelgate.core.statistics;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.statistics.Result.Estimate;
import io.jenkins.plugins.modelgate.core.statistics.Result.Inconclusive;
import io.jenkins.plugins.modelgate.core.statistics.Result.Significance;
import java.util.stream.DoubleStream;
import org.apache.commons.statistics.distribution.TDistribution;

/** The same training repeated with other seeds, on both sides. */
public final class Replicates {
    public static final String WELCH = "welch";
    public static final String PERMUTATION = "permutation";

    /** The fewest replicates on each side. */
    public static final int FEWEST = 5;

    /** The most replicates of both sides together whose arrangements are looked at. */
    public static final int MOST_PERMUTED = 500;

    /** Up to so many arrangements all are looked at; else as many are drawn. */
    private static final int MOST = 20_000;

    private Replicates() {}

    /**
     * The mean of one side less that of the other, by B. L. Welch, Biometrika 34 (1947) 28–35: neither side need vary as much as
     * the other. It takes the replicates as normal.
     */
    public static Result welch(double[] candidate, double[] baseline, double confidence) {
        Samples.requireConfidence(confidence);
        Inconclusive problem = problem(WELCH, candidate, baseline);
        if (problem != null) {
            return problem;
        }
        double a = Samples.variance(candidate) / candidate.length;
        double b = Samples.variance(baseline) / baseline.length;
        double freedom = (a + b) * (a + b) / (a * a / (candidate.length - 1) + b * b / (baseline.length - 1));
        double difference = Samples.mean(candidate) - Samples.mean(baseline);
        double error = Math.sqrt(a + b);
        double half = TDistribution.of(freedom).inverseCumulativeProbability(confidence) * error;
        return new Estimate(
                WELCH,
                (long) candidate.length + baseline.length,
                difference,
                difference - half,
                difference + half,
                confidence,
                error);
    }

    /**
     * How probable it is that the candidate is ahead by so much, were both sides alike but for {@code margin}: by all
     * arrangements of the replicates, or 20,000 random ones (E. J. G. Pitman, Supplement to the Journal of the Royal Statistical
     * Society 4 (1937) 119–130; B. Phipson and G. K. Smyth, Statistical Applications in Genetics and Molecular Biology 9 (2010) 39).
     *
     * @param margin added to the candidate's side before
     */
    public static Result permutation(double[] candidate, double[] baseline, double margin, long seed) {
        Inconclusive problem = permutationProblem(candidate, baseline);
        if (problem != null) {
            return problem;
        }
        double[] all = DoubleStream.concat(DoubleStream.of(candidate).map(x -> x + margin), DoubleStream.of(baseline))
                .toArray();
        int k = candidate.length;
        double observed = DoubleStream.of(all).limit(k).sum();
        // Sums of the same numbers in another order differ by some last bits.
        double least = observed - 1e-12 * DoubleStream.of(all).map(Math::abs).sum();
        double p = arrangements(all.length, k) <= MOST ? everyShare(all, k, least) : drawnShare(all, k, least, seed);
        double difference = observed / k - Samples.mean(baseline);
        return new Significance(PERMUTATION, all.length, difference, p);
    }

    /**
     * The differences that {@link #permutation} does not rule out, found by halving.
     *
     * @param seed the arrangements that are drawn
     */
    public static Result permutationInterval(double[] candidate, double[] baseline, double confidence, long seed) {
        Samples.requireConfidence(confidence);
        Inconclusive problem = permutationProblem(candidate, baseline);
        if (problem != null) {
            return problem;
        }
        double difference = Samples.mean(candidate) - Samples.mean(baseline);
        double widest = DoubleStream.concat(DoubleStream.of(candidate), DoubleStream.of(baseline))
                        .max()
                        .orElseThrow()
                - DoubleStream.concat(DoubleStream.of(candidate), DoubleStream.of(baseline))
                        .min()
                        .orElseThrow();
        double lower = -HeavyWork.SHARED.inTurn(
                () -> ruledOut(candidate, baseline, 2 * widest - difference, confidence, seed));
        double upper =
                HeavyWork.SHARED.inTurn(() -> ruledOut(baseline, candidate, 2 * widest + difference, confidence, seed));
        double error = Math.sqrt(
                Samples.variance(candidate) / candidate.length + Samples.variance(baseline) / baseline.length);
        return new Estimate(
                PERMUTATION, (long) candidate.length + baseline.length, difference, lower, upper, confidence, error);
    }

    /** The smallest margin by which {@code more} is shown not to be behind. */
    private static double ruledOut(double[] more, double[] less, double largest, double confidence, long seed) {
        double level = 1 - confidence;
        double ruled = largest;
        double open = Samples.mean(less) - Samples.mean(more);
        for (int i = 0; i < 50 && ruled - open > 1e-12 * Math.abs(largest); i++) {
            double margin = (ruled + open) / 2;
            if (permutation(more, less, margin, seed) instanceof Significance found && found.p() <= level) {
                ruled = margin;
            } else {
                open = margin;
            }
        }
        return ruled;
    }

    /** The standard deviation of replicates; 0 of fewer than {@link #FEWEST}. */
    public static double spread(double... replicates) {
        return replicates.length < FEWEST ? 0 : Math.sqrt(Samples.variance(replicates));
    }

    @CheckForNull
    private static Inconclusive problem(String method, double[] candidate, double[] baseline) {
        Inconclusive problem = Samples.problem(method, FEWEST, candidate);
        if (problem == null) {
            problem = Samples.problem(method, FEWEST, baseline);
        }
        return problem == null && Samples.isConstant(candidate) && Samples.isConstant(baseline)
                ? Samples.constant(method, (long) candidate.length + baseline.length)
                : problem;
    }

    @CheckForNull
    private static Inconclusive permutationProblem(double[] candidate, double[] baseline) {
        int n = candidate.length + baseline.length;
        return n > MOST_PERMUTED
                ? new Inconclusive(
                        PERMUTATION,
                        n,
                        n + " are more than it rearranges (" + MOST_PERMUTED + "): ‘test: welch’ takes any number")
                : problem(PERMUTATION, candidate, baseline);
    }

    private static double arrangements(int n, int k) {
        double count = 1;
        for (int i = 1; i <= k; i++) {
            count = count * (n - k + i) / i;
        }
        return count;
    }

    private static double everyShare(double[] all, int k, double least) {
        long[] found = new long[2];
        choose(all, 0, k, 0, least, found);
        return (double) found[1] / found[0];
    }

    private static void choose(double[] all, int from, int more, double sum, double least, long[] found) {
        if (more == 0) {
            found[0]++;
            found[1] += sum >= least ? 1 : 0;
            return;
        }
        for (int i = from; i <= all.length - more; i++) {
            choose(all, i + 1, more - 1, sum + all[i], least, found);
        }
    }

    private static double drawnShare(double[] all, int k, double least, long seed) {
        SplitMix random = new SplitMix(seed);
        int found = 0;
        for (int i = 0; i < MOST; i++) {
            HeavyWork.goOn();
            double sum = DoubleStream.of(random.shuffled(all)).limit(k).sum();
            found += sum >= least ? 1 : 0;
        }
        return (found + 1.0) / (MOST + 1.0);
    }
}
