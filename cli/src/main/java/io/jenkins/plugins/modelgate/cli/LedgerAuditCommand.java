package io.jenkins.plugins.modelgate.cli;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.ledger.AuditReport;
import io.jenkins.plugins.modelgate.core.ledger.Ledger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "audit",
        description = {
            "Replay the ledger from its first commit: signatures, rules, chain, files byte for byte.",
            "Needs no MLflow. Exit code 6 if anything is wrong; the place and the remedy are named."
        },
        footer = {
            "%nExamples:",
            "  model-gate ledger audit",
            "  model-gate ledger audit --ledger /backup/ledger.git --trust trusted.pem",
            "  model-gate ledger audit --anchors https://git.example.org/audit/anchors.git",
            "  model-gate ledger audit --known-head 3f2a…     # noticed too: history cut off or rewritten"
        },
        sortOptions = false)
final class LedgerAuditCommand extends ModelGateCommand {
    @CheckForNull
    @Option(
            names = "--known-head",
            paramLabel = "COMMIT",
            description = "A commit that was written down earlier and must still be there.")
    private String knownHead;

    @Mixin
    private AnchorOptions.Places anchors;

    @Override
    Outcome run(Session session) throws Exception {
        try (Ledger ledger = Ledger.open(session.servers().ledgerToCheck())) {
            AuditReport report = ledger.audit(knownHead, anchors.all(session));
            return new Outcome(LedgerReport.exitCode(report), report, page -> LedgerReport.print(page, report));
        }
    }
}
