package io.jenkins.plugins.modelgate.mlflow.client;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimitsTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "Größe_1-2.3:4 5/6", "日本", "a/..b", "a..b", "7"})
    void takesTheNamesThatMlflowTakes(String key) {
        assertThatCode(() -> Limits.param(key, "v")).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "a@b", "a=b", "a,b", "a(b)", "../x", "..x", "/x", "a//b", "a/", ".", "a/./b", "a/..", "🚀"})
    void refusesTheNamesThatMlflowRefuses(String key) {
        assertThatThrownBy(() -> Limits.param(key, "v")).isInstanceOf(MlflowException.InvalidRequest.class);
        assertThatThrownBy(() -> Limits.runTag(key, "v")).isInstanceOf(MlflowException.InvalidRequest.class);
        assertThatThrownBy(() -> Limits.metric(key)).isInstanceOf(MlflowException.InvalidRequest.class);
    }

    @Test
    void refusesWhatMlflowWouldCutWithoutAWord() {
        assertThatCode(() -> Limits.param("k", "🚀".repeat(6000))).doesNotThrowAnyException();
        assertThatThrownBy(() -> Limits.param("k", "x".repeat(6001)))
                .isInstanceOf(MlflowException.InvalidRequest.class)
                .hasMessageContaining("‘k’")
                .hasMessageContaining("6001")
                .hasMessageContaining("6000");
        assertThatCode(() -> Limits.runTag("k", "x".repeat(8000))).doesNotThrowAnyException();
        assertThatThrownBy(() -> Limits.runTag("k", "x".repeat(8001)))
                .isInstanceOf(MlflowException.InvalidRequest.class)
                .hasMessageContaining("8001");
        assertThatCode(() -> Limits.metric("x".repeat(250))).doesNotThrowAnyException();
        assertThatThrownBy(() -> Limits.metric("x".repeat(251))).isInstanceOf(MlflowException.InvalidRequest.class);
    }

    @Test
    void refusesADigestThatIsTooLong() {
        String dvc = "0123456789abcdef0123456789abcdef.dir";
        assertThatCode(() -> Limits.dataset(new DatasetInput("d", dvc, "dvc", "{}", null)))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> Limits.dataset(new DatasetInput("d", dvc + "x", "dvc", "{}", null)))
                .isInstanceOf(MlflowException.InvalidRequest.class)
                .hasMessageContaining("36");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "latest", "Latest", "v1", "V23", "a b", "a.b", "ä", "a/b"})
    void refusesAliasesThatMlflowRefuses(String alias) {
        assertThatThrownBy(() -> Limits.alias(alias)).isInstanceOf(MlflowException.InvalidRequest.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"champion", "7", "v", "v1a", "a_b-c", "latest2"})
    void takesOtherAliases(String alias) {
        assertThatCode(() -> Limits.alias(alias)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a/b", "a:b", ".", ".."})
    void refusesModelNamesThatMlflowRefuses(String name) {
        assertThatThrownBy(() -> Limits.modelName(name)).isInstanceOf(MlflowException.InvalidRequest.class);
    }
}
