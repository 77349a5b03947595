package io.jenkins.plugins.modelgate.core.digest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShownTest {
    @ParameterizedTest
    @CsvSource({
        "70, 70",
        "81.2, 81.2",
        "53.123456789, 53.1235",
        "0.1, 0.1",
        "-0.0, 0",
        "1234567, 1234570",
        "1e20, 1E+20",
        "1e-9, 1E-9",
        "0.00001, 0.00001",
        "NaN, NaN",
        "-Infinity, -Infinity"
    })
    void numbersHaveSixDigits(double value, String text) {
        assertThat(Shown.number(value)).isEqualTo(text);
    }

    @Test
    void numbersThatDifferLookDifferent() {
        assertThat(Shown.number(70.0000001, 70)).isEqualTo("70.0000001");
        assertThat(Shown.number(70, 70.0000001)).isEqualTo("70");
        assertThat(Shown.number(70.1234567, 71)).isEqualTo("70.1235");
        assertThat(Shown.exact(1.0000000000000002)).isEqualTo("1.0000000000000002");
    }

    @Test
    void textsCannotControlATerminalOrTurnItsDirection() {
        assertThat(Shown.text("größe 😀")).isEqualTo("größe 😀");
        assertThat(Shown.text("\u001b[2Ja\nb\u202ec\u2028d\ud800"))
                .isEqualTo("\\u001b[2Ja\\u000ab\\u202ec\\u2028d\\ud800");
        assertThat(Shown.text("x".repeat(121))).isEqualTo("x".repeat(120) + "…");
        assertThat(Shown.text("😀".repeat(120))).isEqualTo("😀".repeat(120));
    }

    @Test
    void fewNamesAreShownAndTheRestCounted() {
        assertThat(Shown.names(List.of("a", "b"))).isEqualTo("‘a’, ‘b’");
        assertThat(Shown.names(List.of("a", "b", "c", "d", "e"))).isEqualTo("‘a’, ‘b’, ‘c’ and 2 more");
    }
}
