package io.jenkins.plugins.modelgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modelgate.cli.Page.Style;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class PageTest {
    private static String print(boolean colour, Consumer<Page> writer) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        writer.accept(new Page(new PrintStream(bytes, true, StandardCharsets.UTF_8), colour));
        return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }

    @Test
    void alignsColumnsByCharactersAndNotByUnits() {
        String text = print(
                false,
                page -> page.table(
                        List.of("NAME", "N"),
                        List.of(List.of("😀", 1), List.of("ä-long-one", 22), Arrays.asList("x", null))));

        assertThat(text).isEqualTo("""
                        NAME        N
                        😀           1
                        ä-long-one  22
                        x           –
                        """);
    }

    @Test
    void coloursOnlyIfAsked() {
        assertThat(print(false, page -> page.line(Page.cell("no", Style.BAD)))).isEqualTo("no\n");
        assertThat(print(true, page -> page.line(Page.cell("no", Style.BAD)))).isEqualTo("\u001b[31mno\u001b[0m\n");
    }

    @Test
    void alignsAsIfColourTookNoRoom() {
        String text = print(
                true,
                page -> page.table(List.of(), List.of(List.of(Page.cell("a", Style.GOOD), "b"), List.of("cc", "d"))));

        assertThat(text).isEqualTo("\u001b[32ma\u001b[0m   b\ncc  d\n");
    }

    @Test
    void cannotBeSteeredByATextOfStrangers() {
        String hostile = "x\u001b]0;owned\u0007\r\n\u009b2Jy\u202e";

        assertThat(print(true, page -> page.line(hostile).table(List.of(), List.of(List.of(hostile)))))
                .doesNotContain("\u001b", "\u0007", "\r", "\u009b", "\u202e")
                .contains("x\\u001b]0;owned\\u0007\\u000d\\u000a\\u009b2Jy\\u202e");
    }
}
