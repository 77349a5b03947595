package io.jenkins.plugins.modelgate.core.document;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import java.util.List;
import java.util.Objects;

/**
 * What one gate answered, and why.
 *
 * @param gate the gate's name in the policy
 * @param method how it was decided, such as {@code bound} or {@code point-difference}
 * @param answer never null
 * @param sentence the reason for people, complete in itself
 * @param value the candidate's number; null if the gate needs none or it is missing
 * @param baseline the baseline's number; null if there is none
 * @param bound what {@code value} was held against, in the metric's unit; null if there is none
 * @param n how many examples stand behind {@code value}; null if nobody said
 * @param difference how far the candidate is ahead of the baseline, or within its bound; null unless a test of chance decided
 * @param scores the SHA-256 of the files that say what each model scored on each example, the candidate's first; null
 *     unless they were compared
 * @param effect what becomes of all verdicts if this answer is no PASS; null for {@link Effect#BLOCK}
 * @param reference whom it was compared with, if not the champion; null otherwise
 * @param chart the history that it was judged by, the candidate last; null if by none
 * @param parts of what this answer was made, such as one for each slice, named by {@code gate}; null if of nothing else
 * @param observers who observed the numbers and facts used, candidate first
 */
public record Verdict(
        String gate,
        String method,
        Answer answer,
        String sentence,
        @CheckForNull Metric value,
        @CheckForNull Metric baseline,
        @CheckForNull Metric bound,
        @CheckForNull Long n,
        @CheckForNull Difference difference,
        @CheckForNull List<Sha256> scores,
        @CheckForNull Effect effect,
        @CheckForNull Holder reference,
        @CheckForNull List<Point> chart,
        @CheckForNull List<Verdict> parts,
        List<Observer> observers) {
    public Verdict {
        Objects.requireNonNull(gate, "gate");
        Objects.requireNonNull(method, "method");
        Objects.requireNonNull(answer, "answer");
        Objects.requireNonNull(sentence, "sentence");
        scores = scores == null ? null : List.copyOf(scores);
        chart = chart == null ? null : List.copyOf(chart);
        parts = parts == null ? null : List.copyOf(parts);
        observers = List.copyOf(Objects.requireNonNull(observers, "observers"));
    }

    /** Without a test of chance. */
    public Verdict(
            String gate,
            String method,
            Answer answer,
            String sentence,
            @CheckForNull Metric value,
            @CheckForNull Metric baseline,
            @CheckForNull Metric bound,
            @CheckForNull Long n,
            List<Observer> observers) {
        this(gate, method, answer, sentence, value, baseline, bound, n, null, null, null, null, null, null, observers);
    }

    /** By a test of chance. */
    public Verdict(
            String gate,
            String method,
            Answer answer,
            String sentence,
            @CheckForNull Metric value,
            @CheckForNull Metric baseline,
            @CheckForNull Metric bound,
            @CheckForNull Long n,
            @CheckForNull Difference difference,
            @CheckForNull List<Sha256> scores,
            List<Observer> observers) {
        this(
                gate,
                method,
                answer,
                sentence,
                value,
                baseline,
                bound,
                n,
                difference,
                scores,
                null,
                null,
                null,
                null,
                observers);
    }

    /** The same of a gate that weighs so much. */
    public Verdict weighing(Effect effect) {
        return copy(gate, answer, sentence, effect == Effect.BLOCK ? null : effect, reference, chart, parts);
    }

    /** The same, compared with somebody else than the champion. */
    public Verdict against(@CheckForNull Holder reference) {
        return copy(gate, answer, sentence, effect, reference, chart, parts);
    }

    /** The answer that several make together; this is the one whose numbers are shown. */
    public Verdict ofParts(String gate, Answer answer, String sentence, List<Verdict> parts) {
        return copy(gate, answer, sentence, effect, reference, chart, parts);
    }

    private Verdict copy(
            String gate,
            Answer answer,
            String sentence,
            @CheckForNull Effect effect,
            @CheckForNull Holder reference,
            @CheckForNull List<Point> chart,
            @CheckForNull List<Verdict> parts) {
        return new Verdict(
                gate,
                method,
                answer,
                sentence,
                value,
                baseline,
                bound,
                n,
                difference,
                scores,
                effect,
                reference,
                chart,
                parts,
                observers);
    }

    /** The same, judged by a history. */
    public Verdict charted(List<Point> chart) {
        return copy(gate, answer, sentence, effect, reference, chart, parts);
    }

    /** What becomes of all verdicts if this answer is no PASS. */
    public Effect weight() {
        return effect == null ? Effect.BLOCK : effect;
    }

    /** Whether it speaks against a PASS of all together. */
    public boolean objects() {
        return answer != Answer.PASS && effect != Effect.WARN;
    }

    /** Whether it speaks against a PASS of all together, and a person may decide that. */
    public boolean asksAPerson() {
        return answer != Answer.PASS && effect == Effect.PERSON;
    }

    /** Whether it is no PASS, and only shown. */
    public boolean warns() {
        return answer != Answer.PASS && effect == Effect.WARN;
    }

    /** The answer for people, with what becomes of it where that is not plain: {@code FAIL (WARN)}. */
    public String words() {
        return answer + (warns() ? " (WARN)" : asksAPerson() ? " (ASKS A PERSON)" : "");
    }

    /**
     * How far the candidate is ahead of the baseline, or within its bound, in the metric's unit; above 0 is better, whichever way the metric
     * counts.
     *
     * @param value as measured
     * @param lower the truth is above it with {@code confidence}
     * @param upper the truth is below it with {@code confidence}
     * @param confidence of each end, between 0.5 and 1
     */
    public record Difference(Metric value, Metric lower, Metric upper, Metric confidence) {
        public Difference {
            Objects.requireNonNull(value, "value");
            Objects.requireNonNull(lower, "lower");
            Objects.requireNonNull(upper, "upper");
            Objects.requireNonNull(confidence, "confidence");
        }
    }

    /**
     * One point of a control chart and the limits that hold for it.
     *
     * @param value what is charted, such as a moving average
     */
    public record Point(Metric value, Metric lower, Metric upper) {
        public Point {
            Objects.requireNonNull(value, "value");
            Objects.requireNonNull(lower, "lower");
            Objects.requireNonNull(upper, "upper");
        }
    }
}
