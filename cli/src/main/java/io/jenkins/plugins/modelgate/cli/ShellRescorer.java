package io.jenkins.plugins.modelgate.cli;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.gate.ScoreTable;
import io.jenkins.plugins.modelgate.dvc.program.Command;
import io.jenkins.plugins.modelgate.dvc.program.OutputListener;
import io.jenkins.plugins.modelgate.dvc.program.ProcessRunner;
import io.jenkins.plugins.modelgate.mlflow.steps.Rescorer;
import io.jenkins.plugins.modelgate.mlflow.steps.StepException;
import io.jenkins.plugins.modelgate.mlflow.steps.TemporaryFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/**
 * Scores a model by the policy's command, run by a shell in the workspace. The command finds the model's folder in {@code
 * MODEL_GATE_MODEL}, and writes a JSON object of numbers to the file named by {@code MODEL_GATE_METRICS}.
 * It may write what the model scored on each example, as CSV, to that named by {@code MODEL_GATE_SCORES}.
 *
 * @param command for {@code /bin/sh -c}
 * @param workspace where it runs
 * @param hidden variables of this process that it must not see
 * @param timeout after which it is ended with all that it started
 * @param runner runs it
 * @param listener hears what it says
 */
record ShellRescorer(
        String command,
        Path workspace,
        Set<String> hidden,
        Duration timeout,
        ProcessRunner runner,
        OutputListener listener)
        implements Rescorer {
    @Override
    public SortedMap<String, Double> score(Path model) {
        return measure(model).metrics();
    }

    @Override
    public Measured measure(Path model) {
        return TemporaryFolder.use(folder -> measure(model, folder));
    }

    private Measured measure(Path model, Path folder) {
        Path metrics = folder.resolve("metrics.json");
        Path scores = folder.resolve("scores.csv");
        try {
            run(model, metrics, scores);
            return new Measured(numbers(metrics), examples(scores));
        } catch (IOException e) {
            throw failed("could not be run: " + e.getMessage(), e);
        }
    }

    private void run(Path model, Path metrics, Path scores) throws IOException {
        Map<String, String> environment = Map.of(
                "MODEL_GATE_MODEL", model.toAbsolutePath().toString(),
                "MODEL_GATE_METRICS", metrics.toAbsolutePath().toString(),
                "MODEL_GATE_SCORES", scores.toAbsolutePath().toString());
        Command shell = new Command(List.of("/bin/sh", "-c", command), workspace, environment, hidden, timeout);
        try {
            int exitCode = runner.run(shell, listener);
            if (exitCode != 0) {
                throw failed("exited with " + exitCode, null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed("was interrupted", e);
        }
    }

    private SortedMap<String, Double> numbers(Path metrics) throws IOException {
        try (InputStream in = Files.newInputStream(metrics)) {
            return Rescorer.scores(command, in.readNBytes(MOST_BYTES + 1));
        } catch (NoSuchFileException e) {
            throw failed("wrote nothing to the file that MODEL_GATE_METRICS names", e);
        }
    }

    @CheckForNull
    private ScoreTable examples(Path scores) throws IOException {
        try (InputStream in = Files.newInputStream(scores)) {
            return Rescorer.examples(command, in.readNBytes(ScoreTable.MAX_BYTES + 1));
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private StepException failed(String what, Exception cause) {
        return Rescorer.failed(command, what, cause);
    }
}
