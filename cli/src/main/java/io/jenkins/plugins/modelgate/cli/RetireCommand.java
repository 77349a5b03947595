package io.jenkins.plugins.modelgate.cli;

import io.jenkins.plugins.modelgate.mlflow.steps.Targets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "retire",
        description = {"Take a target from whoever holds it; nobody holds it then."},
        footer = {"%nExamples:", "  model-gate retire --target staging --reason 'no longer served'"},
        sortOptions = false)
final class RetireCommand extends ModelGateCommand {

    @Mixin
    private TargetOptions options;

    @Override
    Outcome run(Session session) throws Exception {
        return Movement.of(
                new Targets(session.gatekeeper())
                        .retire(session.modelName(), options.target(), options.requiredReason(), options.dryRun()),
                options.dryRun());
    }
}
