package io.jenkins.plugins.modelgate.deploy;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.model.Computer;
import io.jenkins.plugins.modelgate.config.MlflowServer;
import io.jenkins.plugins.modelgate.config.ModelGateConfiguration;
import io.jenkins.plugins.modelgate.config.ServerSession;
import io.jenkins.plugins.modelgate.core.deploy.Deployment;
import io.jenkins.plugins.modelgate.core.deploy.Deployments;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import io.jenkins.plugins.modelgate.core.ledger.LedgerException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Writes what the ledger says to where others deploy from, after each decision, on the controller that owns the server. What
 * fails is tried again, in longer and longer intervals; until a restart this knows of it, then the watch finds it anew. One
 * thread for each server at most, however long its repositories take.
 */
@Extension
public final class Projections {
    private static final Logger LOGGER = Logger.getLogger(Projections.class.getName());

    private static final Duration FIRST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofMinutes(15);

    private final ConcurrentMap<String, CompletableFuture<List<Projected>>> running = new ConcurrentHashMap<>();
    private final Map<String, Known> known = new ConcurrentHashMap<>();

    /**
     * What is known of a deployment.
     *
     * @param at when somebody looked last
     * @param attempts that failed in a row
     */
    public record Known(Projected projected, Instant at, int attempts) {
        boolean isDue(Instant now) {
            if (attempts == 0) {
                return false;
            }
            Duration wait = FIRST.multipliedBy(1L << Math.min(attempts - 1, 10));
            return !now.isBefore(at.plus(wait.compareTo(LONGEST) > 0 ? LONGEST : wait));
        }
    }

    public static Projections get() {
        return ExtensionList.lookupSingleton(Projections.class);
    }

    /** What is known of the deployment of that name; empty if nobody looked since the start. */
    public Optional<Known> known(String deployment) {
        return Optional.ofNullable(known.get(deployment));
    }

    /** What is known of a target's deployments that do not show what the ledger says. */
    public List<Projected> notShown(String server, TargetId target) {
        return ModelGateConfiguration.get().getServers().stream()
                .filter(mlflow -> mlflow.getName().equals(server))
                .flatMap(mlflow -> names(mlflow, target).stream())
                .flatMap(name -> known(name).stream())
                .map(Known::projected)
                .filter(projected -> projected.getState() != Projected.State.SHOWN)
                .toList();
    }

    /**
     * Writes what holds a target to where others deploy it from. It goes on beside whoever asked.
     *
     * @param patience how long to wait for it
     * @return each that is configured; none where another controller owns the server
     */
    public List<Projected> bring(MlflowServer server, TargetId target, Duration patience) {
        Predicate<Deployment> wanted = deployment -> deployment.target().equals(target);
        List<String> names = names(server, target);
        if (names.isEmpty() || !server.isOwner()) {
            return List.of();
        }
        CompletableFuture<List<Projected>> work = enqueue(server, names, wanted);
        try {
            return work.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return names.stream().map(Projected::underWay).toList();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return names.stream().map(Projected::underWay).toList();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> names(MlflowServer server, TargetId target) {
        return ModelGateConfiguration.get().getDeployments().stream()
                .filter(place -> place.isOf(server)
                        && place.getModel().equals(target.model())
                        && place.getTarget().equals(target.target()))
                .map(place -> place.getName())
                .toList();
    }

    /** After what is under way: that may have read the ledger before this was decided. */
    private CompletableFuture<List<Projected>> enqueue(
            MlflowServer server, List<String> names, Predicate<Deployment> wanted) {
        return running.compute(server.getName(), (name, before) -> {
            CompletableFuture<?> first = before == null ? CompletableFuture.completedFuture(null) : before;
            return first.handleAsync((any, failure) -> now(server, names, wanted), Computer.threadPoolForRemoting);
        });
    }

    private List<Projected> now(MlflowServer server, List<String> names, Predicate<Deployment> wanted) {
        List<Projected> projected = new ArrayList<>();
        try (ServerSession session = ServerSession.forReading(server)) {
            for (Deployments.Projected each : session.deployments().bring(wanted, false)) {
                projected.add(Projected.of(each));
            }
        } catch (IOException | LedgerException | RuntimeException e) {
            LOGGER.log(Level.FINE, e, () -> "Nothing is deployed of ‘" + server.getName() + "’");
            names.forEach(name -> projected.add(Projected.failed(name, String.valueOf(e.getMessage()))));
        }
        projected.forEach(this::learn);
        return projected;
    }

    /** Remembers what became of it, and tells what is new. */
    public void learn(Projected projected) {
        Known before = known.get(projected.getDeployment());
        boolean failed = projected.getState() == Projected.State.FAILED;
        int attempts = failed ? (before == null ? 0 : before.attempts()) + 1 : 0;
        known.put(projected.getDeployment(), new Known(projected, Instant.now(), attempts));
        if (failed && attempts == 1) {
            LOGGER.log(Level.WARNING, projected::getSentence);
        } else if (before != null && before.attempts() > 0 && !failed) {
            LOGGER.log(Level.INFO, projected::getSentence);
        }
    }

    /** Tries again what failed, where it is time for that. Nothing else is written. */
    @SuppressWarnings("FutureReturnValueIgnored") // what fails is known, and tried again
    public void retry(MlflowServer server, Instant now) {
        Set<String> due = new TreeSet<>();
        ModelGateConfiguration.get().getDeployments().stream()
                .filter(place -> server.isOwner() && place.isOf(server))
                .map(place -> place.getName())
                .filter(name -> known(name).map(entry -> entry.isDue(now)).orElse(false))
                .forEach(due::add);
        if (!due.isEmpty() && !isBusy(server)) {
            enqueue(server, List.copyOf(due), deployment -> due.contains(deployment.name()));
        }
    }

    private boolean isBusy(MlflowServer server) {
        CompletableFuture<?> work = running.get(server.getName());
        return work != null && !work.isDone();
    }
}
