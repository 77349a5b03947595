package io.jenkins.plugins.modelgate.dvc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is expected here was asked of {@code dvc check-ignore}. */
class DvcIgnoreTest {
    @TempDir
    private Path root;

    private DvcIgnore ignoring(String... lines) throws IOException {
        Files.writeString(root.resolve(DvcIgnore.FILE), String.join("\n", lines));
        return new DvcIgnore(root);
    }

    @ParameterizedTest
    @CsvSource({
        "*.tmp, a.tmp, true",
        "*.tmp, d/a.tmp, true",
        "*.tmp, a.tmpx, false",
        "/a, a, true",
        "/a, d/a, false",
        "d/a, d/a, true",
        "d/a, e/d/a, false",
        "a/, a/b, true",
        "a/, d/a/b, true",
        "a/, a, false",
        "**/x/y, q/w/x/y, true",
        "a/**/b, a/b, true",
        "a/**/b, a/c/d/b, true",
        "a/**, a/c, true",
        "a?c, abc, true",
        "a?c, a/c, false",
        "[a-c]x, bx, true",
        "[!a-c]x, bx, false",
        "[!a-c]x, dx, true",
        "'[a[]x', '[x', true",
        "\\!x, !x, true",
        "\\#x, #x, true",
        "'# x', '# x', false",
        "a b, a b, true",
        "a.c, abc, false",
        "(x|y), x, false",
        "[a, '[a', false",
        "*, anything, true",
    })
    void matchesAsGitDoes(String pattern, String path, boolean ignored) throws IOException {
        assertThat(ignoring(pattern).ignored(path, false)).isEqualTo(ignored);
    }

    @Test
    void theLastRuleWins() throws IOException {
        DvcIgnore ignore = ignoring("*.txt", "!keep.txt", "secret/", "!secret/keep.txt");

        assertThat(ignore.ignored("a.txt", false)).isTrue();
        assertThat(ignore.ignored("keep.txt", false)).isFalse();
        assertThat(ignore.ignored("secret/keep.txt", false)).isTrue();
    }

    @Test
    void passesOverVersionControlAlways() throws IOException {
        DvcIgnore ignore = ignoring("");

        assertThat(ignore.ignored(".git/config", false)).isTrue();
        assertThat(ignore.ignored("sub/.hg/x", false)).isTrue();
        assertThat(ignore.ignored("sub/.git", false)).isTrue();
        assertThat(ignore.ignored(".dvc/cache", true)).isTrue();
        assertThat(ignore.ignored("x.dvc", false)).isFalse();
        assertThat(ignore.ignored(".gitignore", false)).isFalse();
    }

    @Test
    void rulesOfAFolderHoldThereOnly() throws IOException {
        Files.createDirectories(root.resolve("sub/deep"));
        Files.writeString(root.resolve("sub/.dvcignore"), "*.log\n/top\n");
        DvcIgnore ignore = ignoring("*.tmp");

        assertThat(ignore.ignored("a.log", false)).isFalse();
        assertThat(ignore.ignored("sub/a.log", false)).isTrue();
        assertThat(ignore.ignored("sub/deep/a.log", false)).isTrue();
        assertThat(ignore.ignored("sub/top", false)).isTrue();
        assertThat(ignore.ignored("sub/deep/top", false)).isFalse();
        assertThat(ignore.ignored("sub/deep/a.tmp", false)).isTrue();
    }

    @Test
    void namesTheLineOfABadPattern() {
        assertThatExceptionOfType(DvcException.class)
                .isThrownBy(() -> ignoring("fine", "bad\\"))
                .withMessageContaining(".dvcignore:2:")
                .withMessageContaining("backslash");
    }
}
