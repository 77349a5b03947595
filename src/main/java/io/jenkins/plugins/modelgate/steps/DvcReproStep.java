package io.jenkins.plugins.modelgate.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.Extension;
import hudson.Util;
import hudson.model.Run;
import io.jenkins.plugins.modelgate.dvc.program.DvcOperation;
import io.jenkins.plugins.modelgate.dvc.program.Proof;
import io.jenkins.plugins.modelgate.workspace.DvcWork;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** Runs the stages that are out of date, and proves that their outputs are as the lock records them. */
public final class DvcReproStep extends DvcStep {
    private static final long serialVersionUID = 1;

    private ArrayList<String> stages = new ArrayList<>();
    private boolean pull;
    private boolean force;

    @CheckForNull
    private String credentialsId;

    @DataBoundConstructor
    public DvcReproStep() {
        // All fields have defaults.
    }

    public List<String> getStages() {
        return stages;
    }

    /** Names of stages; none for all. */
    @DataBoundSetter
    public void setStages(List<String> stages) {
        this.stages = new ArrayList<>(Util.fixNull(stages));
    }

    public boolean isPull() {
        return pull;
    }

    /** Whether to bring missing data from the remote first. */
    @DataBoundSetter
    public void setPull(boolean pull) {
        this.pull = pull;
    }

    public boolean isForce() {
        return force;
    }

    /** Whether to run stages too that are up to date. */
    @DataBoundSetter
    public void setForce(boolean force) {
        this.force = force;
    }

    @CheckForNull
    public String getCredentialsId() {
        return credentialsId;
    }

    /** The credentials of the default remote; null if it needs none. */
    @DataBoundSetter
    public void setCredentialsId(@CheckForNull String credentialsId) {
        this.credentialsId = Util.fixEmptyAndTrim(credentialsId);
    }

    @Override
    void check() throws AbortException {
        checkWords("stages", stages);
    }

    @Override
    DvcWork work(StepContext context, long time) {
        return new DvcWork.Of(new DvcOperation.Repro(stages, pull, force));
    }

    @Override
    Serializable result(Serializable concluded, Run<?, ?> run) {
        return new DvcResult((Proof) concluded);
    }

    @CheckForNull
    @Override
    String credentialsOfDvc() {
        return credentialsId;
    }

    @Extension
    public static final class DescriptorImpl extends DvcDescriptor {
        @Override
        public String getFunctionName() {
            return "dvcRepro";
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.DvcReproStep_displayName();
        }
    }
}
