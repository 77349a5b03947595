package io.jenkins.plugins.modelgate.approvals;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.model.Computer;
import hudson.model.Job;
import io.jenkins.plugins.modelgate.build.PolicyInForce;
import io.jenkins.plugins.modelgate.config.MlflowServer;
import io.jenkins.plugins.modelgate.config.ServerSession;
import io.jenkins.plugins.modelgate.core.document.Verdicts;
import io.jenkins.plugins.modelgate.core.ledger.LedgerException;
import io.jenkins.plugins.modelgate.core.policy.ModelPolicy;
import io.jenkins.plugins.modelgate.core.policy.PolicyException;
import io.jenkins.plugins.modelgate.deploy.Projections;
import io.jenkins.plugins.modelgate.mlflow.client.MlflowException;
import io.jenkins.plugins.modelgate.mlflow.steps.StepException;
import io.jenkins.plugins.modelgate.mlflow.steps.Targets;
import io.jenkins.plugins.modelgate.mlflow.steps.Targets.Promotion;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Promotions that people asked for on a page. They hash the model's files, so they may take longer than a browser waits: they
 * go on beside the page, and a second click joins the first one.
 */
final class Promotions {
    private static final Logger LOG = Logger.getLogger(Promotions.class.getName());

    private final ConcurrentMap<String, CompletableFuture<Outcome>> running = new ConcurrentHashMap<>();

    /**
     * What came of one.
     *
     * @param refusal why nothing was decided, with the remedy; null if the target is the candidate's now
     */
    record Outcome(@CheckForNull String refusal) {}

    /** Whether one is under way. */
    boolean isRunning(Question question) {
        CompletableFuture<Outcome> promotion = running.get(question.path());
        return promotion != null && !promotion.isDone();
    }

    /** What came of the last one; empty if there was none, or it is under way. */
    Optional<Outcome> last(Question question) {
        CompletableFuture<Outcome> promotion = running.get(question.path());
        return promotion != null && promotion.isDone() ? Optional.of(promotion.join()) : Optional.empty();
    }

    /**
     * Promotes, or joins who does so.
     *
     * @param patience how long to wait for the outcome
     * @return empty if it is still under way
     */
    Optional<Outcome> promote(
            MlflowServer server, Question question, Me me, String reason, Runnable after, Duration patience) {
        running.values().removeIf(CompletableFuture::isDone);
        CompletableFuture<Outcome> promotion = running.computeIfAbsent(
                question.path(),
                path -> CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return now(server, question, me, reason);
                            } finally {
                                after.run();
                            }
                        },
                        Computer.threadPoolForRemoting));
        try {
            return Optional.of(promotion.get(patience.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Outcome now(MlflowServer server, Question question, Me me, String reason) {
        try (ServerSession session = ServerSession.open(server, null, me.actor(question))) {
            Verdicts verdicts = question.verdicts();
            PolicyInForce policy = PolicyInForce.of(job(question));
            ModelPolicy model = policy.policy().models().get(verdicts.target().model());
            if (model == null) {
                throw new AbortException(
                        Messages.Promotions_noModel(verdicts.target().model()));
            }
            new Targets(session.gatekeeper())
                    .promote(new Promotion(
                            model, policy.ref(), verdicts.target().target(), verdicts.version(), reason, false));
            Projections.get().bring(server, verdicts.target(), Duration.ZERO);
            return new Outcome(null);
        } catch (IOException | LedgerException | StepException | MlflowException | PolicyException e) {
            LOG.log(Level.FINE, e, e::getMessage);
            return new Outcome(e.getMessage());
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, e, () -> "Cannot promote by " + question.path());
            return new Outcome(Messages.Boards_unexpected());
        }
    }

    /** The policy is that of the job, so a candidate of nobody's job cannot be promoted here. */
    private static Job<?, ?> job(Question question) throws AbortException {
        return question.job().orElseThrow(() -> new AbortException(Messages.Promotions_noJob()));
    }
}
