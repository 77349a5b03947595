package io.jenkins.plugins.modelgate.dvc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

    /** A newer DVC may know it; dvc itself says so if it does not. */
    @Test
    void passesOverWhatItDoesNotKnow() throws IOException {
        file(
                "repo/.dvc/config",
                "[core]\nremote = a\nnew_key = x\n[new_section]\nkey = y\n['remote \"a\"']\nurl = /a\n");

        assertThat(load().defaultRemote()).isEqualTo("a");
    }

    @Test
    void namesAMissingRemote() {
        assertThatExceptionOfType(DvcException.class)
                .isThrownBy(() -> load().remote("nope"))
                .withMessageContaining("‘nope’ doesn't exist");
    }
}
