package io.jenkins.plugins.modelgate.mlflow.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.document.Maker;
import java.util.List;
import java.util.Optional;

/** Knows who had a part in a candidate; asked where a policy lets people approve. */
@FunctionalInterface
public interface Makers {
    /**
     * Who started the build, and who wrote the commits since the champion’s.
     *
     * @param commit the candidate’s
     * @param champion the champion’s; null if there is none, or nobody knows it: from the first commit on
     * @param paths the model’s; empty for everything
     * @return empty if nobody can tell
     */
    Optional<List<Maker>> of(String commit, @CheckForNull String champion, List<String> paths);
}
