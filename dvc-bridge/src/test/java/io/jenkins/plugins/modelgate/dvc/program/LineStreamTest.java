package io.jenkins.plugins.modelgate.dvc.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineStreamTest {
    private final List<String> lines = new ArrayList<>();

    @Test
    void endsLinesAtFeedsAndReturnsButOnceForAPair() {
        write("a\nb\r\nc\rd\n\ne");

        assertThat(lines).containsExactly("a", "b", "c", "d", "", "e");
    }

    @Test
    void neverCutsACharacterInTwo() {
        write("\u20AC".repeat(100_000));

        assertThat(lines).hasSizeGreaterThan(3);
        assertThat(String.join("", lines)).isEqualTo("\u20AC".repeat(100_000));
    }

    @Test
    void replacesWhatIsNoUtf8() {
        try (LineStream stream = new LineStream(lines::add)) {
            stream.write('a');
            stream.write(0xFF);
        }

        assertThat(lines).containsExactly("a\uFFFD");
    }

    private void write(String text) {
        try (LineStream stream = new LineStream(lines::add)) {
            for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
                stream.write(b);
            }
        }
    }
}
