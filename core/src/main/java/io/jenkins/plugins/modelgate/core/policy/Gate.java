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
     * A metric no worse than the baseline's by more than a margin.
     *
     * @param n how many examples stand behind the metric: the name of another metric; null if not given
     */
    record Comparison(
            String name,
            String metric,
            Direction better,
            Margin margin,
            @CheckForNull String n) implements Gate {
        public Comparison {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(metric, "metric");
            Objects.requireNonNull(better, "better");
            Objects.requireNonNull(margin, "margin");
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
