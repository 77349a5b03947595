package io.jenkins.plugins.modelgate.core.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SubjectTest {
    private static final Sha256 HASH = Sha256.of(new byte[0]);

    @ParameterizedTest
    @ValueSource(
            strings = {"MLmodel", "a/b.txt", "...", ".hidden", "a..b", "größe 😀", "a\\b", "a\nb", "ab:c/d", "x/..y"})
    void takesRelativePaths(String name) throws IOException {
        assertThat(new Subject(name, HASH).name()).isEqualTo(name);
        assertThat(schema().matcher(name).matches()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "/etc/passwd",
                "../x",
                "a/../b",
                "a/..",
                "a//b",
                "a/",
                "./a",
                "\\x",
                "..\\x",
                "a\\..\\b",
                "C:\\x",
                "c:x",
                "a\0b",
                "a\n/../b"
            })
    void refusesWhatCouldLeaveTheFolderOfTheModel(String name) throws IOException {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Subject(name, HASH))
                .withMessageContaining("relative path")
                .withMessageNotContaining("\n");
        assertThat(schema().matcher(name).matches()).isFalse();
    }

    private static Pattern schema() throws IOException {
        return Pattern.compile(new JsonMapper()
                .readTree(Path.of("..", "docs", "schemas", "statement-v1.json").toFile())
                .at("/properties/subject/items/properties/name/pattern")
                .asText());
    }
}
