package io.jenkins.plugins.modelgate.core.data;

import com.fasterxml.jackson.annotation.JsonProperty;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.io.Serializable;
import java.util.Objects;

/**
 * One output that DVC tracks, as found.
 *
 * @param path relative to the Git repository's root, with {@code /} separators
 * @param kind what it is, by its record or, without one, as it lies in the workspace
 * @param owner the {@code .dvc} file that tracks it ({@code data/raw.dvc}), or the stage ({@code sub/dvc.yaml:train@x})
 * @param recorded the hash in {@code .dvc} or {@code dvc.lock}; null if there is none yet
 * @param actual the hash of what lies in the workspace; null if it is not there
 * @param size bytes in all; of the workspace's copy, or as recorded when it is not here; -1 if unknown
 * @param files how many files; 1 for a file; -1 if unknown
 * @param state how the workspace compares with the record
 * @param inCache whether the recorded hash, with all that its listing names, is in DVC's local cache
 * @param inRemote whether it was seen in the remote, if anybody looked
 * @param stored whether DVC keeps its content ({@code cache: true}); Git does otherwise
 */
public record TrackedPath(
        String path,
        Kind kind,
        String owner,
        @CheckForNull DataHash recorded,
        @CheckForNull DataHash actual,
        long size,
        long files,
        State state,
        boolean inCache,
        Presence inRemote,
        boolean stored)
        implements Serializable {
    public enum Kind {
        @JsonProperty("file")
        FILE,
        @JsonProperty("directory")
        DIRECTORY
    }

    public enum State {
        /** In the workspace with the recorded hash. */
        @JsonProperty("unchanged")
        UNCHANGED,
        /** In the workspace with another hash. */
        @JsonProperty("modified")
        MODIFIED,
        /** In the workspace, but never recorded. */
        @JsonProperty("unrecorded")
        UNRECORDED,
        /** Recorded, not in the workspace, its content is in the cache. */
        @JsonProperty("not-here")
        NOT_HERE,
        /** Recorded, neither in the workspace nor in the cache. */
        @JsonProperty("missing")
        MISSING,
        /** Neither recorded nor in the workspace. */
        @JsonProperty("never-made")
        NEVER_MADE
    }

    public enum Presence {
        @JsonProperty("present")
        PRESENT,
        @JsonProperty("absent")
        ABSENT,
        /** It is declared never to be pushed ({@code push: false}), and was not seen in the remote. */
        @JsonProperty("not-pushed")
        NOT_PUSHED,
        /** Nobody looked, or the remote is of a kind that could not be asked. */
        @JsonProperty("unknown")
        UNKNOWN
    }

    public TrackedPath {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(owner, "owner");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(inRemote, "inRemote");
    }

    /** What this path's data is: as it lies here, else as recorded; null if it was never made. */
    @CheckForNull
    public DataHash hash() {
        return actual != null ? actual : recorded;
    }
}
