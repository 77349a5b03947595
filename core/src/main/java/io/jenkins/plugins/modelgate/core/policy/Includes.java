package io.jenkins.plugins.modelgate.core.policy;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.io.IOException;

/** What policies may include: files of repositories that the administrator named. */
@FunctionalInterface
public interface Includes {
    /** No repository is named. */
    Includes NONE = (file, most) -> {
        throw new IllegalArgumentException("policies may include nothing here: no repository is named for that");
    };

    /**
     * Reads a file.
     *
     * @param most bytes that it should have; of a longer one at most one byte more is given
     * @return null if the commit has no such file
     * @throws IllegalArgumentException if there is no such repository, or no such commit in it; without a place, which
     *     whoever reads the policy knows
     * @throws IOException if it cannot be fetched
     */
    @CheckForNull
    byte[] read(Include file, int most) throws IOException;
}
