package io.jenkins.plugins.modelgate.core.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.jenkins.plugins.modelgate.core.digest.CanonicalJson;
import io.jenkins.plugins.modelgate.core.statistics.AgreementCases.Case;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every method says what SciPy, pandas or the paper's definition says, on a thousand generated cases each. */
class AgreementIT {
    private static final Path REFERENCE = Path.of("src/test/resources/statistics/reference.py");
    private static final int CASES = 1_000;

    /** Of the larger of 1 and the number. */
    private static final double TOLERANCE = 1e-9;

    @TempDir
    private Path folder;

    static Stream<String> methods() {
        return AgreementCases.MAKERS.keySet().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("methods")
    void agreesWithTheReference(String method) throws Exception {
        SplittableRandom random = new SplittableRandom(method.hashCode());
        List<Case> cases = Stream.generate(
                        () -> AgreementCases.MAKERS.get(method).apply(random))
                .limit(CASES)
                .toList();
        List<List<Double>> answers = ask(cases);
        assertThat(answers).hasSameSizeAs(cases);
        for (int i = 0; i < cases.size(); i++) {
            List<Double> ours = cases.get(i).answer();
            List<Double> theirs = answers.get(i);
            assertThat(ours).hasSameSizeAs(theirs);
            for (int j = 0; j < ours.size(); j++) {
                assertThat(ours.get(j))
                        .as("number %d of %s", j + 1, cases.get(i).question())
                        .isCloseTo(theirs.get(j), within(TOLERANCE * Math.max(1, Math.abs(theirs.get(j)))));
            }
        }
    }

    private List<List<Double>> ask(List<Case> cases) throws IOException, InterruptedException {
        String tools = Optional.ofNullable(System.getenv("MODEL_GATE_TOOLS"))
                .orElseThrow(() -> new IllegalStateException("Set MODEL_GATE_TOOLS to the folder that holds venv"));
        Path questions = folder.resolve("questions");
        Files.write(
                questions,
                cases.stream()
                        .map(one -> new String(CanonicalJson.bytes(one.question()), StandardCharsets.UTF_8))
                        .toList());
        Path answers = folder.resolve("answers");
        Path errors = folder.resolve("errors");
        Process process = new ProcessBuilder(
                        Path.of(tools, "venv", "bin", "python").toString(), REFERENCE.toString())
                .redirectInput(questions.toFile())
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
