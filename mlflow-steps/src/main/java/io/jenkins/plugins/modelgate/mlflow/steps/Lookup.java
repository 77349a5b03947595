package io.jenkins.plugins.modelgate.mlflow.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Evidence;
import java.util.List;
import java.util.Objects;

/** From a version to what it is made of, and back. */
public final class Lookup {
    private final Gatekeeper gatekeeper;

    public Lookup(Gatekeeper gatekeeper) {
        this.gatekeeper = Objects.requireNonNull(gatekeeper, "gatekeeper");
    }

    /** What to look for versions by; each is a tag of the version. */
    public enum By {
        /** DVC's hash of its data, bare: {@code ….dir}. */
        DATA("model-gate.data"),
        COMMIT("model-gate.commit"),
        EVIDENCE("model-gate.evidence"),
        CANDIDATE("model-gate.candidate"),
        SNAPSHOT("model-gate.snapshot"),
        BUILD("model-gate.build"),
        MODEL_HASH("model-gate.model");

        private final String tag;

        By(String tag) {
            this.tag = tag;
        }

        public String tag() {
            return tag;
        }
    }

    /**
     * What the registry's tags say of a version: an index, not evidence. Each field is null where the tag is not there.
     *
     * @param model the registered model
     * @param version its number
     * @param data DVC's hashes of its data, joined by a space in the order of the paths
     * @param candidateKey its candidate
     * @param evidence the digest of its evidence
     * @param duplicateOf the version to use in its place; null for all but versions that lost a race
     */
    public record VersionEntry(
            String model,
            String version,
            @CheckForNull String data,
            @CheckForNull String commit,
            @CheckForNull String snapshot,
            @CheckForNull String build,
            @CheckForNull String run,
            @CheckForNull Sha256 candidateKey,
            @CheckForNull Sha256 evidence,
            @CheckForNull Sha256 hash,
            @CheckForNull String duplicateOf) {}

    /**
     * A version with its evidence.
     *
     * @param entry what its tags say
     * @param proof the evidence itself, checked against its digest; null if there is none
     * @param signed whether a trusted key signed the evidence
     */
    public record Descent(VersionEntry entry, @CheckForNull Evidence proof, boolean signed) {}

    /**
     * Version to data, commit and evidence.
     *
     * @param uri {@code models:/name@alias}, {@code models:/name/3} or {@code models:/name/Production}
     */
    public Descent descent(String uri) {
        return gatekeeper.unfinished();
    }

    /**
     * Data, commit or digest to versions, newest first.
     *
     * @param model only this registered model; null: all
     */
    public List<VersionEntry> versions(By by, String value, @CheckForNull String model) {
        return gatekeeper.unfinished();
    }
}
