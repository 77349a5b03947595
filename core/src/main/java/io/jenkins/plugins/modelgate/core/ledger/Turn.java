package io.jenkins.plugins.modelgate.core.ledger;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One fair queue per ledger within a process: without it, threads that race for a push starve one another.
 *
 * @param ledger its location
 * @param limit how long waiting and working may take together
 */
record Turn(String ledger, Duration limit, Origin origin) {
    private static final ConcurrentMap<String, ReentrantLock> QUEUES = new ConcurrentHashMap<>();

    /** What is done when it is this thread's turn. */
    @FunctionalInterface
    interface Work<T> {
        T run(Deadline deadline) throws LedgerException;
    }

    /** Waits, works, and tidies up while the next one works. */
    <T> T take(Work<T> work) throws LedgerException {
        Deadline deadline = new Deadline(limit);
        ReentrantLock queue = QUEUES.computeIfAbsent(ledger, key -> new ReentrantLock(true));
        await(queue, deadline);
        try {
            return work.run(deadline);
        } finally {
            queue.unlock();
            if (!queue.isHeldByCurrentThread()) {
                origin.tidyIfDue();
            }
        }
    }

    private void await(ReentrantLock queue, Deadline deadline) throws LedgerException {
        try {
            if (!queue.tryLock(deadline.millisLeft(), TimeUnit.MILLISECONDS)) {
                throw new LedgerException("The ledger ‘" + ledger
                        + "’ is busy: others in this process have used it for all of the time limit. Try again later");
            }
        } catch (InterruptedException e) {
            throw Deadline.interrupted(e);
        }
    }
}
