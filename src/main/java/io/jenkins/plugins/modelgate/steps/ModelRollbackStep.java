package io.jenkins.plugins.modelgate.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.Extension;
import hudson.FilePath;
import hudson.Util;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.modelgate.build.BuildSession;
import io.jenkins.plugins.modelgate.build.PolicyInForce;
import io.jenkins.plugins.modelgate.config.Power;
import io.jenkins.plugins.modelgate.core.document.Holder;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import io.jenkins.plugins.modelgate.core.ledger.TargetState;
import io.jenkins.plugins.modelgate.mlflow.steps.Targets;
import io.jenkins.plugins.modelgate.mlflow.steps.Targets.Moved;
import io.jenkins.plugins.modelgate.mlflow.steps.Targets.RollBack;
import io.jenkins.plugins.modelgate.workspace.Workspace;
import java.util.Set;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** Gives a target back to its last good holder, and quarantines what it leaves. */
public final class ModelRollbackStep extends TargetStep {
    private static final long serialVersionUID = 1;

    private final String reason;

    @CheckForNull
    private String to;

    private boolean withoutData;
    private boolean dryRun;

    @DataBoundConstructor
    public ModelRollbackStep(String target, String reason) {
        super(target);
        this.reason = Util.fixNull(reason).trim();
    }

    public String getReason() {
        return reason;
    }

    @CheckForNull
    public String getTo() {
        return to;
    }

    /** The version to go back to; null for the last holder that is neither quarantined nor gone. */
    @DataBoundSetter
    public void setTo(@CheckForNull String to) {
        this.to = Util.fixEmptyAndTrim(to);
    }

    public boolean isWithoutData() {
        return withoutData;
    }

    /** Whether to go back even if that version's data is gone. */
    @DataBoundSetter
    public void setWithoutData(boolean withoutData) {
        this.withoutData = withoutData;
    }

    public boolean isDryRun() {
        return dryRun;
    }

    @DataBoundSetter
    public void setDryRun(boolean dryRun) {
        this.dryRun = dryRun;
    }

    @Override
    public StepExecution start(StepContext context) throws AbortException {
        if (reason.isEmpty()) {
            throw new AbortException(Messages.ModelRollbackStep_reason());
        }
        return new Execution(context, this);
    }

    private static final class Execution extends MoveExecution {
        private static final long serialVersionUID = 1;

        private final ModelRollbackStep step;

        /** The version to leave, kept so that doing it again after a restart goes no further back. */
        @CheckForNull
        private String from;

        Execution(StepContext context, ModelRollbackStep step) {
            super(context, step.getServer(), step.dryRun);
            this.step = step;
            this.from = step.getVersion();
        }

        @Override
        Moved move(Run<?, ?> build, BuildSession session) throws Exception {
            FilePath folder = getContext().get(FilePath.class);
            Workspace workspace = folder == null ? null : new Workspace(folder);
            String model = step.getModel() == null
                    ? session.model(PolicyInForce.of(build, workspace, null).policy(), null)
                            .name()
                    : step.getModel();
            TargetId target = session.gatekeeper().target(model, step.getTarget());
            Power.ROLL_BACK.check(build, target);
            if (from == null) {
                from = session.gatekeeper()
                        .ledger()
                        .head()
                        .state(target)
                        .map(TargetState::holder)
                        .map(Holder::version)
                        .orElse(null);
                getContext().saveState().get();
            }
            return new Targets(session.gatekeeper())
                    .rollBack(new RollBack(
                            model,
                            step.getTarget(),
                            from,
                            step.to,
                            step.reason,
                            WorkspaceData.in(workspace),
                            step.withoutData,
                            step.dryRun));
        }
    }

    @Extension
    public static final class DescriptorImpl extends StepDescriptor {
        @Override
        public String getFunctionName() {
            return "modelRollback";
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.ModelRollbackStep_displayName();
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, TaskListener.class);
        }
    }
}
