package io.jenkins.plugins.modelgate.dvc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DataFilesTest {
    @TempDir
    private Path folder;

    private Object load(String name, String text) throws IOException {
        return DataFiles.load(Files.writeString(folder.resolve(name), text));
    }

    @Test
    void readsPythonAsDvcDoes() throws IOException {
        Object params = load("p.py", """
                import os
                A = 1
                B: float = 1e-5
                class C(Base):
                    '''A text.'''
                    x = "a" "b"
                    y = [1, 2.5, None,
                         -3]  # more
                    class D:
                        z = {"k": -3, 1: (1, 2)}
                    def __init__(self, w=7):
                        self.w = 5
                        self.v = os.name
                        v = 6
                    def other(self):
                        self.no = 1
                if True:
                    hidden = 1
                t = 1, 2
                u = v = 3
                f = "%s" % 1
                g = f"{A}"
                big = 10_000; h = 0x1F
                s = {1, 2}
                r = r'\\n'
                e = "\\u00e4\\n"
                long = \\
                    True
                x.y = 4
                call = dict(a=1)
                sum = 1 + 2
                """);

        assertThat(params)
                .isEqualTo(map(
                        "A",
                        1L,
                        "B",
                        1e-5,
                        "C",
                        map(
                                "x",
                                "ab",
                                "y",
                                Arrays.asList(1L, 2.5, null, -3L),
                                "D",
                                map("z", map("k", -3L, 1L, List.of(1L, 2L))),
                                "w",
                                5L),
                        "t",
                        List.of(1L, 2L),
                        "big",
                        10_000L,
                        "h",
                        31L,
                        "s",
                        List.of(1L, 2L),
                        "r",
                        "\\n",
                        "e",
                        "\u00e4\n",
                        "long",
                        true));
    }

    private static Map<Object, Object> map(Object... entries) {
        Map<Object, Object> map = new java.util.LinkedHashMap<>();
        for (int i = 0; i < entries.length; i += 2) {
            map.put(entries[i], entries[i + 1]);
        }
        return map;
    }

    @Test
    void readsTomlAndJson() throws IOException {
        assertThat(load("p.toml", "lr = 0.5\n[opt]\nd = 1979-05-27\nn = 1_000\narr = [1, 2]\n"))
                .isEqualTo(Map.of("lr", 0.5, "opt", Map.of("d", "1979-05-27", "n", 1000L, "arr", List.of(1L, 2L))));
        assertThat(load("p.json", "{\"a\": 1.0, \"b\": {\"c\": [1, true]}, \"n\": -Infinity}"))
                .isEqualTo(Map.of("a", 1.0, "b", Map.of("c", List.of(1L, true)), "n", Double.NEGATIVE_INFINITY));
    }

    @Test
    void takesAnyOtherNameForYaml() throws IOException {
        assertThat(load("params", "a: 1")).isEqualTo(Map.of("a", 1L));
        assertThat(load("empty.yml", "")).isEqualTo(Map.of());
        assertThat(DataFiles.load(folder.resolve("none.yaml"))).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "p.json, '{\"a\": '",
        "p.json, '{\"a\": 1} x'",
        "p.json, '{\"a\": 01}'",
        "p.toml, 'a = '",
        "p.toml, 'a = 1\na = 2'",
        "p.py, 'a = (1, 2'",
        "p.py, 'a = \"x'",
        "p.py, 'a = 1)'",
    })
    void refusesWhatIsBrokenInOneLine(String name, String text) {
        assertThatExceptionOfType(DvcException.class)
                .isThrownBy(() -> load(name, text))
                .satisfies(e -> assertThat(e.getMessage())
                        .contains(name)
                        .contains("not valid")
                        .doesNotContain("\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"p.json", "p.toml", "p.py"})
    void refusesDeepNesting(String name) {
        String deep = "[".repeat(20_000) + "]".repeat(20_000);

        assertThat(org.assertj.core.api.Assertions.catchThrowable(
                        () -> assertThat(load(name, name.endsWith("json") ? deep : "a = " + deep))
                                .isEqualTo(Map.of())))
                .satisfiesAnyOf(problem -> assertThat(problem).isNull(), problem -> assertThat(problem)
                        .isInstanceOf(DvcException.class));
    }

    @Test
    void passesOverPythonWithMoreSignsThanPythonTakes() throws IOException {
        assertThat(load("p.py", "a = " + "-".repeat(100_000) + "1\nb = - -2\n")).isEqualTo(Map.of("b", 2L));
    }

    @Test
    void refusesTomlWithKeysOfAbsurdDepth() {
        assertThatExceptionOfType(DvcException.class)
                .isThrownBy(() -> load("p.toml", "a" + ".a".repeat(20_000) + " = 1"));
    }

    @Test
    void refusesNumbersOfAbsurdLength() {
        assertThatExceptionOfType(DvcException.class)
                .isThrownBy(() -> load("p.json", "{\"a\": " + "9".repeat(100_000) + "}"));
    }

    @Test
    void refusesWhatIsNotUtf8() throws IOException {
        Path file = Files.write(folder.resolve("p.yaml"), new byte[] {'a', ':', ' ', (byte) 0xff});

        assertThatExceptionOfType(DvcException.class)
                .isThrownBy(() -> DataFiles.load(file))
                .withMessageEndingWith("is not valid UTF-8");
    }
}
