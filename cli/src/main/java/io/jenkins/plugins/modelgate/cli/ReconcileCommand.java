package io.jenkins.plugins.modelgate.cli;

import io.jenkins.plugins.modelgate.cli.Page.Style;
import io.jenkins.plugins.modelgate.mlflow.steps.Reconciler;
import io.jenkins.plugins.modelgate.mlflow.steps.Reconciler.Reconciled;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "reconcile",
        description = {
            "Make MLflow show what the ledger says: repairs drift, and completes what a crash interrupted.",
            "Exit code 6 if something differs that writing cannot repair."
        },
        footer = {"%nExamples:", "  model-gate reconcile --dry-run", "  model-gate reconcile --model diabetes"},
        sortOptions = false)
final class ReconcileCommand extends ModelGateCommand {
    @Option(names = "--dry-run", description = "Say what would be written, and write nothing.")
    private boolean dryRun;

    @Override
    Outcome run(Session session) throws Exception {
        Reconciled reconciled = new Reconciler(session.gatekeeper()).reconcile(session.onlyModel(), dryRun);
        return new Outcome(
                reconciled.left().isEmpty() ? ExitCode.OK : ExitCode.PROBLEM_FOUND,
                reconciled,
                page -> print(page, reconciled));
    }

    private void print(Page page, Reconciled reconciled) {
        if (reconciled.repaired().isEmpty() && reconciled.left().isEmpty()) {
            page.line(Page.cell("MLflow shows what the ledger says.", Style.GOOD));
        }
        reconciled.repaired().forEach(drift -> page.line(dryRun ? "would repair:" : "repaired:", drift.sentence()));
        Outputs.left(page, reconciled.left());
    }
}
