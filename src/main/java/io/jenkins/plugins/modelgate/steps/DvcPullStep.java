package io.jenkins.plugins.modelgate.steps;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import io.jenkins.plugins.modelgate.dvc.program.DvcOperation;
import io.jenkins.plugins.modelgate.workspace.DvcWork;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** Brings data from the DVC remote into the workspace, and proves that it lies there as recorded. */
public final class DvcPullStep extends DvcTransferStep {
    private static final long serialVersionUID = 1;

    private boolean force;

    @DataBoundConstructor
    public DvcPullStep() {
        // All fields have defaults.
    }

    public boolean isForce() {
        return force;
    }

    /** Whether to overwrite what was changed in the workspace. */
    @DataBoundSetter
    public void setForce(boolean force) {
        this.force = force;
    }

    @Override
    DvcWork work(StepContext context, long time) {
        return new DvcWork.Of(new DvcOperation.Pull(getTargets(), getRemote(), force, getJobs()));
    }

    @Extension
    public static final class DescriptorImpl extends DvcDescriptor {
        @Override
        public String getFunctionName() {
            return "dvcPull";
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.DvcPullStep_displayName();
        }
    }
}
