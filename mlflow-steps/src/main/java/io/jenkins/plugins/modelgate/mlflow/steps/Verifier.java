package io.jenkins.plugins.modelgate.mlflow.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import java.util.List;
import java.util.Objects;

/** Checks the bytes of a model against evidence and ledger. */
public final class Verifier {
    private final Gatekeeper gatekeeper;

    public Verifier(Gatekeeper gatekeeper) {
        this.gatekeeper = Objects.requireNonNull(gatekeeper, "gatekeeper");
    }

    /**
     * What was found.
     *
     * @param uri what was asked, such as {@code models:/diabetes@champion}
     * @param version the version it leads to
     * @param expected the model's hash by evidence or ledger; null if neither knows the version
     * @param actual the model's hash as served, or of the local folder
     * @param files how many files were hashed
     * @param targets names of the targets that the ledger says this version holds
     * @param problems each a sentence; empty if all is well
     */
    public record Verified(
            String uri,
            String version,
            @CheckForNull Sha256 expected,
            Sha256 actual,
            int files,
            List<String> targets,
            List<String> problems) {
        public boolean ok() {
            return problems.isEmpty();
        }
    }

    /**
     * Hashes all files of a version.
     *
     * @param uri {@code models:/name@alias}, {@code models:/name/3} or {@code models:/name/Production}
     * @param loaded a folder that a server has loaded, hashed in place of what the registry serves; null: the registry's
     */
    public Verified verify(String uri, @CheckForNull ModelSource loaded) {
        return gatekeeper.unfinished();
    }
}
