package io.jenkins.plugins.modelgate.mlflow.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Evidence;
import io.jenkins.plugins.modelgate.core.document.Observed;
import io.jenkins.plugins.modelgate.mlflow.client.MlflowClient;
import io.jenkins.plugins.modelgate.mlflow.client.MlflowException;
import io.jenkins.plugins.modelgate.mlflow.client.ModelVersion;
import io.jenkins.plugins.modelgate.mlflow.client.NewVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Registers a candidate once: one version for each candidate key. MLflow has no such key of its own, so it is searched for
 * before a version is created and again afterwards; of two that were created at the same time the lower number counts.
 */
public final class Registrar {
    private static final String SCHEME = "models:/";
    private static final String LOGGED_MODEL = SCHEME + "m-";

    private final Gatekeeper gatekeeper;
    private final Versions versions;
    private final Bytes bytes;
    private final Proofs proofs;

    public Registrar(Gatekeeper gatekeeper) {
        this.gatekeeper = Objects.requireNonNull(gatekeeper, "gatekeeper");
        this.versions = new Versions(gatekeeper);
        this.bytes = new Bytes(gatekeeper.artifacts());
        this.proofs = new Proofs(gatekeeper);
    }

    /** How the version came to be. */
    public enum Origin {
        /** Made by this call. */
        CREATED,
        /** This candidate had it before, or somebody else was faster. */
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
     * @param duplicates versions of the same candidate that are marked not to be used; nearly always empty
     */
    public record Registered(
            String model,
            String version,
            Sha256 candidateKey,
            Sha256 evidence,
            Sha256 hash,
            Evidence.Link link,
            Origin origin,
            List<String> duplicates) {
        public Registered {
            duplicates = List.copyOf(duplicates);
        }
    }

    /**
     * Registers a candidate.
     *
     * @throws StepException if the registry's bytes are not those of the evidence
     */
    public Registered register(Recorder.Recorded recorded) {
        Evidence evidence = recorded.evidence();
        Versions.checkName(evidence.name());
        ModelVersion found = versions.ofCandidate(evidence.name(), evidence.candidateKey());
        if (found != null) {
            if (needsEvidence(found, evidence)) {
                versions.claim(found, recorded, ofRun(recorded));
            }
            return settle(recorded, null, Origin.FOUND);
        }
        ModelVersion mine = adopt(recorded);
        Origin origin = mine == null ? Origin.CREATED : Origin.ADOPTED;
        if (mine == null) {
            mine = create(recorded);
        }
        gatekeeper.checkpoint().at(Checkpoint.Boundary.VERSION_CREATED);
        return settle(recorded, mine, origin);
    }

    /**
     * Whether a version gets the evidence just recorded: its own is not there any more or cannot be used, or says the same and
     * shows less of the descent.
     */
    private boolean needsEvidence(ModelVersion version, Evidence recorded) {
        Evidence kept = version.tags().containsKey(Tags.EVIDENCE)
                ? proofs.usable(Proofs.runOf(version))
                        .filter(proof -> proof.digest().equals(Proofs.named(version)))
                        .map(Proofs.Proof::evidence)
                        .orElse(null)
                : null;
        return kept == null || Drafts.agree(kept, recorded) && Drafts.showsMore(recorded, kept);
    }

    /** Takes over a version with just these files that the run's training code registered. */
    @CheckForNull
    private ModelVersion adopt(Recorder.Recorded recorded) {
        Evidence evidence = recorded.evidence();
        Observed<Evidence.Run> trained = evidence.run();
        String run = trained == null ? recorded.run() : trained.value().id();
        ModelVersion same = new Origins(gatekeeper)
                .registeredBy(run, evidence.name()).stream()
                        .filter(version -> !version.tags().containsKey(Tags.CANDIDATE))
                        .filter(version -> bytes.of(version).equals(evidence.model()))
                        .min(Versions.LOWEST_FIRST)
                        .orElse(null);
        if (same != null) {
            versions.claim(same, recorded, ofRun(recorded));
        }
        return same;
    }

    private Map<String, String> ofRun(Recorder.Recorded recorded) {
        return gatekeeper.tracking().getRun(recorded.run()).tags();
    }

    private ModelVersion create(Recorder.Recorded recorded) {
        Evidence evidence = recorded.evidence();
        NewVersion version = newVersion(recorded);
        createModel(evidence.name());
        return gatekeeper
                .mlflow()
                .once(
                        () -> gatekeeper.registry().createVersion(version),
                        () -> Optional.ofNullable(versions.ofCandidate(evidence.name(), evidence.candidateKey())));
    }

    private void createModel(String name) {
        gatekeeper
                .mlflow()
                .once(
                        () -> {
                            try {
                                gatekeeper.registry().createModel(name, "", Map.of());
                            } catch (MlflowException.AlreadyExists e) {
                                // It is there.
                            }
                            return name;
                        },
                        () -> MlflowClient.ifFound(
                                () -> gatekeeper.registry().getModel(name).name()));
    }

    private NewVersion newVersion(Recorder.Recorded recorded) {
        Map<String, String> ofRun = ofRun(recorded);
        String source = ofRun.get(Tags.SOURCE);
        if (source == null) {
            throw new StepException(
                    StepException.Kind.NOT_FOUND,
                    "Run ‘" + recorded.run() + "’ does not say where the model's files are: record it again");
        }
        boolean logged = source.startsWith(LOGGED_MODEL);
        return new NewVersion(
                recorded.evidence().name(),
                source,
                logged ? null : recorded.run(),
                logged ? source.substring(SCHEME.length()) : null,
                Tags.ofVersion(recorded, ofRun));
    }

    /** The lowest number counts, and all others are marked: whoever comes to this point does the same. */
    private Registered settle(Recorder.Recorded recorded, @CheckForNull ModelVersion mine, Origin origin) {
        Evidence evidence = recorded.evidence();
        ModelVersion counts = versions.ofCandidate(evidence.name(), evidence.candidateKey());
        if (counts == null) {
            throw new StepException(
                    StepException.Kind.FAILED,
                    "The version of ‘" + evidence.name() + "’ is gone again: somebody deleted it, or changed its tags");
        }
        Sha256 hash = bytes.expect(counts, evidence.model()).hash();
        return new Registered(
                evidence.name(),
                counts.version(),
                evidence.candidateKey(),
                Proofs.named(counts),
                hash,
                evidence.link().value(),
                mine == null || mine.version().equals(counts.version()) ? origin : Origin.FOUND,
                duplicates(counts, evidence.candidateKey()));
    }

    private List<String> duplicates(ModelVersion counts, Sha256 candidateKey) {
        List<String> duplicates = new ArrayList<>();
        for (ModelVersion other : versions.allOfCandidate(counts.model(), candidateKey)) {
            if (!other.version().equals(counts.version())) {
                duplicates.add(other.version());
                if (!counts.version().equals(other.tags().get(Tags.DUPLICATE_OF))) {
                    gatekeeper
                            .registry()
                            .setVersionTag(other.model(), other.version(), Tags.DUPLICATE_OF, counts.version());
                }
            }
        }
        if (counts.tags().containsKey(Tags.DUPLICATE_OF)) {
            gatekeeper.registry().deleteVersionTag(counts.model(), counts.version(), Tags.DUPLICATE_OF);
        }
        return duplicates;
    }
}
