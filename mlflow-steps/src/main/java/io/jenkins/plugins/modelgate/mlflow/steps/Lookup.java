package io.jenkins.plugins.modelgate.mlflow.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Evidence;
import io.jenkins.plugins.modelgate.core.ledger.LedgerException;
import io.jenkins.plugins.modelgate.mlflow.client.Filter;
import io.jenkins.plugins.modelgate.mlflow.client.ModelVersion;
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
        DATA("data"),
        COMMIT("commit"),
        EVIDENCE("evidence"),
        CANDIDATE("candidate"),
        SNAPSHOT("snapshot"),
        BUILD("build"),
        MODEL_HASH("model");

        private final String tag;

        By(String word) {
            this.tag = "model-gate." + word;
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
     * @param run the run that carries its evidence
     * @param candidateKey its candidate, in hex
     * @param evidence the digest of its evidence, in hex
     * @param hash the model's hash, in hex
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
            @CheckForNull String candidateKey,
            @CheckForNull String evidence,
            @CheckForNull String hash,
            @CheckForNull String duplicateOf) {}

    /**
     * A version with its evidence.
     *
     * @param entry what its tags say
     * @param evidence the evidence itself, checked against its digest; null if there is none
     * @param digest its digest; null if there is none
     * @param seal who vouches for it, in words; null if there is none
     */
    public record Descent(
            VersionEntry entry,
            @CheckForNull Evidence evidence,
            @CheckForNull Sha256 digest,
            @CheckForNull String seal) {}

    /**
     * Version to data, commit and evidence.
     *
     * @param uri {@code models:/name@alias}, {@code models:/name/3} or {@code models:/name/Production}
     * @throws StepException if the evidence that the version names was changed
     */
    public Descent descent(String uri) throws LedgerException {
        ModelVersion version = new Versions(gatekeeper).resolve(uri);
        return new Proofs(gatekeeper)
                .of(version)
                .map(proof -> new Descent(entry(version), proof.evidence(), proof.digest(), proof.seal()))
                .orElseGet(() -> new Descent(entry(version), null, null, null));
    }

    /**
     * Data, commit or digest to versions, newest first.
     *
     * @param value the whole value of the tag; of data, the hash of one path or of all
     * @param model only this registered model; null: all
     */
    public List<VersionEntry> versions(By by, String value, @CheckForNull String model) {
        Filter filter = by == By.DATA ? Filter.tagContains(by.tag(), value) : Filter.tag(by.tag(), value);
        return gatekeeper
                .registry()
                .searchVersions(model == null ? filter : filter.and(Filter.attribute("name", model)), Versions.MOST)
                .stream()
                .filter(version -> (" " + tag(version, by) + " ").contains(" " + value + " "))
                .map(Lookup::entry)
                .toList();
    }

    /** The newest versions of a model, newest first, with or without evidence; none if there is no such model. */
    public List<VersionEntry> newest(String model, int most) {
        return gatekeeper.registry().searchVersions(Filter.attribute("name", model), most).stream()
                .map(Lookup::entry)
                .toList();
    }

    private static VersionEntry entry(ModelVersion version) {
        return new VersionEntry(
                version.model(),
                version.version(),
                tag(version, By.DATA),
                tag(version, By.COMMIT),
                tag(version, By.SNAPSHOT),
                tag(version, By.BUILD),
                Proofs.runOf(version),
                tag(version, By.CANDIDATE),
                tag(version, By.EVIDENCE),
                tag(version, By.MODEL_HASH),
                version.tags().get(Tags.DUPLICATE_OF));
    }

    @CheckForNull
    private static String tag(ModelVersion version, By by) {
        return version.tags().get(by.tag());
    }
}
