package io.jenkins.plugins.modelgate.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.FilePath;
import hudson.Util;
import hudson.model.Run;
import io.jenkins.plugins.modelgate.build.BuildSession;
import io.jenkins.plugins.modelgate.build.PolicyInForce;
import io.jenkins.plugins.modelgate.workspace.Workspace;
import java.io.IOException;
import java.io.Serializable;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.kohsuke.stapler.DataBoundSetter;

/** A step that is about one model of one server. */
public abstract class ModelStep extends Step implements Serializable {
    private static final long serialVersionUID = 1;

    @CheckForNull
    private String server;

    @CheckForNull
    private String model;

    @CheckForNull
    public String getServer() {
        return server;
    }

    /** The configured server's name; null for the only one. */
    @DataBoundSetter
    public void setServer(@CheckForNull String server) {
        this.server = Util.fixEmptyAndTrim(server);
    }

    @CheckForNull
    public String getModel() {
        return model;
    }

    /** The model's name; null for the policy's only one. */
    @DataBoundSetter
    public void setModel(@CheckForNull String model) {
        this.model = Util.fixEmptyAndTrim(model);
    }

    /**
     * The model that is named, or the policy's only one.
     *
     * @param workspace null where the step runs without one
     */
    String modelName(Run<?, ?> build, BuildSession session, @CheckForNull FilePath workspace)
            throws IOException, InterruptedException {
        return model != null
                ? session.allowed(model)
                : session.model(
                                PolicyInForce.of(build, workspace == null ? null : new Workspace(workspace), null)
                                        .policy(),
                                null)
                        .name();
    }
}
