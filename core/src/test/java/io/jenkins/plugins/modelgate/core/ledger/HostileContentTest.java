package io.jenkins.plugins.modelgate.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.modelgate.core.document.Envelope;
import io.jenkins.plugins.modelgate.core.ledger.Forger.Entry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.DeflaterOutputStream;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;
import org.junit.jupiter.api.Test;

/** Objects that are damaged, or made to do damage. */
class HostileContentTest extends TamperedLedger {
    @Test
    void findsAFlippedByteInAnyObject() throws Exception {
        Random random = new Random(7);
        for (Path object : looseObjects()) {
            byte[] bytes = Files.readAllBytes(object);
            byte[] flipped = bytes.clone();
            int at = random.nextInt(flipped.length);
            flipped[at] = (byte) (flipped[at] ^ (1 << random.nextInt(8)));
            overwrite(object, flipped);
            // A flip that zlib takes for the same content, such as in its header, changed nothing.
            if (audit().isEmpty()) {
                assertThat(inflate(flipped)).as(object.toString()).isEqualTo(inflate(bytes));
            }
            overwrite(object, bytes);
        }
    }

    @Test
    void findsAnObjectThatIsAnotherThanItsName() throws Exception {
        for (Path object : looseObjects()) {
            byte[] bytes = Files.readAllBytes(object);
            byte[] content = inflate(bytes);
            content[content.length - 2] ^= 1;
            overwrite(object, deflate(content));
            assertThat(audit()).as(object.toString()).isNotEmpty().allSatisfy(problem -> assertThat(problem.what())
                    .containsPattern("hash to|malformed|cannot be read"));
            overwrite(object, bytes);
        }
    }

    @Test
    void findsAnObjectThatIsMissing() throws Exception {
        for (Path object : looseObjects()) {
            byte[] bytes = Files.readAllBytes(object);
            Files.delete(object);
            assertThat(audit()).as(object.toString()).isNotEmpty();
            Files.write(object, bytes);
        }
    }

    private List<Path> looseObjects() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("objects"))) {
            List<Path> loose = new ArrayList<>(
                    files.filter(file -> file.getFileName().toString().length() == 38)
                            .toList());
            assertThat(loose).hasSizeGreaterThan(40);
            return loose;
        }
    }

    private static void overwrite(Path object, byte[] bytes) throws IOException {
        Files.delete(object);
        Files.write(object, bytes);
    }

    private static byte[] inflate(byte[] bytes) throws IOException {
        try (var in = new java.util.zip.InflaterInputStream(new java.io.ByteArrayInputStream(bytes))) {
            return in.readAllBytes();
        }
    }

    private static byte[] deflate(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(out)) {
            deflater.write(bytes);
        }
        return out.toByteArray();
    }

    @Test
    void takesNothingButRegularFiles() throws Exception {
        for (FileMode mode : List.of(FileMode.SYMLINK, FileMode.EXECUTABLE_FILE, FileMode.GITLINK)) {
            Entry entry = new Entry(mode, mode == FileMode.GITLINK ? last() : forger.blob("/etc/passwd"));
            ObjectId commit = forger.onTop(last(), Map.of(STATE, entry), "Link");
            findsAt(commit, STATE, "changed, which no transition explains");
            forger.reset(last());
        }
    }

    @Test
    void takesNoOtherFormOfATransitionsFiles() throws Exception {
        RevCommit next = appended();
        String path = Names.object(LedgerState.digest(next.getFullMessage()).orElseThrow());
        forger.reset(last());
        Entry executable =
                new Entry(FileMode.EXECUTABLE_FILE, forger.files(next).get(path).id());
        ObjectId commit = forger.onTop(next, Map.of(path, executable), next.getFullMessage());
        findsAt(commit, null, "adds no transition");
    }

    @Test
    void readsNoMalformedTrees() throws Exception {
        for (String name : List.of("..", ".", ".git", "a/b", "")) {
            Map<String, Entry> entries = new LinkedHashMap<>();
            entries.put(name, new Entry(FileMode.TREE, last().getTree()));
            ObjectId tree = forger.tree(entries);
            ObjectId commit = forger.commit(tree, "Escape", last());
            forger.reset(commit);
            findsAt(commit, null, "malformed");
            forger.reset(last());
        }
    }

    @Test
    void readsNoHugeFiles() throws Exception {
        String path = Names.object(LedgerFixture.sha("huge"));
        ObjectId blob = forger.blob(new byte[Envelope.MAX_BYTES + 1]);
        ObjectId commit = forger.onTop(last(), Map.of(path, new Entry(FileMode.REGULAR_FILE, blob)), "Fill");
        findsAt(commit, path, "is the most that a ledger holds");
    }

    @Test
    void unpacksNoTreeBombs() throws Exception {
        Entry leaf = file("bang");
        for (int depth = 0; depth < 12; depth++) {
            Map<String, Entry> level = new TreeMap<>();
            for (int i = 0; i < 10; i++) {
                level.put("f" + i, leaf);
            }
            leaf = new Entry(FileMode.TREE, forger.tree(level));
        }
        Map<String, Entry> root = new LinkedHashMap<>();
        root.put("bomb", leaf);
        ObjectId commit = forger.commit(forger.tree(root), "Bang", last());
        forger.reset(commit);
        findsAt(commit, null, "changes more than 10000 entries");
    }

    @Test
    void findsAnEmptyFolder() throws Exception {
        RevCommit next = appended();
        forger.reset(last());
        Map<String, Entry> files = forger.files(next);
        Entry empty = new Entry(FileMode.TREE, forger.tree(Map.of()));
        files.put("empty", empty);
        ObjectId commit = forger.commit(forger.treeOf(files), next.getFullMessage(), last());
        forger.reset(commit);
        findsAt(commit, "empty/", "added, which no transition explains");
    }

    @Test
    void readsNonsenseAsAStateOnlyWhereItWasVerified() throws Exception {
        Entry nonsense = file("{\"target\":{}}");
        forger.onTop(last(), Map.of(STATE, nonsense), "Nonsense");
        try (Ledger ledger = open()) {
            assertThatThrownBy(ledger::head).hasMessageContaining("does not verify");
            assertThatThrownBy(() -> ledger.verify(forger.head().name(), last().name()))
                    .isInstanceOf(LedgerException.class)
                    .hasMessageContaining("is no state of a target");
        }
    }
}
