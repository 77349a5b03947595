package io.jenkins.plugins.modelgate.cli;

import java.util.Map;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "completion",
        description = "Print a completion script for bash and zsh.",
        footer = {"%nExample:", "  source <(model-gate completion)"},
        sortOptions = false)
final class CompletionCommand extends ModelGateCommand {
    @Spec
    private CommandSpec spec;

    @Override
    Outcome run(Session session) {
        String script = AutoComplete.bash(Main.NAME, spec.root().commandLine());
        return Outcome.ok(Map.of("script", script), page -> page.text(script));
    }
}
