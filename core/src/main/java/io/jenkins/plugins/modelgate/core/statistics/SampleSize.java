package io.jenkins.plugins.modelgate.core.statistics;

import io.jenkins.plugins.modelgate.core.statistics.Result.Estimate;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** How many examples would do. */
public final class SampleSize {
    /** How often a difference that is as measured should be shown then. */
    public static final double POWER = 0.8;

    private SampleSize() {}

    /**
     * With how many examples a difference as measured would be shown to lie above −{@code margin} four times in five, rounded
     * up to two digits; an interval's width goes with 1/√n (J. Cohen, Statistical Power Analysis for the Behavioral Sciences (1988),
     * chapter 2).
     *
     * @param margin below −{@code estimate.value()} no number would do
     */
    public static long enough(Estimate estimate, double margin) {
        double z = Roots.z(estimate.confidence());
        double width = (estimate.value() - estimate.lower()) * (z + Roots.z(POWER)) / z;
        double ratio = width / (estimate.value() + margin);
        return new BigDecimal(Math.min(1e18, estimate.n() * ratio * ratio))
                .round(new MathContext(2, RoundingMode.UP))
                .longValue();
    }
}
