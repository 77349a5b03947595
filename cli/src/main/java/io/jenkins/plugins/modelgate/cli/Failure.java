package io.jenkins.plugins.modelgate.cli;

import io.jenkins.plugins.modelgate.cli.config.ConfigException;
import io.jenkins.plugins.modelgate.core.document.InvalidDocumentException;
import io.jenkins.plugins.modelgate.core.ledger.LedgerException;
import io.jenkins.plugins.modelgate.core.ledger.LostRaceException;
import io.jenkins.plugins.modelgate.core.ledger.OutcomeUnknownException;
import io.jenkins.plugins.modelgate.core.ledger.RefusedException;
import io.jenkins.plugins.modelgate.core.policy.PolicyException;
import io.jenkins.plugins.modelgate.dvc.DvcException;
import io.jenkins.plugins.modelgate.dvc.commit.CommitBackException;
import io.jenkins.plugins.modelgate.dvc.program.DvcFailure;
import io.jenkins.plugins.modelgate.dvc.program.DvcProgramException;
import io.jenkins.plugins.modelgate.dvc.program.ProcessRunner;
import io.jenkins.plugins.modelgate.mlflow.client.MlflowException;
import io.jenkins.plugins.modelgate.mlflow.steps.StepException;
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
        if (e instanceof InputException
                || e instanceof ConfigException
                || e instanceof PolicyException
                || e instanceof InvalidDocumentException) {
            return new Failure(ExitCode.BAD_INPUT, "bad-input", message(e), true);
        }
        if (e instanceof StepException step) {
            return of(step);
        }
        if (e instanceof LedgerException ledger) {
            return of(ledger);
        }
        if (e instanceof MlflowException mlflow) {
            return of(mlflow);
        }
        if (e instanceof DvcException dvc) {
            return of(dvc);
        }
        if (e instanceof DvcProgramException dvc) {
            return of(dvc);
        }
        if (e instanceof CommitBackException commit) {
            return of(commit);
        }
        if (e instanceof ProcessRunner.NotFoundException) {
            return new Failure(ExitCode.BAD_INPUT, "bad-input", message(e), true);
        }
        if (e instanceof IOException || e instanceof UncheckedIOException) {
            return new Failure(ExitCode.ERROR, "io", message(e), true);
        }
        if (e instanceof InterruptedException) {
            return new Failure(ExitCode.INTERRUPTED, "interrupted", "Interrupted", true);
        }
        return new Failure(
                ExitCode.ERROR, "unexpected", "Unexpected " + e.getClass().getSimpleName() + ": " + message(e), false);
    }

    private static Failure of(StepException e) {
        return switch (e.kind()) {
            case BAD_INPUT -> new Failure(ExitCode.BAD_INPUT, "bad-input", message(e), true);
            case NOT_FOUND -> new Failure(ExitCode.ERROR, "not-found", message(e), true);
            case MISMATCH -> new Failure(ExitCode.PROBLEM_FOUND, "mismatch", message(e), true);
            case FAILED -> new Failure(ExitCode.ERROR, "failed", message(e), true);
        };
    }

    private static Failure of(LedgerException e) {
        if (e instanceof LostRaceException) {
            return new Failure(ExitCode.REFUSED, "lost-race", message(e), true);
        }
        if (e instanceof RefusedException) {
            return new Failure(ExitCode.REFUSED, "refused", message(e), true);
        }
        return new Failure(
                ExitCode.ERROR, e instanceof OutcomeUnknownException ? "outcome-unknown" : "ledger", message(e), true);
    }

    private static Failure of(MlflowException e) {
        if (e instanceof MlflowException.Interrupted) {
            return new Failure(ExitCode.INTERRUPTED, "interrupted", message(e), true);
        }
        if (e instanceof MlflowException.OutcomeUnknown) {
            return new Failure(ExitCode.ERROR, "outcome-unknown", message(e), true);
        }
        return new Failure(
                ExitCode.ERROR, e instanceof MlflowException.NotFound ? "not-found" : "mlflow", message(e), true);
    }

    private static Failure of(DvcException e) {
        return switch (e.kind()) {
            case NOT_A_REPOSITORY, INVALID -> new Failure(ExitCode.BAD_INPUT, "bad-input", message(e), true);
            case UNREADABLE -> new Failure(ExitCode.ERROR, "io", message(e), true);
            case INTERRUPTED -> new Failure(ExitCode.INTERRUPTED, "interrupted", message(e), true);
        };
    }

    private static Failure of(DvcProgramException e) {
        return e.reason() == DvcFailure.INTERRUPTED
                ? new Failure(ExitCode.INTERRUPTED, "interrupted", message(e), true)
                : new Failure(ExitCode.ERROR, "dvc", message(e), true);
    }

    private static Failure of(CommitBackException e) {
        return switch (e.reason()) {
            case NOT_READY, FOREIGN_CHANGES, NOT_AS_RECORDED ->
                new Failure(ExitCode.BAD_INPUT, "bad-input", message(e), true);
            case REMOTE_MOVED -> new Failure(ExitCode.REFUSED, "lost-race", message(e), true);
            case REJECTED -> new Failure(ExitCode.REFUSED, "refused", message(e), true);
            case UNKNOWN_OUTCOME -> new Failure(ExitCode.ERROR, "outcome-unknown", message(e), true);
        };
    }

    private static String message(Throwable e) {
        String message = e.getMessage();
        return message == null || message.isBlank() ? "no further word" : message.strip();
    }
}
