package io.jenkins.plugins.modelgate.cli;

import io.jenkins.plugins.modelgate.core.document.Approval;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import io.jenkins.plugins.modelgate.core.ledger.AuditReport;
import io.jenkins.plugins.modelgate.mlflow.steps.Reconciler;
import io.jenkins.plugins.modelgate.mlflow.steps.Reconciler.Status;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "audit",
        description = {
            "Check everything: replay the whole ledger, then hold MLflow and the holders' files against it.",
            "Exit code 6 if anything is wrong; the place is named. Changes nothing."
        },
        footer = {
            "%nExamples:",
            "  model-gate audit",
            "  model-gate audit --anchors https://git.example.org/audit/anchors.git",
            "  model-gate ledger audit     # the ledger alone; needs no server"
        },
        sortOptions = false)
final class AuditCommand extends ModelGateCommand {
    @Mixin
    private AnchorOptions.Places anchors;

    @Override
    Outcome run(Session session) throws Exception {
        AuditReport report = session.ledger().audit(null, anchors.all(session));
        if (!report.ok()) {
            return new Outcome(
                    ExitCode.PROBLEM_FOUND, Map.of("ledger", report), page -> LedgerReport.print(page, report));
        }
        Status status = new Reconciler(session.gatekeeper()).status(session.onlyModel(), true, null);
        Map<TargetId, List<Approval>> approved = StatusCommand.approved(session);
        return new Outcome(
                status.drifted() ? ExitCode.PROBLEM_FOUND : ExitCode.OK,
                Map.of("ledger", report, "registry", status),
                page -> {
                    LedgerReport.print(page, report);
                    StatusCommand.print(page, status, approved);
                });
    }
}
