package io.jenkins.plugins.modelgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTest {
    @ParameterizedTest
    @ValueSource(
            chars = {
                0x00, 0x07, 0x08, 0x09, 0x0a, 0x0d, 0x1b, 0x7f, 0x85, 0x9b, 0x00ad, 0x200b, 0x200e, 0x2028, 0x2029,
                0x202e, 0x2066, 0xfeff
            })
    void escapesWhatSteersATerminalOrReordersText(char c) {
        assertThat(Printable.line("a" + c + "b")).isEqualTo(String.format("a\\u%04xb", (int) c));
    }

    @Test
    void keepsWhatPeopleRead() {
        String text = "Größe ‘x’ → 模型 😀 – 1 %";

        assertThat(Printable.line(text)).isSameAs(text);
    }

    @Test
    void keepsLineBreaksWhereTheyAreMeant() {
        assertThat(Printable.lines("a\n\tb\u001b[2J")).isEqualTo("a\n\tb\\u001b[2J");
    }
}
