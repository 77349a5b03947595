package io.jenkins.plugins.modelgate.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.data.TrackedPath;
import io.jenkins.plugins.modelgate.dvc.DvcException;
import io.jenkins.plugins.modelgate.mlflow.steps.DataPresence;
import io.jenkins.plugins.modelgate.mlflow.steps.StepException;
import io.jenkins.plugins.modelgate.workspace.Workspace;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Looks for data in the DVC remote of a workspace. */
final class WorkspaceData implements DataPresence {
    private final Workspace workspace;

    private WorkspaceData(Workspace workspace) {
        this.workspace = workspace;
    }

    /** Without a workspace everything is unknown. */
    static DataPresence in(@CheckForNull Workspace workspace) {
        return workspace == null ? UNKNOWN : new WorkspaceData(workspace);
    }

    @Override
    public Map<String, TrackedPath.Presence> look(List<TrackedPath> paths) {
        try {
            return workspace.inRemote(paths);
        } catch (IOException | DvcException e) {
            throw new StepException(
                    StepException.Kind.FAILED,
                    "Whether the data is still there cannot be seen from the workspace: " + e.getMessage(),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StepException(StepException.Kind.FAILED, "Interrupted while looking for the data", e);
        }
    }
}
