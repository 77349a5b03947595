package io.jenkins.plugins.modelgate.cli;

import io.jenkins.plugins.modelgate.core.policy.FirstPolicy;
import io.jenkins.plugins.modelgate.core.policy.PolicyRepository;
import io.jenkins.plugins.modelgate.dvc.DvcRepository;
import io.jenkins.plugins.modelgate.dvc.SnapshotOptions;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "init",
        description = {
            "Write a first policy, made of the metrics files of the project and what DVC tracks.",
            "A draft for a person to check; nothing that is there is written over."
        },
        footer = {
            "%nExamples:",
            "  model-gate policy init --model diabetes",
            "  model-gate policy init --model diabetes --dry-run"
        },
        sortOptions = false)
final class PolicyInitCommand extends ModelGateCommand {
    @Option(names = "--dry-run", description = "Show it, and write nothing.")
    private boolean dryRun;

    @Override
    Outcome run(Session session) throws IOException {
        String model = session.onlyModel();
        String text = FirstPolicy.of(
                model == null ? folder(session) : model,
                DvcRepository.open(session.workspace()).snapshot(SnapshotOptions.defaults()));
        Path file = session.workspace().resolve(PolicyRepository.FILE);
        if (!dryRun) {
            write(file, text);
        }
        return Outcome.ok(Map.of("file", file.toString(), "written", !dryRun, "policy", text), page -> {
            if (dryRun) {
                text.lines().forEach(page::line);
            } else {
                page.line("Wrote ‘" + PolicyRepository.FILE
                        + "’. Check each line (‘model-gate policy check’ says them in words), and commit it: only what is committed is in"
                        + " force.");
            }
        });
    }

    /** The project's folder, where nobody names the model. */
    private static String folder(Session session) {
        Path name = session.workspace().toAbsolutePath().normalize().getFileName();
        if (name == null) {
            throw new InputException("Name the model by --model");
        }
        return name.toString();
    }

    private static void write(Path file, String text) throws IOException {
        try {
            Files.writeString(file, text, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException e) {
            throw new InputException(
                    "There is a policy ‘" + file + "’ already: use --dry-run to see what would be written", e);
        }
    }
}
