package io.jenkins.plugins.modelgate.core.gate;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.Shown;
import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.document.Metric;
import io.jenkins.plugins.modelgate.core.document.Verdict;
import io.jenkins.plugins.modelgate.core.policy.Gate;
import io.jenkins.plugins.modelgate.core.policy.Gate.Direction;
import io.jenkins.plugins.modelgate.core.policy.Margin;
import io.jenkins.plugins.modelgate.core.statistics.Result;
import io.jenkins.plugins.modelgate.core.statistics.Result.Estimate;
import io.jenkins.plugins.modelgate.core.statistics.SampleSize;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import java.util.function.DoubleFunction;

/**
 * What a test of chance says of a comparison: PASS if it is shown to be good enough, FAIL if it is shown not to be, and
 * INCONCLUSIVE in between.
 *
 * @param method the method that was used
 * @param answer never null
 * @param sentence the reason
 * @param value the candidate's number; null if there is none
 * @param baseline the other number; null if there is none
 * @param worst the worst number that is good enough; null if nothing could be told
 * @param estimate the difference, the candidate ahead above 0; null if nothing could be told
 */
record TestedComparison(
        String method,
        Answer answer,
        String sentence,
        @CheckForNull Metric value,
        @CheckForNull Metric baseline,
        @CheckForNull Metric worst,
        @CheckForNull Estimate estimate) {

    /**
     * Judges.
     *
     * @param whose with whom it is compared, such as {@code the champion}
     * @param other the other number
     * @param result of the difference, the candidate ahead above 0
     * @param what what was counted, such as {@code examples}
     */
    static TestedComparison of(
            Gate.Comparison gate, double value, String whose, double other, Result result, String what) {
        Metric ours = new Metric(value);
        Metric theirs = new Metric(other);
        if (!(result instanceof Estimate estimate)) {
            String reason = result instanceof Result.Inconclusive none ? none.reason() : "there is no interval";
            return new TestedComparison(
                    result.method(),
                    Answer.INCONCLUSIVE,
                    Shown.text(gate.metric()) + " cannot be compared by " + result.method() + ": " + reason + ".",
                    ours,
                    theirs,
                    null,
                    null);
        }
        Margin allowed = gate.margin();
        double margin = allowed == null ? 0 : allowed.against(other).doubleValue();
        Answer answer = estimate.lower() > -margin
                ? Answer.PASS
                : estimate.upper() < -margin ? Answer.FAIL : Answer.INCONCLUSIVE;
        double worst = gate.better() == Direction.LOWER ? other + margin : other - margin;
        String sentence = Shown.text(gate.metric()) + " is " + Shown.number(value, other) + " against " + whose + "’s "
                + Shown.number(other, value) + ": " + outcome(gate, whose, answer) + ". "
                + certainty(estimate)
                + (answer == Answer.INCONCLUSIVE ? enough(estimate, margin, what) : counted(estimate, what))
                + "; method: " + estimate.method() + ".";
        return new TestedComparison(estimate.method(), answer, sentence, ours, theirs, new Metric(worst), estimate);
    }

    /** How many stand behind it; null if nobody said. */
    @CheckForNull
    Long n() {
        return estimate == null || estimate.n() == 0 ? null : estimate.n();
    }

    /** The difference for the verdict. */
    @CheckForNull
    Verdict.Difference difference() {
        return estimate == null ? null : difference(estimate);
    }

    static Verdict.Difference difference(Estimate estimate) {
        return new Verdict.Difference(
                new Metric(estimate.value()),
                new Metric(estimate.lower()),
                new Metric(estimate.upper()),
                new Metric(estimate.confidence()));
    }

    /**
     * An estimate that is as sure of its lower end as a pass must be, and of its upper end as a failure must be.
     *
     * @param at the estimate that is so sure
     */
    static Result at(Levels levels, DoubleFunction<Result> at) {
        Result pass = at.apply(levels.pass());
        if (levels.pass() == levels.fail() || !(pass instanceof Estimate estimate)) {
            return pass;
        }
        Result fail = at.apply(levels.fail());
        return estimate.upTo(fail instanceof Estimate other ? other.upper() : Double.POSITIVE_INFINITY);
    }

    private static String outcome(Gate.Comparison gate, String whose, Answer answer) {
        String goal = gate.margin() == null ? "better than " + whose : "within " + gate.margin() + " of " + whose;
        return switch (answer) {
            case PASS -> "shown to be " + goal;
            case FAIL -> "shown not to be " + goal;
            default -> "not shown to be " + goal;
        };
    }

    static String percent(double confidence) {
        return Shown.number(Math.round(confidence * 1e6) / 1e4) + " % sure: ";
    }

    private static String certainty(Estimate estimate) {
        double lower = estimate.lower();
        return percent(estimate.confidence())
                + (lower < 0 ? "at most " + rounded(-lower) + " worse" : "at least " + rounded(lower) + " better");
    }

    static String rounded(double value) {
        return Shown.number(new BigDecimal(value).round(new MathContext(3)).doubleValue());
    }

    static String counted(Estimate estimate, String what) {
        return estimate.n() == 0 ? "" : "; " + count(estimate.n()) + " " + what;
    }

    /** How many stand behind it, and how many would do to show that it is above −{@code margin}. */
    static String enough(Estimate estimate, double margin, String what) {
        if (estimate.n() == 0) {
            return "";
        }
        if (estimate.value() <= -margin) {
            return counted(estimate, what) + ", and more would not do, if the truth is as measured";
        }
        long enough = SampleSize.enough(estimate, margin);
        return counted(estimate, what) + (enough > estimate.n() ? ", about " + count(enough) + " would do" : "");
    }

    static String count(long n) {
        return String.format(Locale.ROOT, "%,d", n);
    }
}
