package io.jenkins.plugins.modelgate.dvc.program;

import java.io.IOException;

/** Runs programs: on this machine ({@link LocalProcesses}), or wherever a CI server's own launcher does. */
@FunctionalInterface
public interface ProcessRunner {
    /**
     * Runs a program to its end. However this returns, nothing that the program started in the foreground is left behind.
     *
     * @return its exit code; 128 + n if signal n ended it
     * @throws TimedOutException if it was ended because its time was up
     * @throws InterruptedException if this thread was interrupted, whereupon the program was ended
     * @throws NotFoundException if there is no such program
     * @throws IOException if it could not be started
     */
    int run(Command command, OutputListener listener) throws IOException, InterruptedException;

    /** The program was ended because its time was up. */
    class TimedOutException extends IOException {
        private static final long serialVersionUID = 1;

        public TimedOutException(Command command) {
            super("‘" + command.arguments().get(0) + "’ was ended because it took longer than " + command.timeout());
        }
    }

    /** There is no such program. */
    class NotFoundException extends IOException {
        private static final long serialVersionUID = 1;

        public NotFoundException(String message) {
            super(message);
        }
    }
}
