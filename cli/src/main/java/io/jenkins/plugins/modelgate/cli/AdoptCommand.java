package io.jenkins.plugins.modelgate.cli;

import io.jenkins.plugins.modelgate.mlflow.steps.Adoption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "adopt",
        description = {
            "Take over into the ledger what MLflow shows for a target, as it is.",
            "Once, at the start; and after something was done by hand in an emergency."
        },
        footer = {"%nExamples:", "  model-gate adopt --target production --reason 'start of Model Gate'"},
        sortOptions = false)
final class AdoptCommand extends ModelGateCommand {

    @Mixin
    private TargetOptions options;

    @Override
    Outcome run(Session session) throws Exception {
        return Movement.of(
                new Adoption(session.gatekeeper())
                        .adopt(
                                session.model(),
                                session.policyRef(),
                                options.target(),
                                options.requiredReason(),
                                options.dryRun()),
                options.dryRun());
    }
}
