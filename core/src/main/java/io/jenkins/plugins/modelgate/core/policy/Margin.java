package io.jenkins.plugins.modelgate.core.policy;

/**
 * How much worse than the baseline is still good enough.
 *
 * @param amount finite, at least 0
 * @param unit what {@code amount} counts
 */
public record Margin(double amount, Unit unit) {
    public enum Unit {
        /** In the metric's own unit. */
        ABSOLUTE,
        /** Per cent of the baseline's absolute value. */
        PERCENT,
        /** Percentage points: hundredths, for metrics that are fractions. */
        POINTS
    }

    /** The margin in the metric's own unit. */
    public double against(double baseline) {
        return switch (unit) {
            case ABSOLUTE -> amount;
            case PERCENT -> Math.abs(baseline) * amount / 100;
            case POINTS -> amount / 100;
        };
    }
}
