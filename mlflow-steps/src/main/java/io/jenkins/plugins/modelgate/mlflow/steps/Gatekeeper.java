package io.jenkins.plugins.modelgate.mlflow.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.document.Actor;
import io.jenkins.plugins.modelgate.core.document.SigningKey;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import io.jenkins.plugins.modelgate.core.document.TrustRoot;
import io.jenkins.plugins.modelgate.core.ledger.Ledger;
import io.jenkins.plugins.modelgate.core.ledger.LedgerHead;
import io.jenkins.plugins.modelgate.core.ledger.TargetState;
import io.jenkins.plugins.modelgate.mlflow.client.Artifacts;
import io.jenkins.plugins.modelgate.mlflow.client.MlflowClient;
import io.jenkins.plugins.modelgate.mlflow.client.Registry;
import io.jenkins.plugins.modelgate.mlflow.client.Tracking;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;

/**
 * What every use case needs.
 *
 * @param server the name that the configuration gives the MLflow server; part of each target's identity
 * @param mlflow the server
 * @param ledger the ledger; whoever made it closes it
 * @param key what signs evidence; null to leave it unsigned
 * @param trust whose signatures on evidence count; empty: none is asked for
 * @param actor who acts
 * @param owner whether the server is brought to what the ledger says; who does not own it only decides
 * @param clock what time it is
 * @param checkpoint {@link Checkpoint#NONE} but in tests
 */
public record Gatekeeper(
        String server,
        MlflowClient mlflow,
        Ledger ledger,
        @CheckForNull SigningKey key,
        TrustRoot trust,
        Actor actor,
        boolean owner,
        Clock clock,
        Checkpoint checkpoint) {
    public Gatekeeper {
        Objects.requireNonNull(server, "server");
        Objects.requireNonNull(mlflow, "mlflow");
        Objects.requireNonNull(ledger, "ledger");
        Objects.requireNonNull(trust, "trust");
        Objects.requireNonNull(actor, "actor");
        Objects.requireNonNull(clock, "clock");
        Objects.requireNonNull(checkpoint, "checkpoint");
    }

    /** The same, where somebody else acts. */
    public Gatekeeper as(Actor other) {
        return new Gatekeeper(server, mlflow, ledger, key, trust, other, owner, clock, checkpoint);
    }

    /** The identity of a target on this server. */
    public TargetId target(String model, String target) {
        return new TargetId(server, mlflow.config().workspaceName(), model, target);
    }

    /** What {@code head} says of this server's targets, sorted. */
    List<TargetState> states(LedgerHead head, @CheckForNull String model) {
        return head.targets().values().stream()
                .filter(state -> state.target().server().equals(server)
                        && state.target().workspace().equals(mlflow.config().workspaceName())
                        && (model == null || state.target().model().equals(model)))
                .toList();
    }

    Tracking tracking() {
        return mlflow.tracking();
    }

    Registry registry() {
        return mlflow.registry();
    }

    Artifacts artifacts() {
        return mlflow.artifacts();
    }

    /** Now, with the precision that documents and MLflow both keep. */
    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
