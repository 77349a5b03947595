package io.jenkins.plugins.modelgate.core.document;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.jenkins.plugins.modelgate.core.digest.Shown;
import java.util.Set;

/**
 * One number that was measured. In JSON a value that is no finite number is the string {@code "NaN"}, {@code "Infinity"}
 * or {@code "-Infinity"}: it is kept as said, and no gate passes on it.
 */
public record Metric(double value) {
    private static final Set<String> NOT_FINITE = Set.of("NaN", "Infinity", "-Infinity");

    public Metric {
        // JSON's canonical form has no -0.
        value += 0.0;
    }

    /**
     * Reads what {@link #json} writes.
     *
     * @throws IllegalArgumentException if {@code json} is neither a finite number nor one of the three strings
     */
    @JsonCreator
    public static Metric of(Object json) {
        if (json instanceof Number number && Double.isFinite(number.doubleValue())) {
            return new Metric(number.doubleValue());
        }
        if (json instanceof String text && NOT_FINITE.contains(text)) {
            return new Metric(Double.parseDouble(text));
        }
        throw new IllegalArgumentException("Not a metric's value: ‘" + Shown.text(String.valueOf(json)) + "’");
    }

    @JsonValue
    Object json() {
        return Double.isFinite(value) ? (Object) value : Double.toString(value);
    }
}
