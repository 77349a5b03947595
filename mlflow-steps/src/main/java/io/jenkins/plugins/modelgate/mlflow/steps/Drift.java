package io.jenkins.plugins.modelgate.mlflow.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.document.TargetId;

/**
 * Something that the registry, or another place that follows the ledger, shows and the ledger doesn't say.
 *
 * @param target whose
 * @param kind see {@link Kind}
 * @param said what the ledger says; null for nothing. Of a deployment its name, and the transition that it should show
 * @param found what the registry shows; null for nothing. Of a deployment the commit that it shows
 * @param sentence both, for people
 */
public record Drift(
        TargetId target,
        Kind kind,
        @CheckForNull String said,
        @CheckForNull String found,
        String sentence) {
    public enum Kind {
        /** The alias is missing, or shows another version. */
        ALIAS,
        /** The stage is missing, or another version has it too. */
        STAGE,
        /** A tag that shows the ledger's state is missing, wrong or left over. */
        TAG,
        /** The version is deleted: nothing can be repaired by writing. */
        VERSION_GONE,
        /** The version's bytes are not those of the ledger. */
        BYTES,
        /** The registry shows a version for a target about which the ledger never decided. */
        UNDECIDED,
        /** Data that a version was made from is gone from its DVC remote. */
        DATA,
        /** What others deploy from does not show what the ledger says. */
        DEPLOYMENT,
        /** The policy in force is not the one by which the ledger decided last: no drift yet, but worth knowing. */
        POLICY
    }

    /** Whether {@code reconcile} can repair it. */
    public boolean repairable() {
        return kind == Kind.ALIAS || kind == Kind.STAGE || kind == Kind.TAG;
    }

    /** The name of the deployment that it is about; null if it is about none. */
    @CheckForNull
    public String deployment() {
        return kind != Kind.DEPLOYMENT || said == null ? null : said.split(" ", 2)[0];
    }
}
