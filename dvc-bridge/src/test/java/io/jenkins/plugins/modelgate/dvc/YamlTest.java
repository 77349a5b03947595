package io.jenkins.plugins.modelgate.dvc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.math.BigInteger;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlTest {
    private static final Path FILE = Path.of("x.yaml");

    private static Object parse(String text) {
        return Yaml.parse(FILE, text).value();
    }

    private static Object value(String text) {
        return ((Map<?, ?>) parse("v: " + text)).get("v");
    }

    @ParameterizedTest
    @CsvSource({"010, 10", "0o10, 8", "0x1F, 31", "0b101, 5", "1_000, 1000", "-7, -7", "+3, 3", "0, 0"})
    void readsIntegersAsRuamelDoes(String text, long expected) {
        assertThat(value(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"1e3, 1000", ".5, 0.5", "1., 1", "-1.5e-3, -0.0015", ".inf, Infinity", "-.inf, -Infinity", ".NaN, NaN"})
    void readsDecimalsAsRuamelDoes(String text, double expected) {
        assertThat(value(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"yes", "no", "on", "1.5.6", "2020-01-01", "12:30", "0o9", "e5", "'1'", "\"true\"", "1e", "null1"
            })
    void leavesTextAlone(String text) {
        assertThat(value(text)).isEqualTo(text.replace("'", "").replace("\"", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "~", "null", "NULL"})
    void readsNothing(String text) {
        assertThat(value(text)).isNull();
    }

    @Test
    void readsBooleansOfYaml12Only() {
        assertThat(parse("[true, False, TRUE, yes]")).isEqualTo(List.of(true, false, true, "yes"));
    }

    @Test
    void keepsIntegersOfAnySize() {
        assertThat(value("123456789012345678901234567890")).isEqualTo(new BigInteger("123456789012345678901234567890"));
    }

    @Test
    void mergesMappings() {
        assertThat(parse("a: &a {x: 1, y: 2}\nb:\n  <<: *a\n  y: 3\n"))
                .isEqualTo(Map.of("a", Map.of("x", 1L, "y", 2L), "b", Map.of("x", 1L, "y", 3L)));
    }

    @Test
    void readsAnEmptyFile() {
        assertThat(parse("")).isNull();
        assertThat(parse("# nothing\n")).isNull();
    }

    @Test
    void namesTheLineOfASyntaxError() {
        assertThatExceptionOfType(DvcException.class)
                .isThrownBy(() -> parse("a: 1\nb: [1\nc: 2\n"))
                .withMessageStartingWith("x.yaml:3: not valid YAML")
                .satisfies(e -> assertThat(e.line()).isEqualTo(3));
    }

    @Test
    void suspectsAMergeConflict() {
        assertThatExceptionOfType(DvcException.class)
                .isThrownBy(() -> parse("outs:\n<<<<<<< HEAD\n- md5: 1\n=======\n- md5: 2\n>>>>>>> other\n"))
                .withMessageContaining("merge conflict");
    }

    @Test
    void refusesADuplicateKey() {
        assertThatExceptionOfType(DvcException.class)
                .isThrownBy(() -> parse("a: 1\nb: 2\na: 3\n"))
                .withMessage("x.yaml:3: has the key ‘a’ twice");
    }

    @Test
    void refusesAnAliasBomb() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 12; i++) {
            String before = "*a" + (i - 1);
            bomb.append("a").append(i).append(": &a").append(i).append(" [");
            bomb.append(String.join(", ", java.util.Collections.nCopies(10, before)))
                    .append("]\n");
        }

        assertThatExceptionOfType(DvcException.class)
                .isThrownBy(() -> parse(bomb.toString()))
                .withMessageContaining("by aliases");
    }

    @Test
    void refusesDeepNesting() {
        assertThatExceptionOfType(DvcException.class)
                .isThrownBy(() -> parse("[".repeat(5000) + "]".repeat(5000)))
                .withMessageContaining("levels deep");
    }

    @Test
    void refusesARecursiveAlias() {
        assertThatExceptionOfType(DvcException.class).isThrownBy(() -> parse("a: &a [*a]\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"!!python/object/apply:os.system [ls]", "!!java.lang.Runtime {}", "!x y", "!!binary aGk="})
    void refusesTags(String text) {
        assertThatExceptionOfType(DvcException.class).isThrownBy(() -> value(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: 1\n---\nb: 2\n",
                "{[1]: 2}",
                "a: b: c",
                "\ta: 1",
                "a: *nope",
                "a: \"\\z\"",
                "0: \0",
                "a: ._",
                "a: -._e+1"
            })
    void refusesWhatIsBroken(String text) {
        assertThatExceptionOfType(DvcException.class)
                .isThrownBy(() -> parse(text))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }
}
