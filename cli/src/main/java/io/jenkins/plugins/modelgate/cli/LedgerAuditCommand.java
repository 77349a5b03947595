package io.jenkins.plugins.modelgate.cli;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.ledger.AuditReport;
import picocli.CommandLine.Command;
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

    @Override
    Outcome run(Session session) throws Exception {
        AuditReport report = session.ledger().audit(knownHead);
        return new Outcome(LedgerReport.exitCode(report), report, page -> LedgerReport.print(page, report));
    }
}
