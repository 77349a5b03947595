package io.jenkins.plugins.modelgate.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatternsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "team/train    | team/train",
                "team/*        | team/train",
                "team/**       | team/a/b/train",
                "**/train      | team/a/train",
                "**            | anything/at/all",
                "*             | train",
                "t*n           | train",
                "team/*/train  | team/x/train",
                "a*b*c         | axbxbxc",
                "***           | a/b",
                "other, team/* | team/train",
                "(.*)          | (.*)",
                "a.c           | a.c",
            })
    void fits(String pattern, String name) {
        assertThat(Patterns.match(pattern, name)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "team/train    | Team/train",
                "team/train    | team/train2",
                "team/train    | x/team/train",
                "team/*        | team/a/train",
                "team/**       | team",
                "team/**       | teammates/train",
                "**/train      | train",
                "*             | team/train",
                "a.c           | abc",
                "[a-z]+        | abc",
                "(.*)          | anything",
                "prod          | prod\u200b",
                "prod          | prod/../x",
                "main          | refs/heads/main",
                "\\E.*\\Q      | anything",
            })
    void doesNotFit(String pattern, String name) {
        assertThat(Patterns.match(pattern, name)).isFalse();
    }

    @Test
    void takesLinesLikeCommas() {
        assertThat(Patterns.list(" a ,\n\r\n b,,c ")).containsExactly("a", "b", "c");
    }

    @Test
    void fitsEveryNameOnlyIfNothingIsGiven() {
        assertThat(Patterns.match(null, "x")).isTrue();
        assertThat(Patterns.match("", "x")).isFalse();
        assertThat(Patterns.match(" , \n", "x")).isFalse();
        assertThat(Patterns.match(",", "")).isFalse();
    }

    @Test
    void aLineBreakInANameIsACharacterLikeAnyOther() {
        assertThat(Patterns.match("main", "main\nrelease")).isFalse();
        assertThat(Patterns.match("main*", "main\nrelease")).isTrue();
    }

    /** A matcher that tries all ways would be at it for longer than there are computers. */
    @Test
    void isNotSlowedDownByAHostileName() {
        assertThat(Patterns.match("**a".repeat(200) + "b", "a".repeat(5_000))).isFalse();
    }
}
