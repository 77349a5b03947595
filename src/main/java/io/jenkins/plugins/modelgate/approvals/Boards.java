package io.jenkins.plugins.modelgate.approvals;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Computer;
import io.jenkins.plugins.modelgate.config.MlflowServer;
import io.jenkins.plugins.modelgate.config.ModelGateConfiguration;
import io.jenkins.plugins.modelgate.config.ServerSession;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Envelope;
import io.jenkins.plugins.modelgate.core.document.Evidence;
import io.jenkins.plugins.modelgate.core.document.Holder;
import io.jenkins.plugins.modelgate.core.document.Verdicts;
import io.jenkins.plugins.modelgate.core.ledger.LedgerException;
import io.jenkins.plugins.modelgate.core.ledger.LedgerHead;
import io.jenkins.plugins.modelgate.mlflow.steps.Approvals;
import io.jenkins.plugins.modelgate.mlflow.steps.Approvals.Standing;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
 * Reads ledgers for pages: beside the page, one reading of a server at a time, kept for seconds. A ledger that cannot be
 * reached holds up no page.
 */
final class Boards {
    private static final Logger LOG = Logger.getLogger(Boards.class.getName());
    private static final long FRESH = Duration.ofSeconds(5).toNanos();

    private final ConcurrentMap<String, Reading> readings = new ConcurrentHashMap<>();

    /** One reading, which may be under way. */
    private static final class Reading {
        private final MlflowServer server;
        private final Board before;
        private final CompletableFuture<Board> result;
        private volatile long done;

        Reading(MlflowServer server, Board before) {
            this.server = server;
            this.before = before;
            result = CompletableFuture.supplyAsync(() -> readNow(server), Computer.threadPoolForRemoting)
                    .whenComplete((board, failure) -> done = System.nanoTime());
        }

        boolean isOf(MlflowServer configured) {
            return server.equals(configured) && (!result.isDone() || System.nanoTime() - done < FRESH);
        }

        /** What is known, without waiting. */
        Board known() {
            return result.isDone() && !result.isCompletedExceptionally() ? result.join() : before;
        }
    }

    /**
     * What people were asked, as of a few seconds ago.
     *
     * @param patience how long to wait; then what was known before is shown, and said to be old
     */
    Board of(MlflowServer server, Duration patience) {
        Reading reading = readings.compute(
                server.getName(),
                (name, last) -> last != null && last.isOf(server)
                        ? last
                        : new Reading(server, last == null ? new Board(name, List.of(), null) : last.known()));
        try {
            return reading.result.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return reading.before.with(Messages.Boards_slow());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return reading.before.with(Messages.Boards_slow());
        } catch (ExecutionException e) {
            LOG.log(Level.WARNING, e, () -> "Cannot read what waits for people on " + server.getName());
            return reading.before.with(Messages.Boards_unexpected());
        }
    }

    /** All servers’ at once. */
    List<Board> all(Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        List<MlflowServer> servers = ModelGateConfiguration.get().getServers();
        servers.forEach(server -> of(server, Duration.ZERO));
        return servers.stream()
                .map(server -> of(server, Duration.ofNanos(Math.max(0, end - System.nanoTime()))))
                .toList();
    }

    /**
     * What people are asked now in the place of verdicts that were put to them before.
     *
     * @param patience how long to wait
     * @return empty if nothing is, or nobody can tell now
     */
    Optional<Question> successor(MlflowServer server, Sha256 verdicts, Duration patience) {
        try {
            return CompletableFuture.supplyAsync(() -> find(server, verdicts), Computer.threadPoolForRemoting)
                    .get(patience.toMillis(), TimeUnit.MILLISECONDS)
                    .flatMap(before -> of(server, Duration.ZERO).successor(before));
        } catch (TimeoutException | ExecutionException e) {
            LOG.log(Level.FINE, e, e::toString);
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static Optional<Verdicts> find(MlflowServer server, Sha256 verdicts) {
        try (ServerSession session = ServerSession.forReading(server)) {
            return session.gatekeeper()
                    .ledger()
                    .find(verdicts)
                    .map(Envelope::document)
                    .filter(Verdicts.class::isInstance)
                    .map(Verdicts.class::cast);
        } catch (IOException | LedgerException e) {
            LOG.log(Level.FINE, e, e::getMessage);
            return Optional.empty();
        }
    }

    /** The next look reads anew: something was said. */
    void forget(String server) {
        readings.remove(server);
    }

    /** Reads it in this thread. */
    static Board readNow(MlflowServer server) {
        try (ServerSession session = ServerSession.forReading(server)) {
            LedgerHead head = session.gatekeeper().ledger().head();
            List<Question> questions = new ArrayList<>();
            for (Standing standing : new Approvals(session.gatekeeper()).all()) {
                questions.add(question(server, head, standing));
            }
            return new Board(server.getName(), questions, null);
        } catch (IOException | LedgerException e) {
            LOG.log(Level.FINE, e, e::getMessage);
            return new Board(server.getName(), List.of(), e.getMessage());
        }
    }

    private static Question question(MlflowServer server, LedgerHead head, Standing standing) throws LedgerException {
        Holder holder = standing.verdicts().baseline().champion();
        return new Question(server.getName(), standing, evidence(head, holder));
    }

    @CheckForNull
    private static Evidence evidence(LedgerHead head, @CheckForNull Holder holder) throws LedgerException {
        return holder == null || holder.evidence() == null
                ? null
                : head.find(holder.evidence(), Evidence.class).orElse(null);
    }
}
