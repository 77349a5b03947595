package io.jenkins.plugins.modelgate.steps;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.FilePath;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.modelgate.build.BuildSession;
import io.jenkins.plugins.modelgate.mlflow.steps.DataPresence;
import io.jenkins.plugins.modelgate.mlflow.steps.Reconciler;
import io.jenkins.plugins.modelgate.mlflow.steps.Reconciler.Status;
import io.jenkins.plugins.modelgate.workspace.Workspace;
import java.io.PrintStream;
import java.util.Set;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** Says what holds what, and where MLflow shows something else. */
public final class ModelStatusStep extends ModelStep {
    private static final long serialVersionUID = 1;

    private boolean bytes;
    private boolean data;

    @DataBoundConstructor
    public ModelStatusStep() {
        // All fields have defaults.
    }

    public boolean isBytes() {
        return bytes;
    }

    /** Whether each holder's files are downloaded and hashed. */
    @DataBoundSetter
    public void setBytes(boolean bytes) {
        this.bytes = bytes;
    }

    public boolean isData() {
        return data;
    }

    /** Whether data is looked for in the DVC remote of the workspace. */
    @DataBoundSetter
    public void setData(boolean data) {
        this.data = data;
    }

    @Override
    public StepExecution start(StepContext context) {
        return new Execution(context, this);
    }

    private static final class Execution extends RepeatableExecution<StatusResult> {
        private static final long serialVersionUID = 1;

        private final ModelStatusStep step;

        Execution(StepContext context, ModelStatusStep step) {
            super(context);
            this.step = step;
        }

        @Override
        StatusResult perform() throws Exception {
            try (BuildSession session = BuildSession.open(getContext().get(Run.class), step.getServer())) {
                FilePath folder = getContext().get(FilePath.class);
                DataPresence presence = WorkspaceData.in(folder == null ? null : new Workspace(folder));
                Status status = new Reconciler(session.gatekeeper())
                        .status(step.getModel(), step.bytes, step.data ? presence : null);
                StatusResult result = new StatusResult(status);
                PrintStream log = getContext().get(TaskListener.class).getLogger();
                if (result.getTargets().isEmpty()) {
                    log.println(Messages.ModelStatusStep_empty());
                }
                for (StatusResult.Target target : result.getTargets()) {
                    log.println(target);
                    target.getDrift().forEach(sentence -> log.println("  " + sentence));
                }
                status.notes().forEach(log::println);
                return result;
            }
        }
    }

    @Extension
    public static final class DescriptorImpl extends StepDescriptor {
        @Override
        public String getFunctionName() {
            return "modelStatus";
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.ModelStatusStep_displayName();
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, TaskListener.class);
        }
    }
}
