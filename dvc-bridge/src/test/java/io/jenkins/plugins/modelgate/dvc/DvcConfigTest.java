package io.jenkins.plugins.modelgate.dvc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DvcConfigTest {
    @TempDir
    private Path folder;

    private DvcConfig load() {
        return DvcConfig.load(
                folder.resolve("repo/.dvc"),
                Map.of(
                        "DVC_SYSTEM_CONFIG_DIR", folder.resolve("system").toString(),
                        "DVC_GLOBAL_CONFIG_DIR", folder.resolve("global").toString()));
    }

    private void file(String name, String text) throws IOException {
        Files.createDirectories(folder.resolve(name).getParent());
        Files.writeString(folder.resolve(name), text);
    }

    @Test
    void eachLevelGoesOverTheOneBefore() throws IOException {
        file("system/config", "[core]\nremote = a\n['remote \"a\"']\nurl = s3://a\n");
        file("global/config", "[core]\n    remote = B\n['remote \"B\"']\n    url = s3://b/x\n");
        file("repo/.dvc/config", "[core]\n    no_scm = True\n['remote \"c\"']\n    url = ../../store\n");
        file("repo/.dvc/config.local", "['remote \"c\"']\n    version_aware = true\n");
        DvcConfig config = load();

        assertThat(config.defaultRemote()).isEqualTo("b");
        assertThat(config.remote("B").url()).isEqualTo("s3://b/x");
        assertThat(config.noScm()).isTrue();
        assertThat(config.remote("c").versioned()).isTrue();
        assertThat(config.remotes()).containsExactly("a", "b", "c");
    }

    @Test
    void pathsAreRelativeToTheFile() throws IOException {
        file("repo/.dvc/config", "[cache]\n    dir = ../../cache\n['remote \"c\"']\n    url = ../../store\n");

        assertThat(load().cache()).isEqualTo(folder.resolve("cache"));
        assertThat(load().remote("c").folder()).isEqualTo(folder.resolve("store"));
    }

    @Test
    void theCacheIsInTheRepositoryOtherwise() {
        assertThat(load().cache()).isEqualTo(folder.resolve("repo/.dvc/cache"));
        assertThat(load().defaultRemote()).isNull();
    }

    @Test
    void resolvesAReferenceToAnotherRemote() throws IOException {
        file(
                "repo/.dvc/config",
                "['remote \"server\"']\nurl = ssh://u@host\n['remote \"images\"']\nurl = remote://server/tmp/pictures\n");

        assertThat(load().remote("images").url()).isEqualTo("ssh://u@host/tmp/pictures");
        assertThat(load().remote("images").folder()).isNull();
    }

    @Test
    void refusesARemoteThatIsItself() throws IOException {
        file("repo/.dvc/config", "['remote \"a\"']\nurl = remote://b\n['remote \"b\"']\nurl = remote://a\n");

        assertThatExceptionOfType(DvcException.class)
                .isThrownBy(() -> load().remote("a"))
                .withMessageContaining("refers to itself");
    }

    @Test
    void readsQuotesAndComments() throws IOException {
        file(
                "repo/.dvc/config",
                "# top\n[core]  # of all\nremote = \"x y\" # end\n[\"core\"]\n['remote \"x y\"']\nurl='/a # b'\n");

        assertThat(load().defaultRemote()).isEqualTo("x y");
        assertThat(load().remote("x y").url()).isEqualTo("/a # b");
    }

    @Test
    void neverRepeatsWhatMayBeSecret() throws IOException {
        file("repo/.dvc/config.local", "['remote \"a\"']\nurl = s3://k:hunter2@b\nhunter2\n");

        assertThatExceptionOfType(DvcException.class)
                .isThrownBy(this::load)
                .withMessageContaining("config.local:3:")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hunter2"));
        assertThat(new DvcConfig.Remote("a", "s3://k:hunter2@b", false)).hasToString("a");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[core]\\ncolour = red | there is no key ‘colour’ in ‘core’",
                "[core]\\nno_scm = yes | the value of ‘no_scm’ in ‘core’ is none that it takes",
                "[core]\\nchecksum_jobs = 0 | the value of ‘checksum_jobs’",
                "[colours]\\nx = y | config:1: begins a section that DVC does not know",
                "['remote \"a\"']\\nurl = s3://b\\ntimeout = 3 | there is no key ‘timeout’ in ‘remote \"a\"’ (s3)",
                "['remote \"a\"']\\nurl = /b\\nuser = u | there is no key ‘user’ in ‘remote \"a\"’ (folder)",
                "['remote \"a\"']\\njobs = 3 | the remote ‘a’ has no URL",
                "['remote \"a\"']\\nurl = ftp://b | a kind that DVC does not know: ‘ftp://’",
                "[remote]\\nurl = x | there is no key ‘url’ in ‘remote’",
                "[cache]\\ntype = reflink,magic | the value of ‘type’ in ‘cache’",
            })
    void refusesWhatDvcWouldRefuse(String text, String message) throws IOException {
        file("repo/.dvc/config", text.replace("\\n", "\n"));

        assertThatExceptionOfType(DvcException.class)
                .isThrownBy(this::load)
                .withMessageContaining(message)
                .matches(e -> e.getMessage().lines().count() == 1, "one line");
    }

    @Test
    void refusesNoKeyThatTheKindOfRemoteHasWhicheverLevelSaysIt() throws IOException {
        file("global/config", "['remote \"a\"']\nurl = s3://bucket\n");
        file("repo/.dvc/config", "[feature]\nanything = goes\n[cache]\ntype = reflink, copy\n");
        file("repo/.dvc/config.local", """
                ['remote "a"']
                    secret_access_key = x
                    read_timeout = 5
                    use_ssl = False
                ['remote "b"']
                    url = remote://a/x
                    anything = goes
                """);

        assertThat(load().remote("b").url()).isEqualTo("s3://bucket/x");
    }

    @Test
    void namesAMissingRemote() {
        assertThatExceptionOfType(DvcException.class)
                .isThrownBy(() -> load().remote("nope"))
                .withMessageContaining("‘nope’ doesn't exist");
    }
}
