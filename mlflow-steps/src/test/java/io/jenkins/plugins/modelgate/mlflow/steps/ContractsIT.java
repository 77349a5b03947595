package io.jenkins.plugins.modelgate.mlflow.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jenkins.plugins.modelgate.core.contract.Memory;
import io.jenkins.plugins.modelgate.core.contract.Profile;
import io.jenkins.plugins.modelgate.core.contract.Profiler;
import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.document.Verdict;
import io.jenkins.plugins.modelgate.core.policy.Gate;
import io.jenkins.plugins.modelgate.core.policy.ModelPolicy;
import io.jenkins.plugins.modelgate.core.policy.Severity;
import io.jenkins.plugins.modelgate.core.policy.TargetPolicy;
import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer;
import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer.Major;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Profiles and signatures of a candidate and its champion, kept by real servers. */
class ContractsIT {
    private static final String TABLE = "data/train.csv";
    private static final Gate DRIFT =
            new Gate.Data("train", Severity.BLOCK, TABLE, null, null, new Gate.DriftLimit(0.25, 0.95, List.of(), null));

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(Major.class)
    void tablesAreComparedWithTheChampionsByTheirProfiles(Major major) throws Exception {
        try (Scene scene = Scene.on(MlflowServer.shared(major).uri(), folder)) {
            scene.promote(version(scene, scene.recording("one", 50), table(1, 0)));
            assertThat(judge(scene, version(scene, scene.recording("two", 50), table(2, 0)), DRIFT)
                            .answer())
                    .isEqualTo(Answer.PASS);
            Verdict drifted = judge(scene, version(scene, scene.recording("three", 50), table(3, 2)), DRIFT);
            assertThat(drifted.answer()).isEqualTo(Answer.FAIL);
            assertThat(drifted.sentence()).startsWith("‘data/train.csv’ has drifted from the champion’s: ‘x’ drifted");
        }
    }

    @Test
    void aProfileIsAddedToACandidateThatWasRecordedWithout() throws Exception {
        try (Scene scene = Scene.on(MlflowServer.shared(Major.V3).uri(), folder)) {
            scene.promote(version(scene, scene.recording("one", 50), table(1, 0)));
            String version = scene.version("two", 50);
            assertThat(judge(scene, version, DRIFT).answer()).isEqualTo(Answer.INCONCLUSIVE);
            assertThat(version(scene, scene.recording("two", 50), table(2, 0))).isEqualTo(version);
            assertThat(judge(scene, version, DRIFT).answer()).isEqualTo(Answer.PASS);
        }
    }

    @Test
    void whatDriftsForTheSecondCandidateInARowBlocks() throws Exception {
        try (Scene scene = Scene.on(MlflowServer.shared(Major.V3).uri(), folder)) {
            Gate warns = new Gate.Data(
                    "train", Severity.WARN, TABLE, null, null, new Gate.DriftLimit(0.25, 0.95, List.of(), 2));
            scene.promote(version(scene, scene.recording("one", 50), table(1, 0)));
            Gates gates = new Gates(scene.gatekeeper);
            String second = version(scene, scene.recording("two", 50), table(2, 2));
            assertThat(gates.judge(question(scene, second, warns)).verdicts().answer())
                    .isEqualTo(Answer.PASS);
            assertThat(gates.judge(question(scene, second, warns)).source()).isEqualTo(Gates.Source.RECORDED);

            SortedMap<String, Profile> tables = new TreeMap<>(Map.of(TABLE, table(3, 2)));
            ModelPolicy model = question(scene, second, warns).model();
            assertThat(new DataCheck(scene.gatekeeper).check(model, Scene.TARGET, tables))
                    .satisfies(checked -> assertThat(checked.answer()).isEqualTo(Answer.FAIL))
                    .satisfies(checked -> assertThat(checked.champion()).isEqualTo("1"));
            String third = version(scene, scene.recording("three", 50), table(3, 2));
            assertThat(gates.judge(question(scene, third, warns)).verdicts().answer())
                    .isEqualTo(Answer.FAIL);
        }
    }

