package io.jenkins.plugins.modelgate.approvals;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.ModelObject;
import jakarta.servlet.http.HttpServletResponse;

/** Stands at the address of what is not asked, whatever somebody calls there. */
public final class NoQuestion implements ModelObject {
    @CheckForNull
    private final String problem;

    NoQuestion(@CheckForNull String problem) {
        this.problem = problem;
    }

    /** Why nobody can tell; null if it is really not asked. */
    @CheckForNull
    public String getProblem() {
        return problem;
    }

    public int getStatus() {
        return problem == null ? HttpServletResponse.SC_NOT_FOUND : HttpServletResponse.SC_SERVICE_UNAVAILABLE;
    }

    @Override
    public String getDisplayName() {
        return problem == null ? Messages.NoQuestion_notAsked() : Messages.NoQuestion_unknown();
    }

    /** A form that was open for long comes here, too. */
    public NoQuestion getDynamic(@SuppressWarnings("unused") String anything) {
        return this;
    }
}
