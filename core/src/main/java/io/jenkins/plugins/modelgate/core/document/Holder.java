package io.jenkins.plugins.modelgate.core.document;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import java.util.Objects;

/**
 * A version that holds, held or is to hold a target.
 *
 * @param version the version in the registry
 * @param model the model's hash
 * @param candidateKey null for a version that was adopted without evidence
 * @param evidence the digest of its evidence; null for a version that was adopted without
 */
public record Holder(
        String version,
        Sha256 model,
        @CheckForNull Sha256 candidateKey,
        @CheckForNull Sha256 evidence) {
    public Holder {
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(model, "model");
    }

    /** Whether both are the same candidate: by key where both have one, else by the model's hash. */
    public boolean sameCandidate(Holder other) {
        return candidateKey != null && other.candidateKey != null
                ? candidateKey.equals(other.candidateKey)
                : model.equals(other.model);
    }

    /** Whether both are the same candidate under the same version, whatever evidence they name. */
    public boolean sameVersion(@CheckForNull Holder other) {
        return other != null && version.equals(other.version) && sameCandidate(other);
    }
}
