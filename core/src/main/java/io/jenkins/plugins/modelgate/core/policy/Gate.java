package io.jenkins.plugins.modelgate.core.policy;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.Shown;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/** One rule of the policy. A new kind of gate is a new record here and a case where verdicts are reached. */
public sealed interface Gate {
    /** Unique within its target. */
    String name();

    /**
     * A metric within bounds; at least one bound is there.
     *
     * @param atLeast finite, or null
     * @param atMost finite, or null
     */
    record Bound(
            String name,
            String metric,
            @CheckForNull Double atLeast,
            @CheckForNull Double atMost) implements Gate {
        public Bound {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(metric, "metric");
            if (atLeast == null && atMost == null) {
                throw new IllegalArgumentException("a bound needs ‘at-least’, ‘at-most’ or both");
            }
            if (!finite(atLeast) || !finite(atMost)) {
                throw new IllegalArgumentException("‘at-least’ and ‘at-most’ are finite numbers");
            }
            if (atLeast != null && atMost != null && atLeast > atMost) {
                throw new IllegalArgumentException(
                        "nothing is both at least " + Shown.exact(atLeast) + " and at most " + Shown.exact(atMost));
            }
        }

        private static boolean finite(@CheckForNull Double number) {
            return number == null || Double.isFinite(number);
        }
    }

    /**
     * A metric against the baseline's.
     *
     * @param margin how much worse is still good enough; null if it must be better
     * @param n how many examples stand behind the metric, for people: the name of another metric; null if not given
     * @param grounds what is known of the uncertainty
     * @param confidence how sure the gate must be to pass or to fail, between 0.5 and 1; without effect on bare numbers
     */
    record Comparison(
            String name,
            String metric,
            Direction better,
            @CheckForNull Margin margin,
            @CheckForNull String n,
            Grounds grounds,
            double confidence)
            implements Gate {
        public static final double USUAL_CONFIDENCE = 0.95;

        public Comparison {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(metric, "metric");
            Objects.requireNonNull(better, "better");
            Objects.requireNonNull(grounds, "grounds");
            if (!(confidence > 0.5 && confidence < 1)) {
                throw new IllegalArgumentException("a confidence is above 50 % and below 100 %");
            }
            if (n != null && !(grounds instanceof Grounds.Bare)) {
                throw new IllegalArgumentException("‘n’ is for bare numbers");
            }
            if (margin == null && grounds instanceof Grounds.Bare) {
                throw new IllegalArgumentException(
                        "two bare numbers cannot show that one is better: superiority needs ‘scores’, ‘share-of’,"
                                + " ‘error’ or ‘replicates’");
            }
        }

        /** Of two bare numbers. */
        public Comparison(String name, String metric, Direction better, Margin margin, @CheckForNull String n) {
            this(
                    name,
                    metric,
                    better,
                    Objects.requireNonNull(margin, "margin"),
                    n,
                    new Grounds.Bare(),
                    USUAL_CONFIDENCE);
        }
    }

    /** What a comparison knows of how its two numbers vary by chance; it says which method is fit. */
    sealed interface Grounds {
        /** Nothing: they are compared as they are. */
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
         * Both models were scored on the same examples, one by one.
         *
         * @param column where the scores are; the metric is their mean
         * @param group the column that says which examples belong together; null if each stands for itself
         * @param range within which each score lies; null if that is unknown, or scores are 0 or 1
         * @param unbounded whether the policy accepts that the range is unknown
         */
        record Scores(
                String column,
                @CheckForNull String group,
                @CheckForNull Range range,
                boolean unbounded) implements Grounds {
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
         */
        record Replicates(String pattern) implements Grounds {
            public Replicates {
                Objects.requireNonNull(pattern, "pattern");
                if (pattern.indexOf('*') < 0 || pattern.indexOf('*') != pattern.lastIndexOf('*')) {
                    throw new IllegalArgumentException(
                            "replicates are metrics that differ in one part, which a star stands for, as in"
                                    + " ‘rmse.seed*’, found ‘" + Shown.text(pattern) + "’");
                }
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

    /**
     * Facts of the candidate's descent.
     *
     * @param checks at least one; all must hold
     */
    record Lineage(String name, Set<Check> checks) implements Gate {
        public Lineage {
            Objects.requireNonNull(name, "name");
            checks = Collections.unmodifiableSet(EnumSet.copyOf(checks));
        }

        public enum Check {
            /** No tracked file differs from the commit; in way B, none but those that DVC writes. */
            CLEAN,
            /** Every tracked path lies in the workspace as recorded. */
            DATA_UNMODIFIED,
            /** Every stored path was seen in the remote. */
            DATA_IN_REMOTE,
            /** The lock records the parameters that the run claims. */
            PARAMS_TRACKED,
            /** The commit is on a protected ref. */
            PROTECTED_REF,
            /** The registry's files are those of the lock, byte by byte. */
            BYTE_IDENTICAL
        }
    }

    enum Direction {
        HIGHER,
        LOWER
    }
}
