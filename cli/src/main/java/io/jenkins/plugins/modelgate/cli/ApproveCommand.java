package io.jenkins.plugins.modelgate.cli;

import io.jenkins.plugins.modelgate.core.document.Approval.Decision;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "approve",
        description = {
            "Say yes to a version whose gates were asked, signed by your SSH key.",
            "What you sign is bound to the verdicts, the model's bytes, the policy and the champion: if one of them changes,",
            "it counts for nothing. ‘model-gate show DIGEST’ shows the verdicts. Exit code 5 if your yes does not count."
        },
        footer = {
            "%nExamples:",
            "  model-gate approve --target production",
            "  model-gate approve --target production 7 --group risk --comment 'within appetite'",
            "  model-gate approve --target production --key ~/.ssh/id_ed25519.pub --dry-run"
        },
        sortOptions = false)
final class ApproveCommand extends SayCommand {
    @Option(
            names = "--break-glass",
            description =
                    "Let it through alone, without the others: for emergencies, if the policy names you; --comment"
                            + " says why. It is shown in red for ever.")
    private boolean breakGlass;

    @Override
    Decision decision() {
        return breakGlass ? Decision.BREAK_GLASS : Decision.APPROVE;
    }
}
