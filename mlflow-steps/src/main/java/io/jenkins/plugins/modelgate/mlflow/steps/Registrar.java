package io.jenkins.plugins.modelgate.mlflow.steps;

import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Evidence;
import java.util.List;
import java.util.Objects;

/** Registers a candidate once: one version for each candidate key. */
public final class Registrar {
    private final Gatekeeper gatekeeper;

    public Registrar(Gatekeeper gatekeeper) {
        this.gatekeeper = Objects.requireNonNull(gatekeeper, "gatekeeper");
    }

    /** How the version came to be. */
    public enum Origin {
        /** Made by this call. */
        CREATED,
        /** This candidate had it before. */
        FOUND,
        /** Training code registered it; it was taken over. */
        ADOPTED
    }

    /**
     * A version of the registry.
     *
     * @param model the registered model
     * @param version its number
     * @param candidateKey its candidate
     * @param evidence the digest of its evidence
     * @param hash the model's hash: of the registry's bytes, read back
     * @param link how these are tied to the lock
     * @param origin how it came to be
     * @param remarks what a person should know, each a sentence; often empty
     */
    public record Registered(
            String model,
            String version,
            Sha256 candidateKey,
            Sha256 evidence,
            Sha256 hash,
            Evidence.Link link,
            Origin origin,
            List<String> remarks) {}

    /**
     * Registers a candidate.
     *
     * @throws StepException if the registry's bytes are not those of the evidence
     */
    public Registered register(Recorder.Recorded recorded) {
        return gatekeeper.unfinished();
    }
}
