package io.jenkins.plugins.modelgate.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.Extension;
import hudson.Util;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.modelgate.build.BuildSession;
import io.jenkins.plugins.modelgate.build.PolicyInForce;
import io.jenkins.plugins.modelgate.config.ModelGateConfiguration;
import io.jenkins.plugins.modelgate.config.Power;
import io.jenkins.plugins.modelgate.core.policy.ModelPolicy;
import io.jenkins.plugins.modelgate.mlflow.steps.Targets;
import io.jenkins.plugins.modelgate.mlflow.steps.Targets.Moved;
import io.jenkins.plugins.modelgate.mlflow.steps.Targets.Promotion;
import java.util.Set;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** Gives a target to a version whose gates pass: decided in the ledger, then shown in MLflow. */
public final class ModelPromoteStep extends TargetStep {
    private static final long serialVersionUID = 1;

    private String reason = "";
    private boolean dryRun;

    @DataBoundConstructor
    public ModelPromoteStep(String target) {
        super(target);
    }

    public String getReason() {
        return reason;
    }

    @DataBoundSetter
    public void setReason(@CheckForNull String reason) {
        this.reason = Util.fixNull(reason).trim();
    }

    public boolean isDryRun() {
        return dryRun;
    }

    @DataBoundSetter
    public void setDryRun(boolean dryRun) {
        this.dryRun = dryRun;
    }

    @Override
    public StepExecution start(StepContext context) {
        return new Execution(context, this);
    }

    private static final class Execution extends MoveExecution {
        private static final long serialVersionUID = 1;

        private final ModelPromoteStep step;

        Execution(StepContext context, ModelPromoteStep step) {
            super(context, step.getServer(), step.dryRun);
            this.step = step;
        }

        @Override
        Moved move(Run<?, ?> build, BuildSession session) throws Exception {
            String job = build.getParent().getFullName();
            if (ModelGateConfiguration.get().policy(build.getParent()).isEmpty()) {
                throw new AbortException(Messages.ModelPromoteStep_unguarded(job));
            }
            PolicyInForce policy = PolicyInForce.of(build, null, null);
            ModelPolicy model = session.model(policy.policy(), step.getModel());
            Power.PROMOTE.check(build, session.gatekeeper().target(model.name(), step.getTarget()));
            return new Targets(session.gatekeeper())
                    .promote(new Promotion(
                            model,
                            policy.ref(),
                            step.getTarget(),
                            step.version(session, model.name()),
                            step.reason,
                            step.dryRun));
        }
    }

    @Extension
    public static final class DescriptorImpl extends StepDescriptor {
        @Override
        public String getFunctionName() {
            return "modelPromote";
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.ModelPromoteStep_displayName();
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, TaskListener.class);
        }
    }
}
