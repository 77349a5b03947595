package io.jenkins.plugins.modelgate.core.statistics;

import io.jenkins.plugins.modelgate.core.statistics.Result.Estimate;
import org.apache.commons.statistics.distribution.BetaDistribution;

/**
 * A share, counted.
 *
 * @param n all
 * @param successes those that count
 */
public record Proportion(long n, long successes) {
    public static final String WILSON = "wilson";
    public static final String CLOPPER_PEARSON = "clopper-pearson";
    public static final String DIFFERENCE = "newcombe-corrected";

    /** The fewest examples on each side of a difference. */
    public static final int FEWEST = 50;

    public Proportion {
        if (n < 1 || successes < 0 || successes > n) {
            throw new IllegalArgumentException(successes + " is no count out of " + n);
        }
    }

    /** The score interval of E. B. Wilson, Journal of the American Statistical Association 22 (1927) 209–212. */
    public Estimate wilson(double confidence) {
        Samples.requireConfidence(confidence);
        double z = Roots.z(confidence);
        double share = share();
        double centre = share + z * z / (2 * n);
        double half = z * Math.sqrt(share * (1 - share) / n + z * z / (4.0 * n * n));
        double scale = 1 + z * z / n;
        return estimate(
                WILSON,
                successes == 0 ? 0 : (centre - half) / scale,
                successes == n ? 1 : (centre + half) / scale,
                confidence);
    }

    /**
     * The exact interval of C. J. Clopper and E. S. Pearson, Biometrika 26 (1934) 404–413: it holds at least its confidence,
     * always.
     */
    public Estimate clopperPearson(double confidence) {
        Samples.requireConfidence(confidence);
        double lower = successes == 0
                ? 0
                : BetaDistribution.of((double) successes, n - successes + 1.0)
                        .inverseCumulativeProbability(1 - confidence);
        double upper = successes == n
                ? 1
                : BetaDistribution.of(successes + 1.0, (double) n - successes).inverseCumulativeProbability(confidence);
        return estimate(CLOPPER_PEARSON, lower, upper, confidence);
    }

    /**
     * This share less another one of other examples, by the continuity-corrected interval of R. G. Newcombe, Interval estimation for
     * the difference between independent proportions, Statistics in Medicine 17 (1998) 873–890, method 11. Where both were
     * counted on the same examples it is wider than it need be: what they have in common is not known.
     */
    public Result minus(Proportion other, double confidence) {
        Samples.requireConfidence(confidence);
        long fewest = Math.min(n, other.n);
        if (fewest < FEWEST) {
            return Samples.tooFew(DIFFERENCE, fewest, FEWEST);
        }
        double z = Roots.z(confidence);
        double difference = share() - other.share();
        double down = Math.hypot(share() - lowerCorrected(z), other.upperCorrected(z) - other.share());
        double up = Math.hypot(upperCorrected(z) - share(), other.share() - other.lowerCorrected(z));
        return new Estimate(
                DIFFERENCE,
                fewest,
                difference,
                Math.max(-1, difference - down),
                Math.min(1, difference + up),
                confidence,
                Math.hypot(error(), other.error()));
    }

    /** Wilson's lower end with a continuity correction (Newcombe, as above, 857–872, method 4). */
    private double lowerCorrected(double z) {
        if (successes == 0) {
            return 0;
        }
        double share = share();
        double root = Math.sqrt(z * z - 2 - 1.0 / n + 4 * share * (n * (1 - share) + 1));
        return Math.max(0, (2 * n * share + z * z - 1 - z * root) / (2 * (n + z * z)));
    }

    private double upperCorrected(double z) {
        return 1 - new Proportion(n, n - successes).lowerCorrected(z);
    }

    private double share() {
        return (double) successes / n;
    }

    private double error() {
        return Math.sqrt(share() * (1 - share()) / n);
    }

    private Estimate estimate(String method, double lower, double upper, double confidence) {
        return new Estimate(method, n, share(), lower, upper, confidence, error());
    }
}
