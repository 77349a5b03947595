package io.jenkins.plugins.modelgate.cli;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.cli.Page.Style;
import io.jenkins.plugins.modelgate.mlflow.steps.Recorder;
import io.jenkins.plugins.modelgate.mlflow.steps.Recorder.Preview;
import io.jenkins.plugins.modelgate.mlflow.steps.Registrar;
import io.jenkins.plugins.modelgate.mlflow.steps.Registrar.Registered;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "register",
        description = {
            "Register the candidate in this workspace in MLflow: one version for each candidate, never two.",
            "Records it first, if that was not done."
        },
        footer = {
            "%nExamples:",
            "  model-gate register",
            "  model-gate register --dry-run",
            "  model-gate register --json | jq -r .result.version"
        },
        sortOptions = false)
final class RegisterCommand extends ModelGateCommand {
    @CheckForNull
    @Option(names = "--run", paramLabel = "RUN", description = "The MLflow run; default: that of ‘model-gate run’.")
    private String run;

    @Option(names = "--dry-run", description = "Say what would be registered, and write it nowhere.")
    private boolean dryRun;

    @Override
    Outcome run(Session session) throws Exception {
        if (dryRun) {
            Preview preview = new Recorder(session.gatekeeper()).preview(session.candidate(run));
            return Outcome.ok(RecordCommand.json(preview), page -> {
                RecordCommand.print(page, preview);
                page.line(
                        preview.version() == null
                                ? "It would become a version, unless training code registered it already."
                                : "It is version " + preview.version() + " already.");
            });
        }
        Recorder.Recorded recorded = new Recorder(session.gatekeeper()).record(session.candidate(run));
        Registered registered = new Registrar(session.gatekeeper()).register(recorded);
        session.keep(session.state().withVersion(registered.model(), registered.version()));
        return Outcome.ok(registered, page -> print(page, registered, recorded.remarks()));
    }

    private static void print(Page page, Registered registered, List<String> remarks) {
        page.line(
                Page.cell(registered.model() + " " + registered.version(), Style.BOLD),
                registered.origin().name().toLowerCase(Locale.ROOT));
        Outputs.facts(page)
                .row("candidate", registered.candidateKey().abbreviated())
                .row("evidence", registered.evidence())
                .row("model", registered.hash().abbreviated() + ", " + Outputs.words(registered.link()))
                .print();
        remarks.forEach(page::line);
        if (!registered.duplicates().isEmpty()) {
            page.line("Marked as duplicates, not to be used: " + String.join(", ", registered.duplicates()));
        }
    }
}
