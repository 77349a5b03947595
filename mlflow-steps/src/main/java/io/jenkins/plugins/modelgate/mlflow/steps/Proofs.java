package io.jenkins.plugins.modelgate.mlflow.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.contract.Profile;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Envelope;
import io.jenkins.plugins.modelgate.core.document.Evidence;
import io.jenkins.plugins.modelgate.core.document.Holder;
import io.jenkins.plugins.modelgate.core.document.InvalidDocumentException;
import io.jenkins.plugins.modelgate.core.document.Observed;
import io.jenkins.plugins.modelgate.core.ledger.LedgerException;
import io.jenkins.plugins.modelgate.mlflow.client.ArtifactFolder;
import io.jenkins.plugins.modelgate.mlflow.client.MlflowException;
import io.jenkins.plugins.modelgate.mlflow.client.ModelVersion;
import io.jenkins.plugins.modelgate.mlflow.client.Run;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Evidence as it is kept: sealed, as an artifact of a run; that of what was ever promoted is in the ledger too. */
final class Proofs {
    private static final String FOLDER = "model-gate";
    private static final String NAME = "evidence.json";
    static final String ARTIFACT = FOLDER + "/" + NAME;
    private static final String PROFILES = FOLDER + "/profiles/";

    private static final Logger LOGGER = Logger.getLogger(Proofs.class.getName());

    private final Gatekeeper gatekeeper;

    Proofs(Gatekeeper gatekeeper) {
        this.gatekeeper = gatekeeper;
    }

    /**
     * Evidence that was found.
     *
     * @param seal who vouches for it; of what the ledger keeps, the ledger does
     */
    record Proof(Evidence evidence, Sha256 digest, String seal, boolean trusted) {}

    /** The evidence that a version's tags name; empty if they name none or it is gone. */
    Optional<Proof> of(ModelVersion version) throws LedgerException {
        if (!version.tags().containsKey(Tags.EVIDENCE)) {
            return Optional.empty();
        }
        Proof proof = find(named(version), runOf(version)).orElse(null);
        if (proof != null && !proof.evidence.name().equals(version.model())) {
            throw new StepException(
                    StepException.Kind.MISMATCH,
                    "The evidence that version " + version.version() + " of ‘" + version.model()
                            + "’ names is about the model ‘" + proof.evidence.name()
                            + "’: somebody changed the version's tags");
        }
        return Optional.ofNullable(proof);
    }

    /** As {@link #of}, where it must be there, for a version that is to be used. */
    Proof need(ModelVersion version) throws LedgerException {
        String original = version.tags().get(Tags.DUPLICATE_OF);
        if (original != null) {
            throw new StepException(
                    StepException.Kind.BAD_INPUT,
                    "Version " + version.version() + " of ‘" + version.model() + "’ is a duplicate of version "
                            + original + ": use that one");
        }
        return of(version)
                .orElseThrow(() -> new StepException(
                        StepException.Kind.NOT_FOUND,
                        "Version " + version.version() + " of ‘" + version.model()
                                + "’ has no evidence: record it first (`model-gate record --version "
                                + version.version() + "`)"));
    }

    /** The evidence of who holds a target, or held it; it has some. */
    Evidence of(String model, Holder champion) throws LedgerException {
        return find(champion.evidence(), null)
                .map(Proof::evidence)
                .orElseThrow(() -> new StepException(
                        StepException.Kind.NOT_FOUND,
                        "The ledger does not have the evidence of the champion, version " + champion.version() + " of ‘"
                                + model + "’: run `model-gate audit`"));
    }

    /** The evidence of that digest, from the ledger or from {@code run}. */
    Optional<Proof> find(Sha256 digest, @CheckForNull String run) throws LedgerException {
        Evidence kept = gatekeeper.ledger().head().find(digest, Evidence.class).orElse(null);
        if (kept != null) {
            return Optional.of(new Proof(kept, digest, "kept by the ledger", true));
        }
        Proof found = run == null ? null : inRun(run).orElse(null);
        if (found != null && !found.digest.equals(digest)) {
            throw new StepException(
                    StepException.Kind.MISMATCH,
                    "The evidence in run ‘" + run + "’ is " + found.digest.abbreviated() + "…, but "
                            + digest.abbreviated() + "… was registered: somebody changed one of the two");
        }
        return Optional.ofNullable(found);
    }

    /** The evidence that a run carries. */
    Optional<Proof> inRun(String run) {
        try {
            Run carrier = gatekeeper.tracking().getRun(run);
            ArtifactFolder folder = gatekeeper.artifacts().of(carrier);
            byte[] json = new Bytes(gatekeeper.artifacts()).read(folder, ARTIFACT, Envelope.MAX_BYTES);
            return Optional.of(opened(run, json));
        } catch (MlflowException.NotFound e) {
            return Optional.empty();
        }
    }

