package io.jenkins.plugins.modelgate.core.statistics;

import java.util.function.DoubleUnaryOperator;
import org.apache.commons.statistics.distribution.NormalDistribution;

/** Where a falling function crosses a level. */
final class Roots {
    private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

    private Roots() {}

    /** The quantile of the standard normal distribution. */
    static double z(double confidence) {
        return NORMAL.inverseCumulativeProbability(confidence);
    }

    /** The probability above {@code z} under the standard normal distribution. */
    static double above(double z) {
        return NORMAL.survivalProbability(z);
    }

    /** Where {@code falling} crosses {@code level} between {@code low} and {@code high}, by bisection to the last bit. */
    static double crossing(DoubleUnaryOperator falling, double level, double low, double high) {
        double a = low;
        double b = high;
        for (double mid = (a + b) / 2; mid > a && mid < b; mid = (a + b) / 2) {
            if (falling.applyAsDouble(mid) > level) {
                a = mid;
            } else {
                b = mid;
            }
        }
        return a + (b - a) / 2;
    }
}
