package io.jenkins.plugins.modelgate.core.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modelgate.core.digest.CanonicalJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Asks SciPy, pandas and NumPy. */
public final class Reference {
    private static final Path SCRIPT = Path.of("src/test/resources/statistics/reference.py");

    private Reference() {}

    /**
     * Asks many questions of one process.
     *
     * @param questions each with the {@code method}'s name and its arguments
     * @param folder for files
     * @return their answers, in order
     */
    public static List<List<Double>> answers(List<Map<String, Object>> questions, Path folder)
            throws IOException, InterruptedException {
        String tools = Optional.ofNullable(System.getenv("MODEL_GATE_TOOLS"))
                .orElseThrow(() -> new IllegalStateException("Set MODEL_GATE_TOOLS to the folder that holds venv"));
        Path asked = folder.resolve("questions");
        Files.write(
                asked,
                questions.stream()
                        .map(one -> new String(CanonicalJson.bytes(one), StandardCharsets.UTF_8))
                        .toList());
        Path answers = folder.resolve("answers");
        Path errors = folder.resolve("errors");
        Process process = new ProcessBuilder(
                        Path.of(tools, "venv", "bin", "python").toString(), SCRIPT.toString())
                .redirectInput(asked.toFile())
                .redirectOutput(answers.toFile())
                .redirectError(errors.toFile())
                .start();
        int exit = process.waitFor();
        assertThat(exit).as(Files.readString(errors)).isZero();
        return Files.readAllLines(answers).stream()
                .map(line -> Arrays.stream(line.substring(1, line.length() - 1).split(","))
                        .map(Double::valueOf)
                        .toList())
                .toList();
    }
}
