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

/**
 * What a test of chance says of a comparison: PASS if it is shown to be good enough, FAIL if it is shown not to be, and
 * INCONCLUSIVE in between.
 *
 * @param method the method that was used
 * @param answer never null
 * @param sentence the reason
 * @param value the candidate's number; null if there is none
 * @param baseline the champion's number; null if there is none
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
     * @param result of the difference, the candidate ahead above 0
     * @param what what was counted, such as {@code examples}
     */
    static TestedComparison of(Gate.Comparison gate, double value, double champion, Result result, String what) {
        Metric ours = new Metric(value);
        Metric theirs = new Metric(champion);
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
        double margin = allowed == null ? 0 : allowed.against(champion).doubleValue();
        Answer answer = estimate.lower() > -margin
                ? Answer.PASS
                : estimate.upper() < -margin ? Answer.FAIL : Answer.INCONCLUSIVE;
        double worst = gate.better() == Direction.LOWER ? champion + margin : champion - margin;
        String sentence =
                Shown.text(gate.metric()) + " is " + Shown.number(value, champion) + " against the champion’s "
                        + Shown.number(champion, value) + ": " + outcome(gate, answer) + ". "
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
        return estimate == null
                ? null
                : new Verdict.Difference(
                        new Metric(estimate.value()),
                        new Metric(estimate.lower()),
                        new Metric(estimate.upper()),
                        new Metric(estimate.confidence()));
    }

    private static String outcome(Gate.Comparison gate, Answer answer) {
        String goal =
                gate.margin() == null ? "better than the champion" : "within " + gate.margin() + " of the champion";
        return switch (answer) {
            case PASS -> "shown to be " + goal;
            case FAIL -> "shown not to be " + goal;
            default -> "not shown to be " + goal;
        };
    }

    private static String certainty(Estimate estimate) {
        double lower = estimate.lower();
        return Shown.number(Math.round(estimate.confidence() * 1e6) / 1e4) + " % sure: "
                + (lower < 0 ? "at most " + rounded(-lower) + " worse" : "at least " + rounded(lower) + " better");
    }

    private static String rounded(double value) {
        return Shown.number(new BigDecimal(value).round(new MathContext(3)).doubleValue());
    }

    private static String counted(Estimate estimate, String what) {
        return estimate.n() == 0 ? "" : "; " + count(estimate.n()) + " " + what;
    }

    private static String enough(Estimate estimate, double margin, String what) {
        if (estimate.n() == 0) {
            return "";
        }
        if (estimate.value() <= -margin) {
            return counted(estimate, what) + ", and more would not do, if the truth is as measured";
        }
        long enough = SampleSize.enough(estimate, margin);
        return counted(estimate, what) + (enough > estimate.n() ? ", about " + count(enough) + " would do" : "");
    }

    private static String count(long n) {
        return String.format(Locale.ROOT, "%,d", n);
    }
}
