package io.jenkins.plugins.modelgate.cli;

import io.jenkins.plugins.modelgate.mlflow.steps.Targets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "quarantine",
        description = {
            "Keep a version, and every version of the same candidate, out of all targets of its model.",
            "A target that it holds stays as it is: roll it back or retire it."
        },
        footer = {"%nExamples:", "  model-gate quarantine --target production 7 --reason 'trained on test data'"},
        sortOptions = false)
final class QuarantineCommand extends ModelGateCommand {
    @Parameters(paramLabel = "VERSION", description = "Which version.")
    private String version;

    @Mixin
    private TargetOptions options;

    @Override
    Outcome run(Session session) throws Exception {
        return Movement.of(
                new Targets(session.gatekeeper())
                        .quarantine(
                                session.modelName(),
                                options.target(),
                                version,
                                options.requiredReason(),
                                options.dryRun()),
                options.dryRun());
    }
}
