package io.jenkins.plugins.modelgate.mlflow.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.document.Actor;
import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.document.Observer;
import io.jenkins.plugins.modelgate.core.document.Verdict;
import io.jenkins.plugins.modelgate.core.document.Verdicts;
import io.jenkins.plugins.modelgate.core.policy.Holdout;
import io.jenkins.plugins.modelgate.core.policy.ModelPolicy;
import io.jenkins.plugins.modelgate.core.policy.PolicyParser;
import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer;
import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer.Major;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What gates remember: other versions, histories, looks. */
class LongRunIT {
    @TempDir
    private Path folder;

    private Verdicts judge(Scene scene, String version, String gates, boolean preview) throws Exception {
        ModelPolicy policy = policy(scene, gates);
        Gates.Question question = new Gates.Question(policy, Scene.POLICY, Scene.TARGET, version, null);
        Gates asked = new Gates(scene.gatekeeper);
        return (preview ? asked.preview(question) : asked.judge(question)).verdicts();
    }

    private static ModelPolicy policy(Scene scene, String gates) {
        String yaml = "version: 1\nmodels:\n  " + scene.model + ":\n    artifact: model.bin\n" + gates;
        return PolicyParser.parse(yaml.getBytes(StandardCharsets.UTF_8), "model-gate.yaml")
                .models()
                .get(scene.model);
    }

    private static String target(String... gates) {
        return "    targets:\n      " + Scene.TARGET
                + ":\n        alias: champion\n        stage: Production\n        gates:\n"
                + "          - bound: {name: in-bounds, metric: rmse, at-most: 100}\n"
                + String.join("", gates);
    }

    @Test
    void smallLossesAddUpAgainstAPinnedVersionAndTheLastPromoted() throws Exception {
        try (Scene scene = Scene.on(MlflowServer.shared(Major.V3).uri(), folder)) {
            double rmse = 50;
            for (int i = 1; i <= 4; i++) {
                scene.promote(scene.version("model " + i, rmse));
                rmse *= 1.04;
            }
            String version = scene.version("model 5", rmse);
            Verdicts verdicts = judge(
                    scene,
                    version,
                    target(
                            "          - comparison: {name: champion, metric: rmse, better: lower, margin: 5 %}\n",
                            "          - comparison: {name: first, metric: rmse, better: lower, margin: 10 %, against: version 1}\n",
                            "          - comparison: {name: lately, metric: rmse, better: lower, margin: 10 %, against: last 3, severity: warn}\n"),
                    true);

            assertThat(verdicts.verdicts())
                    .extracting(Verdict::gate, Verdict::answer)
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple("in-bounds", Answer.PASS),
                            org.assertj.core.groups.Tuple.tuple("champion", Answer.PASS),
                            org.assertj.core.groups.Tuple.tuple("first", Answer.FAIL),
                            org.assertj.core.groups.Tuple.tuple("lately", Answer.FAIL));
            assertThat(verdicts.verdicts().get(3).parts())
                    .extracting(Verdict::gate)
                    .containsExactly("version 4", "version 3", "version 2");
            assertThat(verdicts.answer()).isEqualTo(Answer.FAIL);
            assertThatThrownBy(() -> judge(
                            scene,
                            version,
                            target(
                                    "          - comparison: {name: g, metric: rmse, better: lower, margin: 5 %, against: version 99}\n"),
                            true))
                    .isInstanceOf(StepException.class)
                    .hasMessageContaining("99");
        }
    }

    @Test
    void aSlowDecayIsSeenInTheHistoryOfWhatWasJudged() throws Exception {
        try (Scene scene = Scene.on(MlflowServer.shared(Major.V3).uri(), folder)) {
            String gates = target("          - trend: {name: decay, metric: rmse, better: lower, usual: 20}\n");
            Verdicts last = null;
            for (int i = 0; i < 34; i++) {
                double rmse = 50 + i * 7 % 5 * 0.1 + Math.max(0, i - 21) * 0.1;
                last = judge(scene, scene.version("model " + i, rmse), gates, false);
            }

            Verdict trend = last.verdicts().get(1);
            assertThat(trend.answer()).isEqualTo(Answer.FAIL);
            assertThat(trend.n()).isEqualTo(34);
            assertThat(trend.chart()).hasSize(14);
            // It only warns.
            assertThat(last.answer()).isEqualTo(Answer.PASS);
        }
    }

    @Test
    void aBudgetOfLooksEndsAndOtherExamplesNeedAPerson() throws Exception {
        try (Scene scene = Scene.on(MlflowServer.shared(Major.V3).uri(), folder)) {
            String gates = "    holdout: {name: test, data: model.bin, looks: 1}\n" + target();
            Holdout holdout = policy(scene, gates).holdout();
            String version = scene.version("one", 150);

            assertThat(looks(judge(scene, version, gates, true)))
                    .startsWith("Look 0 of 1 (and one preview) at the holdout ‘test’, of which 1 may pass");
            assertThat(looks(judge(scene, version, gates, false))).startsWith("Look 1 of 1");
            assertThat(looks(judge(scene, version, gates, false))).startsWith("Look 1 of 1");

            // The fixture's model stands for the holdout's data: another model is other data.
            String other = scene.version("two", 50);
            Verdicts stopped = judge(scene, other, gates, false);
            assertThat(stopped.answer()).isEqualTo(Answer.INCONCLUSIVE);
            assertThat(stopped.verdicts()).hasSize(1);
            assertThat(looks(stopped)).startsWith("The holdout ‘test’ is not the one");

            scene.gatekeeper
                    .ledger()
                    .acceptHoldout(
                            scene.gatekeeper.target(scene.model, Scene.TARGET),
                            holdout,
                            "md5:" + Scene.hex32("two"),
                            new Actor(Actor.Kind.PERSON, "ada", null, Observer.CONTROLLER),
                            "new data",
                            Instant.EPOCH);
            assertThat(judge(scene, other, gates, false).answer()).isEqualTo(Answer.PASS);
        }
    }

    @CheckForNull
    private static String looks(Verdicts verdicts) {
        return verdicts.verdicts().stream()
                .filter(verdict -> verdict.gate().equals("holdout:test"))
                .map(Verdict::sentence)
                .findFirst()
                .orElse(null);
    }
}
