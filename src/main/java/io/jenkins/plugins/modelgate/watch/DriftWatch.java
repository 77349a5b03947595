package io.jenkins.plugins.modelgate.watch;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Extension;
import hudson.ExtensionList;
import hudson.Util;
import hudson.model.Computer;
import hudson.model.PeriodicWork;
import io.jenkins.plugins.modelgate.config.MlflowServer;
import io.jenkins.plugins.modelgate.config.ModelGateConfiguration;
import io.jenkins.plugins.modelgate.config.PolicySource;
import io.jenkins.plugins.modelgate.config.ServerSession;
import io.jenkins.plugins.modelgate.core.deploy.Deployment;
import io.jenkins.plugins.modelgate.core.document.Actor;
import io.jenkins.plugins.modelgate.core.document.Observer;
import io.jenkins.plugins.modelgate.core.ledger.LedgerException;
import io.jenkins.plugins.modelgate.core.policy.PolicyException;
import io.jenkins.plugins.modelgate.core.policy.PolicyRepository;
import io.jenkins.plugins.modelgate.deploy.Projected;
import io.jenkins.plugins.modelgate.deploy.Projections;
import io.jenkins.plugins.modelgate.mlflow.client.MlflowException;
import io.jenkins.plugins.modelgate.mlflow.steps.DataPresence;
import io.jenkins.plugins.modelgate.mlflow.steps.StepException;
import io.jenkins.plugins.modelgate.mlflow.steps.Watch;
import io.jenkins.plugins.modelgate.mlflow.steps.Watch.InForce;
import io.jenkins.plugins.modelgate.mlflow.steps.Watch.Round;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;

/**
 * Looks every now and then at the MLflow servers that this controller owns: whether they show what the ledger says. It
 * blocks nobody, and never decides anything. What it found last is here until a restart; since when, in a file.
 */
@Extension
public final class DriftWatch extends PeriodicWork {
    private static final Logger LOGGER = Logger.getLogger(DriftWatch.class.getName());

    /** A controller that has just started has other things to do. */
    private static final Duration AFTER_START = Duration.ofMinutes(3);

    private final Instant started = Instant.now();
    private final Map<String, Instant> begun = new ConcurrentHashMap<>();
    private final Set<String> running = ConcurrentHashMap.newKeySet();
    private final Map<String, Report> reports = new ConcurrentHashMap<>();

    /**
     * What is known of a server.
     *
     * @param round the last one that came to an end; null if none did since the start
     * @param failure why the latest did not; null if it did
     */
    public record Report(
            @CheckForNull Round round, @CheckForNull String failure) {}

    public static DriftWatch get() {
        return ExtensionList.lookupSingleton(DriftWatch.class);
    }

    /** What is known of the server of that name; empty if nobody looked since the start. */
    public Optional<Report> report(String server) {
        return Optional.ofNullable(reports.get(server));
    }

    @Override
    public long getRecurrencePeriod() {
        return MIN;
    }

    @Override
    protected void doRun() {
        for (MlflowServer server : ModelGateConfiguration.get().getServers()) {
            Projections.get().retry(server, Instant.now());
            if (isDue(server, Instant.now()) && running.add(server.getName())) {
                begun.put(server.getName(), Instant.now());
                Computer.threadPoolForRemoting.execute(() -> {
                    try {
                        look(server);
                    } finally {
                        running.remove(server.getName());
                    }
                });
            }
        }
    }

    boolean isDue(MlflowServer server, Instant now) {
        if (!server.isOwner() || server.getWatchMinutes() == 0) {
            return false;
        }
        Instant last = begun.get(server.getName());
        return last == null
                ? !now.isBefore(started.plus(AFTER_START))
                : !now.isBefore(last.plus(Duration.ofMinutes(server.getWatchMinutes())));
    }

    /** Looks once, now. What could not be done is in the report, and in the log. */
    void look(MlflowServer server) {
        String name = server.getName();
        Report before = reports.get(name);
        Actor actor = new Actor(Actor.Kind.JOB, "drift watch", Jenkins.get().getRootUrl(), Observer.CONTROLLER);
        try (ServerSession session = ServerSession.open(server, null, actor)) {
            Round round = new Watch(session.gatekeeper())
                    .round(new Watch.Request(
                            null,
                            policies(),
                            DataPresence.UNKNOWN,
                            session.deployments(),
                            memory(name),
                            Duration.ofHours(server.getWatchHours()),
                            Watch.ROLL_BACKS,
                            false));
            reports.put(name, new Report(round, null));
            learn(session.deployments().all(), round);
            log(name, round);
            DriftListener.fire(name, round);
        } catch (IOException | LedgerException | MlflowException | StepException | IllegalArgumentException e) {
            reports.put(name, new Report(before == null ? null : before.round(), e.getMessage()));
            LOGGER.log(Level.WARNING, () -> "The MLflow server ‘" + name + "’ could not be watched: " + e.getMessage());
            LOGGER.log(Level.FINE, "Why it could not be watched", e);
        }
    }

    /** What the round saw of what others deploy from. */
    private static void learn(List<Deployment> deployments, Round round) {
        for (Deployment deployment : deployments) {
            Watch.Finding finding = round.findings().stream()
                    .filter(each -> deployment.name().equals(each.drift().deployment()))
                    .findFirst()
                    .orElse(null);
            Projections.get().learn(Projected.seen(deployment.name(), finding));
        }
    }

    /** What is new, and what was put back. */
    private static void log(String server, Round round) {
        round.findings().stream()
                .filter(finding -> !finding.since().isBefore(round.at()))
                .forEach(finding -> LOGGER.log(
                        finding.counts() ? Level.WARNING : Level.INFO,
                        () -> "The MLflow server ‘" + server + "’, "
                                + finding.drift().target() + ": "
                                + finding.drift().sentence() + " (" + finding.outcome() + ")"));
        round.notes().forEach(note -> LOGGER.log(Level.FINE, note));
    }

    /** The policies that the administrator named, by model; of two that have the same model, the first. */
    private static Map<String, InForce> policies() {
        ModelGateConfiguration configuration = ModelGateConfiguration.get();
        Map<String, InForce> policies = new HashMap<>();
        for (PolicySource source : configuration.getPolicies()) {
            try (PolicyRepository repository = source.fetch(null)) {
                PolicyRepository.Guarded guarded = repository.policy(source.getRef(), true, configuration.shared(null));
                guarded.policy()
                        .models()
                        .forEach((name, model) -> policies.putIfAbsent(name, new InForce(model, guarded.ref())));
            } catch (IOException | PolicyException e) {
                LOGGER.log(Level.WARNING, () -> "The drift of its models is only reported: " + e.getMessage());
            }
        }
        return policies;
    }

    static Path memory(String server) {
        return ModelGateConfiguration.folder().resolve("watch").resolve(Util.rawEncode(server) + ".json");
    }
}
