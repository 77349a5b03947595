package io.jenkins.plugins.modelgate.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.jenkins.plugins.modelgate.core.document.TargetId;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
    static final List<String> HOSTILE = List.of(
            "..",
            ".",
            ".git",
            ".GIT",
            "git~1",
            "a/b",
            "a\\b",
            "/",
            "con",
            "CON",
            "con.json",
            "Con",
            "com1",
            "lpt9.x",
            "nul",
            "dot.",
            "space ",
            " space",
            "caf\u00e9",
            "cafe\u0301",
            "Stra\u00dfe",
            "STRASSE",
            "\u0130",
            "i",
            "I",
            "a:b",
            "a|b`<script>",
            "a\nb",
            "a\u0000b",
            "100%",
            "%31",
            "1",
            "+",
            "a+",
            "+/+",
            "*?\"<>|",
            "\ud83d\ude00",
            "\u202egnp.exe",
            "x".repeat(120),
            "x".repeat(121),
            "x".repeat(240),
            "x".repeat(300),
            "\u00e9".repeat(300),
            "x".repeat(119) + "." + "y".repeat(10),
            "x".repeat(120) + "." + "y".repeat(10));

    static final List<String> ALL = HOSTILE;

    @ParameterizedTest
    @CsvSource({
        "diabetes,            diabetes",
        "my_model-2.1,        my_model-2.1",
        "Diabetes,            %44iabetes",
        "a/b,                 a%2fb",
        ".hidden,             %2ehidden",
        "dot.,                dot%2e",
        "con,                 %63on",
        "con.v1,              %63on.v1",
        "console,             console",
        "é,                   %c3%a9"
    })
    void encodes(String name, String encoded) {
        assertThat(Names.encode(name)).isEqualTo(encoded);
    }

    @Test
    void continuesALongNameInAFolder() {
        assertThat(Names.encode("x".repeat(250)))
                .isEqualTo("x".repeat(120) + "+/+" + "x".repeat(120) + "+/+" + "x".repeat(10));
    }

    @ParameterizedTest
    @FieldSource("ALL")
    void isReversible(String name) {
        TargetId target = new TargetId("mlflow", "default", name, "production");
        assertThat(Names.target(Names.state(target))).contains(target);
    }

    @ParameterizedTest
    @FieldSource("ALL")
    void isSafeOnAnyFileSystem(String name) {
        for (String part : (Names.encode(name) + ".json").split("/", -1)) {
            assertThat(part).matches("[a-z0-9._%+-]+").doesNotStartWith(".").doesNotEndWith(".");
            assertThat(part.length()).isLessThanOrEqualTo(130);
            assertThat(part).doesNotMatch("(con|prn|aux|nul|com[0-9]|lpt[0-9])(\\..*)?");
        }
    }

    @Test
    void hasNoTwins() {
        Map<String, String> seen = new HashMap<>();
        for (String name : HOSTILE) {
            String folded = Normalizer.normalize(Names.encode(name), Normalizer.Form.NFKC)
                    .toLowerCase(Locale.ROOT);
            assertThat(seen.put(folded, name)).as(name).isNull();
        }
    }

    @Test
    void isReversibleForAnyText() {
        Random random = new Random(42);
        for (int i = 0; i < 2_000; i++) {
            String name = random.ints(1 + random.nextInt(150), 1, 0x3000)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .append('x')
                    .toString();
            TargetId target = new TargetId(name, "default", name, "t");
            assertThat(Names.target(Names.state(target))).contains(target);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "models/a/b/c.json",
                "models/a/b/c/d/e.json",
                "models/a/b/c/d.txt",
                "models/a/b/c/../d.json",
                "models/a/b/c/%44.json/",
                "models/a/b/c/D.json",
                "models/a/b/c/%61.json",
                "models/a/b/c/%zz.json",
                "models/a/b/c/%ff.json",
                "models/a/b/c/%4.json",
                "models/a/b/c/x+/+y.json",
                "models//b/c/d.json",
                "objects/a/b/c/d.json"
            })
    void doesNotReadAnotherSpelling(String path) {
        assertThat(Names.target(path)).isEmpty();
    }

    @Test
    void refusesWhatIsTooLongOrNoText() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Names.state(new TargetId("s", "w", "\u00e9".repeat(1000), "t")))
                .withMessageContaining("too long");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Names.state(new TargetId("s", "w", "\ud83d", "t")))
                .withMessageContaining("surrogate");
    }
}
