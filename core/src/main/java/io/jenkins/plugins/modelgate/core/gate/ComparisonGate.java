package io.jenkins.plugins.modelgate.core.gate;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.Shown;
import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.document.Baseline;
import io.jenkins.plugins.modelgate.core.document.Evidence;
import io.jenkins.plugins.modelgate.core.document.Metric;
import io.jenkins.plugins.modelgate.core.document.Observer;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import io.jenkins.plugins.modelgate.core.document.Verdict;
import io.jenkins.plugins.modelgate.core.policy.Gate;
import io.jenkins.plugins.modelgate.core.policy.Gate.Direction;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** One bare number against another, with a margin; a value on the margin is within. */
final class ComparisonGate {
    /** Two numbers were compared as they are, without regard to their uncertainty. */
    static final String METHOD = "point-difference";

    /** Nothing was compared, since there is no baseline. */
    static final String NO_BASELINE = "no-baseline";

    private static final long MAX_EXACT = 1L << 53;

    private final Gate.Comparison gate;
    private final Reading candidate;
    private final Reading champion;
    private final Baseline baseline;
    private final String whose;

    private final Count count;

    private ComparisonGate(Gate.Comparison gate, Evidence evidence, Baseline baseline, String whose) {
        this.gate = gate;
        this.baseline = baseline;
        this.whose = whose;
        candidate = Reading.of(gate.metric(), evidence.metrics(), "the candidate");
        champion = Reading.of(gate.metric(), baseline.metrics(), whose);
        count = Count.of(gate.n(), evidence);
    }

    static Verdict verdict(Gate.Comparison gate, Evidence evidence, TargetId target, Baseline baseline, String whose) {
        return new ComparisonGate(gate, evidence, baseline, whose).verdict(target);
    }

    private Verdict verdict(TargetId target) {
        if (candidate.problem() != null) {
            return verdict(METHOD, Answer.INCONCLUSIVE, candidate.problem() + ".", null);
        }
        if (count.problem != null) {
            return verdict(
                    METHOD,
                    Answer.INCONCLUSIVE,
                    "How many examples stand behind " + name() + " is unknown: " + count.problem + ".",
                    null);
        }
        if (baseline.kind() != Baseline.Kind.CHAMPION) {
            return verdict(
                    NO_BASELINE,
                    Answer.INCONCLUSIVE,
                    Comparisons.nothingToCompareWith(target, baseline) + "; " + name() + " is "
                            + Shown.number(candidate.value()) + ".",
                    null);
        }
        if (champion.problem() != null) {
            return verdict(METHOD, Answer.INCONCLUSIVE, champion.problem() + ".", null);
        }
        return compare();
    }

    private Verdict compare() {
        // As people do it on paper: in decimals, so that 0.7 is within 0.1 of 0.8.
        BigDecimal other = BigDecimal.valueOf(champion.value());
        BigDecimal margin = Objects.requireNonNull(gate.margin()).against(champion.value());
        BigDecimal worst = lowerIsBetter() ? other.add(margin) : other.subtract(margin);
        if (Double.isInfinite(worst.doubleValue())) {
            return verdict(METHOD, Answer.INCONCLUSIVE, name() + " and its margin are too big to be compared.", null);
        }
        BigDecimal value = BigDecimal.valueOf(candidate.value());
        boolean within = lowerIsBetter() ? value.compareTo(worst) <= 0 : value.compareTo(worst) >= 0;
        return verdict(
                METHOD,
                within ? Answer.PASS : Answer.FAIL,
                outcome(within, worst.doubleValue()) + grounds(),
                worst.doubleValue());
    }

    private String outcome(boolean within, double worst) {
        double value = candidate.value();
        double other = champion.value();
        String is = name() + " is " + Shown.number(value, other);
        if (value == other) {
            return is + ", the same as " + whose + "’s.";
        }
        String than = " than " + whose + "’s " + Shown.number(other, value);
        if (lowerIsBetter() ? value < other : value > other) {
            return is + ", better" + than + ".";
        }
        return is + ", worse" + than + (within ? " but within" : " by more than") + " the margin of " + gate.margin()
                + " (" + (lowerIsBetter() ? "up" : "down") + " to " + Shown.number(worst, value) + " is allowed).";
    }

    /** What a reader must know of the two numbers. */
    private String grounds() {
        String uncertainty = count.n == null
                ? " How uncertain the difference is, is unknown: each side is one bare number."
                : " Measured on " + count.n + " examples; how uncertain the difference is, was not tested.";
        return whereFrom(baseline, whose) + uncertainty + champion.caveat(whose);
    }

    /** Where the other numbers come from. */
    static String whereFrom(Baseline baseline, String whose) {
        String name = " " + Character.toUpperCase(whose.charAt(0)) + whose.substring(1);
        return baseline.rescored()
                ? name + " was scored again on the candidate’s holdout."
                : name + "’s number is the one that was recorded for it, perhaps on other examples.";
    }

    /**
     * How many examples stand behind the candidate's number.
     *
     * @param n null if that is not known
     * @param problem why it is not, although the policy says where to find it; null otherwise
     */
    private record Count(@CheckForNull Long n, @CheckForNull String problem) {
        static Count of(@CheckForNull String metric, Evidence evidence) {
            if (metric == null) {
                return new Count(null, null);
            }
            Reading reading = Reading.of(metric, evidence.metrics(), "the candidate");
            if (reading.problem() != null) {
                return new Count(null, reading.problem());
            }
            long n = (long) reading.value();
            return n == reading.value() && n > 0 && n <= MAX_EXACT
                    ? new Count(n, null)
                    : new Count(
                            null,
                            Shown.text(metric) + " is " + Shown.number(reading.value())
                                    + ", which is no number of examples");
        }
    }

    private boolean lowerIsBetter() {
        return gate.better() == Direction.LOWER;
    }

    private String name() {
        return Shown.text(gate.metric());
    }

    private Verdict verdict(String method, Answer answer, String sentence, @CheckForNull Double worst) {
        List<Observer> observers = Stream.concat(candidate.observers().stream(), champion.observers().stream())
                .toList();
        return new Verdict(
                gate.name(),
                method,
                answer,
                sentence + candidate.caveat("the candidate"),
                candidate.metric(),
                champion.metric(),
                worst == null ? null : new Metric(worst),
                count.n,
                observers);
    }
}
