package io.jenkins.plugins.modelgate.mlflow.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.document.Evidence;
import io.jenkins.plugins.modelgate.core.ledger.RefusedException;
import io.jenkins.plugins.modelgate.core.policy.Gate;
import io.jenkins.plugins.modelgate.core.policy.Grounds;
import io.jenkins.plugins.modelgate.core.policy.Margin;
import io.jenkins.plugins.modelgate.core.policy.ModelPolicy;
import io.jenkins.plugins.modelgate.core.policy.Reference;
import io.jenkins.plugins.modelgate.core.policy.Severity;
import io.jenkins.plugins.modelgate.core.policy.TargetPolicy;
import io.jenkins.plugins.modelgate.mlflow.client.Filter;
import io.jenkins.plugins.modelgate.mlflow.client.Run;
import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer;
import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer.Major;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** From a workspace to a promoted and rolled-back model, on real servers of both majors. */
class FlowIT {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(Major.class)
    void aCandidateIsRecordedRegisteredJudgedPromotedAndRolledBack(Major major) throws Exception {
        try (Scene scene = Scene.on(MlflowServer.shared(major).uri(), folder)) {
            Recorder.Recorded recorded = new Recorder(scene.gatekeeper).record(scene.recording("one", 50));
            Registrar.Registered registered = new Registrar(scene.gatekeeper).register(recorded);

            assertThat(registered.version()).isEqualTo("1");
            assertThat(registered.origin()).isEqualTo(Registrar.Origin.CREATED);
            assertThat(registered.link()).isEqualTo(Evidence.Link.BYTE_IDENTICAL);
            assertThat(registered.hash()).isEqualTo(recorded.evidence().model().hash());

            Gates.Judged judged = scene.judge("1");
            assertThat(judged.verdicts().answer()).isEqualTo(Answer.PASS);
            assertThat(judged.source()).isEqualTo(Gates.Source.NOW);
            assertThat(scene.judge("1").source()).isEqualTo(Gates.Source.RECORDED);
            assertThat(new Targets(scene.gatekeeper)
                            .promote(scene.promotion("1"))
                            .projection()
                            .left())
                    .isEmpty();
            assertThat(scene.champion()).isEqualTo("1");
            assertThat(scene.judge("1").source()).isEqualTo(Gates.Source.HOLDER);

            String second = scene.version("two", 40);
            scene.promote(second);
            assertThat(scene.champion()).isEqualTo(second);
            assertThat(new Targets(scene.gatekeeper)
                            .promote(scene.promotion(second))
                            .already())
                    .isTrue();

            Targets.Moved back = new Targets(scene.gatekeeper).rollBack(scene.rollBack());
            assertThat(back.transition().to().version()).isEqualTo("1");
            assertThat(scene.champion()).isEqualTo("1");
            assertThat(new Reconciler(scene.gatekeeper)
                            .status(scene.model, true, null)
                            .drifted())
                    .isFalse();
            assertThat(scene.ledger.audit(null).problems()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Major.class)
    void whatIsRecordedIsFoundInMlflow(Major major) throws Exception {
        try (Scene scene = Scene.on(MlflowServer.shared(major).uri(), folder)) {
            Recorder.Recorded recorded = new Recorder(scene.gatekeeper).record(scene.recording("one", 50));
            String version = new Registrar(scene.gatekeeper).register(recorded).version();

            Run run = scene.gatekeeper.tracking().getRun(recorded.run());
            assertThat(run.params()).containsAllEntriesOf(Map.of("train.lr", "0.1", "train.solver", "adam"));
            assertThat(run.metrics().get("rmse").value()).isEqualTo(50);
            String data = Scene.dataHash("one").value();
            assertThat(run.inputs()).singleElement().satisfies(input -> assertThat(input.digest())
                    .isEqualTo(data));
            assertThat(scene.gatekeeper.tracking().searchRuns(List.of(run.experimentId()), Filter.dataset(data), 10))
                    .hasSize(1);

            Lookup lookup = new Lookup(scene.gatekeeper);
            assertThat(lookup.versions(Lookup.By.DATA, data, scene.model))
                    .singleElement()
                    .satisfies(entry -> assertThat(entry.version()).isEqualTo(version));
            Lookup.Descent descent = lookup.descent("models:/" + scene.model + "/" + version);
            assertThat(descent.entry().data()).isEqualTo(data);
            assertThat(descent.entry().commit())
                    .isEqualTo(scene.snapshot("one", 50).git().commit());
            assertThat(descent.evidence()).isEqualTo(recorded.evidence());
            assertThat(descent.seal()).startsWith("signed by a trusted key");
        }
    }

    @ParameterizedTest
    @EnumSource(Major.class)
    void theSameCandidateIsNeitherRecordedNorRegisteredTwice(Major major) throws Exception {
        try (Scene scene = Scene.on(MlflowServer.shared(major).uri(), folder)) {
            Recorder.Recorded first =
                    new Recorder(scene.gatekeeper).record(scene.recording("one", 50, scene.source("one"), "1"));
            String version = new Registrar(scene.gatekeeper).register(first).version();

            Recorder.Recorded again =
                    new Recorder(scene.gatekeeper).record(scene.recording("one", 50, scene.source("one"), "2"));

            assertThat(again.reused()).isTrue();
            assertThat(again.digest()).isEqualTo(first.digest());
            assertThat(again.version()).isEqualTo(version);
            assertThat(new Registrar(scene.gatekeeper).register(again).origin()).isEqualTo(Registrar.Origin.FOUND);
            assertThat(new Versions(scene.gatekeeper).of(scene.model)).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource(Major.class)
    void aRedStaysRedAndMovesNothing(Major major) throws Exception {
        try (Scene scene = Scene.on(MlflowServer.shared(major).uri(), folder)) {
            scene.promote(scene.version("good", 50));
            String bad = scene.version("bad", 90);

            Gates.Judged judged = scene.judge(bad);

            assertThat(judged.verdicts().answer()).isEqualTo(Answer.FAIL);
            assertThat(scene.judge(bad).source()).isEqualTo(Gates.Source.RECORDED);
            assertThat(scene.judge(bad).digest()).isEqualTo(judged.digest());
            assertThatThrownBy(() -> new Targets(scene.gatekeeper).promote(scene.promotion(bad)))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("FAIL");
            assertThat(scene.champion()).isEqualTo("1");
        }
    }

    @ParameterizedTest
    @EnumSource(Major.class)
    void theChampionIsScoredAgainByThePolicysCommand(Major major) throws Exception {
        try (Scene scene = Scene.on(MlflowServer.shared(major).uri(), folder)) {
            scene.promote(scene.version("old", 50));
            String version = scene.version("new", 60);
            var policy = new ModelPolicy(
                    scene.model,
                    List.of(),
                    "model.bin",
                    List.of(),
                    "score",
                    null,
                    scene.policy().targets());
            Rescorer rescorer = model -> {
                assertThat(model.resolve("model.bin")).hasContent("old");
                return new TreeMap<>(Map.of("rmse", 61.0));
            };

            Gates.Judged judged = new Gates(scene.gatekeeper)
                    .judge(new Gates.Question(policy, Scene.POLICY, Scene.TARGET, version, rescorer));

            assertThat(judged.verdicts().baseline().rescored()).isTrue();
            assertThat(judged.verdicts().answer()).isEqualTo(Answer.PASS);
        }
    }

    @ParameterizedTest
    @EnumSource(Major.class)
    void bothModelsAreScoredOnTheSameExamples(Major major) throws Exception {
        try (Scene scene = Scene.on(MlflowServer.shared(major).uri(), folder)) {
            scene.promote(scene.version("old", 50));
            String version = scene.version("new", 60);
            Gate paired = new Gate.Comparison(
                    "no-worse",
                    Severity.BLOCK,
                    "accuracy",
                    Gate.Direction.HIGHER,
                    Margin.parse("2 points"),
                    null,
                    new Grounds.Scores("right", null, null, false, null),
                    Gate.USUAL_CONFIDENCE,
                    new Reference.Champion());
            TargetPolicy target = new TargetPolicy(
                    Scene.TARGET, "champion", null, TargetPolicy.WithoutBaseline.PERSON, List.of(paired));
            ModelPolicy policy = new ModelPolicy(
                    scene.model, List.of(), "model.bin", List.of(), "score", null, Map.of(Scene.TARGET, target));

            Gates.Judged judged = new Gates(scene.gatekeeper)
                    .preview(new Gates.Question(policy, Scene.POLICY, Scene.TARGET, version, new ByContent()));

            assertThat(judged.verdicts().answer()).isEqualTo(Answer.PASS);
            assertThat(judged.verdicts().verdicts().get(0).sentence())
                    .startsWith(
                            "accuracy is 0.91 against the champion’s 0.9: shown to be within 2 points of the champion.");
        }
    }

    /** Scores models by the text in their file. */
    private static final class ByContent implements Rescorer {
        @Override
        public SortedMap<String, Double> score(Path model) {
            throw new AssertionError("Nobody asked for what it says of each example");
        }

        @Override
        public Measured measure(Path model) {
            int wrong = contentOf(model).equals("new") ? 90 : 100;
            StringBuilder csv = new StringBuilder("id,right\n");
            for (int i = 0; i < 1_000; i++) {
                csv.append(i).append(i < wrong ? ",0\n" : ",1\n");
            }
            return new Measured(
                    new TreeMap<>(), Rescorer.examples("score", csv.toString().getBytes(StandardCharsets.UTF_8)));
        }

        private static String contentOf(Path model) {
            try {
                return Files.readString(model.resolve("model.bin"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Major.class)
    void targetsOfOneModelAreIndependent(Major major) throws Exception {
        try (Scene scene = Scene.on(MlflowServer.shared(major).uri(), folder)) {
            scene.promote(scene.version("one", 50));
            String second = scene.version("two", 50);
            Gates.Judged judged = new Gates(scene.gatekeeper)
                    .judge(new Gates.Question(scene.policy(), Scene.POLICY, "staging", second, null));
            assertThat(judged.verdicts().answer()).isEqualTo(Answer.PASS);

            new Targets(scene.gatekeeper)
                    .promote(new Targets.Promotion(scene.policy(), Scene.POLICY, "staging", second, "", false));

            assertThat(scene.gatekeeper.registry().getModel(scene.model).aliases())
                    .isEqualTo(Map.of("champion", "1", "staging", second));
            assertThat(new Verifier(scene.gatekeeper)
                            .verify("models:/" + scene.model + "@staging", null)
                            .targets())
                    .containsExactly("staging");
            assertThat(new Reconciler(scene.gatekeeper)
                            .status(scene.model, true, null)
                            .drifted())
                    .isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(Major.class)
    void stagesAreShownToo(Major major) throws Exception {
        try (Scene scene = Scene.on(MlflowServer.shared(major).uri(), folder)) {
            for (String content : List.of("one", "two")) {
                String version = scene.version(content, 50);
                scene.promote(version);
                assertThat(new Versions(scene.gatekeeper)
                                .resolve("models:/" + scene.model + "/Production")
                                .version())
                        .isEqualTo(version);
                assertThat(scene.champion()).isEqualTo(version);
            }

            new Targets(scene.gatekeeper).rollBack(scene.rollBack());

            assertThat(new Verifier(scene.gatekeeper)
                            .verify("models:/" + scene.model + "/Production", null)
                            .version())
                    .isEqualTo("1");
            new Targets(scene.gatekeeper).retire(scene.model, Scene.TARGET, "over", false);
            assertThatThrownBy(() -> new Versions(scene.gatekeeper).resolve("models:/" + scene.model + "/Production"))
                    .isInstanceOf(StepException.class);
            assertThatThrownBy(() -> new Versions(scene.gatekeeper).resolve("models:/" + scene.model + "@champion"))
                    .isInstanceOf(StepException.class);
        }
    }
}
