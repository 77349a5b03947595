package io.jenkins.plugins.modelgate.steps;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Run;
import hudson.model.TaskListener;
import java.util.Set;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;

/** Waits until the people whom the policy names said enough to a version; ends with an error as soon as that cannot be any more. */
public final class ModelApprovalStep extends TargetStep {
    private static final long serialVersionUID = 1;

    @DataBoundConstructor
    public ModelApprovalStep(String target) {
        super(target);
    }

    @Override
    public StepExecution start(StepContext context) {
        return new ApprovalExecution(context, this);
    }

    @Extension
    public static final class DescriptorImpl extends StepDescriptor {
        @Override
        public String getFunctionName() {
            return "modelApproval";
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.ModelApprovalStep_displayName();
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(FlowNode.class, Run.class, TaskListener.class);
        }
    }
}
