package io.jenkins.plugins.modelgate.steps;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Run;
import io.jenkins.plugins.modelgate.workspace.DvcWork;
import io.jenkins.plugins.modelgate.workspace.StatusWork;
import java.io.Serializable;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.kohsuke.stapler.DataBoundConstructor;

/** Asks DVC what is out of date. */
public final class DvcStatusStep extends DvcStep {
    private static final long serialVersionUID = 1;

    @DataBoundConstructor
    public DvcStatusStep() {
        // There is nothing to choose.
    }

    @Override
    void check() {
        // There is nothing to choose.
    }

    @Override
    DvcWork work(StepContext context, long time) {
        return new StatusWork();
    }

    @Override
    Serializable result(Serializable concluded, Run<?, ?> run) {
        return new DvcStatusResult((StatusWork.Found) concluded);
    }

    @Extension
    public static final class DescriptorImpl extends DvcDescriptor {
        @Override
        public String getFunctionName() {
            return "dvcStatus";
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.DvcStatusStep_displayName();
        }
    }
}
