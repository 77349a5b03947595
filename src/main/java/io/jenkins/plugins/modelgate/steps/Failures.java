package io.jenkins.plugins.modelgate.steps;

import hudson.AbortException;
import io.jenkins.plugins.modelgate.core.document.InvalidDocumentException;
import io.jenkins.plugins.modelgate.core.ledger.LedgerException;
import io.jenkins.plugins.modelgate.core.policy.PolicyException;
import io.jenkins.plugins.modelgate.dvc.DvcException;
import io.jenkins.plugins.modelgate.dvc.commit.CommitBackException;
import io.jenkins.plugins.modelgate.dvc.program.DvcProgramException;
import io.jenkins.plugins.modelgate.mlflow.client.MlflowException;
import io.jenkins.plugins.modelgate.mlflow.steps.StepException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;

/** Turns what the libraries throw into the one line that a build's log shows. The stack trace goes to the system log. */
final class Failures {
    private static final Logger LOG = Logger.getLogger(Failures.class.getName());

    private Failures() {}

    /** What a step ends with: a line for people where the libraries gave one, else {@code failure} itself. */
    static Throwable of(Throwable failure) {
        if (failure instanceof AbortException
                || failure instanceof FlowInterruptedException
                || failure instanceof InterruptedException
                || !isExpected(failure)) {
            return failure;
        }
        LOG.log(Level.FINE, failure, failure::getMessage);
        return new AbortException(failure.getMessage());
    }

    private static boolean isExpected(Throwable failure) {
        return failure.getMessage() != null
                && (failure instanceof StepException
                        || failure instanceof LedgerException
                        || failure instanceof MlflowException
                        || failure instanceof PolicyException
                        || failure instanceof InvalidDocumentException
                        || failure instanceof DvcException
                        || failure instanceof DvcProgramException
                        || failure instanceof CommitBackException
                        || failure instanceof IOException
                        || failure instanceof UncheckedIOException);
    }
}
