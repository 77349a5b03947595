package io.jenkins.plugins.modelgate.mlflow.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.modelgate.core.data.Snapshot;
import io.jenkins.plugins.modelgate.core.data.TrackedPath;
import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.document.Evidence;
import io.jenkins.plugins.modelgate.core.document.Observer;
import io.jenkins.plugins.modelgate.core.ledger.Ledger;
import io.jenkins.plugins.modelgate.core.ledger.LedgerConfig;
import io.jenkins.plugins.modelgate.core.policy.Gate;
import io.jenkins.plugins.modelgate.core.policy.ModelPolicy;
import io.jenkins.plugins.modelgate.core.policy.TargetPolicy;
import io.jenkins.plugins.modelgate.mlflow.client.ArtifactFolder;
import io.jenkins.plugins.modelgate.mlflow.client.LoggedModel;
import io.jenkins.plugins.modelgate.mlflow.client.MlflowClient;
import io.jenkins.plugins.modelgate.mlflow.client.ModelVersion;
import io.jenkins.plugins.modelgate.mlflow.client.NewVersion;
import io.jenkins.plugins.modelgate.mlflow.client.Run;
import io.jenkins.plugins.modelgate.mlflow.fixtures.Fault;
import io.jenkins.plugins.modelgate.mlflow.fixtures.FaultProxy;
import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer;
import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer.Major;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** One version for each candidate key, whatever happens on the way. */
class RegisterIT {
    @TempDir
    Path folder;

