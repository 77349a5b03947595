package io.jenkins.plugins.modelgate.dvc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jenkins.plugins.modelgate.core.data.DataHash;
import io.jenkins.plugins.modelgate.core.data.Snapshot;
import io.jenkins.plugins.modelgate.core.data.TrackedPath;
import io.jenkins.plugins.modelgate.core.data.TrackedPath.Presence;
import io.jenkins.plugins.modelgate.core.data.TrackedPath.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotTest {
    private static final String HELLO = "b1946ac92492d2347c6235b4d2611184";

    @TempDir
    private Path folder;

    private Workspace workspace;

    @BeforeEach
    void setUp() throws IOException, GitAPIException {
        workspace = Workspace.withGit(folder);
    }

    @Test
    void stopsWhenItsThreadIsInterrupted() throws IOException {
        for (int i = 0; i < 2_000; i++) {
            workspace.file("data/" + i, "content " + i);
        }
        workspace.file("data.dvc", Workspace.dvcFile(DataHash.md5(HELLO + ".dir"), "data"));
        AtomicInteger read = new AtomicInteger();
        Thread caller = Thread.currentThread();
        SnapshotOptions options = workspace.options().reporting((path, bytes) -> {
            if (read.incrementAndGet() == 10) {
                caller.interrupt();
            }
        });

        assertInterrupted(() -> workspace.open().snapshot(options));
        assertThat(read.get()).isLessThan(1_000);
    }

    @Test
    void doesNotBeginWhenItsThreadIsInterruptedThoughAllIsKnown() throws IOException {
        workspace.file("data/a/b", "content").file("data.dvc", Workspace.dvcFile(DataHash.md5(HELLO + ".dir"), "data"));
        workspace.snapshot();
        DvcRepository repository = workspace.open();

        Thread.currentThread().interrupt();
        assertInterrupted(() -> repository.snapshot(workspace.options()));
        Thread.currentThread().interrupt();
        assertInterrupted(workspace::open);
    }

    private static void assertInterrupted(ThrowingCallable call) {
        assertThatExceptionOfType(DvcException.class)
                .isThrownBy(call)
                .matches(e -> e.kind() == DvcException.Kind.INTERRUPTED, "is of the kind INTERRUPTED");
        assertThat(Thread.interrupted()).as("the flag").isTrue();
    }

    private Workspace helloDvc() throws IOException {
        return workspace.file("one.txt.dvc", "outs:\n- md5: " + HELLO + "\n  size: 6\n  hash: md5\n  path: one.txt\n");
    }

    @Test
    void seesAnUnchangedFile() throws IOException {
        workspace.cached("hello\n");
        helloDvc().file("one.txt", "hello\n");

        assertThat(workspace.only("one.txt"))
                .isEqualTo(new TrackedPath(
                        "one.txt",
                        TrackedPath.Kind.FILE,
                        "one.txt.dvc",
                        DataHash.md5(HELLO),
                        DataHash.md5(HELLO),
                        6,
                        1,
                        State.UNCHANGED,
                        true,
                        Presence.UNKNOWN,
                        true));
    }

    @Test
    void seesAModifiedFile() throws IOException {
        helloDvc().file("one.txt", "hallo\n");

        TrackedPath path = workspace.only("one.txt");

        assertThat(path.state()).isEqualTo(State.MODIFIED);
        assertThat(path.actual()).isEqualTo(DataHash.md5(Workspace.md5("hallo\n")));
        assertThat(path.inCache()).isFalse();
    }

    @Test
    void tellsNotHereFromMissing() throws IOException {
        helloDvc();
        assertThat(workspace.only("one.txt").state()).isEqualTo(State.MISSING);

        workspace.cached("hello\n");
        assertThat(workspace.only("one.txt").state()).isEqualTo(State.NOT_HERE);
        assertThat(workspace.only("one.txt").size()).isEqualTo(6);
    }

    @Test
    void tellsUnrecordedFromNeverMade() throws IOException {
        workspace
                .file("dvc.yaml", "stages:\n  s:\n    cmd: x\n    outs: [a, b]\n")
                .file("a", "1");

        assertThat(workspace.snapshot().paths())
                .extracting(TrackedPath::path, TrackedPath::state, TrackedPath::owner)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("a", State.UNRECORDED, "dvc.yaml:s"),
                        org.assertj.core.groups.Tuple.tuple("b", State.NEVER_MADE, "dvc.yaml:s"));
    }

    @Test
    void hashesADirectoryWithLongPaths() throws IOException {
        String path = "x/".repeat(60) + "leaf";
        workspace.file("d/" + path, "leaf");

        // What DVC 3.67 says of it.
        assertThat(workspace.open().hash(workspace.root.resolve("d")))
                .isEqualTo(DataHash.md5("4941693115f9c2606d5c7e831799ceef.dir"));
    }

    @Test
    void hashesADirectoryAsDvcDoes() throws IOException {
        workspace
                .file("data/Z.txt", "z\n")
                .file("data/a-b", "1\n")
                .file("data/a.csv", "3\n")
                .file("data/a/q", "2\n")
                .file("data/crlf.txt", "a\r\nb")
                .file("data/empty", "")
                .file("data/link", "hello\n")
                .file("data/sub/s", "s\n")
                .file("data/ue000_\ue000", "v\n")
                .file("data/\u00fc/\u00df\ud83d\ude00.txt", "u\n")
                .file("data.dvc", "outs:\n- md5: d1a643427de91fd970f199436ba87da6.dir\n  hash: md5\n  path: data\n");
        Files.createDirectories(workspace.root.resolve("data/nothing/here"));

        TrackedPath data = workspace.only("data");

        assertThat(data.state()).isEqualTo(State.UNCHANGED);
        assertThat(data.files()).isEqualTo(10);
        assertThat(data.size()).isEqualTo(24);
        assertThat(data.kind()).isEqualTo(TrackedPath.Kind.DIRECTORY);
    }

    @Test
    void looksForAllThatADirectoryLists() throws IOException {
        String one = workspace.cached("1");
        String listing = workspace.cached(
                "[{\"md5\": \"" + one + "\", \"relpath\": \"a\"}, {\"md5\": \"" + HELLO + "\", \"relpath\": \"b\"}]");
        Path cache = workspace.root.resolve(".dvc/cache/files/md5");
        Path plain = cache.resolve(listing.substring(0, 2)).resolve(listing.substring(2));
        Files.move(plain, plain.resolveSibling(plain.getFileName() + ".dir"));
        workspace.file("d.dvc", "outs:\n- md5: " + listing + ".dir\n  hash: md5\n  path: d\n");
        assertThat(workspace.only("d").state()).isEqualTo(State.MISSING);

        workspace.cached("hello\n");
        assertThat(workspace.only("d").state()).isEqualTo(State.NOT_HERE);
    }

    @Test
    void looksIntoALocalRemote() throws IOException {
        helloDvc().file(".dvc/config", "[core]\n    remote = store\n['remote \"store\"']\n    url = ../../store\n");
        SnapshotOptions looking = workspace.options().lookingInRemote();
        assertThat(workspace.open().snapshot(looking).paths().get(0).inRemote()).isEqualTo(Presence.ABSENT);

        Path object = folder.resolve("store/files/md5/" + HELLO.substring(0, 2) + "/" + HELLO.substring(2));
        Files.createDirectories(object.getParent());
        Files.writeString(object, "hello\n");
        assertThat(workspace.open().snapshot(looking).paths().get(0).inRemote()).isEqualTo(Presence.PRESENT);
    }

    @Test
    void readsLockParametersAndMetrics() throws IOException {
        workspace
                .file("dvc.yaml", """
                        stages:
                          train:
                            cmd: python train.py
                            params: [lr, train.epochs]
                            outs: [model]
                            metrics:
                            - metrics.json: {cache: false}
                        """)
                .file("dvc.lock", """
                        schema: '2.0'
                        stages:
                          train:
                            cmd: python train.py
                            params:
                              params.yaml:
                                lr: 0.1
                                train: {epochs: 3, big: 12345678901234567890}
                            outs:
                            - path: model
                              hash: md5
                              md5: b1946ac92492d2347c6235b4d2611184
                              size: 6
                        """)
                .file("metrics.json", "{\"rmse\": 1.5, \"sub\": {\"n\": 3}, \"name\": \"x\", \"bad\": NaN}");

        Snapshot snapshot = workspace.snapshot();

        assertThat(snapshot.params())
                .containsEntry("lr", "0.1")
                .containsEntry("train.epochs", "3")
                .containsEntry("train.big", "\"12345678901234567890\"");
        assertThat(snapshot.metrics())
                .containsEntry("rmse", 1.5)
                .containsEntry("sub.n", 3.0)
                .containsEntry("bad", Double.NaN)
                .hasSize(3);
        assertThat(snapshot.lock()).containsOnlyKeys("dvc.yaml:train");
        assertThat(snapshot.paths().get(1).recorded()).isEqualTo(DataHash.md5(HELLO));
    }

    @Test
    void sameLockWhateverDescribesOrFollows() throws IOException {
        helloDvc();
        var before = workspace.snapshot().lock();
        workspace.file(
                "one.txt.dvc",
                "desc: mine\nmeta: {x: 1}\nouts:\n- path: one.txt\n  hash: md5\n  md5: " + HELLO
                        + "\n  desc: first\n  cloud:\n    s3: {version_id: abc, etag: def}\n");

        assertThat(workspace.snapshot().lock()).isEqualTo(before);
    }

    @Test
    void namesPathsByTheGitRoot() throws IOException {
        Files.delete(workspace.root.resolve(".dvc/config"));
        Files.delete(workspace.root.resolve(".dvc"));
        workspace
                .file("sub/.dvc/config", "")
                .file("sub/x.dvc", "outs:\n- path: x\n  md5: " + HELLO + "\n  hash: md5\n");

        Snapshot snapshot = DvcRepository.open(workspace.root.resolve("sub"), workspace.environment)
                .snapshot(workspace.options());

        assertThat(snapshot.paths().get(0).path()).isEqualTo("sub/x");
        assertThat(snapshot.paths().get(0).owner()).isEqualTo("sub/x.dvc");
        assertThat(snapshot.lock()).containsOnlyKeys("sub/x.dvc");
    }

    @Test
    void countsOnlyTheModelsPaths() throws IOException {
        workspace
                .file("a/x.dvc", "outs:\n- path: x\n  md5: " + HELLO + "\n  hash: md5\n")
                .file("b/y.dvc", "outs:\n- path: y\n  md5: " + HELLO + "\n  hash: md5\n")
                .file("a/code.py", "1")
                .file("b/code.py", "2");

        Snapshot snapshot = workspace.open().snapshot(workspace.options().within(List.of("a")));

        assertThat(snapshot.paths()).extracting(TrackedPath::path).containsExactly("a/x");
        assertThat(snapshot.git().dirty()).containsExactly("a/");
    }

    @Test
    void countsTheMetricsThatAFileOfTheModelDeclares() throws IOException {
        workspace
                .file("a/dvc.yaml", """
                        stages:
                          s: {cmd: x, metrics: [../out/stage.json: {cache: false}]}
                        metrics: [../out/declared.json]
                        """)
                .file("b/dvc.yaml", "metrics: [../out/other.json]\n")
                .file("out/stage.json", "{\"stage\": 1}")
                .file("out/declared.json", "{\"declared\": 2}")
                .file("out/other.json", "{\"other\": 3}");

        Snapshot snapshot = workspace.open().snapshot(workspace.options().within(List.of("a")));

        assertThat(snapshot.metrics()).containsOnlyKeys("declared", "stage");
    }

    @Test
    void looksIntoTheRemoteForDataOfAnyTime() throws IOException {
        workspace.file(".dvc/config", "[core]\n    remote = store\n['remote \"store\"']\n    url = ../../store\n");
        workspace.cached("hello\n");
        helloDvc().file("one.txt", "hello\n");
        List<TrackedPath> old = workspace.snapshot().paths();
        Files.delete(workspace.root.resolve("one.txt.dvc"));

        assertThat(workspace.open().inRemote(old)).containsEntry("one.txt", Presence.ABSENT);
        Path object = folder.resolve("store/files/md5/" + HELLO.substring(0, 2) + "/" + HELLO.substring(2));
        Files.createDirectories(object.getParent());
        Files.writeString(object, "hello\n");
        assertThat(workspace.open().inRemote(old)).containsEntry("one.txt", Presence.PRESENT);
    }

    @Test
    void looksForNoHashThatIsNone() throws IOException {
        workspace.file(".dvc/config", "[core]\n    remote = store\n['remote \"store\"']\n    url = ../../store\n");
        for (DataHash hash : List.of(DataHash.md5("../../../etc/passwd"), new DataHash("etag", HELLO))) {
            TrackedPath path = new TrackedPath(
                    "x",
                    TrackedPath.Kind.FILE,
                    "x.dvc",
                    hash,
                    null,
                    1,
                    1,
                    State.MISSING,
                    false,
                    Presence.UNKNOWN,
                    true);

            assertThat(workspace.open().inRemote(List.of(path))).containsEntry("x", Presence.UNKNOWN);
        }
    }

    @Test
    void refusesTwoOwnersOfOnePath() throws IOException {
        helloDvc().file("dvc.yaml", "stages:\n  s:\n    cmd: x\n    outs: [one.txt]\n");

        assertThatExceptionOfType(DvcException.class)
                .isThrownBy(workspace::open)
                .withMessageContaining("‘one.txt’")
                .withMessageContaining("only one may");
    }
}
