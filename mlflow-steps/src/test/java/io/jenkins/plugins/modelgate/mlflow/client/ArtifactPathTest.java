package io.jenkins.plugins.modelgate.mlflow.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArtifactPathTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/a",
                "a/",
                "a//b",
                "..",
                "../a",
                "a/..",
                "a/../b",
                ".",
                "a/./b",
                "a\\b",
                "a#b",
                "a\nb",
                "a\0b",
                "%2e%2e/a",
                "x%41"
            })
    void refusesWhatLeavesTheFolderAndWhatMlflowMisreads(String path) {
        assertThatThrownBy(() -> ArtifactPath.check(path))
                .isInstanceOf(MlflowException.InvalidRequest.class)
                .hasMessageNotContaining("\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a/b.txt", "...", ".hidden", "a..b", "100 %", "a%zz", "ü/日本", "a:b", "a?b&c=d+e;f"})
    void takesEverythingElse(String path) {
        assertThat(ArtifactPath.check(path)).isEqualTo(path);
    }

    @Test
    void encodesNamesButNotSlashes() {
        assertThat(ArtifactPath.encoded("a b/ü+%?&.txt")).isEqualTo("a%20b/%C3%BC%2B%25%3F%26.txt");
        assertThat(ArtifactPath.decoded("a%20b+%C3%BC")).isEqualTo("a b+ü");
        assertThat(ArtifactPath.decoded("100%")).isEqualTo("100%");
    }
}
