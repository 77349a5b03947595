package io.jenkins.plugins.modelgate.core.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.jenkins.plugins.modelgate.core.statistics.AgreementCases.Case;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every method says what SciPy, pandas or the paper's definition says, on a thousand generated cases each. */
class AgreementIT {
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
        List<List<Double>> answers =
                Reference.answers(cases.stream().map(Case::question).toList(), folder);
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
}
