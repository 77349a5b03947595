package io.jenkins.plugins.modelgate.mlflow.client;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.time.Duration;

/**
 * Why one attempt of a call failed.
 *
 * @param retryAfter what the server asked for; null if it did not
 */
record Failure(
        Kind kind, MlflowException error, @CheckForNull Duration retryAfter) {
    private static final long LONGEST_PAUSE_MILLIS = 5_000;

    /** What the attempt may have done, and how often the call may be attempted. */
    enum Kind {
        /** The server's last word. */
        FINAL(1),
        /** Never sent, or turned away unread: nothing was done. */
        NOTHING_DONE(Integer.MAX_VALUE),
        /** Lost to a concurrent write in the server's database: nothing was done. */
        RACE(9),
        /** The server failed while working on it: done or not. */
        FAULT(3),
        /** No answer, or a proxy's: done or not. */
        LOST(Integer.MAX_VALUE);

        private final int attempts;

        Kind(int attempts) {
            this.attempts = attempts;
        }
    }

    static Failure last(MlflowException error) {
        return new Failure(Kind.FINAL, error, null);
    }

    static Failure of(Kind kind, MlflowException error) {
        return new Failure(kind, error, null);
    }

    /** How long to wait at least: twice as long each time, and shorter where only a moment was lost. */
    Duration pause(int attempts) {
        if (retryAfter != null) {
            return retryAfter;
        }
        long first = kind == Kind.RACE ? 20 : 200;
        return Duration.ofMillis(Math.min(LONGEST_PAUSE_MILLIS, first << Math.min(attempts - 1, 10)));
    }

    /** Whether the call may be made again after {@code attempts} have failed, if there is time. */
    boolean mayRepeat(boolean repeatable, int attempts) {
        return attempts < kind.attempts && (repeatable || kind == Kind.NOTHING_DONE);
    }

    /** The error to give up with. */
    MlflowException giveUp(boolean repeatable) {
        return !repeatable && (kind == Kind.FAULT || kind == Kind.LOST)
                ? new MlflowException.OutcomeUnknown(
                        error.getMessage() + " It is not known whether it was done: search before trying again.", error)
                : error;
    }
}