    /**
     * The evidence that a run carries, if it can be used: what somebody else put there, or a key sealed that is not trusted
     * any more, is as good as none, and evidence is recorded anew.
     */
    Optional<Proof> usable(@CheckForNull String run) {
        try {
            return run == null ? Optional.empty() : inRun(run);
        } catch (StepException e) {
            LOGGER.log(Level.WARNING, e::getMessage);
            return Optional.empty();
        }
    }

    private Proof opened(String run, byte[] json) {
        try {
            Envelope envelope = Envelope.open(json);
            if (!(envelope.document() instanceof Evidence evidence)) {
                throw new InvalidDocumentException("it is a document of another kind");
            }
            Envelope.Seal seal = envelope.check(gatekeeper.trust());
            boolean trusted = seal.state() == Envelope.Seal.State.TRUSTED;
            if (seal.state() == Envelope.Seal.State.BROKEN
                    || !trusted && !gatekeeper.trust().isEmpty()) {
                throw new InvalidDocumentException("it is " + seal + ", and the trust root asks for a trusted key");
            }
            return new Proof(evidence, envelope.digest(), seal.toString(), trusted);
        } catch (InvalidDocumentException e) {
            throw new StepException(
                    StepException.Kind.MISMATCH,
                    "The evidence in run ‘" + run + "’ cannot be used: " + e.getMessage(),
                    e);
        }
    }

    /** Whether there is evidence in a run, of use or not. What is there is never written over: verdicts may cite it. */
    boolean anyIn(Run run) {
        ArtifactFolder folder = gatekeeper.artifacts().of(run);
        return gatekeeper.artifacts().list(folder.folder(FOLDER)).stream()
                .anyMatch(file -> file.path().equals(NAME));
    }

    /** Keeps profiles of tables beside the evidence that will name them by their digests. */
    void store(Collection<Profile> profiles, Run run) {
        ArtifactFolder folder = gatekeeper.artifacts().of(run);
        for (Profile profile : profiles) {
            byte[] json = profile.json();
            gatekeeper.artifacts().upload(folder, PROFILES + Sha256.of(json) + ".json", json);
        }
    }

    /**
     * The profiles that evidence names, as far as they are wanted and there.
     *
     * @param run where they are kept; null if nobody said
     * @throws StepException if one is not what the evidence says
     */
    SortedMap<String, Profile> profiles(Evidence evidence, @CheckForNull String run, Collection<String> paths) {
        SortedMap<String, Profile> profiles = new TreeMap<>();
        Observed<SortedMap<String, Sha256>> named = evidence.profiles();
        if (run != null && named != null) {
            named.value().forEach((path, digest) -> {
                if (paths.contains(path)) {
                    profile(run, path, digest).ifPresent(profile -> profiles.put(path, profile));
                }
            });
        }
        return profiles;
    }

    private Optional<Profile> profile(String run, String path, Sha256 digest) {
        byte[] json;
        try {
            ArtifactFolder folder =
                    gatekeeper.artifacts().of(gatekeeper.tracking().getRun(run));
            json = new Bytes(gatekeeper.artifacts()).read(folder, PROFILES + digest + ".json", Profile.MAX_BYTES);
        } catch (MlflowException.NotFound e) {
            return Optional.empty();
        }
        if (!Sha256.of(json).equals(digest)) {
            throw new StepException(
                    StepException.Kind.MISMATCH,
                    "The profile of ‘" + path + "’ in run ‘" + run + "’ is not the one that the evidence names:"
                            + " somebody changed it");
        }
        return Optional.of(Profile.parse(json));
    }

    /** Seals evidence. */
    Envelope seal(Evidence evidence) {
        return gatekeeper.key() == null ? Envelope.unsigned(evidence) : Envelope.seal(evidence, gatekeeper.key());
    }

    /** The run that carries a version's evidence; null if nobody said. */
    @CheckForNull
    static String runOf(ModelVersion version) {
        Map<String, String> tags = version.tags();
        return tags.getOrDefault(Tags.EVIDENCE_RUN, version.runId());
    }

    /** The digest of the evidence that a version's tags name. */
    static Sha256 named(ModelVersion version) {
        String digest = version.tags().getOrDefault(Tags.EVIDENCE, "");
        try {
            return new Sha256(digest);
        } catch (IllegalArgumentException e) {
            throw new StepException(
                    StepException.Kind.MISMATCH,
                    "The tag ‘" + Tags.EVIDENCE + "’ of version " + version.version() + " of ‘" + version.model()
                            + "’ is no digest: somebody changed it",
                    e);
        }
    }
}
