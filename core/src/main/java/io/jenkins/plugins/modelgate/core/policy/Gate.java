package io.jenkins.plugins.modelgate.core.policy;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.contract.Contract;
import io.jenkins.plugins.modelgate.core.digest.Shown;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** One rule of the policy. A new kind of gate is a new record here and a case where verdicts are reached. */
public sealed interface Gate {
    double USUAL_CONFIDENCE = 0.95;

    /** Unique within its target. */
    String name();

    /** How much it weighs. */
    Severity severity();

    /** Whether it judges by numbers that somebody measured on examples. */
    default boolean judgesNumbers() {
        return !(this instanceof Data || this instanceof Signature || this instanceof Lineage);
    }

    /**
     * A metric within bounds; at least one bound is there.
     *
     * @param atLeast finite, or null
     * @param atMost finite, or null
     * @param unit of the metric, for people; null if nobody said
     * @param grounds what is known of the uncertainty
     * @param confidence how sure the gate must be to pass or to fail, between 0.5 and 1; without effect on bare numbers
     */
    record Bound(
            String name,
            Severity severity,
            String metric,
            @CheckForNull Double atLeast,
            @CheckForNull Double atMost,
            @CheckForNull String unit,
            Grounds grounds,
            double confidence)
            implements Gate {
        public Bound {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(severity, "severity");
            Objects.requireNonNull(metric, "metric");
            Objects.requireNonNull(grounds, "grounds");
            requireConfidence(confidence);
            if (atLeast == null && atMost == null) {
                throw new IllegalArgumentException("a bound needs ‘at-least’, ‘at-most’ or ‘between’");
            }
            if (!finite(atLeast) || !finite(atMost)) {
                throw new IllegalArgumentException("‘at-least’ and ‘at-most’ are finite numbers");
            }
            if (atLeast != null && atMost != null && atLeast > atMost) {
                throw new IllegalArgumentException(
                        "nothing is both at least " + Shown.exact(atLeast) + " and at most " + Shown.exact(atMost));
            }
            if (grounds instanceof Grounds.Replicates) {
                throw new IllegalArgumentException("replicates are compared with replicates: not in a bound");
            }
        }

        /** Of a bare number that must be within. */
        public Bound(String name, String metric, @CheckForNull Double atLeast, @CheckForNull Double atMost) {
            this(name, Severity.BLOCK, metric, atLeast, atMost, null, new Grounds.Bare(), USUAL_CONFIDENCE);
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
     * @param against whom it is compared with
     */
    record Comparison(
            String name,
            Severity severity,
            String metric,
            Direction better,
            @CheckForNull Margin margin,
            @CheckForNull String n,
            Grounds grounds,
            double confidence,
            Reference against)
            implements Gate {
        public Comparison {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(severity, "severity");
            Objects.requireNonNull(metric, "metric");
            Objects.requireNonNull(better, "better");
            Objects.requireNonNull(grounds, "grounds");
            Objects.requireNonNull(against, "against");
            requireConfidence(confidence);
            if (n != null && !(grounds instanceof Grounds.Bare)) {
                throw new IllegalArgumentException("‘n’ is for bare numbers");
            }
            if (margin == null && grounds instanceof Grounds.Bare) {
                throw new IllegalArgumentException(
                        "two bare numbers cannot show that one is better: superiority needs ‘scores’, ‘share-of’,"
                                + " ‘error’ or ‘replicates’");
            }
        }

        /** Of two bare numbers, with the champion; it must pass. */
        public Comparison(String name, String metric, Direction better, Margin margin, @CheckForNull String n) {
            this(
                    name,
                    Severity.BLOCK,
                    metric,
                    better,
                    Objects.requireNonNull(margin, "margin"),
                    n,
                    new Grounds.Bare(),
                    USUAL_CONFIDENCE,
                    new Reference.Champion());
        }
    }

    /**
     * Comparisons of which one is enough.
     *
     * @param of two or more, each of which knows of chance
     */
    record Any(String name, Severity severity, List<Comparison> of) implements Gate {
        public Any {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(severity, "severity");
            of = List.copyOf(of);
            if (of.size() < 2) {
                throw new IllegalArgumentException("of one comparison, any is that one: name two or more");
            }
            if (of.stream().anyMatch(one -> one.grounds() instanceof Grounds.Bare)) {
                throw new IllegalArgumentException(
                        "where one of several is enough, each must know of chance: name ‘scores’, ‘share-of’, ‘error’ or"
                                + " ‘replicates’");
            }
            if (of.stream().mapToDouble(Comparison::confidence).distinct().count() > 1) {
                throw new IllegalArgumentException("where one of several is enough, all share one confidence");
            }
        }
    }

    /**
     * Whether a metric still is where it was in the candidates before.
     *
     * @param usual how many of the first candidates are to be learned from
     * @param band how far from what is usual is no matter; null if everything is
     * @param noise the replicates whose spread is what chance alone does; null if it is learned from the history only
     */
    record Trend(
            String name,
            Severity severity,
            String metric,
            Direction better,
            Chart chart,
            int usual,
            @CheckForNull Margin band,
            @CheckForNull Grounds.Replicates noise)
            implements Gate {
        public Trend {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(severity, "severity");
            Objects.requireNonNull(metric, "metric");
            Objects.requireNonNull(better, "better");
            Objects.requireNonNull(chart, "chart");
            if (usual < 20 || usual > 1_000) {
                throw new IllegalArgumentException(
                        "the first 20 to 1000 candidates can be learned from, found " + usual);
            }
        }

        public enum Chart {
            /** Notices slow decay soon. */
            EWMA,
            /** Notices a small lasting step soon. */
            CUSUM
        }
    }

    /**
     * A table that the model is made from, as its profile shows it; a contract, a limit of drift or both are there.
     *
     * @param path the tracked path
     * @param file where the contract is, relative to the repository's root; null if there is none
     * @param contract what is demanded of it; null if nothing is
     * @param drift how far it may go from the champion's; null if that does not matter
     */
    record Data(
            String name,
            Severity severity,
            String path,
            @CheckForNull String file,
            @CheckForNull Contract contract,
            @CheckForNull DriftLimit drift)
            implements Gate {
        public Data {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(severity, "severity");
            Objects.requireNonNull(path, "path");
            if ((file == null) != (contract == null)) {
                throw new IllegalArgumentException("a contract is in a file");
            }
            if (contract == null && drift == null) {
                throw new IllegalArgumentException("a data gate needs ‘contract’, ‘drift’ or both");
            }
        }
    }

    /**
     * How far the columns of a table may go from those of the champion's.
     *
     * @param atMost the largest population stability index, above 0
     * @param confidence that no column is said to have drifted by chance, between 0.5 and 1
     * @param except columns that do not count
     * @param lasting how many candidates in a row may not have drifted in one column, else it blocks whatever the gate weighs;
     *     null if that does not matter
     */
    record DriftLimit(
            double atMost,
            double confidence,
            List<String> except,
            @CheckForNull Integer lasting) {
        /** The longest row that is looked back at. */
        public static final int LONGEST = 100;

        public DriftLimit {
            if (lasting != null && (lasting < 2 || lasting > LONGEST)) {
                throw new IllegalArgumentException(
                        "a drift lasts for 2 to " + LONGEST + " candidates in a row, found " + lasting);
            }
            except = List.copyOf(except);
            requireConfidence(confidence);
            if (!(atMost > 0 && Double.isFinite(atMost))) {
                throw new IllegalArgumentException("a population stability index is held against a number above 0");
            }
        }
    }

    /** Who calls the champion can call the candidate in its place. */
    record Signature(String name, Severity severity) implements Gate {
        public Signature {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(severity, "severity");
        }
    }

    /**
     * Facts of the candidate's descent.
     *
     * @param checks at least one; all must hold
     */
    record Lineage(String name, Severity severity, Set<Check> checks) implements Gate {
        public Lineage {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(severity, "severity");
            checks = Collections.unmodifiableSet(EnumSet.copyOf(checks));
        }

        /** It must pass. */
        public Lineage(String name, Set<Check> checks) {
            this(name, Severity.BLOCK, checks);
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

    private static void requireConfidence(double confidence) {
        if (!(confidence > 0.5 && confidence < 1)) {
            throw new IllegalArgumentException("a confidence is above 50 % and below 100 %");
        }
    }
}
