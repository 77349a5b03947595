package io.jenkins.plugins.modelgate.cli;

import io.jenkins.plugins.modelgate.core.document.Approval.Decision;
import picocli.CommandLine.Command;

@Command(
        name = "reject",
        description = {
            "Say no to a version whose gates were asked, signed by your SSH key.",
            "A no stands until you approve the same verdicts."
        },
        footer = {"%nExamples:", "  model-gate reject --target production --comment 'trained on last year’s prices'"},
        sortOptions = false)
final class RejectCommand extends SayCommand {
    @Override
    Decision decision() {
        return Decision.REJECT;
    }
}
