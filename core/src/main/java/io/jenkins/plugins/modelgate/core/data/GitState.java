package io.jenkins.plugins.modelgate.core.data;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import java.io.Serializable;
import java.util.List;
import java.util.Objects;

/**
 * The code of a workspace. Without Git ({@code core.no_scm}) there is no commit, {@code code} covers every file that DVC neither
 * tracks nor ignores, and {@code dirty} is {@code .}: nothing of it is kept anywhere.
 *
 * @param repository the URL of {@code origin} without user and password; null if there is none
 * @param commit the commit that is checked out; null before the first commit
 * @param branch the branch that is checked out, in full ({@code refs/heads/main}); null if the head is detached
 * @param code the digest of the code within the model's paths: the SHA-256 of the canonical list of Git's own path, mode
 *     and content SHA-256 of every tracked file as it lies in the workspace, without what DVC writes ({@code dvc.lock}, {@code *.dvc}, its
 *     {@code .gitignore} files, its folder {@code .dvc}, outputs that Git keeps) and without {@code model-gate.yaml}
 * @param dirty within the model's paths, tracked files that differ from the commit, and untracked ones that Git does not ignore;
 *     a folder of untracked files only is named once, with a {@code /} at its end
 * @param dirtyByDvc those of {@code dirty} that DVC itself writes
 */
public record GitState(
        @CheckForNull String repository,
        @CheckForNull String commit,
        @CheckForNull String branch,
        Sha256 code,
        List<String> dirty,
        List<String> dirtyByDvc)
        implements Serializable {
    public GitState {
        Objects.requireNonNull(code, "code");
        dirty = List.copyOf(Objects.requireNonNull(dirty, "dirty"));
        dirtyByDvc = List.copyOf(Objects.requireNonNull(dirtyByDvc, "dirtyByDvc"));
    }

    /** Whether nothing differs but what DVC itself writes when a pipeline runs (way B of the design). */
    public boolean cleanButForDvc() {
        return dirtyByDvc.containsAll(dirty);
    }
}