    @Test
    void aProfileThatSomebodyChangedIsRefused() throws Exception {
        try (Scene scene = Scene.on(MlflowServer.shared(Major.V3).uri(), folder)) {
            scene.promote(version(scene, scene.recording("one", 50), table(1, 0)));
            Recorder.Recorded recorded =
                    new Recorder(scene.gatekeeper).record(with(scene.recording("two", 50), table(2, 0)));
            String version = new Registrar(scene.gatekeeper).register(recorded).version();
            Profile other = table(2, 5);
            scene.gatekeeper
                    .artifacts()
                    .upload(
                            scene.gatekeeper
                                    .artifacts()
                                    .of(scene.gatekeeper.tracking().getRun(recorded.run())),
                            "model-gate/profiles/" + table(2, 0).digest() + ".json",
                            other.json());
            assertThatExceptionOfType(StepException.class)
                    .isThrownBy(() -> judge(scene, version, DRIFT))
                    .withMessageContaining("The profile of ‘data/train.csv’ in run ‘" + recorded.run()
                            + "’ is not the one that the evidence names");
        }
    }

    @ParameterizedTest
    @EnumSource(Major.class)
    void signaturesAreReadFromTheRegistry(Major major) throws Exception {
        try (Scene scene = Scene.on(MlflowServer.shared(major).uri(), folder)) {
            Gate callers = new Gate.Signature("callers", Severity.BLOCK);
            scene.promote(model(scene, "one", "a"));
            assertThat(judge(scene, model(scene, "two", "a"), callers).answer()).isEqualTo(Answer.PASS);
            Verdict broken = judge(scene, model(scene, "three", "b"), callers);
            assertThat(broken.answer()).isEqualTo(Answer.FAIL);
            assertThat(broken.sentence())
                    .isEqualTo("Callers of the champion would break: The input ‘b’ (double) is new and required.");
            assertThat(judge(scene, scene.version("plain", 50), callers).answer())
                    .isEqualTo(Answer.INCONCLUSIVE);
        }
    }

    /** A model that takes one input of this name. */
    private String model(Scene scene, String content, String input) throws Exception {
        Path model = Files.createDirectories(folder.resolve(content));
        Files.writeString(model.resolve("model.bin"), content);
        Files.writeString(
                model.resolve("MLmodel"),
                "signature:\n  inputs: '[{\"type\":\"double\",\"name\":\"" + input + "\",\"required\":true}]'\n",
                StandardCharsets.UTF_8);
        Recorder.Recording recording = scene.recording(content, 50, ModelSource.of(model), "1");
        return new Registrar(scene.gatekeeper)
                .register(new Recorder(scene.gatekeeper).record(recording))
                .version();
    }

    private static String version(Scene scene, Recorder.Recording recording, Profile profile) {
        return new Registrar(scene.gatekeeper)
                .register(new Recorder(scene.gatekeeper).record(with(recording, profile)))
                .version();
    }

    private static Recorder.Recording with(Recorder.Recording recording, Profile profile) {
        SortedMap<String, Profile> profiles = new TreeMap<>(Map.of(TABLE, profile));
        return new Recorder.Recording(
                recording.model(),
                recording.snapshot(),
                recording.files(),
                recording.experiment(),
                recording.run(),
                recording.build(),
                recording.resultCommit(),
                recording.protectedRef(),
                profiles);
    }

    private static Verdict judge(Scene scene, String version, Gate gate) throws Exception {
        return new Gates(scene.gatekeeper)
                .preview(question(scene, version, gate))
                .verdicts()
                .verdicts()
                .get(0);
    }

    private static Gates.Question question(Scene scene, String version, Gate gate) {
        TargetPolicy target =
                new TargetPolicy(Scene.TARGET, "champion", null, TargetPolicy.WithoutBaseline.PERSON, List.of(gate));
        ModelPolicy policy = new ModelPolicy(
                scene.model, List.of(), "model.bin", List.of(), null, null, Map.of(Scene.TARGET, target));
        return new Gates.Question(policy, Scene.POLICY, Scene.TARGET, version, null);
    }

    private static Profile table(long seed, double shift) {
        Random random = new Random(seed);
        Profiler profiler = new Profiler("x", new Memory());
        for (int i = 0; i < 500; i++) {
            profiler.add(random.nextGaussian() + shift);
        }
        return new Profile(500, List.of(profiler.finish()));
    }
}
