package io.jenkins.plugins.modelgate.cli;

import io.jenkins.plugins.modelgate.mlflow.steps.Targets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "lift",
        description = {"End a quarantine."},
        footer = {"%nExamples:", "  model-gate lift --target production 7 --reason 'false alarm, see INC-12'"},
        sortOptions = false)
final class LiftCommand extends ModelGateCommand {
    @Parameters(paramLabel = "VERSION", description = "Which version.")
    private String version;

    @Mixin
    private TargetOptions options;

    @Override
    Outcome run(Session session) throws Exception {
        return Movement.of(
                new Targets(session.gatekeeper())
                        .lift(
                                session.modelName(),
                                options.target(),
                                version,
                                options.requiredReason(),
                                options.dryRun()),
                options.dryRun());
    }
}
