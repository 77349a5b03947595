package io.jenkins.plugins.modelgate.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Run;
import hudson.model.TaskListener;
import java.io.IOException;
import java.io.Serializable;
import java.util.Set;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** Runs a training within an MLflow run of this build: opened before, and closed after as the body ended. */
public final class WithMlflowStep extends Step implements Serializable {
    private static final long serialVersionUID = 1;

    @CheckForNull
    private String server;

    @CheckForNull
    private String experiment;

    @CheckForNull
    private String run;

    @CheckForNull
    private String name;

    @DataBoundConstructor
    public WithMlflowStep() {
        // All fields have defaults.
    }

    @CheckForNull
    public String getServer() {
        return server;
    }

    /** The configured server's name; null for that of an enclosing block, or the only one. */
    @DataBoundSetter
    public void setServer(@CheckForNull String server) {
        this.server = Util.fixEmptyAndTrim(server);
    }

    @CheckForNull
    public String getExperiment() {
        return experiment;
    }

    /** The experiment; null for that of the run or of an enclosing block, or one named like the project. */
    @DataBoundSetter
    public void setExperiment(@CheckForNull String experiment) {
        this.experiment = Util.fixEmptyAndTrim(experiment);
    }

    @CheckForNull
    public String getRun() {
        return run;
    }

    /** The id of a run to go on with; null for one of this build. */
    @DataBoundSetter
    public void setRun(@CheckForNull String run) {
        this.run = Util.fixEmptyAndTrim(run);
    }

    @CheckForNull
    public String getName() {
        return name;
    }

    /** The name of a new run; null for the build's. */
    @DataBoundSetter
    public void setName(@CheckForNull String name) {
        this.name = Util.fixEmptyAndTrim(name);
    }

    @Override
    public StepExecution start(StepContext context) throws IOException, InterruptedException {
        return new WithMlflowExecution(context, this);
    }

    @Extension
    public static final class DescriptorImpl extends StepDescriptor {
        @Override
        public String getFunctionName() {
            return "withMlflow";
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.WithMlflowStep_displayName();
        }

        @Override
        public boolean takesImplicitBlockArgument() {
            return true;
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, TaskListener.class);
        }
    }
}
