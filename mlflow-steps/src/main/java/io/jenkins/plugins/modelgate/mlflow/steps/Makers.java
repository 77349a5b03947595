package io.jenkins.plugins.modelgate.mlflow.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.document.Maker;
import io.jenkins.plugins.modelgate.core.document.Observer;
import java.util.List;
import java.util.Optional;

/** Knows who had a part in a candidate; asked where a policy lets people approve. */
@FunctionalInterface
public interface Makers {
    /**
     * Who started the build, if it made the candidate, and who wrote the commits since the champion’s.
     *
     * @param commit the candidate’s
     * @param champion the champion’s; null if there is none, or nobody knows it: from the first commit on
     * @param paths the model’s; empty for everything
     * @return empty if nobody can tell
     */
    Optional<List<Maker>> of(String commit, @CheckForNull String champion, List<String> paths);

    /** Who had the gates asked, which counts when they answer anew: what they answer depends on where they are asked. */
    default List<Maker> askers() {
        return List.of();
    }

    /**
     * Who started the build that recorded the candidate, with what is known of them.
     *
     * @param id as the evidence has it
     * @param observer who vouches for it
     */
    default Maker starter(String id, Observer observer) {
        return new Maker(Maker.Role.STARTER, id, null, observer);
    }
}
