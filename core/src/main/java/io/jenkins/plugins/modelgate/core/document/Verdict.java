package io.jenkins.plugins.modelgate.core.document;

import edu.umd.cs.findbugs.annotations.CheckForNull;
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
        List<Observer> observers) {
    public Verdict {
        Objects.requireNonNull(gate, "gate");
        Objects.requireNonNull(method, "method");
        Objects.requireNonNull(answer, "answer");
        Objects.requireNonNull(sentence, "sentence");
        observers = List.copyOf(Objects.requireNonNull(observers, "observers"));
    }
}
