package io.jenkins.plugins.modelgate.mlflow.steps;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer;
import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer.Major;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two processes promote different versions at the same time, again and again. */
class RaceIT {
    private static final int ROUNDS = 50;

    @TempDir
    Path folder;

    @Test
    void oneOfTwoWinsAndTheOtherIsToldWhy() throws Exception {
        URI server = MlflowServer.shared(Major.V3).uri();
        try (Scene scene = Scene.on(server, folder);
                OtherProcess first = OtherProcess.of(scene, server, "");
                OtherProcess second = OtherProcess.of(scene, server, "")) {
            List<String> versions = new ArrayList<>();
            for (String content : List.of("one", "two", "three")) {
                versions.add(scene.version(content, 50));
            }
            scene.promote(versions.get(0));
            for (int round = 0; round < ROUNDS; round++) {
                String champion = scene.holder();
                List<String> others = versions.stream()
                        .filter(version -> !version.equals(champion))
                        .toList();
                for (String version : others) {
                    scene.judge(version);
                }

                first.tell("promote " + others.get(0));
                second.tell("promote " + others.get(1));
                List<String> answers = List.of(first.answer(), second.answer());

                assertThat(answers).as("round %d", round).containsOnlyOnce("DONE");
                assertThat(answers)
                        .filteredOn(answer -> !answer.equals("DONE"))
                        .singleElement()
                        .asString()
                        .startsWith("REFUSED")
                        .contains("Refused to promote", "void")
                        .contains("version " + scene.holder());
                assertThat(scene.holder()).isEqualTo(others.get(answers.indexOf("DONE")));
                assertThat(scene.champion()).isEqualTo(scene.holder());
            }
            assertThat(scene.ledger.history(target -> true, 1000)).hasSize(ROUNDS + 1);
            assertThat(scene.ledger.audit(null).problems()).isEmpty();
            assertThat(new Reconciler(scene.gatekeeper)
                            .status(scene.model, true, null)
                            .drifted())
                    .isFalse();
        }
    }
}
