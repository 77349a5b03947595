package io.jenkins.plugins.modelgate.steps;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import io.jenkins.plugins.modelgate.dvc.program.DvcOperation;
import io.jenkins.plugins.modelgate.workspace.DvcWork;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.kohsuke.stapler.DataBoundConstructor;

/** Brings data from the workspace's cache into the DVC remote, and proves that it is there. */
public final class DvcPushStep extends DvcTransferStep {
    private static final long serialVersionUID = 1;

    @DataBoundConstructor
    public DvcPushStep() {
        // All fields have defaults.
    }

    @Override
    DvcWork work(StepContext context, long time) {
        return new DvcWork.Of(new DvcOperation.Push(getTargets(), getRemote(), getJobs()));
    }

    @Extension
    public static final class DescriptorImpl extends DvcDescriptor {
        @Override
        public String getFunctionName() {
            return "dvcPush";
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.DvcPushStep_displayName();
        }
    }
}
