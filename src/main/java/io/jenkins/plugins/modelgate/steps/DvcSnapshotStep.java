package io.jenkins.plugins.modelgate.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.FilePath;
import hudson.Util;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.modelgate.build.ModelEvidenceAction;
import io.jenkins.plugins.modelgate.build.SnapshotRecord;
import io.jenkins.plugins.modelgate.core.data.Snapshot;
import io.jenkins.plugins.modelgate.workspace.Workspace;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import net.sf.json.JSONObject;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.StaplerRequest2;

/** Takes a snapshot of all that DVC tracks in the workspace, natively: the agent needs no Python. */
public final class DvcSnapshotStep extends Step implements Serializable {
    private static final long serialVersionUID = 1;

    private ArrayList<String> paths = new ArrayList<>();
    private boolean remote;

    @DataBoundConstructor
    public DvcSnapshotStep() {
        // All fields have defaults.
    }

    public List<String> getPaths() {
        return paths;
    }

    /** Only these paths of the repository; none for everything. */
    @DataBoundSetter
    public void setPaths(List<String> paths) {
        this.paths = new ArrayList<>(Util.fixNull(paths));
    }

    public boolean isRemote() {
        return remote;
    }

    /** Whether to look into the DVC remote, where that can be done natively. */
    @DataBoundSetter
    public void setRemote(boolean remote) {
        this.remote = remote;
    }

    @Override
    public StepExecution start(StepContext context) {
        return new Execution(context, this);
    }

    private static final class Execution extends RepeatableExecution<SnapshotResult> {
        private static final long serialVersionUID = 1;

        private final DvcSnapshotStep step;

        Execution(StepContext context, DvcSnapshotStep step) {
            super(context);
            this.step = step;
        }

        @Override
        SnapshotResult perform() throws Exception {
            Workspace workspace = new Workspace(getContext().get(FilePath.class));
            Snapshot snapshot = workspace.snapshot(step.paths, step.remote);
            ModelEvidenceAction.of(getContext().get(Run.class)).add(new SnapshotRecord(snapshot));
            getContext()
                    .get(TaskListener.class)
                    .getLogger()
                    .println(Messages.DvcSnapshotStep_taken(
                            snapshot.paths().size(), snapshot.digest().hex()));
            return new SnapshotResult(snapshot);
        }
    }

    @Extension
    public static final class DescriptorImpl extends StepDescriptor {
        @Override
        public String getFunctionName() {
            return "dvcSnapshot";
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.DvcSnapshotStep_displayName();
        }

        /** The paths as the form shows them, one a line. */
        public String lines(@CheckForNull DvcSnapshotStep step) {
            return step == null ? "" : String.join("\n", step.paths);
        }

        /** The form has one path a line. */
        @Override
        public Step newInstance(@CheckForNull StaplerRequest2 request, @NonNull JSONObject form) throws FormException {
            DvcSnapshotStep step = new DvcSnapshotStep();
            step.setPaths(form.optString("paths")
                    .lines()
                    .map(String::strip)
                    .filter(path -> !path.isEmpty())
                    .toList());
            step.setRemote(form.optBoolean("remote"));
            return step;
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(FilePath.class, Run.class, TaskListener.class);
        }
    }
}
