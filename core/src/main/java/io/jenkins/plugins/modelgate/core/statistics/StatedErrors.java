package io.jenkins.plugins.modelgate.core.statistics;

import io.jenkins.plugins.modelgate.core.statistics.Result.Estimate;
import io.jenkins.plugins.modelgate.core.statistics.Result.Inconclusive;

/** Two numbers, each with a standard error that somebody states. */
public final class StatedErrors {
    public static final String METHOD = "stated-error";

    private StatedErrors() {}

    /** One number and its error, taken as normal. */
    public static Result value(double value, double error, double confidence) {
        Samples.requireConfidence(confidence);
        if (!(error > 0) || !Double.isFinite(error) || !Double.isFinite(value)) {
            return new Inconclusive(METHOD, 0, "a standard error is a finite number above 0");
        }
        double half = Roots.z(confidence) * error;
        return new Estimate(METHOD, 0, value, value - half, value + half, confidence, error);
    }

    /**
     * One number less the other. Their errors are taken as independent and normal, so they add as squares; that is for whoever
     * states them to know.
     *
     * @param n how many examples stand behind them; 0 if nobody said
     */
    public static Result difference(
            double value, double error, double other, double otherError, long n, double confidence) {
        Samples.requireConfidence(confidence);
        Inconclusive problem = Samples.problem(METHOD, 0, value, error, other, otherError);
        if (problem != null) {
            return new Inconclusive(METHOD, n, "a value or a standard error is not finite");
        }
        if (!(error > 0 && otherError > 0)) {
            return new Inconclusive(METHOD, n, "a standard error is above 0");
        }
        double both = Math.hypot(error, otherError);
        double half = Roots.z(confidence) * both;
        double difference = value - other;
        return new Estimate(METHOD, n, difference, difference - half, difference + half, confidence, both);
    }
}
