package io.jenkins.plugins.modelgate.core.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class TemplateTest {
    private static final String HOSTILE = "a\": \"b\"\n- c: 'd' # \\ ü 🦆 \u2028";

    private static String render(String text, String path, String value) throws DeploymentException {
        Map<String, String> values = new HashMap<>();
        values.put("version", value);
        values.put("alias", null);
        return new Template(text, "app.in").render(values, path);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tag: ${version}|tag: 3",
                "uri: models:/m/${version}|uri: models:/m/3",
                "a: \"v${version}-${version}\"|a: \"v3-3\"",
                "cmd: $${version} $x {}|cmd: ${version} $x {}",
                "a: \"say \\\"${version}\\\"\"|a: \"say \\\"3\\\"\"",
            })
    void putsValuesInThePlaceOfKeys(String text, String result) throws Exception {
        assertThat(render(text, "app.yaml", "3")).isEqualTo(result);
    }

    @ParameterizedTest
    @ValueSource(strings = {"app.yaml", "app.yml", "app.json"})
    void keepsHostileTextWithinItsQuotes(String path) throws Exception {
        String rendered = render("{\"a\": \"${version}\", \"b\": 1}", path, HOSTILE);

        assertThat(new Load(LoadSettings.builder().build()).loadFromString(rendered))
                .isEqualTo(Map.of("a", HOSTILE, "b", 1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a: ${version}", "a: '${version}'", "# ${version}", "\"a\": ${version}", "a: \"\\\\\"${version}"
            })
    void refusesHostileTextWithoutQuotes(String text) {
        assertThatThrownBy(() -> render(text, "app.yaml", HOSTILE)).hasMessageContaining("between double quotes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a: b", "-a", "a#", "$(x)", "a;b", "", "a:"})
    void refusesWhatIsNotPlainInFilesOfOtherKinds(String value) {
        assertThatThrownBy(() -> render("A=\"${version}\"", "app.env", value))
                .hasMessageContainingAll("‘app.in’, line 1", "‘version’");
    }

    @ParameterizedTest
    @CsvSource({
        "'\na: ${versoin}',‘${versoin}’",
        "'\na: ${version','‘${}’'",
        "'\n${}','‘${}’'",
        "'\n${alias}',there is no ‘alias’"
    })
    void namesWhatNobodyKnowsWithItsLine(String text, String said) {
        assertThatThrownBy(() -> render(text, "app.yaml", "3"))
                .isInstanceOf(DeploymentException.class)
                .hasMessageContaining("line 2")
                .hasMessageContaining(said);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a: \"b\n  c\" \n? \"\n: [\"\"${version}]", "[ '\"', ${version} ]"})
    void refusesAValueThatOnlySeemsToStandBetweenQuotes(String text) {
        assertThatThrownBy(() -> render(text, "app.yaml", "a, b: c")).isInstanceOf(DeploymentException.class);
    }

    @Test
    void refusesAResultThatIsNoYaml() {
        assertThatThrownBy(() -> render("a: [${version}", "app.yaml", "3")).hasMessageContaining("valid ‘app.yaml’");
    }
}
