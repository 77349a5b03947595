package io.jenkins.plugins.modelgate.cli;

import io.jenkins.plugins.modelgate.core.document.TargetId;
import io.jenkins.plugins.modelgate.core.gate.Looks;
import io.jenkins.plugins.modelgate.core.policy.Holdout;
import io.jenkins.plugins.modelgate.core.policy.ModelPolicy;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "accept",
        description = {
            "Let the data that lies in the workspace be the model's holdout from now on.",
            "Its looks are counted anew; who said so, and why, is written into the ledger's branch of looks."
        },
        footer = {
            "%nExamples:",
            "  model-gate holdout accept --reason 'a new clinic'",
            "  model-gate holdout accept --reason 'the budget is spent' --dry-run"
        },
        sortOptions = false)
final class HoldoutAcceptCommand extends ModelGateCommand {
    @Option(names = "--reason", paramLabel = "WORDS", required = true, description = "Why; it is written down.")
    private String reason;

    @Option(names = "--dry-run", description = "Check everything and change nothing.")
    private boolean dryRun;

    @Override
    Outcome run(Session session) throws Exception {
        if (reason.isBlank()) {
            throw new InputException("Say why, by --reason: it is written down");
        }
        ModelPolicy model = session.model();
        Holdout holdout = HoldoutShowCommand.holdout(model);
        TargetId target = HoldoutShowCommand.target(session, model);
        String hash = HoldoutShowCommand.hash(session, model);
        if (hash == null) {
            throw new InputException("DVC tracks no ‘" + holdout.data()
                    + "’ in the workspace: it is the data of the holdout ‘" + holdout.name() + "’");
        }
        Looks before = session.ledger().looks(target, holdout, hash);
        boolean changes = !before.accepted();
        if (changes && !dryRun) {
            session.ledger()
                    .acceptHoldout(
                            target,
                            holdout,
                            hash,
                            session.actor(),
                            reason,
                            Instant.now().truncatedTo(ChronoUnit.MILLIS));
        }
        String said = changes ? dryRun ? "would be accepted" : "is accepted" : "was accepted before";
        return Outcome.ok(
                Map.of("model", model.name(), "holdout", holdout.name(), "hash", hash, "changed", changes && !dryRun),
                page -> page.line("The holdout ‘" + holdout.name() + "’ of ‘" + model.name() + "’ is now " + hash
                        + ": it " + said + "."));
    }
}
