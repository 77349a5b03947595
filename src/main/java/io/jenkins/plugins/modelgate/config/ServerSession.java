package io.jenkins.plugins.modelgate.config;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Run;
import io.jenkins.plugins.modelgate.core.deploy.Deployments;
import io.jenkins.plugins.modelgate.core.document.Actor;
import io.jenkins.plugins.modelgate.core.document.Observer;
import io.jenkins.plugins.modelgate.core.document.SigningKey;
import io.jenkins.plugins.modelgate.core.ledger.Ledger;
import io.jenkins.plugins.modelgate.core.ledger.LedgerException;
import io.jenkins.plugins.modelgate.mlflow.steps.Checkpoint;
import io.jenkins.plugins.modelgate.mlflow.steps.Gatekeeper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import jenkins.model.Jenkins;

/**
 * A configured server with its ledger, opened for somebody; whoever opens it closes it.
 *
 * @param server as it is configured
 * @param gatekeeper for the use cases
 */
public record ServerSession(MlflowServer server, Gatekeeper gatekeeper) implements AutoCloseable {
    /**
     * Opens one.
     *
     * @param run the build whose credentials count; null for the controller's own work, which has its own only
     * @param actor who acts
     * @throws IOException if the configuration does not give what is needed
     */
    public static ServerSession open(MlflowServer server, @CheckForNull Run<?, ?> run, Actor actor)
            throws IOException, LedgerException {
        LedgerSource source = ModelGateConfiguration.get().ledger(server.getLedger());
        SigningKey key = source.signingKey(run);
        return open(server, source, Ledger.open(source.config(run)), key, run, actor);
    }

    /**
     * Opens one for the controller itself, which only reads: no key is made for that.
     *
     * @throws IOException if the configuration does not give what is needed
     */
    public static ServerSession forReading(MlflowServer server) throws IOException, LedgerException {
        LedgerSource source = ModelGateConfiguration.get().ledger(server.getLedger());
        Actor controller = new Actor(Actor.Kind.JOB, "Jenkins", Jenkins.get().getRootUrl(), Observer.CONTROLLER);
        return open(server, source, Ledger.open(source.readingConfig()), null, null, controller);
    }

    private static ServerSession open(
            MlflowServer server,
            LedgerSource source,
            Ledger ledger,
            @CheckForNull SigningKey key,
            @CheckForNull Run<?, ?> run,
            Actor actor)
            throws IOException {
        try {
            return new ServerSession(
                    server,
                    new Gatekeeper(
                            server.getName(),
                            server.client(run),
                            ledger,
                            key,
                            source.trust(run),
                            actor,
                            server.isOwner(),
                            Clock.systemUTC(),
                            Checkpoint.NONE));
        } catch (IOException | RuntimeException e) {
            ledger.close();
            throw e;
        }
    }

    /**
     * From where others deploy what holds this server's targets.
     *
     * @throws IllegalArgumentException if what is configured makes no sense
     */
    public Deployments deployments() {
        Map<String, DeploymentPlace> places = new LinkedHashMap<>();
        ModelGateConfiguration.get().getDeployments().stream()
                .filter(place -> place.isOf(server))
                .forEach(place -> places.put(place.getName(), place));
        return new Deployments(
                gatekeeper.ledger(),
                deploymentCache(),
                places.values().stream().map(place -> place.deployment(server)).toList(),
                deployment -> places.get(deployment.name()).credentials());
    }

    static Path deploymentCache() {
        return ModelGateConfiguration.folder().resolve("cache").resolve("deployments");
    }

    @Override
    public void close() {
        gatekeeper.ledger().close();
    }
}
