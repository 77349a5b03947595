package io.jenkins.plugins.modelgate.core.statistics;

import java.lang.management.ManagementFactory;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Work that keeps a processor busy for seconds to minutes, in the thread of whoever asks. However many ask at once in this process, only so
 * many work; the others wait, first come first served. Each works alone, so what comes out is the same however many do.
 */
final class HeavyWork {
    /** At most half of the processors, so that a controller has the others for its builds; at least one. */
    static final HeavyWork SHARED = new HeavyWork(
            Math.max(1, ManagementFactory.getOperatingSystemMXBean().getAvailableProcessors() / 2));

    private final int atOnce;
    private final Semaphore free;

    HeavyWork(int atOnce) {
        this.atOnce = atOnce;
        free = new Semaphore(atOnce, true);
    }

    /**
     * Does the work when it is its turn. It may ask {@link #goOn} and nothing that waits for a turn itself.
     *
     * @throws CancellationException if the thread is interrupted, before or meanwhile
     */
    <T> T inTurn(Supplier<T> work) {
        try {
            free.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw interrupted();
        }
        try {
            return work.get();
        } finally {
            free.release();
        }
    }

    int working() {
        return atOnce - free.availablePermits();
    }

    /** How many wait for their turn. */
    int waiting() {
        return free.getQueueLength();
    }

    /**
     * To be asked every few milliseconds of work.
     *
     * @throws CancellationException if the thread was interrupted
     */
    static void goOn() {
        if (Thread.currentThread().isInterrupted()) {
            throw interrupted();
        }
    }

    private static CancellationException interrupted() {
        return new CancellationException("The gates were interrupted while they computed");
    }
}
