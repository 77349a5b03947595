package io.jenkins.plugins.modelgate.cli;

import io.jenkins.plugins.modelgate.core.ledger.AuditReport;
import io.jenkins.plugins.modelgate.core.ledger.Ledger;
import io.jenkins.plugins.modelgate.core.ledger.LedgerConfig;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "verify",
        description = {
            "Check what a push to a ledger's main branch would change; for a pre-receive hook or a required check.",
            "Inside a hook the repository is the one that runs it. Exit code 6 if the push must not be taken."
        },
        footer = {
            "%nExample, as hooks/pre-receive of the ledger's repository:",
            "  while read -r old new ref; do",
            "    [ \"$ref\" != refs/heads/main ] || model-gate ledger verify \"$old\" \"$new\" --trust /etc/model-gate/trusted.pem || exit 1",
            "  done"
        },
        sortOptions = false)
final class LedgerVerifyCommand extends ModelGateCommand {
    @Parameters(index = "0", paramLabel = "OLD", description = "The branch before; all zeros if there was none.")
    private String oldCommit;

    @Parameters(index = "1", paramLabel = "NEW", description = "The branch after.")
    private String newCommit;

    @Override
    Outcome run(Session session) throws Exception {
        try (Ledger ledger = Ledger.open(config(session))) {
            AuditReport report = ledger.verify(oldCommit, newCommit);
            return new Outcome(LedgerReport.exitCode(report), report, page -> LedgerReport.print(page, report));
        }
    }

    private static LedgerConfig config(Session session) throws Exception {
        LedgerConfig config = session.servers().ledgerToCheck();
        Path incoming =
                session.config().variable("GIT_OBJECT_DIRECTORY").map(Path::of).orElse(null);
        return incoming == null ? config : config.withIncoming(incoming.toAbsolutePath());
    }
}
