package io.jenkins.plugins.modelgate.core.contract;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.util.BitSet;

/**
 * What the columns of one table may use together to find values that are there twice. Several threads may work on columns of their
 * own: what is shared they get in the columns' order, so that no profile depends on which was faster.
 */
public final class Memory {
    /** Of eight bytes. */
    private static final int PLACES = 1 << 23;

    /** Every column has so many to itself. */
    private static final int OWN = 1 << 10;

    private int left = PLACES;
    private int columns;

    /** Null while one thread works. */
    @CheckForNull
    private BitSet finished;

    /** A further column, which gets its number. */
    synchronized int join() {
        return columns++;
    }

    /** From now on several threads work, each on one column at a time; they take them in order and say when they finished one. */
    public synchronized void share() {
        finished = new BitSet();
    }

    /** The column of this number needs no more until {@link #share} is called again. */
    public synchronized void finished(int column) {
        if (finished != null) {
            finished.set(column);
            notifyAll();
        }
    }

    /** Whether a column gets that many places instead of those it has. */
    synchronized boolean swap(int column, int has, int wants) {
        int more = shared(wants) - shared(has);
        if (more != 0) {
            awaitTurn(column);
        }
        if (shared(wants) > left) {
            return false;
        }
        left -= more;
        return true;
    }

    private static int shared(int places) {
        return places > OWN ? places : 0;
    }

    private void awaitTurn(int column) {
        boolean interrupted = false;
        while (finished != null && finished.nextClearBit(0) < column) {
            try {
                wait();
            } catch (InterruptedException e) {
                // Who waits for all columns hears of it.
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
