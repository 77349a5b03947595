package io.jenkins.plugins.modelgate.core.document;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import java.util.Objects;

/**
 * Which policy was in force.
 *
 * @param digest the SHA-256 of the file's bytes; with those of the other files that it names, if it names any
 * @param ref the Git ref that it was read from; null if it was read from a plain file
 * @param commit the commit that the ref named then; null if it was read from a plain file
 * @param guarded whether the administrator named {@code ref} as a protected one
 */
public record PolicyRef(
        Sha256 digest,
        @CheckForNull String ref,
        @CheckForNull String commit,
        boolean guarded) {
    public PolicyRef {
        Objects.requireNonNull(digest, "digest");
    }
}
