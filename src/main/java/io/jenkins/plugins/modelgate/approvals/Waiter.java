package io.jenkins.plugins.modelgate.approvals;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Run;
import io.jenkins.plugins.modelgate.mlflow.steps.Approvals.Standing;
import java.io.IOException;

/** A build that waits until people said enough to a candidate. */
public interface Waiter {
    /**
     * The build.
     *
     * @throws IOException if it is gone
     */
    Run<?, ?> build() throws IOException, InterruptedException;

    /** The configured server's name; null for the only one. */
    @CheckForNull
    String server();

    /** How the candidate stood when it was looked at last; null if that was before a restart. */
    @CheckForNull
    Standing standing();

    /**
     * Looks how the candidate stands now; then goes on, ends with an error, or waits on.
     *
     * @throws Exception if the ledger or MLflow cannot be asked now; it is to be tried again
     */
    void look() throws Exception;
}
