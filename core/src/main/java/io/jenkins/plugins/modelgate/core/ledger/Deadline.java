package io.jenkins.plugins.modelgate.core.ledger;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** The end of the time that one call may take. */
final class Deadline {
    private static final long FIRST_PAUSE_MILLIS = 20;
    private static final long LONGEST_PAUSE_MILLIS = 2_000;

    private final long end;

    Deadline(Duration limit) {
        end = System.nanoTime() + limit.toNanos();
    }

    long millisLeft() {
        return Math.max(0, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime()));
    }

    boolean isOver() {
        return millisLeft() == 0;
    }

    /**
     * Sleeps longer with each attempt, and never two of us equally long, so that those who collided do not meet again.
     *
     * @return whether there is time left to try again
     */
    boolean pause(int attempt) throws LedgerException {
        long longest = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(attempt, 10));
        long pause = ThreadLocalRandom.current().nextLong(longest / 2, longest + 1);
        try {
            Thread.sleep(Math.min(pause, millisLeft()));
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        return !isOver();
    }

    static LedgerException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new LedgerException("Interrupted while waiting for the ledger. Nothing was written", e);
    }
}
