package io.jenkins.plugins.modelgate.steps;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * One build of this controller after the other, first come, first served, where MLflow would let two of them create the same version
 * at once (what several controllers create is settled afterwards), or where they would only wait for one another. Nobody's
 * thread waits.
 */
final class Turns {
    /** Those that wait, by queue; whose turn it is comes first. */
    private static final Map<String, Deque<Turn>> QUEUES = new HashMap<>();

    private Turns() {}

    /** Somebody's place in a queue. */
    static final class Turn {
        private final String queue;
        private final Runnable go;
        private boolean settled;

        /** @param go called once, by anybody's thread, when the turn comes; must return at once */
        Turn(String queue, Runnable go) {
            this.queue = queue;
            this.go = go;
        }

        /** Takes the place. */
        void await() {
            boolean now;
            synchronized (QUEUES) {
                if (settled) {
                    return;
                }
                Deque<Turn> waiting = QUEUES.computeIfAbsent(queue, name -> new ArrayDeque<>());
                waiting.add(this);
                now = waiting.size() == 1;
            }
            if (now) {
                go.run();
            }
        }

        /** Begins what is to be done; false if somebody gave the turn up. */
        boolean begin() {
            synchronized (QUEUES) {
                boolean begins = !settled;
                settled = true;
                return begins;
            }
        }

        /** Gives the turn up; what has begun goes on. */
        void giveUp() {
            if (begin()) {
                end();
            }
        }

        /** It is the next one's turn. */
        void end() {
            Turn next = null;
            synchronized (QUEUES) {
                Deque<Turn> waiting = QUEUES.getOrDefault(queue, new ArrayDeque<>());
                boolean first = waiting.peek() == this;
                if (waiting.remove(this) && first) {
                    next = waiting.peek();
                }
                if (waiting.isEmpty()) {
                    QUEUES.remove(queue);
                }
            }
            if (next != null) {
                next.go.run();
            }
        }
    }

    /** How many are in a queue, with the one whose turn it is. */
    static int waiting(String queue) {
        synchronized (QUEUES) {
            return QUEUES.getOrDefault(queue, new ArrayDeque<>()).size();
        }
    }
}
