package io.jenkins.plugins.modelgate.mlflow.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.modelgate.core.data.DataHash;
import io.jenkins.plugins.modelgate.core.data.TrackedPath;
import io.jenkins.plugins.modelgate.core.policy.ModelPolicy;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TagsTest {
    private static final ModelPolicy ALL = policy(List.of());

    @Test
    void dataIsWhatDvcFilesTrackUnlessThePolicyNamesIt() {
        List<TrackedPath> tracked = List.of(path("a", "a.dvc"), path("b", "dvc.yaml:split"), path("c", "c.dvc"));

        assertThat(Tags.data(ALL, tracked)).isEqualTo(value("a") + " " + value("c"));
        assertThat(Tags.data(policy(List.of("b")), tracked)).isEqualTo(value("b"));
        assertThatThrownBy(() -> Tags.data(policy(List.of("d")), tracked))
                .isInstanceOf(StepException.class)
                .hasMessageContaining("‘d’");
    }

    @Test
    void refusesMoreDataThanATagHolds() {
        List<TrackedPath> tracked = IntStream.range(0, 200)
                .mapToObj(i -> path("data" + i, "data" + i + ".dvc"))
                .toList();

        assertThatThrownBy(() -> Tags.data(ALL, tracked))
                .isInstanceOf(StepException.class)
                .hasMessageContaining("name fewer paths")
                .hasMessageNotContaining("\n");
    }

    @Test
    void refusesAValueThatMlflowWouldCut() {
        assertThatThrownBy(() -> Tags.checked(Map.of("model-gate.build", "x".repeat(5001))))
                .isInstanceOf(StepException.class)
                .hasMessageContaining("5001");
        assertThatCode(() -> Tags.checked(Map.of("model-gate.build", "x".repeat(5000))))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"lr", "train.lr", "params.yaml:lr", "größe", "a/b c-d_e"})
    void takesNamesThatMlflowKeeps(String name) {
        assertThat(Tags.fits(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a=b", "a@b", "../x", "/x", "a//b", ".", "a/", "a,b"})
    void knowsNamesThatMlflowRefuses(String name) {
        assertThat(Tags.fits(name)).isFalse();
    }

    private static ModelPolicy policy(List<String> data) {
        return new ModelPolicy("m", List.of(), null, data, null, null, Map.of());
    }

    private static String value(String path) {
        return Scene.digest(path).hex().substring(0, 32);
    }

    private static TrackedPath path(String path, String owner) {
        DataHash hash = DataHash.md5(value(path));
        return new TrackedPath(
                path,
                TrackedPath.Kind.FILE,
                owner,
                hash,
                hash,
                1,
                1,
                TrackedPath.State.UNCHANGED,
                true,
                TrackedPath.Presence.UNKNOWN,
                true);
    }
}