    static Stream<Arguments> faults() {
        return Stream.of(Major.values())
                .flatMap(major -> Stream.of(Fault.errorAfterCommit(), new Fault.ResetAfter(), new Fault.Truncated())
                        .flatMap(fault -> Stream.of("model-versions/create", "runs/create", "registered-models/create")
                                .map(call -> Arguments.of(major, call, fault))));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void makesOneRunAndOneVersionWhereTheAnswerIsLost(Major major, String call, Fault fault) throws Exception {
        try (FaultProxy proxy = FaultProxy.before(MlflowServer.shared(major).uri());
                Scene scene = Scene.on(proxy.uri(), folder)) {
            proxy.next(call, fault);

            scene.version("one", 50);

            assertThat(proxy.count(call)).isEqualTo(1);
            assertThat(new Versions(scene.gatekeeper).of(scene.model)).hasSize(1);
            String experiment = scene.gatekeeper
                    .tracking()
                    .getExperiment("tests-" + scene.model)
                    .id();
            assertThat(scene.gatekeeper
                            .tracking()
                            .searchRuns(List.of(experiment), io.jenkins.plugins.modelgate.mlflow.client.Filter.ALL, 10))
                    .hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource(Major.class)
    void eightBuildersOfOneCandidateEndWithOneVersion(Major major) throws Exception {
        try (Scene scene = Scene.on(MlflowServer.shared(major).uri(), folder)) {
            ModelSource files = scene.source("one");
            List<Callable<String>> builders = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                String build = String.valueOf(i);
                builders.add(() -> {
                    Recorder.Recorded recorded =
                            new Recorder(scene.gatekeeper).record(scene.recording("one", 50, files, build));
                    return new Registrar(scene.gatekeeper).register(recorded).version();
                });
            }
            ExecutorService threads = Executors.newFixedThreadPool(8);
            List<String> answers = new ArrayList<>();
            for (Future<String> future : threads.invokeAll(builders)) {
                answers.add(future.get());
            }
            threads.shutdown();

            assertThat(answers).containsOnly("1");
            assertThat(new Versions(scene.gatekeeper).of(scene.model))
                    .filteredOn(version -> !version.tags().containsKey(Tags.DUPLICATE_OF))
                    .extracting(ModelVersion::version)
                    .containsExactly("1");
            assertThat(new Recorder(scene.gatekeeper)
                            .record(scene.recording("one", 50))
                            .version())
                    .isEqualTo("1");
        }
    }

    @ParameterizedTest
    @EnumSource(Major.class)
    void aPreviewOfARecordingWritesNothing(Major major) throws Exception {
        try (Scene scene = Scene.on(MlflowServer.shared(major).uri(), folder)) {
            Recorder recorder = new Recorder(scene.gatekeeper);
            Recorder.Recording recording = scene.recording("one", 50);

            Recorder.Preview before = recorder.preview(recording);

            assertThat(before.reused()).isFalse();
            assertThat(before.run()).isNull();
            assertThat(MlflowClient.ifFound(() -> scene.gatekeeper.tracking().getExperiment(recording.experiment())))
                    .isEmpty();

            String version = scene.version("one", 50);
            Recorder.Preview after = recorder.preview(recording);
            assertThat(after.evidence().candidateKey())
                    .isEqualTo(before.evidence().candidateKey());
            assertThat(after.reused()).isTrue();
            assertThat(after.version()).isEqualTo(version);
        }
    }

    @ParameterizedTest
    @EnumSource(Major.class)
    void takesOverAVersionThatTrainingCodeRegistered(Major major) throws Exception {
        try (Scene scene = Scene.on(MlflowServer.shared(major).uri(), folder)) {
            Run run = run(scene);
            upload(scene, run, "trained", Map.of("MLmodel", "flavors: {}", "model.pkl", "bytes"));
            scene.gatekeeper.registry().createModel(scene.model, "", Map.of());
            scene.gatekeeper
                    .registry()
                    .createVersion(new NewVersion(
                            scene.model, "runs:/" + run.id() + "/trained", run.id(), null, Map.of("theirs", "kept")));

            Recorder.Recorded recorded = new Recorder(scene.gatekeeper).record(logged(scene, run.id()));
            Registrar.Registered registered = new Registrar(scene.gatekeeper).register(recorded);

            assertThat(registered.origin()).isEqualTo(Registrar.Origin.ADOPTED);
            assertThat(registered.version()).isEqualTo("1");
            assertThat(registered.link()).isEqualTo(Evidence.Link.SAME_BUILD);
            assertThat(new Versions(scene.gatekeeper).get(scene.model, "1").tags())
                    .containsEntry("theirs", "kept")
                    .containsEntry(Tags.EVIDENCE, recorded.digest().hex());
            assertThat(scene.judge("1").evidence()).isEqualTo(recorded.evidence());
        }
    }

    @ParameterizedTest
    @EnumSource(Major.class)
    void findsTheModelAmongTheRunsFilesAndLaterByItsIngredients(Major major) throws Exception {
        try (Scene scene = Scene.on(MlflowServer.shared(major).uri(), folder)) {
            Run run = run(scene);
            upload(scene, run, "trained", Map.of("MLmodel", "flavors: {}", "model.pkl", "bytes"));

            Recorder.Recorded recorded = new Recorder(scene.gatekeeper).record(logged(scene, run.id()));
            Recorder.Recorded nothingTrained = new Recorder(scene.gatekeeper).record(logged(scene, null));

            assertThat(recorded.evidence().model().files()).hasSize(2);
            assertThat(recorded.evidence().run().value().params()).isEqualTo(Map.of("train.lr", "0.1"));
            assertThat(nothingTrained.digest()).isEqualTo(recorded.digest());
            assertThat(new Registrar(scene.gatekeeper).register(recorded).version())
                    .isEqualTo("1");
        }
    }

    @Test
    void registersALoggedModel() throws Exception {
        try (Scene scene = Scene.on(MlflowServer.shared(Major.V3).uri(), folder)) {
            Run run = run(scene);
            LoggedModel model = scene.gatekeeper
                    .tracking()
                    .createLoggedModel(run.experimentId(), "m", run.id(), Map.of(), Map.of());
            ArtifactFolder files = scene.gatekeeper.artifacts().of(model);
            scene.gatekeeper.artifacts().upload(files, "MLmodel", "flavors: {}".getBytes(StandardCharsets.UTF_8));
            scene.gatekeeper.tracking().finishLoggedModel(model.id(), true);
            scene.gatekeeper.tracking().logOutput(run.id(), model.id());

            Recorder.Recorded recorded = new Recorder(scene.gatekeeper).record(logged(scene, run.id()));
            Registrar.Registered registered = new Registrar(scene.gatekeeper).register(recorded);

            assertThat(new Versions(scene.gatekeeper)
                            .get(scene.model, registered.version())
                            .source())
                    .isEqualTo("models:/" + model.id());
        }
    }

    @ParameterizedTest
    @EnumSource(Major.class)
    void recordsAVersionThatWasMadeElsewhereAsClaimed(Major major) throws Exception {
        try (Scene scene = Scene.on(MlflowServer.shared(major).uri(), folder)) {
            Run run = run(scene);
            upload(scene, run, "m", Map.of("model.pkl", "bytes"));
            scene.gatekeeper.registry().createModel(scene.model, "", Map.of());
            scene.gatekeeper
                    .registry()
                    .createVersion(new NewVersion(scene.model, "runs:/" + run.id() + "/m", run.id(), null, Map.of()));

            Recorder recorder = new Recorder(scene.gatekeeper);
            Recorder.Recorded recorded = recorder.recordVersion(scene.model, "1");

            assertThat(recorded.evidence().way()).isEqualTo(Evidence.Way.TRAINED_ELSEWHERE);
            assertThat(recorded.evidence().metrics().get("rmse").observer()).isEqualTo(Observer.CLAIMED);
            assertThat(recorder.recordVersion(scene.model, "1").digest()).isEqualTo(recorded.digest());
            assertThat(new Registrar(scene.gatekeeper).register(recorded).version())
                    .isEqualTo("1");
            assertThat(scene.judge("1").verdicts().answer()).isEqualTo(Answer.PASS);
        }
    }

    @ParameterizedTest
    @EnumSource(Major.class)
    void refusesBytesThatAreNotThoseOfTheEvidence(Major major) throws Exception {
        try (Scene scene = Scene.on(MlflowServer.shared(major).uri(), folder)) {
            Recorder.Recorded recorded = new Recorder(scene.gatekeeper).record(scene.recording("one", 50));
            Run run = scene.gatekeeper.tracking().getRun(recorded.run());
            upload(scene, run, "model", Map.of("model.bin", "swapped"));

            assertThatThrownBy(() -> new Registrar(scene.gatekeeper).register(recorded))
                    .isInstanceOf(StepException.class)
                    .hasMessageContaining("model.bin")
                    .hasMessageNotContaining("\n");
        }
    }

    @ParameterizedTest
    @EnumSource(Major.class)
    void believesNoEvidenceThatSomebodyElsePutThere(Major major) throws Exception {
        try (Scene scene = Scene.on(MlflowServer.shared(major).uri(), folder)) {
            String version = scene.version("one", 500);
            Evidence real = new Lookup(scene.gatekeeper)
                    .descent("models:/" + scene.model + "/" + version)
                    .evidence();
            Evidence forged = Drafts.of(
                    scene.recording("one", 5),
                    new Drafts.Found(real.model(), null, real.link()),
                    null,
                    Instant.parse("2026-01-01T00:00:00Z"));
            byte[] envelope = io.jenkins.plugins.modelgate.core.document.Envelope.unsigned(forged)
                    .json();
            Run run = scene.gatekeeper.tracking().getRun(real.run().value().id());
            scene.gatekeeper.artifacts().upload(scene.gatekeeper.artifacts().of(run), Proofs.ARTIFACT, envelope);
            scene.gatekeeper
                    .registry()
                    .setVersionTag(
                            scene.model,
                            version,
                            Tags.EVIDENCE,
                            io.jenkins.plugins.modelgate.core.document.Documents.digest(forged)
                                    .hex());

            assertThatThrownBy(() -> scene.judge(version))
                    .isInstanceOf(StepException.class)
                    .hasMessageContaining("unsigned");
        }
    }

    @ParameterizedTest
    @EnumSource(Major.class)
    void recordsAnewWhereTheEvidenceIsLost(Major major) throws Exception {
        try (Scene scene = Scene.on(MlflowServer.shared(major).uri(), folder)) {
            Recorder.Recorded first = new Recorder(scene.gatekeeper).record(scene.recording("one", 50));
            new Registrar(scene.gatekeeper).register(first);
            scene.gatekeeper
                    .artifacts()
                    .upload(
                            scene.gatekeeper
                                    .artifacts()
                                    .of(scene.gatekeeper.tracking().getRun(first.run())),
                            Proofs.ARTIFACT,
                            "{}".getBytes(StandardCharsets.UTF_8));
            assertThatThrownBy(() -> scene.judge("1")).isInstanceOf(StepException.class);

            Recorder.Recorded second =
                    new Recorder(scene.gatekeeper).record(scene.recording("one", 50, scene.source("one"), "2"));
            Registrar.Registered registered = new Registrar(scene.gatekeeper).register(second);

            assertThat(second.reused()).isFalse();
            assertThat(registered.version()).isEqualTo("1");
            assertThat(registered.evidence()).isEqualTo(second.digest());
            assertThat(scene.judge("1").evidence()).isEqualTo(second.evidence());
        }
    }

    @ParameterizedTest
    @EnumSource(Major.class)
    void refusesASmallFileThatIsLarge(Major major) throws Exception {
        try (Scene scene = Scene.on(MlflowServer.shared(major).uri(), folder)) {
            Run run = run(scene);
            upload(scene, run, "model-gate", Map.of("evidence.json", "x".repeat(100_000)));
            ArtifactFolder root = scene.gatekeeper.artifacts().of(run);

            assertThatThrownBy(() -> new Bytes(scene.gatekeeper.artifacts()).read(root, Proofs.ARTIFACT, 1_000))
                    .isInstanceOf(StepException.class)
                    .hasMessageContaining("it has more than 1000 bytes");
        }
    }

    @ParameterizedTest
    @EnumSource(Major.class)
    void dataThatIsPushedLaterEndsTheRed(Major major) throws Exception {
        try (Scene scene = Scene.on(MlflowServer.shared(major).uri(), folder)) {
            Recorder recorder = new Recorder(scene.gatekeeper);
            Registrar registrar = new Registrar(scene.gatekeeper);
            registrar.register(recorder.record(pushed(scene, TrackedPath.Presence.ABSENT)));
            Gates.Question question = inRemote(scene);
            Gates gates = new Gates(scene.gatekeeper);
            assertThat(gates.judge(question).verdicts().answer()).isEqualTo(Answer.FAIL);
            assertThat(gates.judge(question).source()).isEqualTo(Gates.Source.RECORDED);

            Recorder.Recorded later = recorder.record(pushed(scene, TrackedPath.Presence.PRESENT));
            Registrar.Registered registered = registrar.register(later);

            assertThat(later.remarks())
                    .containsExactly("Version 1 is this very candidate: registering it replaces its"
                            + " evidence, since more is known of its descent now.");
            assertThat(registered.version()).isEqualTo("1");
            assertThat(registered.evidence()).isEqualTo(later.digest());
            assertThat(gates.judge(question).verdicts().answer()).isEqualTo(Answer.PASS);
            new Targets(scene.gatekeeper)
                    .promote(new Targets.Promotion(question.model(), Scene.POLICY, Scene.TARGET, "1", "", false));
            Recorder.Recorded lost = recorder.record(pushed(scene, TrackedPath.Presence.ABSENT));
            assertThat(lost.digest()).isEqualTo(later.digest());
            assertThat(registrar.register(lost).evidence()).isEqualTo(later.digest());
            assertThat(gates.judge(question).source()).isEqualTo(Gates.Source.HOLDER);
        }
    }

    private static Recorder.Recording pushed(Scene scene, TrackedPath.Presence presence) {
        Snapshot there = scene.snapshot("one", 50);
        List<TrackedPath> paths = there.paths().stream()
                .map(path -> new TrackedPath(
                        path.path(),
                        path.kind(),
                        path.owner(),
                        path.recorded(),
                        path.actual(),
                        path.size(),
                        path.files(),
                        path.state(),
                        path.inCache(),
                        presence,
                        path.stored()))
                .toList();
        return new Recorder.Recording(
                scene.policy(),
                new Snapshot(paths, there.git(), there.lock(), there.params(), there.metrics()),
                scene.source("one"),
                "tests-" + scene.model,
                null,
                null,
                null,
                null);
    }

    private static Gates.Question inRemote(Scene scene) {
        Gate lineage = new Gate.Lineage("descent", Set.of(Gate.Lineage.Check.DATA_IN_REMOTE));
        return new Gates.Question(
                scene.policy(new TargetPolicy(
                        Scene.TARGET, "champion", null, TargetPolicy.WithoutBaseline.BOUNDS, List.of(lineage))),
                Scene.POLICY,
                Scene.TARGET,
                "1",
                null);
    }

    @ParameterizedTest
    @EnumSource(Major.class)
    void verdictsThatNobodyTrustedSignedAreReplaced(Major major) throws Exception {
        try (Scene scene = Scene.on(MlflowServer.shared(major).uri(), folder)) {
            String version = scene.version("one", 50);
            Gates.Judged seen = new Gates(scene.gatekeeper)
                    .preview(new Gates.Question(scene.policy(), Scene.POLICY, Scene.TARGET, version, null));
            try (Ledger stranger =
                    Ledger.open(LedgerConfig.of(folder.resolve("ledger.git").toString(), folder.resolve("stranger")))) {
                stranger.record(seen.evidence(), seen.verdicts());
            }
            assertThatThrownBy(() -> new Targets(scene.gatekeeper).promote(scene.promotion(version)))
                    .hasMessageContaining("Run the gates again to replace it");

            assertThat(scene.judge(version).source()).isEqualTo(Gates.Source.NOW);
            assertThat(new Targets(scene.gatekeeper)
                            .promote(scene.promotion(version))
                            .already())
                    .isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(Major.class)
    void neverOverwritesEvidenceThoughTheSameBuildMeasuresOtherNumbers(Major major) throws Exception {
        try (Scene scene = Scene.on(MlflowServer.shared(major).uri(), folder)) {
            Recorder recorder = new Recorder(scene.gatekeeper);
            Recorder.Recorded first = recorder.record(scene.recording("one", 500));
            new Registrar(scene.gatekeeper).register(first);
            Gates.Judged red = scene.judge("1");

            Recorder.Recorded second = recorder.record(scene.recording("one", 5));
            Registrar.Registered registered = new Registrar(scene.gatekeeper).register(second);

            assertThat(second.evidence().candidateKey())
                    .isEqualTo(first.evidence().candidateKey());
            assertThat(second.run()).isNotEqualTo(first.run());
            assertThat(second.version()).isEqualTo("1");
            assertThat(second.remarks())
                    .containsExactly("Version 1 is this very candidate and keeps its evidence, which the gates judge;"
                            + " other numbers were measured now: ‘rmse’ was 500.0 and is 5.0.");
            assertThat(recorder.recorded(first.run()).digest()).isEqualTo(first.digest());
            assertThat(registered.evidence()).isEqualTo(first.digest());
            assertThat(scene.judge("1")).satisfies(again -> {
                assertThat(again.digest()).isEqualTo(red.digest());
                assertThat(again.verdicts().evidence()).isEqualTo(first.digest());
            });
        }
    }

    @ParameterizedTest
    @EnumSource(Major.class)
    void neverOverwritesTheEvidenceInTheRunThatTrained(Major major) throws Exception {
        try (Scene scene = Scene.on(MlflowServer.shared(major).uri(), folder)) {
            Run run = run(scene);
            Recorder recorder = new Recorder(scene.gatekeeper);

            Recorder.Recorded first = recorder.record(trained(scene, run, 50));
            Recorder.Recorded second = recorder.record(trained(scene, run, 40));

            assertThat(first.run()).isEqualTo(run.id());
            assertThat(second.run()).isNotEqualTo(run.id());
            assertThat(recorder.recorded(run.id()).digest()).isEqualTo(first.digest());
            assertThat(recorder.recorded(second.run()).digest()).isEqualTo(second.digest());
            assertThat(recorder.record(trained(scene, run, 40)).digest()).isEqualTo(second.digest());
        }
    }

    private static Recorder.Recording trained(Scene scene, Run run, double rmse) {
        return new Recorder.Recording(
                scene.policy(),
                scene.snapshot("one", rmse),
                scene.source("one"),
                "tests-" + scene.model,
                run.id(),
                null,
                null,
                null);
    }

    @ParameterizedTest
    @EnumSource(Major.class)
    void refusesNamesThatMlflowCannotKeepBeforeAnythingIsDone(Major major) throws Exception {
        for (String name : List.of("a/b", "a:b", "..", "")) {
            try (Scene scene = Scene.on(MlflowServer.shared(major).uri(), folder, name, Checkpoint.NONE)) {
                assertThatThrownBy(() -> new Recorder(scene.gatekeeper).record(scene.recording("one", 50)))
                        .isInstanceOf(StepException.class)
                        .hasMessageContaining("‘" + name + "’ cannot be the name of a registered model")
                        .hasMessageNotContaining("\n");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Major.class)
    void refusesFileNamesThatMlflowCannotKeepBeforeAnythingIsDone(Major major) throws Exception {
        try (Scene scene = Scene.on(MlflowServer.shared(major).uri(), folder)) {
            ModelSource odd = ModelSource.of(Files.writeString(folder.resolve("model#1.bin"), "one"));

            assertThatThrownBy(() -> new Recorder(scene.gatekeeper).record(scene.recording("one", 50, odd, "1")))
                    .isInstanceOf(io.jenkins.plugins.modelgate.mlflow.client.MlflowException.class)
                    .hasMessageContaining("model#1.bin")
                    .hasMessageNotContaining("\n");
            assertThatThrownBy(() -> scene.gatekeeper.tracking().getExperiment("tests-" + scene.model))
                    .isInstanceOf(io.jenkins.plugins.modelgate.mlflow.client.MlflowException.NotFound.class);
        }
    }

    @ParameterizedTest
    @EnumSource(Major.class)
    void takesOddButAllowedNames(Major major) throws Exception {
        String name = "größe 模型 'x' " + java.util.UUID.randomUUID();
        try (Scene scene = Scene.on(MlflowServer.shared(major).uri(), folder, name, Checkpoint.NONE)) {
            scene.promote(scene.version("one", 50));
            assertThat(scene.champion()).isEqualTo("1");
            assertThat(new Lookup(scene.gatekeeper)
                            .descent("models:/" + name + "@champion")
                            .evidence())
                    .isNotNull();
        }
    }

    private static Run run(Scene scene) {
        String experiment = TrainingRuns.experiment(scene.gatekeeper, "tests-" + scene.model)
                .id();
        Run run = scene.gatekeeper.tracking().createRun(experiment, null, Instant.now(), Map.of());
        scene.gatekeeper
                .tracking()
                .logBatch(
                        run.id(),
                        List.of(new io.jenkins.plugins.modelgate.mlflow.client.MetricPoint(
                                "rmse", 50, Instant.now(), 0)),
                        Map.of("train.lr", "0.1"),
                        Map.of());
        return run;
    }

    private static void upload(Scene scene, Run run, String below, Map<String, String> files) {
        ArtifactFolder root = scene.gatekeeper.artifacts().of(run).folder(below);
        files.forEach((name, content) ->
                scene.gatekeeper.artifacts().upload(root, name, content.getBytes(StandardCharsets.UTF_8)));
    }

    /** Training code logs the model itself: the policy names no artifact. */
    private static Recorder.Recording logged(Scene scene, String run) {
        ModelPolicy policy = new ModelPolicy(
                scene.model,
                List.of(),
                null,
                List.of(),
                null,
                null,
                scene.policy().targets());
        return new Recorder.Recording(
                policy, scene.snapshot("one", 50), null, "tests-" + scene.model, run, null, null, null);
    }
}
