package io.jenkins.plugins.modelgate.mlflow.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jenkins.plugins.modelgate.mlflow.client.Filter;
import io.jenkins.plugins.modelgate.mlflow.client.MlflowException;
import io.jenkins.plugins.modelgate.mlflow.client.ModelVersion;
import io.jenkins.plugins.modelgate.mlflow.client.Run;
import io.jenkins.plugins.modelgate.mlflow.client.ServerConfig;
import io.jenkins.plugins.modelgate.mlflow.client.Timeouts;
import io.jenkins.plugins.modelgate.mlflow.fixtures.Fault;
import io.jenkins.plugins.modelgate.mlflow.fixtures.FaultProxy;
import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer;
import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer.Major;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A server that says that it did not manage, and does it later all the same. */
class LateIT {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(Creation.class)
    void waitsForWhatTheServerIsStillAt(Creation creation) throws Exception {
        try (FaultProxy proxy = FaultProxy.before(MlflowServer.shared(Major.V3).uri());
                Scene scene = Scene.on(proxy.uri(), folder)) {
            Fault.Late late = new Fault.Late();
            AtomicInteger creations = new AtomicInteger();
            AtomicInteger looks = new AtomicInteger();
            proxy.rule(request -> {
                if (request.line().endsWith(creation.call)) {
                    return creations.incrementAndGet() == 1 ? Optional.of(late) : Optional.empty();
                }
                if (creations.get() == 1 && request.line().endsWith(creation.look) && looks.incrementAndGet() == 4) {
                    late.happen();
                }
                return Optional.empty();
            });

            String version = scene.version("one", 50);

            assertThat(creations).hasValue(1);
            assertThat(version).isEqualTo("1");
            assertThat(new Versions(scene.gatekeeper).of(scene.model)).hasSize(1);
            assertThat(runs(scene)).hasSize(1);
        }
    }

    /** What to create, and how to look for it. */
    enum Creation {
        EXPERIMENT("experiments/create", "experiments/get-by-name"),
        RUN("runs/create", "runs/search"),
        MODEL("registered-models/create", "registered-models/get"),
        VERSION("model-versions/create", "model-versions/search");

        private final String call;
        private final String look;

        Creation(String call, String look) {
            this.call = call;
            this.look = look;
        }
    }

    @Test
    void marksTheSecondVersionWhereTheFirstComesAfterAllPatience() throws Exception {
        try (FaultProxy proxy = FaultProxy.before(MlflowServer.shared(Major.V3).uri());
                Scene scene = impatient(proxy)) {
            lateWhenMadeAgain(proxy, "model-versions/create");
            Recorder.Recorded recorded = new Recorder(scene.gatekeeper).record(scene.recording("one", 50));

            Registrar.Registered registered = new Registrar(scene.gatekeeper).register(recorded);

            assertThat(registered.version()).isEqualTo("1");
            assertThat(registered.origin()).isEqualTo(Registrar.Origin.FOUND);
            assertThat(registered.duplicates()).containsExactly("2");
            assertThat(new Versions(scene.gatekeeper).get(scene.model, "2").tags())
                    .containsEntry(Tags.DUPLICATE_OF, "1");
            assertThat(new Registrar(scene.gatekeeper).register(recorded).version())
                    .isEqualTo("1");
        }
    }

    @Test
    void keepsOneRunWhereTheFirstComesAfterAllPatience() throws Exception {
        try (FaultProxy proxy = FaultProxy.before(MlflowServer.shared(Major.V3).uri());
                Scene scene = impatient(proxy)) {
            lateWhenMadeAgain(proxy, "runs/create");

            String version = scene.version("one", 50);

            assertThat(runs(scene)).hasSize(1);
            ModelVersion registered = new Versions(scene.gatekeeper).get(scene.model, version);
            assertThat(registered.runId()).isEqualTo(runs(scene).get(0).id());
        }
    }

    @Test
    void saysSoWhereNothingIsKnownTheSecondTimeEither() throws Exception {
        try (FaultProxy proxy = FaultProxy.before(MlflowServer.shared(Major.V3).uri());
                Scene scene = impatient(proxy)) {
            Recorder.Recorded recorded = new Recorder(scene.gatekeeper).record(scene.recording("one", 50));
            proxy.always("model-versions/create", Fault.status(504));

            assertThatExceptionOfType(MlflowException.OutcomeUnknown.class)
                    .isThrownBy(() -> new Registrar(scene.gatekeeper).register(recorded));
            assertThat(proxy.count("model-versions/create")).isEqualTo(2);
        }
    }

    @Test
    void stopsWaitingWhenItsThreadIsInterrupted() throws Exception {
        try (FaultProxy proxy = FaultProxy.before(MlflowServer.shared(Major.V3).uri());
                Scene scene = Scene.on(proxy.uri(), folder)) {
            Recorder.Recorded recorded = new Recorder(scene.gatekeeper).record(scene.recording("one", 50));
            Thread caller = Thread.currentThread();
            AtomicInteger creations = new AtomicInteger();
            proxy.rule(request -> {
                if (request.line().endsWith("model-versions/create")) {
                    creations.incrementAndGet();
                    return Optional.of(Fault.status(504));
                }
                if (creations.get() == 1 && request.line().endsWith("model-versions/search")) {
                    caller.interrupt();
                }
                return Optional.empty();
            });

            assertThatExceptionOfType(MlflowException.Interrupted.class)
                    .isThrownBy(() -> new Registrar(scene.gatekeeper).register(recorded));
            assertThat(Thread.interrupted()).isTrue();
            assertThat(creations).hasValue(1);
        }
    }

    /** Nothing comes of the first creation until the second one does. */
    private static void lateWhenMadeAgain(FaultProxy proxy, String call) {
        Fault.Late late = new Fault.Late();
        AtomicInteger creations = new AtomicInteger();
        proxy.rule(request -> {
            if (!request.line().endsWith(call)) {
                return Optional.empty();
            }
            if (creations.incrementAndGet() == 1) {
                return Optional.of(late);
            }
            late.happen();
            return Optional.empty();
        });
    }

    private Scene impatient(FaultProxy proxy) throws Exception {
        Timeouts timeouts = new Timeouts(Duration.ofSeconds(5), Duration.ofSeconds(4), Duration.ofSeconds(60));
        return Scene.on(
                ServerConfig.of(proxy.uri()).withTimeouts(timeouts),
                folder,
                "model-" + UUID.randomUUID(),
                Checkpoint.NONE);
    }

    private static List<Run> runs(Scene scene) {
        String experiment = scene.gatekeeper
                .tracking()
                .getExperiment("tests-" + scene.model)
                .id();
        return scene.gatekeeper.tracking().searchRuns(List.of(experiment), Filter.ALL, 10);
    }
}
