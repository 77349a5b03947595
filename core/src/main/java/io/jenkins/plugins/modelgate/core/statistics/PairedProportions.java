package io.jenkins.plugins.modelgate.core.statistics;

import io.jenkins.plugins.modelgate.core.statistics.Result.Estimate;
import io.jenkins.plugins.modelgate.core.statistics.Result.Inconclusive;
import io.jenkins.plugins.modelgate.core.statistics.Result.Significance;
import org.apache.commons.statistics.distribution.BinomialDistribution;

/**
 * Two models on the same examples, each of which is right or wrong: the difference of the shares that are right.
 *
 * @param n all examples
 * @param gained those that only the candidate has right
 * @param lost those that only the baseline has right
 */
public record PairedProportions(long n, long gained, long lost) {
    public static final String TANGO = "tango-score";
    public static final String CORRECTED = "tango-score-corrected";
    public static final String MCNEMAR = "mcnemar-exact";

    /** The fewest examples that the score methods are asked about. */
    public static final int FEWEST = 50;

    public PairedProportions {
        if (gained < 0 || lost < 0 || n > Integer.MAX_VALUE || gained + lost > n) {
            throw new IllegalArgumentException(
                    gained + " gained and " + lost + " lost are no counts of " + n + " examples");
        }
    }

    /**
     * The score interval of T. Tango, Equivalence test and confidence interval for the difference in proportions for the
     * paired-sample design, Statistics in Medicine 17 (1998) 891–908. In small samples and near the ends it holds
     * its confidence on average only; gates use {@link #corrected}.
     */
    public Result tango(double confidence) {
        return interval(TANGO, confidence, 0);
    }

    /**
     * Tango's score interval with a continuity correction of half an example to each side, after P. Chang and others,
     * Continuity corrected score confidence interval for the difference in proportions in paired data, Journal of Applied
     * Statistics 51 (2024) 139–152.
     */
    public Result corrected(double confidence) {
        return interval(CORRECTED, confidence, 0.5);
    }

    /**
     * The test of non-inferiority that belongs to {@link #corrected}: {@code p} is how probable so good an outcome is at most, were
     * the candidate worse by {@code margin}.
     *
     * @param margin 0 or more, below 1
     */
    public Result nonInferiority(double margin) {
        double statistic = score(-margin, 0.5);
        return n < FEWEST ? tooFew(CORRECTED) : new Significance(CORRECTED, n, statistic, Roots.above(statistic));
    }

    /**
     * McNemar's exact test, one-sided: were both equally good, an example on which they differ would go either way with equal
     * probability. Q. McNemar, Psychometrika 12 (1947) 153–157; exact by the binomial distribution. It knows no margin, so it
     * answers for superiority only.
     */
    public Result mcnemar() {
        if (gained + lost == 0) {
            return new Inconclusive(MCNEMAR, n, "no example tells the two apart");
        }
        double p = gained == 0
                ? 1
                : BinomialDistribution.of((int) (gained + lost), 0.5).survivalProbability((int) gained - 1);
        return new Significance(MCNEMAR, n, gained, p);
    }

    /**
     * Whether the candidate is better, by {@link #mcnemar} both ways. The interval is that of {@link #corrected}, but for the side of
     * 0 on which its ends lie: that is what the exact test says.
     */
    public Result superiority(double confidence) {
        Result interval = interval(MCNEMAR, confidence, 0.5);
        if (!(interval instanceof Estimate estimate)
                || !(mcnemar() instanceof Significance better)
                || !(new PairedProportions(n, /* gained= */ lost, /* lost= */ gained).mcnemar()
                        instanceof Significance worse)) {
            return interval instanceof Estimate ? mcnemar() : interval;
        }
        double level = 1 - confidence;
        return new Estimate(
                MCNEMAR,
                n,
                estimate.value(),
                better.p() <= level ? Math.max(estimate.lower(), Double.MIN_VALUE) : Math.min(estimate.lower(), 0),
                worse.p() <= level ? Math.min(estimate.upper(), -Double.MIN_VALUE) : Math.max(estimate.upper(), 0),
                confidence,
                estimate.error());
    }

    private Result interval(String method, double confidence, double correction) {
        Samples.requireConfidence(confidence);
        if (n < FEWEST) {
            return tooFew(method);
        }
        double z = Roots.z(confidence);
        double difference = (double) (gained - lost) / n;
        double lower = Roots.crossing(x -> score(x, correction), z, -1, difference);
        double upper = Roots.crossing(x -> score(x, -correction), -z, difference, 1);
        double error = Math.sqrt((gained + lost - difference * (gained - lost)) / n / n);
        return new Estimate(method, n, difference, lower, upper, confidence, error);
    }

    private Inconclusive tooFew(String method) {
        return Samples.tooFew(method, n, FEWEST);
    }

    /**
     * How far the difference lies above {@code supposed}, in standard errors under the supposition. The share that only the
     * baseline has right is then estimated by the larger root of a quadratic equation (Tango, section 3).
     */
    double score(double supposed, double correction) {
        double b = (2.0 * n - gained + lost) * supposed - gained - lost;
        double c = -lost * supposed * (1 - supposed);
        double share = (Math.sqrt(Math.max(0, b * b - 8.0 * n * c)) - b) / (4.0 * n);
        double variance = n * (2 * share + supposed * (1 - supposed));
        double excess = gained - lost - n * supposed - correction;
        if (variance <= 0) {
            return excess == 0 ? 0 : Math.copySign(Double.POSITIVE_INFINITY, excess);
        }
        return excess / Math.sqrt(variance);
    }
}
