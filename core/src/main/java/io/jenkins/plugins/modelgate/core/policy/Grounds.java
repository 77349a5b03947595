package io.jenkins.plugins.modelgate.core.policy;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.Shown;
import java.util.Map;
import java.util.Objects;

/** What is known of how a gate's numbers vary by chance; it says which method is fit. */
public sealed interface Grounds {
    /** Nothing: numbers are taken as they are. */
    record Bare() implements Grounds {}

    /**
     * The metric is the share of so many examples.
     *
     * @param of the metric that says how many
     */
    record Share(String of) implements Grounds {
        public Share {
            Objects.requireNonNull(of, "of");
        }
    }

    /**
     * Each side states its standard error.
     *
     * @param metric the metric that is the standard error
     */
    record StatedError(String metric) implements Grounds {
        public StatedError {
            Objects.requireNonNull(metric, "metric");
        }
    }

    /**
     * Models were scored on the same examples, one by one.
     *
     * @param column where the scores are; the metric is their mean
     * @param group the column that says which examples belong together; null if each stands for itself
     * @param range within which each score lies; null if that is unknown, or scores are 0 or 1
     * @param unbounded whether the policy accepts that the range is unknown
     * @param slices the parts of the examples that are judged one by one; null if all are judged together
     */
    record Scores(
            String column,
            @CheckForNull String group,
            @CheckForNull Range range,
            boolean unbounded,
            @CheckForNull Slices slices)
            implements Grounds {
        public Scores {
            Objects.requireNonNull(column, "column");
            if (range != null && (unbounded || group != null)) {
                throw new IllegalArgumentException(
                        "a range is for scores of examples that stand for themselves: leave out ‘group’ or ‘range’");
            }
        }
    }

    /**
     * Where numbers lie.
     *
     * @param low finite
     * @param high finite, above {@code low}
     */
    record Range(double low, double high) {
        public Range {
            if (!(low < high && Double.isFinite(high - low))) {
                throw new IllegalArgumentException("a range goes from a number up to a larger one");
            }
        }
    }

    /**
     * The training was repeated with other seeds.
     *
     * @param pattern the metrics that are its results, such as {@code rmse.seed*}; a star stands for any letters
     * @param permuted whether they are permuted, rather than taken as normal
     */
    record Replicates(String pattern, boolean permuted) implements Grounds {
        public Replicates {
            Objects.requireNonNull(pattern, "pattern");
            if (pattern.indexOf('*') < 0 || pattern.indexOf('*') != pattern.lastIndexOf('*')) {
                throw new IllegalArgumentException(
                        "replicates are metrics that differ in one part, which a star stands for, as in"
                                + " ‘rmse.seed*’, found ‘" + Shown.text(pattern) + "’");
            }
        }

        /** Those among metrics. */
        public double[] among(Map<String, Double> metrics) {
            return metrics.entrySet().stream()
                    .filter(metric -> matches(metric.getKey()))
                    .mapToDouble(Map.Entry::getValue)
                    .toArray();
        }

        /** Whether a metric is one of them. */
        public boolean matches(String metric) {
            int star = pattern.indexOf('*');
            return metric.length() >= pattern.length()
                    && metric.startsWith(pattern.substring(0, star))
                    && metric.endsWith(pattern.substring(star + 1));
        }
    }
}
