package io.jenkins.plugins.modelgate.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.dvc.program.Command;
import io.jenkins.plugins.modelgate.dvc.program.OutputListener;
import io.jenkins.plugins.modelgate.dvc.program.ProcessRunner;
import io.jenkins.plugins.modelgate.mlflow.steps.Rescorer.Measured;
import io.jenkins.plugins.modelgate.mlflow.steps.StepException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShellRescorerTest {
    @TempDir
    private Path temp;

    private final List<Command> commands = new ArrayList<>();

    private ShellRescorer rescorer(int exitCode, @CheckForNull String metrics) {
        return rescorer(exitCode, metrics, null);
    }

    private ShellRescorer rescorer(int exitCode, @CheckForNull String metrics, @CheckForNull String scores) {
        return rescorer((command, listener) -> {
            commands.add(command);
            if (metrics != null) {
                Files.writeString(Path.of(command.environment().get("MODEL_GATE_METRICS")), metrics);
            }
            if (scores != null) {
                Files.writeString(Path.of(command.environment().get("MODEL_GATE_SCORES")), scores);
            }
            return exitCode;
        });
    }

    private ShellRescorer rescorer(ProcessRunner runner) {
        return new ShellRescorer(
                "python evaluate.py", temp, Set.of("SECRET"), Duration.ofMinutes(1), runner, OutputListener.NONE);
    }

    @Test
    void readsTheNumbersThatTheCommandWrites() {
        assertThat(rescorer(0, "{\"rmse\": 53.5, \"n\": 89}").score(temp.resolve("model")))
                .containsExactlyInAnyOrderEntriesOf(java.util.Map.of("rmse", 53.5, "n", 89.0));
        Command command = commands.get(0);
        assertThat(command.arguments()).containsExactly("/bin/sh", "-c", "python evaluate.py");
        assertThat(command.directory()).isEqualTo(temp);
        assertThat(command.hidden()).containsExactly("SECRET");
        assertThat(command.environment())
                .containsEntry("MODEL_GATE_MODEL", temp.resolve("model").toString());
        assertThat(command.timeout()).isEqualTo(Duration.ofMinutes(1));
        assertThat(Path.of(command.environment().get("MODEL_GATE_METRICS")).getParent())
                .doesNotExist();
    }

    @Test
    void removesWhatTheCommandLeavesBesideItsNumbers() {
        List<Path> left = new ArrayList<>();
        ProcessRunner untidy = (command, listener) -> {
            Path metrics = Path.of(command.environment().get("MODEL_GATE_METRICS"));
            Files.writeString(metrics, "{\"rmse\": 53.5}");
            left.add(Files.createDirectories(metrics.resolveSibling("cache")));
            return 0;
        };

        assertThat(rescorer(untidy).score(temp)).containsEntry("rmse", 53.5);
        assertThat(left.get(0)).doesNotExist();
    }

    @Test
    void namesNumbersAsDvcDoes() {
        assertThat(rescorer(0, "{\"rmse\": 1, \"latency\": {\"p95\": 40, \"by\": {\"eu\": 41}}}")
                        .score(temp))
                .containsOnly(entry("rmse", 1.0), entry("latency.p95", 40.0), entry("latency.by.eu", 41.0));
    }

    @Test
    void readsWhatTheCommandSaysOfEachExample() {
        Measured measured = rescorer(0, "{}", "id,right\na,1\n").measure(temp);
        assertThat(Objects.requireNonNull(measured.examples()).size()).isEqualTo(1);
        assertThat(rescorer(0, "{}").measure(temp).examples()).isNull();
        assertThatThrownBy(() -> rescorer(0, "{}", "name,right\n").measure(temp))
                .isInstanceOf(StepException.class)
                .hasMessageEndingWith(
                        "wrote no table of scores to MODEL_GATE_SCORES: it has no column ‘id’, only ‘name’,"
                                + " ‘right’");
        assertThat(Path.of(commands.get(0).environment().get("MODEL_GATE_SCORES")))
                .doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "nothing",
            value = {
                "7| {\"rmse\": 1}| exited with 7",
                "0| nothing| wrote nothing to the file that MODEL_GATE_METRICS names",
                "0| {\"rmse\": NaN}| wrote no JSON object of numbers",
                "0| [1]| wrote no JSON object of numbers",
                "0| {\"rmse\": \"1\"}| wrote ‘rmse’, which is not a number",
                "0| {\"rmse\": {\"a\": \"1\"}}| wrote ‘rmse.a’, which is not a number",
                "0| {\"rmse\": null}| wrote no JSON object of numbers",
            })
    void saysWhatIsWrong(int exitCode, @CheckForNull String metrics, String message) {
        assertThatThrownBy(() -> rescorer(exitCode, metrics).score(temp))
                .isInstanceOf(StepException.class)
                .hasMessageContaining("‘python evaluate.py’")
                .hasMessageContaining(message);
    }

    @Test
    void saysThatItTookTooLong() {
        ProcessRunner slow = (command, listener) -> {
            throw new ProcessRunner.TimedOutException(command);
        };

        assertThatThrownBy(() -> rescorer(slow).score(temp))
                .isInstanceOf(StepException.class)
                .hasMessageContaining("longer than");
    }

    @Test
    void staysInterrupted() {
        ProcessRunner interrupted = (command, listener) -> {
            throw new InterruptedException();
        };

        assertThatThrownBy(() -> rescorer(interrupted).score(temp)).isInstanceOf(StepException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void refusesMoreThanItCanHold() throws IOException {
        assertThatThrownBy(() ->
                        rescorer(0, "{\"a\":\"" + "x".repeat(1 << 20) + "\"}").score(temp))
                .isInstanceOf(StepException.class)
                .hasMessageContaining("more than 1048576 bytes");
    }
}
