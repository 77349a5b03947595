package io.jenkins.plugins.modelgate.core.statistics;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.statistics.Result.Inconclusive;
import io.jenkins.plugins.modelgate.core.statistics.Result.Significance;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/** Whether numbers come from where others came from. Many columns at once are many questions: see {@link Holm}. */
public final class Drift {
    public static final String PSI = "psi";
    public static final String KOLMOGOROV_SMIRNOV = "kolmogorov-smirnov";
    public static final String CHI_SQUARE = "chi-square";

    /** The fewest numbers on each side. */
    public static final int FEWEST = 50;

    private Drift() {}

    /**
     * The population stability index over bins, with the {@code p} of its asymptotic distribution: (1/n + 1/m) times a χ² with one
     * degree of freedom less than bins (B. Yurdakul and J. Naranjo, Statistical properties of the population stability index,
     * Journal of Risk Model Validation 14 (2020) 89–100). Half a count is added to each bin, so that an empty one has a logarithm.
     *
     * @param expected counts by bin
     * @param actual counts by the same bins
     */
    public static Result psi(long[] expected, long[] actual) {
        Inconclusive problem = problem(PSI, expected, actual);
        if (problem != null) {
            return problem;
        }
        int bins = expected.length;
        double n = LongStream.of(expected).sum() + bins / 2.0;
        double m = LongStream.of(actual).sum() + bins / 2.0;
        double index = IntStream.range(0, bins)
                .mapToDouble(i -> {
                    double e = (expected[i] + 0.5) / n;
                    double a = (actual[i] + 0.5) / m;
                    return (a - e) * Math.log(a / e);
                })
                .sum();
        double p = ChiSquaredDistribution.of(bins - 1.0).survivalProbability(index / (1 / n + 1 / m));
        return new Significance(PSI, total(expected, actual), index, p);
    }

    /**
     * Pearson's χ² test of homogeneity of two rows of counts (K. Pearson, Philosophical Magazine 50 (1900) 157–175), with the
     * continuity correction of F. Yates (Supplement to the Journal of the Royal Statistical Society 1 (1934) 217–235) where there are two
     * categories. INCONCLUSIVE where fewer than five are expected in some category (W. G. Cochran's rule): join rare ones first.
     */
    public static Result chiSquare(long[] expected, long[] actual) {
        Inconclusive problem = problem(CHI_SQUARE, expected, actual);
        if (problem != null) {
            return problem;
        }
        double n = LongStream.of(expected).sum();
        double m = LongStream.of(actual).sum();
        double correction = expected.length == 2 ? 0.5 : 0;
        double statistic = 0;
        for (int i = 0; i < expected.length; i++) {
            double share = (expected[i] + actual[i]) / (n + m);
            if (Math.min(n, m) * share < 5) {
                return new Inconclusive(
                        CHI_SQUARE,
                        total(expected, actual),
                        "fewer than 5 are to be expected in category " + (i + 1) + ": join rare ones");
            }
            double off = Math.abs(expected[i] - n * share);
            double counted = off - Math.min(correction, off);
            statistic += counted * counted / (n * share) + counted * counted / (m * share);
        }
        double p = ChiSquaredDistribution.of(expected.length - 1.0).survivalProbability(statistic);
        return new Significance(CHI_SQUARE, total(expected, actual), statistic, p);
    }

    /**
     * The two-sample test of Kolmogorov and Smirnov: the largest distance between both distribution functions. Its {@code p} is
     * that of the limit distribution (N. Smirnov, Annals of Mathematical Statistics 19 (1948) 279–281), which is above the exact one
     * for samples of this size, and with ties.
     */
    public static Result kolmogorovSmirnov(double[] expected, double[] actual) {
        Inconclusive problem = Samples.problem(KOLMOGOROV_SMIRNOV, FEWEST, expected);
        if (problem == null) {
            problem = Samples.problem(KOLMOGOROV_SMIRNOV, FEWEST, actual);
        }
        if (problem != null) {
            return problem;
        }
        double distance = distance(sorted(expected), sorted(actual));
        double n = expected.length;
        double m = actual.length;
        double p = beyond(distance * Math.sqrt(n * m / (n + m)));
        return new Significance(KOLMOGOROV_SMIRNOV, (long) (n + m), distance, p);
    }

    private static double[] sorted(double... values) {
        double[] copy = values.clone();
        Arrays.sort(copy);
        return copy;
    }

    private static double distance(double[] a, double[] b) {
        double most = 0;
        int i = 0;
        int j = 0;
        while (i < a.length && j < b.length) {
            double x = Math.min(a[i], b[j]);
            while (i < a.length && a[i] <= x) {
                i++;
            }
            while (j < b.length && b[j] <= x) {
                j++;
            }
            most = Math.max(most, Math.abs((double) i / a.length - (double) j / b.length));
        }
        return most;
    }

    /** The Kolmogorov distribution's upper tail; its two series converge where the other is slow. */
    private static double beyond(double x) {
        if (x < 0.2) {
            return 1;
        }
        double sum = 0;
        for (int k = 1; k <= 100; k++) {
            sum += x < 1
                    ? Math.exp(-Math.pow((2 * k - 1) * Math.PI / x, 2) / 8)
                    : (k % 2 == 0 ? -1 : 1) * Math.exp(-2.0 * k * k * x * x);
        }
        return x < 1 ? 1 - Math.sqrt(2 * Math.PI) / x * sum : 2 * sum;
    }

    @CheckForNull
    private static Inconclusive problem(String method, long[] expected, long[] actual) {
        long total = total(expected, actual);
        if (expected.length != actual.length || expected.length < 2) {
            return new Inconclusive(
                    method, total, expected.length + " and " + actual.length + " categories cannot be compared");
        }
        if (LongStream.concat(LongStream.of(expected), LongStream.of(actual)).anyMatch(count -> count < 0)) {
            return new Inconclusive(method, total, "a count is below 0");
        }
        long fewest =
                Math.min(LongStream.of(expected).sum(), LongStream.of(actual).sum());
        return fewest < FEWEST ? Samples.tooFew(method, fewest, FEWEST) : null;
    }

    private static long total(long[] expected, long[] actual) {
        return LongStream.of(expected).sum() + LongStream.of(actual).sum();
    }
}
