package io.jenkins.plugins.modelgate.requests;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.init.InitMilestone;
import hudson.model.Computer;
import hudson.model.Item;
import hudson.model.PeriodicWork;
import hudson.model.Queue.LeftItem;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.model.listeners.ItemListener;
import hudson.model.listeners.RunListener;
import hudson.model.queue.QueueListener;
import io.jenkins.plugins.modelgate.approvals.ApprovalListener;
import io.jenkins.plugins.modelgate.approvals.Question;
import io.jenkins.plugins.modelgate.build.RequestAction;
import io.jenkins.plugins.modelgate.build.RequestCause;
import io.jenkins.plugins.modelgate.config.MlflowServer;
import io.jenkins.plugins.modelgate.config.ModelGateConfiguration;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import io.jenkins.plugins.modelgate.core.ledger.LedgerException;
import io.jenkins.plugins.modelgate.mlflow.client.MlflowException;
import io.jenkins.plugins.modelgate.mlflow.steps.StepException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;

/**
 * Looks now and then what people ask for in the MLflow servers that this controller owns, for all jobs that have a
 * {@link ModelRequestTrigger}: one look at each server. Looking is what counts; a webhook only makes it look at once.
 */
@Extension
public final class RequestWatch extends PeriodicWork {
    private static final Logger LOGGER = Logger.getLogger(RequestWatch.class.getName());

    /** What happens at once is looked at once: who asks sets several tags. */
    private static final Duration SOON = Duration.ofSeconds(2);

    /** This life of the controller, until it is restarted. */
    private final String life = UUID.randomUUID().toString();

    private final Set<ModelRequestTrigger> triggers = ConcurrentHashMap.newKeySet();
    private final Map<String, Instant> begun = new ConcurrentHashMap<>();
    private final Set<String> hinted = ConcurrentHashMap.newKeySet();

    /** By server, in the order in which they came. */
    private final Map<String, Queue<Consumer<Claims>>> changes = new ConcurrentHashMap<>();

    /** To be held by who reads or writes what is known of a server. */
    private final Map<String, Object> locks = new ConcurrentHashMap<>();

    public static RequestWatch get() {
        return ExtensionList.lookupSingleton(RequestWatch.class);
    }

    void add(ModelRequestTrigger trigger) {
        triggers.add(trigger);
    }

    void remove(ModelRequestTrigger trigger) {
        triggers.remove(trigger);
    }

    @Override
    public long getRecurrencePeriod() {
        return MIN;
    }

    @Override
    protected void doRun() {
        for (MlflowServer server : ModelGateConfiguration.get().getServers()) {
            List<ModelRequestTrigger> those = of(server);
            if (!those.isEmpty() && isDue(server, those, Instant.now())) {
                Computer.threadPoolForRemoting.execute(() -> look(server.getName()));
            }
        }
    }

    /** The triggers for a server, by the names of their jobs; none if others own it, who answer there. */
    private List<ModelRequestTrigger> of(MlflowServer server) {
        return !server.isOwner()
                ? List.of()
                : triggers.stream()
                        .filter(trigger -> trigger.job() != null && trigger.isFor(server))
                        .sorted(Comparator.comparing(RequestWatch::nameOfJob))
                        .toList();
    }

    private static String nameOfJob(ModelRequestTrigger trigger) {
        Item job = trigger.job();
        return job == null ? "" : job.getFullName();
    }

    private boolean isDue(MlflowServer server, List<ModelRequestTrigger> those, Instant now) {
        Instant last = begun.get(server.getName());
        int minutes =
                those.stream().mapToInt(ModelRequestTrigger::getMinutes).min().orElseThrow();
        return last == null || !now.isBefore(last.plus(Duration.ofMinutes(minutes)));
    }

    /** Looks in a moment; said several times until then, once. */
    void soon(String server) {
        if (hinted.add(server)) {
            CompletableFuture.delayedExecutor(SOON.toMillis(), TimeUnit.MILLISECONDS, Computer.threadPoolForRemoting)
                    .execute(() -> look(server));
        }
    }

