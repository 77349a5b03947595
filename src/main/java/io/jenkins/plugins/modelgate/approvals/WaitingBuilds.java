package io.jenkins.plugins.modelgate.approvals;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.Extension;
import hudson.ExtensionList;
import hudson.model.Computer;
import hudson.model.Item;
import hudson.model.PeriodicWork;
import io.jenkins.plugins.modelgate.config.LedgerSource;
import io.jenkins.plugins.modelgate.config.ModelGateConfiguration;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import io.jenkins.plugins.modelgate.core.ledger.Ledger;
import io.jenkins.plugins.modelgate.core.ledger.LedgerException;
import io.jenkins.plugins.modelgate.mlflow.steps.Approvals.Standing;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.util.SystemProperties;

/**
 * Looks now and then whether people said something, for all builds that wait: one look at each ledger, and only if it says
 * anything new a look at each candidate. A ledger that is away is asked less and less often, and no build fails for it.
 */
@Extension
public final class WaitingBuilds extends PeriodicWork {
    private static final Logger LOG = Logger.getLogger(WaitingBuilds.class.getName());
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

    /** What each saw last of its ledger. */
    private final Map<Waiter, String> waiters = new ConcurrentHashMap<>();

    /** What could not be asked lately: ledgers by their names, and waiters. */
    private final Map<Object, Pause> pauses = new ConcurrentHashMap<>();

    private final AtomicBoolean looking = new AtomicBoolean();

    public static WaitingBuilds get() {
        return ExtensionList.lookupSingleton(WaitingBuilds.class);
    }

    /** Looks for a build from now on, until {@link #remove}. */
    public void add(Waiter waiter) {
        waiters.put(waiter, "");
    }

    public void remove(Waiter waiter) {
        waiters.remove(waiter);
        pauses.remove(waiter);
    }

    /** The builds that wait and that whoever asks may see. */
    public List<Waiter> waiting() {
        return waiters.keySet().stream().filter(WaitingBuilds::isReadable).toList();
    }

    private static boolean isReadable(Waiter waiter) {
        try {
            return waiter.build().getParent().hasPermission(Item.READ);
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public long getRecurrencePeriod() {
        return period().toMillis();
    }

    private static Duration period() {
        return Duration.ofSeconds(SystemProperties.getInteger(WaitingBuilds.class.getName() + ".seconds", 30));
    }

    @Override
    protected void doRun() {
        if (!waiters.isEmpty() && looking.compareAndSet(false, true)) {
            Computer.threadPoolForRemoting.execute(() -> {
                try {
                    lookAtAll();
                } finally {
                    looking.set(false);
                }
            });
        }
    }

    void lookAtAll() {
        Map<String, List<Waiter>> byLedger = new HashMap<>();
        Map<String, LedgerSource> ledgers = new HashMap<>();
        ModelGateConfiguration configuration = ModelGateConfiguration.get();
        for (Waiter waiter : waiters.keySet()) {
            try {
                LedgerSource ledger = configuration.ledger(
                        configuration.server(waiter.server()).getLedger());
                ledgers.put(ledger.getName(), ledger);
                byLedger.computeIfAbsent(ledger.getName(), name -> new ArrayList<>())
                        .add(waiter);
            } catch (AbortException e) {
                failed(waiter, e);
            }
        }
        byLedger.forEach((name, those) -> attempt(name, () -> lookAt(ledgers.get(name), those)));
    }

    private void lookAt(LedgerSource source, List<Waiter> those) throws IOException, LedgerException {
        String pulse;
        try (Ledger ledger = Ledger.open(source.readingConfig())) {
            pulse = ledger.pulse();
        }
        for (Waiter waiter : those) {
            if (isOver(waiter)) {
                remove(waiter);
            } else if (!pulse.equals(waiters.get(waiter)) || isDue(waiter)) {
                attempt(waiter, () -> {
                    waiter.look();
                    waiters.replace(waiter, pulse);
                });
            }
        }
    }

    /** Whether time alone changes how a candidate stands. */
    private static boolean isDue(Waiter waiter) {
        Standing standing = waiter.standing();
        return standing == null
                || !Instant.now()
                        .isBefore(standing.rules().closes(standing.verdicts().at()));
    }

    /** A build that was killed hard tells nobody. */
    private static boolean isOver(Waiter waiter) {
        try {
            return !waiter.build().isBuilding();
        } catch (IOException gone) {
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private interface Work {
        void run() throws Exception;
    }

    /** Does it, unless it failed just now. */
    private void attempt(Object what, Work work) {
        Pause pause = pauses.get(what);
        if (pause != null && Instant.now().isBefore(pause.until())) {
            return;
        }
        try {
            work.run();
            pauses.remove(what);
        } catch (Exception e) {
            failed(what, e);
        }
    }

    private void failed(Object what, Exception e) {
        Pause before = pauses.put(what, Pause.after(pauses.get(what)));
        LOG.log(
                before == null ? Level.WARNING : Level.FINE,
                () -> "Builds wait for approvals, and it cannot be asked whether there are any; it is tried again: "
                        + e.getMessage());
        LOG.log(Level.FINE, e, e::toString);
    }

    /**
     * Until when something is left alone.
     *
     * @param failures in a row
     */
    private record Pause(int failures, Instant until) {
        static Pause after(@CheckForNull Pause before) {
            int failures = before == null ? 1 : before.failures + 1;
            Duration pause = period().multipliedBy(1L << Math.min(failures - 1, 10));
            return new Pause(failures, Instant.now().plus(pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause));
        }
    }

    /** What is said here need not be looked for. */
    @Extension
    public static final class Told implements ApprovalListener {
        @Override
        public void said(TargetId target, Sha256 verdicts) {
            WaitingBuilds watch = get();
            for (Waiter waiter : watch.waiters.keySet()) {
                Standing standing = waiter.standing();
                if (standing == null || standing.verdicts().target().equals(target)) {
                    Computer.threadPoolForRemoting.execute(() -> watch.attempt(waiter, waiter::look));
                }
            }
        }
    }
}
