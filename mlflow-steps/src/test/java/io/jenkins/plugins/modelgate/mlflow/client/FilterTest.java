package io.jenkins.plugins.modelgate.mlflow.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FilterTest {
    @Test
    void joinsConditions() {
        Filter filter = Filter.ALL
                .and(Filter.attribute("name", "it's"))
                .and(Filter.tag("model-gate.data", "ab.dir"))
                .and(Filter.ALL)
                .and(Filter.versionAfter("3"));

        assertThat(filter).hasToString("name = \"it's\" AND tags.`model-gate.data` = 'ab.dir' AND version_number > 3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"both ' and \"", "back\\slash", "nul\0"})
    void refusesValuesThatCannotBeQuoted(String value) {
        assertThatThrownBy(() -> Filter.attribute("name", value)).isInstanceOf(MlflowException.InvalidRequest.class);
        assertThatThrownBy(() -> Filter.tag("k", value)).isInstanceOf(MlflowException.InvalidRequest.class);
        assertThatThrownBy(() -> Filter.dataset(value)).isInstanceOf(MlflowException.InvalidRequest.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a`b", "a\\b"})
    void refusesKeysThatCannotBeQuoted(String key) {
        assertThatThrownBy(() -> Filter.tag(key, "v")).isInstanceOf(MlflowException.InvalidRequest.class);
        assertThatThrownBy(() -> Filter.param(key, "v")).isInstanceOf(MlflowException.InvalidRequest.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "1 OR 1", "1'"})
    void refusesVersionsThatAreNoNumbers(String version) {
        assertThatThrownBy(() -> Filter.versionAfter(version)).isInstanceOf(MlflowException.InvalidRequest.class);
    }
}
