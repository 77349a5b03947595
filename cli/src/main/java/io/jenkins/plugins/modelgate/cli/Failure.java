package io.jenkins.plugins.modelgate.cli;

import io.jenkins.plugins.modelgate.cli.config.ConfigException;
import io.jenkins.plugins.modelgate.dvc.DvcException;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Why a command could not do what it was asked.
 *
 * @param exitCode see {@link ExitCode}
 * @param kind a stable word for machines
 * @param message one line for people
 * @param expected whether this can happen in a program without a mistake; if not, the stack trace is worth keeping
 */
record Failure(ExitCode exitCode, String kind, String message, boolean expected) {
    static Failure of(Throwable e) {
        if (e instanceof InputException || e instanceof ConfigException) {
            return new Failure(ExitCode.BAD_INPUT, "bad-input", message(e), true);
        }
        if (e instanceof DvcException dvc) {
            return of(dvc);
        }
        if (e instanceof IOException || e instanceof UncheckedIOException) {
            return new Failure(ExitCode.ERROR, "io", message(e), true);
        }
        return new Failure(
                ExitCode.ERROR, "unexpected", "Unexpected " + e.getClass().getSimpleName() + ": " + message(e), false);
    }

    private static Failure of(DvcException e) {
        return switch (e.kind()) {
            case NOT_A_REPOSITORY, INVALID -> new Failure(ExitCode.BAD_INPUT, "bad-input", message(e), true);
            case UNREADABLE -> new Failure(ExitCode.ERROR, "io", message(e), true);
            case INTERRUPTED -> new Failure(ExitCode.INTERRUPTED, "interrupted", message(e), true);
        };
    }

    private static String message(Throwable e) {
        String message = e.getMessage();
        return message == null || message.isBlank() ? "no further word" : message.strip();
    }
}
