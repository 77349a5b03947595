package io.jenkins.plugins.modelgate.cli;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.mlflow.steps.Targets;
import io.jenkins.plugins.modelgate.mlflow.steps.Targets.Promotion;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "promote",
        description = {
            "Give a target to a version whose gates pass: decided in the ledger, then shown in MLflow.",
            "Needs the verdicts of ‘model-gate gate’. Exit code 5 if a rule forbids it or somebody else was first."
        },
        footer = {
            "%nExamples:",
            "  model-gate promote --target production",
            "  model-gate promote --target production 7 --dry-run"
        },
        sortOptions = false)
final class PromoteCommand extends ModelGateCommand {
    @CheckForNull
    @Parameters(
            paramLabel = "VERSION",
            arity = "0..1",
            description = "Which version; default: the one that this build registered.")
    private String version;

    @Mixin
    private TargetOptions options;

    @Override
    Outcome run(Session session) throws Exception {
        return Movement.of(
                new Targets(session.gatekeeper())
                        .promote(new Promotion(
                                session.model(),
                                session.policyRef(),
                                options.target(),
                                session.version(version),
                                options.reason(),
                                options.dryRun())),
                options.dryRun());
    }
}
