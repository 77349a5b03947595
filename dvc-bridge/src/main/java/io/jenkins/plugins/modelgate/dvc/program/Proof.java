package io.jenkins.plugins.modelgate.dvc.program;

import java.io.Serializable;
import java.util.List;

/**
 * What was shown to be so after data moved.
 *
 * @param paths the tracked paths that it is about, sorted, relative to the Git repository's root
 * @param method how it was shown
 */
public record Proof(List<String> paths, Method method) implements Serializable {
    public enum Method {
        /** The objects themselves were looked at. */
        LOOKED,
        /** DVC listed the remote and missed nothing; it was asked for every single file. */
        REPORTED
    }

    public Proof {
        paths = paths.stream().sorted().toList();
    }
}
