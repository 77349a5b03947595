package io.jenkins.plugins.modelgate.mlflow.client;

import java.time.Duration;

/**
 * Bounds on waiting.
 *
 * @param connect for making a connection
 * @param request for one attempt; for a transfer of artifacts: how long it may stand still
 * @param overall for one call with all its repetitions; a transfer of artifacts may take longer, its repetitions not
 */
public record Timeouts(Duration connect, Duration request, Duration overall) {
    /** Connect within 5 seconds, answer within 30, give up after 60. */
    public static final Timeouts DEFAULT =
            new Timeouts(Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofSeconds(60));

    public Timeouts {
        for (Duration duration : new Duration[] {connect, request, overall}) {
            if (duration.isNegative() || duration.isZero()) {
                throw new IllegalArgumentException("A timeout is not positive: " + duration);
            }
        }
    }
}
