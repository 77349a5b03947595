package io.jenkins.plugins.modelgate.mlflow.client;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;

/**
 * One number at one moment.
 *
 * @param value may be NaN; MLflow turns an infinite one into the largest finite one of its sign
 * @param at with the precision of milliseconds, as MLflow keeps it
 */
public record MetricPoint(String key, double value, Instant at, long step) {
    public MetricPoint {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(at, "at");
    }

    /** As MLflow gives it back. */
    MetricPoint asKept() {
        double kept = Double.isInfinite(value) ? Math.copySign(Double.MAX_VALUE, value) : value;
        return new MetricPoint(key, kept, at.truncatedTo(ChronoUnit.MILLIS), step);
    }
}
