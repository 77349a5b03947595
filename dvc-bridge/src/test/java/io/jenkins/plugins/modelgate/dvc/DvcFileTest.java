package io.jenkins.plugins.modelgate.dvc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jenkins.plugins.modelgate.core.data.DataHash;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DvcFileTest {
    private static final String MD5 = "5d41402abc4b2a76b9719d911017c592";

    private static Stage read(String text) {
        return DvcFile.read(Path.of("data/x.dvc"), "data/x.dvc", text);
    }

    private static Sha256 digest(String text) {
        Stage.Lock lock = read(text).lock();
        return lock == null ? Sha256.of(new byte[0]) : lock.digest();
    }

    @Test
    void readsWhatAddWrites() {
        Stage stage = read("outs:\n- md5: " + MD5 + ".dir\n  size: 33\n  nfiles: 10\n  hash: md5\n  path: x\n");

        assertThat(stage.address()).isEqualTo("data/x.dvc");
        assertThat(stage.outputs())
                .containsExactly(new Output(
                        "data/x",
                        false,
                        true,
                        true,
                        null,
                        false,
                        new Recorded(DataHash.md5(MD5 + ".dir"), 33, 10, null, false)));
    }

    @Test
    void readsWhatDvc2Wrote() {
        Recorded recorded = read("outs:\n- md5: " + MD5 + "\n  size: 5\n  path: x\n")
                .outputs()
                .get(0)
                .recorded();

        assertThat(recorded.hash()).isEqualTo(new DataHash("md5-dos2unix", MD5));
        assertThat(recorded.legacy()).isTrue();
    }

    @Test
    void readsAnImportFromAUrl() {
        Stage stage = read("md5: 3a7e8f0c0a2d2a6cb8fdc7d1e0a7e1ad\nfrozen: true\ndeps:\n- etag: '\"abc\"'\n  size: 5\n"
                + "  hash: md5\n  path: https://example.org/x.csv\nouts:\n- md5: " + MD5
                + "\n  hash: md5\n  path: x.csv\n");

        assertThat(stage.isImport()).isTrue();
        assertThat(stage.frozen()).isTrue();
        assertThat(stage.dependencies().get(0).recorded().hash()).isEqualTo(new DataHash("etag", "\"abc\""));
        assertThat(stage.dependencies().get(0).external()).isTrue();
    }

    @Test
    void readsAnImportFromARepository() {
        Stage stage = read("frozen: true\ndeps:\n- path: d\n  repo:\n    url: ../src\n    rev_lock: " + "a".repeat(40)
                + "\nouts:\n- md5: " + MD5 + ".dir\n  hash: md5\n  path: d\n");

        assertThat(stage.dependencies().get(0).fromRepository()).isTrue();
        assertThat(stage.outputs().get(0).path()).isEqualTo("data/d");
    }

    @Test
    void readsAnImportThatWasNotDownloaded() {
        Stage stage = read("frozen: true\ndeps:\n- md5: " + MD5
                + "\n  size: 5\n  hash: md5\n  path: ../src/x\nouts:\n- hash: md5\n  path: x\n");

        assertThat(stage.outputs().get(0).recorded().hash()).isNull();
        assertThat(stage.lock()).isNull();
        assertThat(stage.dependencies().get(0).path()).isEqualTo("src/x");
    }

    @Test
    void readsTheFilesOfAVersionedRemote() {
        Recorded recorded = read("""
                        outs:
                        - hash: md5
                          path: d
                          files:
                          - relpath: b
                            md5: 7fc56270e7a70fa81a5935b72eacbe29
                            size: 1
                            cloud: {s3: {etag: e, version_id: v}}
                          - relpath: a
                            md5: 0cc175b9c0f1b6a831c399e269772661
                            size: 2
                        """).outputs().get(0).recorded();

        assertThat(recorded.files()).isEqualTo(2);
        assertThat(recorded.size()).isEqualTo(3);
        assertThat(recorded.hash())
                .isNotNull()
                .extracting(DataHash::isDirectory)
                .isEqualTo(true);
    }

    @Test
    void takesAPushToAVersionedRemoteForNoChange() {
        String dir = Workspace.md5("[{\"md5\": \"0cc175b9c0f1b6a831c399e269772661\", \"relpath\": \"a\"}]") + ".dir";

        assertThat(digest("outs:\n- md5: " + dir + "\n  size: 2\n  nfiles: 1\n  hash: md5\n  path: d\n"))
                .isEqualTo(digest("""
                        outs:
                        - hash: md5
                          path: d
                          files:
                          - relpath: a
                            md5: 0cc175b9c0f1b6a831c399e269772661
                            cloud: {s3: {version_id: v}}
                        """));
    }

    @Test
    void tellsALegacyHashFromANewOneOfTheSameValue() {
        assertThat(digest("outs:\n- md5: " + MD5 + "\n  path: x\n"))
                .isNotEqualTo(digest("outs:\n- md5: " + MD5 + "\n  hash: md5\n  path: x\n"));
    }

    @Test
    void honoursTheWorkingDirectory() {
        assertThat(read("wdir: ../other\nouts:\n- md5: " + MD5 + "\n  path: x\n")
                        .outputs()
                        .get(0)
                        .path())
                .isEqualTo("other/x");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "outs: x | ‘outs’ must be a list, not text",
                "outs: [1] | ‘outs[0]’ must be a mapping, not a number",
                "outs: [{path: x, md5: zz}] | is no checksum",
                "outs: [{path: x, md5: 5d41402abc4b2a76b9719d911017c59g}] | is no MD5 hash",
                "outs: [{path: x, cache: 1}] | must be true or false",
                "outs: [{md5: 5d41402abc4b2a76b9719d911017c592}] | lacks ‘path’",
                "outs: [{path: ''}] | lacks ‘path’",
                "outs: [{path: x, strange: 1}] | the key ‘strange’ that DVC doesn't know",
                "outs: [{path: x, files: [{relpath: ../y, md5: 5d41402abc4b2a76b9719d911017c592}]}] | may not be in a directory",
                "strange: 1 | the key ‘strange’ that DVC doesn't know",
                "- a | the file must be a mapping",
            })
    void refusesWhatIsNotAsDvcWritesIt(String text, String message) {
        assertThatExceptionOfType(DvcException.class)
                .isThrownBy(() -> read(text))
                .withMessageStartingWith("data/x.dvc")
                .withMessageContaining(message);
    }
}
