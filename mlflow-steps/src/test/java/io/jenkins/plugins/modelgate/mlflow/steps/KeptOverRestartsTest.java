package io.jenkins.plugins.modelgate.mlflow.steps;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Evidence;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A step of Jenkins keeps these while its controller restarts. */
class KeptOverRestartsTest {
    private static final Sha256 DIGEST = new Sha256("a".repeat(64));

    static List<Object> kept() {
        return List.of(
                new TrainingRuns.OpenRun("r", "1", "diabetes", true, "mark"),
                new TrainingRuns.ClosedRun(null, TrainingRuns.Ending.KILLED, List.of("o"), List.of("Other.")),
                new Registrar.Registered(
                        "diabetes",
                        "3",
                        DIGEST,
                        DIGEST,
                        DIGEST,
                        Evidence.Link.SAME_BUILD,
                        Registrar.Origin.FOUND,
                        List.of("4")));
    }

    @ParameterizedTest
    @MethodSource
    void kept(Object value) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new ObjectOutputStream(bytes).writeObject(value);

        assertThat(new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject())
                .isEqualTo(value);
    }
}
