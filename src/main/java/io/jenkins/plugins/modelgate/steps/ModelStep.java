package io.jenkins.plugins.modelgate.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
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
}
