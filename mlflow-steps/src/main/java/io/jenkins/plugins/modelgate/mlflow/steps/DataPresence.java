package io.jenkins.plugins.modelgate.mlflow.steps;

import io.jenkins.plugins.modelgate.core.data.TrackedPath;
import java.util.List;
import java.util.Map;

/** Looks whether data can still be had; a port, since DVC's remotes are no business of this module. */
@FunctionalInterface
public interface DataPresence {
    /** Nobody looks: everything is unknown. */
    DataPresence UNKNOWN = paths -> Map.of();

    /**
     * Looks in the DVC remote.
     *
     * @param paths the tracked paths of a version's evidence; their {@code hash()} says what to look for
     * @return by path; a path that is left out is unknown
     */
    Map<String, TrackedPath.Presence> look(List<TrackedPath> paths);
}
