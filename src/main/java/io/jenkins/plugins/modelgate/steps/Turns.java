package io.jenkins.plugins.modelgate.steps;

import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * One build of this controller after the other records and registers candidates of a model. MLflow keeps no two builds from
 * creating the same version at once; what several controllers create is settled afterwards.
 */
final class Turns {
    private static final ReentrantLock[] LOCKS =
            Stream.generate(() -> new ReentrantLock(true)).limit(32).toArray(ReentrantLock[]::new);

    private Turns() {}

    /** Waits for its turn; whoever gets it unlocks it. */
    static ReentrantLock take(String server, String model) throws InterruptedException {
        ReentrantLock lock = LOCKS[Math.floorMod((server + "/" + model).hashCode(), LOCKS.length)];
        lock.lockInterruptibly();
        return lock;
    }
}
