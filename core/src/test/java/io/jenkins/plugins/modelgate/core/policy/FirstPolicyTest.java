package io.jenkins.plugins.modelgate.core.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jenkins.plugins.modelgate.core.data.DataHash;
import io.jenkins.plugins.modelgate.core.data.GitState;
import io.jenkins.plugins.modelgate.core.data.Snapshot;
import io.jenkins.plugins.modelgate.core.data.TrackedPath;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FirstPolicyTest {
    @Test
    void demandsWhatTheProjectMeasures() {
        ModelPolicy model = policy(Map.of("accuracy", 0.915, "loss", 0.31, "n", 2_000.0, "epoch", 7.0), "model.pkl");
        assertThat(model.artifact()).isEqualTo("model.pkl");
        assertThat(model.targets().get("production").gates())
                .extracting(GateWords::of)
                .containsExactly(
                        "‘accuracy’ must be at least 0.82, as it is recorded.",
                        "‘accuracy’ (higher is better) must be no worse than the champion by more than 1 points, shown with 95 %"
                                + " confidence by the number of examples in ‘n’.",
                        "‘loss’ must be at most 0.35, as it is recorded.",
                        "‘loss’ (lower is better) must be no worse than the champion by more than 2 %, as the bare numbers are,"
                                + " whatever their uncertainty.",
                        "Of its descent must hold: clean, data-unmodified, data-in-remote, params-tracked, byte-identical.");
    }

    @Test
    void leavesToAPersonWhatNothingSays() {
        ModelPolicy model =
                policy(Map.of("epoch", 7.0, "train.loss", 0.1, "rmse", Double.NaN), "a/model.bin", "b/model.bin");
        assertThat(model.artifact()).isNull();
        assertThat(model.targets().get("production").withoutBaseline()).isEqualTo(TargetPolicy.WithoutBaseline.PERSON);
        assertThat(model.targets().get("production").gates()).hasSize(1);
    }

    @Test
    void takesOddNamesAsTheyAre() {
        ModelPolicy model = policy(Map.of("größe: \"x\"/rmse", -3.0), "no");
        assertThat(model.targets().get("production").gates().get(0))
                .isEqualTo(new Gate.Bound("gr--e---x--rmse-in-bounds", "größe: \"x\"/rmse", null, -2.7));
    }

    @Test
    void refusesANameThatIsNone() {
        assertThatExceptionOfType(PolicyException.class).isThrownBy(() -> FirstPolicy.of("a/b", snapshot(Map.of())));
    }

    private static ModelPolicy policy(Map<String, Double> metrics, String... outputs) {
        String text = FirstPolicy.of("my model", snapshot(metrics, outputs));
        return PolicyParser.parse(text.getBytes(StandardCharsets.UTF_8), "model-gate.yaml")
                .models()
                .get("my model");
    }

    private static Snapshot snapshot(Map<String, Double> metrics, String... outputs) {
        DataHash hash = DataHash.md5("d41d8cd98f00b204e9800998ecf8427e");
        List<TrackedPath> paths = List.of(outputs).stream()
                .map(path -> new TrackedPath(
                        path,
                        TrackedPath.Kind.FILE,
                        "dvc.yaml:train",
                        hash,
                        hash,
                        1,
                        1,
                        TrackedPath.State.UNCHANGED,
                        true,
                        TrackedPath.Presence.PRESENT,
                        true))
                .toList();
        return new Snapshot(
                paths,
                new GitState(null, null, null, Sha256.of(new byte[0]), List.of(), List.of()),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(metrics));
    }
}
