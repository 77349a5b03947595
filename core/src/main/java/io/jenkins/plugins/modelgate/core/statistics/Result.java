package io.jenkins.plugins.modelgate.core.statistics;

import java.util.List;
import java.util.Objects;

/** What a method makes of numbers, or why it makes nothing of them. */
public sealed interface Result {
    /** The method's name, such as {@code tango-score}. */
    String method();

    /** How many examples (or replicates of both sides) it was asked about. */
    long n();

    /**
     * A value with its uncertainty.
     *
     * @param value the estimate
     * @param lower below it the truth lies with a probability of at most 1 − {@code confidence}
     * @param upper above it the truth lies with a probability of at most 1 − {@code confidence}; both ends together hold with
     *     2 · {@code confidence} − 1
     * @param confidence of each end, between 0.5 and 1
     * @param error the standard error of {@code value} as the sample shows it, at least 0
     */
    record Estimate(String method, long n, double value, double lower, double upper, double confidence, double error)
            implements Result {
        public Estimate {
            Objects.requireNonNull(method, "method");
        }

        /** The same with another upper end, of another confidence. */
        public Estimate upTo(double end) {
            return new Estimate(method, n, value, lower, end, confidence, error);
        }

        /** The same, so much higher. */
        public Estimate plus(double more) {
            return new Estimate(method, n, value + more, lower + more, upper + more, confidence, error);
        }

        /** The same of what is counted the other way round. */
        public Estimate negated() {
            return new Estimate(method, n, -value, -upper, -lower, confidence, error);
        }
    }

    /**
     * A test without an interval.
     *
     * @param statistic what was computed
     * @param p how probable a statistic at least as extreme is, were there nothing to find
     */
    record Significance(String method, long n, double statistic, double p) implements Result {
        public Significance {
            Objects.requireNonNull(method, "method");
        }
    }

    /**
     * A history against its limits.
     *
     * @param points those after what was learned from, in order of time
     */
    record Chart(String method, long n, List<Point> points) implements Result {
        public Chart {
            Objects.requireNonNull(method, "method");
            points = List.copyOf(points);
        }

        /** One point and the limits that hold for it. */
        public record Point(double value, double lower, double upper) {
            public boolean isOut() {
                return value < lower || value > upper;
            }
        }
    }

    /**
     * It cannot tell.
     *
     * @param reason why, as a clause without a full stop, such as {@code 12 examples are too few: it needs 50}
     */
    record Inconclusive(String method, long n, String reason) implements Result {
        public Inconclusive {
            Objects.requireNonNull(method, "method");
            Objects.requireNonNull(reason, "reason");
        }
    }
}
