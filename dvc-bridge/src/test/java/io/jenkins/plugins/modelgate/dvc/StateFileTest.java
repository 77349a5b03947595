package io.jenkins.plugins.modelgate.dvc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StateFileTest {
    private static final long NOW = 1_800_000_000_000L;
    private static final long SECOND = 1_000_000_000L;

    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("x.state");
    }

    private StateFile open(long now) {
        return new StateFile(file(), 7, now);
    }

    /** A file whose last change is so many seconds before {@link #NOW}, and a bit. */
    private static FileStat stat(long seconds) {
        long time = NOW * 1_000_000L - seconds * SECOND + 123;
        return new FileStat(0100644, 5, time, time, 42);
    }

    private static byte[] hash(String name) {
        return Md5.newDigest().digest(name.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private void keep(long now, FileStat stat, List<String> names) {
        try (StateFile state = open(now)) {
            for (String name : names) {
                state.find(name, stat);
            }
            for (String name : names) {
                state.put(name, stat, hash(name), now);
            }
            state.commit();
        }
    }

    private boolean knows(String name, FileStat stat) {
        try (StateFile state = open(NOW + 100)) {
            return java.util.Arrays.equals(state.find(name, stat), hash(name));
        }
    }

    @Test
    void remembersWhatStaysTheSame() {
        keep(NOW, stat(100), List.of("a", "b/c", "\u00fc"));

        assertThat(knows("a", stat(100))).isTrue();
        assertThat(knows("b/c", stat(100))).isTrue();
        assertThat(knows("\u00fc", stat(100))).isTrue();
        assertThat(knows("b", stat(100))).isFalse();
    }

    @Test
    void forgetsWhatDiffersInAnything() {
        keep(NOW, stat(100), List.of("a"));
        FileStat same = stat(100);

        assertThat(knows("a", new FileStat(0, 6, same.modified(), same.changed(), 42)))
                .isFalse();
        assertThat(knows("a", new FileStat(0, 5, same.modified() + 1, same.changed(), 42)))
                .isFalse();
        assertThat(knows("a", new FileStat(0, 5, same.modified(), same.changed() + 1, 42)))
                .isFalse();
        assertThat(knows("a", new FileStat(0, 5, same.modified(), same.changed(), 43)))
                .isFalse();
    }

    @Test
    void doesNotTrustAFileThatChangedInTheSameSeconds() {
        keep(NOW, stat(1), List.of("a"));

        assertThat(knows("a", stat(1))).isFalse();
    }

    @Test
    void trustsWholeSecondsOnlyAfterAMinute() {
        long time = (NOW / 1000 - 30) * SECOND;
        FileStat coarse = new FileStat(0, 5, time, time, 42);
        keep(NOW, coarse, List.of("a"));
        assertThat(knows("a", coarse)).isFalse();

        long earlier = (NOW / 1000 - 90) * SECOND;
        FileStat old = new FileStat(0, 5, earlier, earlier, 42);
        keep(NOW, old, List.of("a"));
        assertThat(knows("a", old)).isTrue();
    }

    @Test
    void doesNotTrustTimesOfTheFuture() {
        keep(NOW, stat(-1000), List.of("a"));

        assertThat(knows("a", stat(-1000))).isFalse();
    }

    @Test
    void startsAnewWhenTheClockWentBack() {
        keep(NOW, stat(100), List.of("a"));

        try (StateFile state = open(NOW - 1)) {
            assertThat(state.find("a", stat(100))).isNull();
        }
    }

    @Test
    void isNotWrittenIfNothingChanged() throws IOException {
        keep(NOW, stat(100), List.of("a", "b"));
        FileTime marked = FileTime.fromMillis(1000);
        Files.setLastModifiedTime(file(), marked);

        keep(NOW + 5, stat(100), List.of("a", "b"));

        assertThat(Files.getLastModifiedTime(file())).isEqualTo(marked);
    }

    @Test
    void keepsWhatCameBeforeAndAfterAChange() {
        keep(NOW, stat(100), List.of("a", "b", "c", "d"));

        keep(NOW + 5, stat(100), List.of("a", "bb", "d"));

        assertThat(knows("a", stat(100))).isTrue();
        assertThat(knows("b", stat(100))).isFalse();
        assertThat(knows("bb", stat(100))).isTrue();
        assertThat(knows("c", stat(100))).isFalse();
        assertThat(knows("d", stat(100))).isTrue();
    }

    @Test
    void dropsWhatIsGoneAtTheEnd() throws IOException {
        keep(NOW, stat(100), List.of("a", "b"));
        long before = Files.size(file());

        keep(NOW + 5, stat(100), List.of("a"));

        assertThat(Files.size(file())).isLessThan(before);
        assertThat(knows("a", stat(100))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4, 8, 16, 27, 30, 34, 40, 60})
    void hashesAgainWhenAByteIsWrong(int position) throws IOException {
        keep(NOW, stat(100), List.of("a"));
        byte[] bytes = Files.readAllBytes(file());
        bytes[position] ^= 1;
        Files.write(file(), bytes);

        assertThat(knows("a", stat(100))).isFalse();
        keep(NOW + 5, stat(100), List.of("a"));
        assertThat(knows("a", stat(100))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 20, 28, 31, 50})
    void hashesAgainWhenItIsCutShort(int length) throws IOException {
        keep(NOW, stat(100), List.of("a"));
        Files.write(file(), java.util.Arrays.copyOf(Files.readAllBytes(file()), length));

        assertThat(knows("a", stat(100))).isFalse();
    }

    @Test
    void isOnlyUsedForItsSubject() {
        keep(NOW, stat(100), List.of("a"));

        try (StateFile other = new StateFile(file(), 8, NOW + 100)) {
            assertThat(other.find("a", stat(100))).isNull();
        }
    }

    @Test
    void holdsManyFilesInManyBlocks() {
        List<String> names = java.util.stream.IntStream.range(0, 5000)
                .mapToObj(i -> String.format("folder/file-%05d", i))
                .toList();
        keep(NOW, stat(100), names);
        keep(NOW + 1, stat(100), names.subList(1000, 5000));

        assertThat(knows(names.get(999), stat(100))).isFalse();
        assertThat(knows(names.get(1000), stat(100))).isTrue();
        assertThat(knows(names.get(4999), stat(100))).isTrue();
    }

    @Test
    void leavesNothingBehindWhenNotCommitted() throws IOException {
        try (StateFile state = open(NOW)) {
            state.find("a", stat(100));
            state.put("a", stat(100), hash("a"), NOW);
        }

        try (var files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void goesOnWithoutAFolderToWriteTo() throws IOException {
        Files.writeString(folder.resolve("plain"), "");
        try (StateFile state = new StateFile(folder.resolve("plain/x.state"), 7, NOW)) {
            state.find("a", stat(100));
            state.put("a", stat(100), hash("a"), NOW);
            state.put("b", stat(100), hash("b"), NOW);
            state.commit();
            assertThat(Files.size(folder.resolve("plain"))).isZero();
        }
    }
}