    /** Looks once, now. What could not be done is in the log, and is tried again by the next look. */
    void look(String name) {
        synchronized (lock(name)) {
            // What happens from now on, it may miss.
            hinted.remove(name);
            lookInTurn(name);
        }
    }

    private void lookInTurn(String name) {
        MlflowServer server = ModelGateConfiguration.get().getServers().stream()
                .filter(each -> each.getName().equals(name))
                .findFirst()
                .orElse(null);
        List<ModelRequestTrigger> those = server == null ? List.of() : of(server);
        // Before that the queue may not have been read.
        if (those.isEmpty() || Jenkins.get().getInitLevel() != InitMilestone.COMPLETED) {
            return;
        }
        begun.put(name, Instant.now());
        try (RequestRound round = new RequestRound(server, those, claims(name), life)) {
            round.run();
        } catch (IOException | LedgerException | MlflowException | StepException e) {
            failed(name, e);
        }
    }

    static void failed(String server, Exception e) {
        LOGGER.log(
                Level.WARNING,
                () -> "The requests in the MLflow server ‘" + server + "’ could not all be looked at: "
                        + e.getMessage());
        LOGGER.log(Level.FINE, e, e::toString);
    }

    private Object lock(String server) {
        return locks.computeIfAbsent(server, name -> new Object());
    }

    /** Notes what the next look has to know, beside whoever says so; nobody waits for a look that is under way. */
    private void change(String server, Consumer<Claims> change) {
        changes.computeIfAbsent(server, name -> new ConcurrentLinkedQueue<>()).add(change);
        soon(server);
    }

    /** What is known of a server by now. */
    private Claims claims(String server) throws IOException {
        Claims claims = Claims.of(server);
        Queue<Consumer<Claims>> noted = changes.getOrDefault(server, new ConcurrentLinkedQueue<>());
        for (Consumer<Claims> change = noted.poll(); change != null; change = noted.poll()) {
            change.accept(claims);
        }
        claims.write();
        return claims;
    }

    /** Builds that begin and end. */
    @Extension
    public static final class Builds extends RunListener<Run<?, ?>> {
        @Override
        public void onStarted(Run<?, ?> run, TaskListener listener) {
            tell(run);
        }

        @Override
        public void onFinalized(Run<?, ?> run) {
            tell(run);
        }

        private static void tell(Run<?, ?> run) {
            RequestCause request = RequestAction.of(run);
            if (request != null) {
                get().soon(request.getServer());
            }
        }
    }

    /** What somebody takes out of the queue is not started again. */
    @Extension
    public static final class Cancellations extends QueueListener {
        @Override
        public void onLeft(LeftItem item) {
            RequestCause request = RequestAction.of(item);
            if (request != null && item.isCancelled()) {
                get().change(request.getServer(), claims -> claims.find(claim -> claim.id.equals(request.getId()))
                        .ifPresent(Claim::cancel));
            }
        }
    }

    /** Jobs that get another name, or place. */
    @Extension
    public static final class Moves extends ItemListener {
        @Override
        public void onLocationChanged(Item item, String oldName, String newName) {
            for (MlflowServer server : ModelGateConfiguration.get().getServers()) {
                if (!get().of(server).isEmpty()) {
                    get().change(server.getName(), claims -> claims.all()
                            .forEach(claim -> claim.moved(oldName, newName)));
                }
            }
        }
    }

    /** People who are asked, and say yes or no. */
    @Extension
    public static final class Words implements ApprovalListener {
        @Override
        public void said(TargetId target, Sha256 verdicts) {
            get().soon(target.server());
        }

        @Override
        public void asked(Question question) {
            get().soon(question.standing().verdicts().target().server());
        }

        @Override
        public void settled(Question question) {
            asked(question);
        }
    }
}
