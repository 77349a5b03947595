package io.jenkins.plugins.modelgate.cli;

import io.jenkins.plugins.modelgate.cli.config.Config;
import java.nio.file.Files;
import java.nio.file.Path;

/** One call of one command: its settings, and what it opens, closed at its end. */
final class Session implements AutoCloseable {
    private final Main main;
    private final ModelGateCommand command;
    private final Config config;

    Session(Main main, ModelGateCommand command) {
        this.main = main;
        this.command = command;
        Path workspace = command.workspace();
        if (!Files.isDirectory(workspace)) {
            throw new InputException("There is no folder ‘" + workspace + "’ to work in");
        }
        this.config = Config.load(command.flags(), command.config(), main.environment(), workspace);
    }

    Console console() {
        return main.console();
    }

    Config config() {
        return config;
    }

    Path workspace() {
        return command.workspace();
    }

    @Override
    public void close() {}
}
