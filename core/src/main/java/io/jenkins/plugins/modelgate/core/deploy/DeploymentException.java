package io.jenkins.plugins.modelgate.core.deploy;

import edu.umd.cs.findbugs.annotations.CheckForNull;

/** A deployment repository could not be brought to what the ledger says; trying again later is safe. One readable line. */
public final class DeploymentException extends Exception {
    private static final long serialVersionUID = 1L;

    DeploymentException(String message, @CheckForNull Throwable cause) {
        super(message, cause);
    }
}
