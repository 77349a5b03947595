package io.jenkins.plugins.modelgate.cli;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.cli.Page.Style;
import io.jenkins.plugins.modelgate.mlflow.steps.ModelSource;
import io.jenkins.plugins.modelgate.mlflow.steps.Verifier;
import io.jenkins.plugins.modelgate.mlflow.steps.Verifier.Verified;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "verify",
        description = {
            "Hash a model's files as the registry serves them, and hold them against evidence and ledger.",
            "Exit code 6 if they differ."
        },
        footer = {
            "%nExamples:",
            "  model-gate verify models:/diabetes@champion",
            "  model-gate verify models:/diabetes/3",
            "  model-gate verify models:/diabetes@champion --loaded /srv/model    # what a server has loaded"
        },
        sortOptions = false)
final class VerifyCommand extends ModelGateCommand {
    @Parameters(paramLabel = "MODEL", description = "models:/name@alias, models:/name/3 or models:/name/Production.")
    private String uri;

    @CheckForNull
    @Option(names = "--loaded", paramLabel = "FOLDER", description = "Hash this folder, not what the registry serves.")
    private Path loaded;

    @Override
    Outcome run(Session session) throws Exception {
        ModelSource source = loaded == null ? null : ModelSource.of(loaded.toAbsolutePath());
        Verified verified = new Verifier(session.gatekeeper()).verify(uri, source);
        return new Outcome(
                verified.ok() ? ExitCode.OK : ExitCode.PROBLEM_FOUND, verified, page -> print(page, verified));
    }

    private static void print(Page page, Verified verified) {
        page.line(
                Page.cell(verified.uri(), Style.BOLD),
                "is version " + verified.version() + ":",
                verified.ok() ? Page.cell("as recorded", Style.GOOD) : Page.cell("NOT as recorded", Style.BAD));
        Outputs.facts(page)
                .row("expected", verified.expected())
                .row("found", verified.actual())
                .row("files", verified.files())
                .row("holds", verified.targets().isEmpty() ? null : String.join(", ", verified.targets()))
                .print();
        verified.problems().forEach(problem -> page.line(Page.cell("problem:", Style.BAD), problem));
    }
}
