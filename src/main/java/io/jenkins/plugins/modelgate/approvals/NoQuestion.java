package io.jenkins.plugins.modelgate.approvals;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.ModelObject;
import jakarta.servlet.http.HttpServletResponse;
import org.kohsuke.stapler.HttpResponses;
import org.kohsuke.stapler.Stapler;

/** What somebody gets at the address of what is not asked, whatever they call there: a form may have been open for long. */
public final class NoQuestion implements ModelObject {
    @CheckForNull
    private final String problem;

    @CheckForNull
    private final Question now;

    /**
     * Nothing is asked there.
     *
     * @param now what is asked instead and the reader may see; null if nothing is
     * @param problem why nobody can tell; null if it is really not asked
     */
    NoQuestion(@CheckForNull Question now, @CheckForNull String problem) {
        this.now = now;
        this.problem = problem;
    }

    /** What is asked instead; null if nothing is. */
    @CheckForNull
    public QuestionPage getNow() {
        return now == null ? null : new QuestionPage(now, null);
    }

    RuntimeException answer() {
        return Problem.isForProgram() ? problem() : HttpResponses.forwardToView(this, "index.jelly");
    }

    private Problem problem() {
        return new Problem(
                getStatus(),
                problem == null ? getDisplayName() : problem,
                now == null
                        ? Messages.NoQuestion_look()
                        : Messages.NoQuestion_anew(now.standing().digest().hex()),
                now == null ? null : now.standing().digest());
    }

    /** Why nobody can tell; null if it is really not asked. */
    @CheckForNull
    public String getProblem() {
        return problem;
    }

    public int getStatus() {
        if (problem != null && now == null) {
            return HttpServletResponse.SC_SERVICE_UNAVAILABLE;
        }
        boolean click =
                now != null && "POST".equals(Stapler.getCurrentRequest2().getMethod());
        return click ? HttpServletResponse.SC_CONFLICT : HttpServletResponse.SC_NOT_FOUND;
    }

    @Override
    public String getDisplayName() {
        return now != null
                ? Messages.NoQuestion_changed()
                : problem == null ? Messages.NoQuestion_notAsked() : Messages.NoQuestion_unknown();
    }
}
