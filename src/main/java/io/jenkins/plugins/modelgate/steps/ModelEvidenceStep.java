package io.jenkins.plugins.modelgate.steps;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.Extension;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.modelgate.build.ModelEvidenceAction;
import io.jenkins.plugins.modelgate.build.SnapshotRecord;
import io.jenkins.plugins.modelgate.core.data.Snapshot;
import io.jenkins.plugins.modelgate.workspace.UsedFolders;
import java.io.Serializable;
import java.util.List;
import java.util.Set;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.BodyInvoker;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** Records the data hashes and metrics of all that a block worked on: one line in {@code options} of a Declarative pipeline. */
public final class ModelEvidenceStep extends Step implements Serializable {
    private static final long serialVersionUID = 1;

    private boolean required;

    @DataBoundConstructor
    public ModelEvidenceStep() {
        // The field has a default.
    }

    public boolean isRequired() {
        return required;
    }

    /** Whether it is an error if there is nothing to record. */
    @DataBoundSetter
    public void setRequired(boolean required) {
        this.required = required;
    }

    @Override
    public StepExecution start(StepContext context) {
        return new Execution(context, required);
    }

    private static final class Execution extends BlockExecution {
        private static final long serialVersionUID = 1;

        private final boolean required;

        Execution(StepContext context, boolean required) {
            super(context);
            this.required = required;
        }

        @Override
        BodyInvoker before() {
            return getContext().newBodyInvoker();
        }

        @Override
        void after(BodyEnd how, FlowNode first, FlowNode last) throws Exception {
            UsedFolders used = new UsedFolders(workspace(), first, last);
            List<Snapshot> snapshots = used.snapshots();
            for (Snapshot snapshot : snapshots) {
                ModelEvidenceAction.of(getContext().get(Run.class)).add(new SnapshotRecord(snapshot));
                log().println(Messages.ModelEvidenceStep_recorded(
                        snapshot.paths().size(),
                        snapshot.metrics().size(),
                        snapshot.digest().hex()));
            }
            for (String remark : used.remarks()) {
                log().println(remark);
            }
            if (snapshots.isEmpty() && required) {
                throw new AbortException(Messages.ModelEvidenceStep_required());
            }
            if (snapshots.isEmpty()) {
                log().println(Messages.ModelEvidenceStep_nothing());
            }
        }
    }

    @Extension
    public static final class DescriptorImpl extends StepDescriptor {
        @Override
        public String getFunctionName() {
            return "modelEvidence";
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.ModelEvidenceStep_displayName();
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
