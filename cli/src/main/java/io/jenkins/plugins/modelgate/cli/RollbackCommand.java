package io.jenkins.plugins.modelgate.cli;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.mlflow.steps.Targets;
import io.jenkins.plugins.modelgate.mlflow.steps.Targets.RollBack;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "rollback",
        description = {
            "Give a target back to its last good holder, and quarantine what it leaves.",
            "Needs no gates and no approvals. Files and data are checked to be there before anything moves."
        },
        footer = {
            "%nExamples:",
            "  model-gate rollback --target production --reason 'predicts nonsense since noon'",
            "  model-gate rollback --target production --reason 'as agreed' --to 5 --dry-run"
        },
        sortOptions = false)
final class RollbackCommand extends ModelGateCommand {
    @Mixin
    private TargetOptions options;

    @CheckForNull
    @Option(
            names = "--to",
            paramLabel = "VERSION",
            description = "Go back to this one; default: the last holder neither quarantined nor gone.")
    private String to;

    @CheckForNull
    @Option(
            names = "--from",
            paramLabel = "VERSION",
            description = "Leave this one, or do nothing if it was left already: makes repeating safe.")
    private String from;

    @Option(names = "--without-data", description = "Go back even if that version's data is gone.")
    private boolean withoutData;

    @Override
    Outcome run(Session session) throws Exception {
        return Movement.of(
                new Targets(session.gatekeeper())
                        .rollBack(new RollBack(
                                session.modelName(),
                                options.target(),
                                from,
                                to,
                                options.requiredReason(),
                                session.dataPresence(),
                                withoutData,
                                options.dryRun())),
                options.dryRun());
    }
}
