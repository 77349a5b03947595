package io.jenkins.plugins.modelgate.core.policy;

import io.jenkins.plugins.modelgate.core.digest.Shown;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A file of another repository, as it is for ever: branches and tags move, commits do not.
 *
 * @param repository the name that the administrator gave the repository
 * @param commit 40 lower-case hex digits
 * @param path relative to the repository's root
 */
public record Include(String repository, String commit, String path) {
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");

    public Include {
        Objects.requireNonNull(repository, "repository");
        Objects.requireNonNull(path, "path");
        if (!COMMIT.matcher(commit).matches()) {
            throw new IllegalArgumentException(
                    "a commit is 40 lower-case hex digits; no branch, no tag: those move. Found ‘" + Shown.text(commit)
                            + "’");
        }
    }

    /** Another file of the same commit. */
    Include with(String other) {
        return new Include(repository, commit, other);
    }

    /** As messages name it: {@code shared@0123…:gates.yaml}. */
    @Override
    public String toString() {
        return repository + "@" + commit + ":" + path;
    }
}
