package io.jenkins.plugins.modelgate.mlflow.steps;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modelgate.core.ledger.HistoryEntry;
import io.jenkins.plugins.modelgate.mlflow.client.ModelVersion;
import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer;
import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer.Major;
import io.jenkins.plugins.modelgate.mlflow.steps.Checkpoint.Boundary;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A process is killed (SIGKILL) at each boundary; afterwards {@code reconcile} alone puts everything right. */
class CrashIT {
    @TempDir
    Path folder;

    private final URI server = MlflowServer.shared(Major.V3).uri();

    @ParameterizedTest
    @EnumSource(
            value = Boundary.class,
            names = {"BEFORE_DECISION", "DECIDED", "COMPARED", "ALIAS_SET", "STAGE_SET", "PROJECTED"})
    void aPromotionIsKilled(Boundary boundary) throws Exception {
        try (Scene scene = Scene.on(server, folder)) {
            scene.promote(scene.version("one", 50));
            String second = scene.version("two", 50);
            scene.judge(second);

            kill(scene, boundary, "promote " + second);

            String holder = boundary == Boundary.BEFORE_DECISION ? "1" : second;
            agrees(scene, holder, holder.equals("1") ? 1 : 2);
            // The next call completes it, and does nothing twice.
            new Targets(scene.gatekeeper).promote(scene.promotion(second));
            agrees(scene, second, 2);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Boundary.class,
            names = {"BEFORE_DECISION", "DECIDED", "COMPARED", "ALIAS_SET", "STAGE_SET", "PROJECTED"})
    void aRollBackIsKilled(Boundary boundary) throws Exception {
        try (Scene scene = Scene.on(server, folder)) {
            scene.promote(scene.version("one", 50));
            String second = scene.version("two", 50);
            scene.promote(second);

            kill(scene, boundary, "roll-back " + second);

            agrees(
                    scene,
                    boundary == Boundary.BEFORE_DECISION ? second : "1",
                    boundary == Boundary.BEFORE_DECISION ? 2 : 3);
            new Targets(scene.gatekeeper)
                    .rollBack(new Targets.RollBack(
                            scene.model, Scene.TARGET, second, null, "it broke", DataPresence.UNKNOWN, false, false));
            agrees(scene, "1", 3);
            assertThat(new Versions(scene.gatekeeper).get(scene.model, second).tags())
                    .containsKey(Tags.QUARANTINED);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Boundary.class,
            names = {"RUN_CREATED", "RUN_LOGGED", "EVIDENCE_STORED", "VERSION_CREATED"})
    void recordingAndRegisteringAreStopped(Boundary boundary) throws Exception {
        Checkpoint stop = at -> {
            if (at == boundary) {
                throw new IllegalStateException("stopped");
            }
        };
        try (Scene scene = Scene.on(server, folder);
                Scene stopped = scene.again(server, stop)) {
            try {
                stopped.version("one", 50);
            } catch (IllegalStateException e) {
                assertThat(e).hasMessage("stopped");
            }

            assertThat(scene.version("one", 50)).isEqualTo("1");

            assertThat(new Versions(scene.gatekeeper).of(scene.model))
                    .extracting(ModelVersion::version)
                    .containsExactly("1");
            String experiment = TrainingRuns.experiment(scene.gatekeeper, "tests-" + scene.model)
                    .id();
            assertThat(scene.gatekeeper
                            .tracking()
                            .searchRuns(List.of(experiment), io.jenkins.plugins.modelgate.mlflow.client.Filter.ALL, 10))
                    .hasSize(1);
        }
    }

    private void kill(Scene scene, Boundary boundary, String command) throws Exception {
        try (OtherProcess process = OtherProcess.of(scene, server, boundary.name())) {
            process.tell(command);
            assertThat(process.killAtBoundary()).isEqualTo("STOPPED");
        }
    }

    private static void agrees(Scene scene, String holder, int transitions) throws Exception {
        Reconciler reconciler = new Reconciler(scene.gatekeeper);
        assertThat(reconciler.reconcile(scene.model, false).left()).isEmpty();
        assertThat(reconciler.status(scene.model, true, null).drifted()).isFalse();
        assertThat(scene.champion()).isEqualTo(holder);
        assertThat(scene.holder()).isEqualTo(holder);
        assertThat(scene.ledger.audit(null).problems()).isEmpty();
        List<HistoryEntry> history = scene.ledger.history(target -> true, 100);
        assertThat(history).hasSize(transitions);
    }
}
