package io.jenkins.plugins.modelgate.mlflow.steps;

import io.jenkins.plugins.modelgate.core.document.Actor;
import java.time.Clock;
import java.util.Objects;

/**
 * What every use case needs.
 *
 * @param server the name that the configuration gives the MLflow server; part of each target's identity
 * @param actor who acts
 * @param clock what time it is
 * @param checkpoint {@link Checkpoint#NONE} but in tests
 */
public record Gatekeeper(String server, Actor actor, Clock clock, Checkpoint checkpoint) {
    public Gatekeeper {
        Objects.requireNonNull(server, "server");
        Objects.requireNonNull(actor, "actor");
        Objects.requireNonNull(clock, "clock");
        Objects.requireNonNull(checkpoint, "checkpoint");
    }

    @SuppressWarnings({"DoNotCallSuggester", "TypeParameterUnusedInFormals"}) // goes with the last unfinished use case
    <T> T unfinished() {
        throw new UnsupportedOperationException("This use case is not there yet");
    }
}
