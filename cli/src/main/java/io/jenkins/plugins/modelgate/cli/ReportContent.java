package io.jenkins.plugins.modelgate.cli;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Approval;
import io.jenkins.plugins.modelgate.core.document.Evidence;
import io.jenkins.plugins.modelgate.core.document.Verdicts;
import io.jenkins.plugins.modelgate.core.ledger.AuditReport;
import io.jenkins.plugins.modelgate.core.ledger.HistoryEntry;
import io.jenkins.plugins.modelgate.core.ledger.Quarantined;
import io.jenkins.plugins.modelgate.mlflow.steps.Reconciler.Status;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What a report shows.
 *
 * @param title the model, or what stands for several
 * @param at when all of it was read
 * @param madeBy the program and its version
 * @param server the MLflow server's name
 * @param ledger where the ledger is, without secrets
 * @param embedded whether nothing protects the ledger from its own administrator
 * @param audit the ledger, replayed from its first commit
 * @param status what holds what, and what the registry shows otherwise
 * @param history the transitions, oldest first; like status and candidates empty if the ledger does not stand its audit
 * @param approvals what each transition cites, by its digest
 * @param candidates newest first
 * @param notes what somebody wants to add
 */
record ReportContent(
        String title,
        Instant at,
        String madeBy,
        String server,
        String ledger,
        boolean embedded,
        AuditReport audit,
        Status status,
        List<HistoryEntry> history,
        Map<Sha256, List<Approval>> approvals,
        List<Candidate> candidates,
        List<Note> notes) {

    /**
     * A version of the registry that evidence was recorded for.
     *
     * @param model the registered model
     * @param version its number
     * @param evidence null if there is none, or it cannot be used
     * @param seal who vouches for the evidence, in words, or why it cannot be used; null if there is none
     * @param verdicts the latest for each target
     * @param quarantine what keeps it out of every target; null if nothing does
     */
    record Candidate(
            String model,
            String version,
            @CheckForNull Evidence evidence,
            @CheckForNull String seal,
            List<Verdicts> verdicts,
            @CheckForNull Quarantined quarantine) {}

    /** A heading, and a line for each thing said. */
    record Note(String heading, List<String> lines) {}
}
