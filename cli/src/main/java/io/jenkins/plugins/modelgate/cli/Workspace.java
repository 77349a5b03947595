package io.jenkins.plugins.modelgate.cli;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.data.Snapshot;
import io.jenkins.plugins.modelgate.core.data.TrackedPath;
import io.jenkins.plugins.modelgate.core.policy.ModelPolicy;
import io.jenkins.plugins.modelgate.dvc.DvcRepository;
import io.jenkins.plugins.modelgate.dvc.SnapshotOptions;
import io.jenkins.plugins.modelgate.mlflow.steps.ModelSource;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** The DVC side of a workspace. */
final class Workspace {
    private final Session session;

    Workspace(Session session) {
        this.session = session;
    }

    Snapshot snapshot(ModelPolicy model) {
        Progress progress = Progress.of(session.console(), "hashing");
        try {
            return repository()
                    .snapshot(SnapshotOptions.defaults()
                            .within(model.paths())
                            .lookingInRemote()
                            .reporting(progress::advance));
        } finally {
            progress.end();
        }
    }

    private DvcRepository repository() {
        return DvcRepository.open(session.workspace());
    }

    /** Where this workspace's remote has what a version was made from. */
    Map<String, TrackedPath.Presence> presence(List<TrackedPath> paths) {
        return repository().inRemote(paths);
    }

    /** The model's files here; null for a model that training code logs to MLflow itself. */
    @CheckForNull
    ModelSource files(ModelPolicy model) throws IOException {
        String artifact = model.artifact();
        if (artifact == null) {
            return null;
        }
        // Where DVC links instead of copying, the links of a model lead into its cache.
        return ModelSource.of(
                session.git().root().resolve(artifact), repository().cache());
    }
}
