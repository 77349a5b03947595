package io.jenkins.plugins.modelgate.core.ledger;

import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.PRODUCTION;
import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.STAGING;
import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.promote;
import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.quarantine;
import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.rollBack;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.modelgate.core.document.Envelope;
import io.jenkins.plugins.modelgate.core.document.SigningKey;
import io.jenkins.plugins.modelgate.core.document.TrustRoot;
import io.jenkins.plugins.modelgate.core.ledger.AuditReport.Problem;
import io.jenkins.plugins.modelgate.core.ledger.Forger.Entry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
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
import org.eclipse.jgit.util.FileUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is done to a ledger behind Model Gate's back is found, and named. */
class AuditTest {
    private static final SigningKey KEY = SigningKey.generate();
    private static final String STATE = Names.state(PRODUCTION);

    /** Built once, and copied for each test. */
    @TempDir
    private static Path original;

    @TempDir
    private Path temp;

    private Path folder;
    private Forger forger;
    private List<RevCommit> commits;

    @BeforeAll
    static void build() throws Exception {
        LedgerConfig config = LedgerConfig.of(original.resolve("ledger.git").toString(), original.resolve("cache"));
        try (Ledger ledger = Ledger.open(config.withKey(KEY))) {
            ledger.append(promote(PRODUCTION, 1));
            ledger.append(promote(STAGING, 2));
            ledger.append(promote(PRODUCTION, 2));
            ledger.append(rollBack(PRODUCTION, 1));
        }
    }

    @BeforeEach
    void copy() throws Exception {
        folder = temp.resolve("ledger.git");
        copy(original.resolve("ledger.git"), folder);
        forger = new Forger(folder);
        commits = forger.commits();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.copy(file, to.resolve(from.relativize(file)));
            }
        }
    }

    /** This machine verifies the ledger, and remembers. */
    private void seen() throws LedgerException {
        try (Ledger ledger = open()) {
            ledger.head();
        }
    }

    @AfterEach
    void close() {
        forger.close();
    }

    private LedgerConfig config(String cache) {
        return LedgerConfig.of(folder.toString(), temp.resolve(cache))
                .withKey(KEY)
                .withTrust(TrustRoot.parse(KEY.publicKey()));
    }

    private Ledger open() throws LedgerException {
        return Ledger.open(config("cache"));
    }

    /** Of a machine that never saw the ledger before. */
    private List<Problem> audit() throws LedgerException {
        try (Ledger ledger = Ledger.open(config("fresh"))) {
            return ledger.audit(null).problems();
        }
    }

    private void findsAt(ObjectId commit, String path, String what) throws LedgerException {
        assertThat(audit()).anySatisfy(problem -> {
            assertThat(problem.commit()).isEqualTo(commit.name());
            assertThat(problem.path()).isEqualTo(path);
            assertThat(problem.what()).contains(what);
            assertThat(problem.remedy()).isNotBlank();
        });
        try (Ledger ledger = Ledger.open(config("fresh"))) {
            assertThatThrownBy(ledger::head).isInstanceOf(LedgerException.class).hasMessageContaining("verify");
        }
    }

    private Entry file(String text) throws IOException {
        return new Entry(FileMode.REGULAR_FILE, forger.blob(text));
    }

    private static <T> Map<String, T> removed(String path) {
        Map<String, T> removed = new HashMap<>();
        removed.put(path, null);
        return removed;
    }

    private RevCommit last() {
        return commits.get(commits.size() - 1);
    }

    @Test
    void isContentWithWhatModelGateWrote() throws Exception {
        assertThat(audit()).isEmpty();
    }

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
    void findsAnEditedReadme() throws Exception {
        ObjectId commit = forger.onTop(last(), Map.of("README.md", file("All is well.")), "Tidy up");
        findsAt(commit, "README.md", "changed, which no transition explains");
    }

    @Test
    void findsAnExtraFile() throws Exception {
        ObjectId commit = forger.onTop(last(), Map.of("models/evil.json", file("{}")), "Add");
        findsAt(commit, "models/evil.json", "added, which no transition explains");
    }

    @Test
    void findsAnEditedState() throws Exception {
        String state =
                new String(forger.read(forger.files(last()).get(STATE).id()), java.nio.charset.StandardCharsets.UTF_8);
        ObjectId commit = forger.onTop(
                last(), Map.of(STATE, file(state.replace("\"version\":\"1\"", "\"version\":\"2\""))), "Help");
        findsAt(commit, STATE, "changed, which no transition explains");
    }

    @Test
    void findsARemovedFile() throws Exception {
        ObjectId commit = forger.onTop(last(), removed(STATE), "Forget");
        findsAt(commit, STATE, "removed, which no transition explains");
    }

    @Test
    void findsWhatATransitionBringsAlongOrLeavesOut() throws Exception {
        RevCommit next = appended();
        forger.reset(last());
        ObjectId more = forger.onTop(
                next, Map.of("models/more.json", file("{}"), "README.md", file("Edited")), next.getFullMessage());
        findsAt(more, "models/more.json", "added, which no transition explains");
        findsAt(more, "README.md", "it was edited");

        forger.reset(last());
        ObjectId less = forger.onTop(next, removed(Names.state(STAGING)), next.getFullMessage());
        findsAt(less, Names.state(STAGING), "missing");
    }

    /** One more honest commit. */
    private RevCommit appended() throws Exception {
        try (Ledger ledger = open()) {
            ledger.append(promote(STAGING, 5));
        }
        FileUtils.delete(temp.resolve("cache").toFile(), FileUtils.RECURSIVE);
        commits = forger.commits();
        RevCommit next = last();
        commits = commits.subList(0, commits.size() - 1);
        return next;
    }

    @Test
    void findsAnEditedMessage() throws Exception {
        RevCommit next = appended();
        forger.reset(last());
        ObjectId commit = forger.onTop(next, Map.of(), next.getFullMessage().replace("Promote", "Retire"));
        findsAt(commit, null, "Its message is not the one");
    }

    @Test
    void findsADroppedTransition() throws Exception {
        forger.reset(commits.get(1));
        ObjectId commit = forger.onTop(last(), Map.of(), last().getFullMessage());
        findsAt(commit, null, "adds 2 transitions");
    }

    @Test
    void findsADroppedTransitionEvenIfItsFilesAreDroppedToo() throws Exception {
        RevCommit third = commits.get(2);
        Map<String, Entry> changes = forger.files(last());
        forger.files(third).keySet().forEach(changes::remove);
        changes.put(STATE, forger.files(last()).get(STATE));
        forger.reset(commits.get(1));
        ObjectId commit = forger.onTop(commits.get(1), changes, last().getFullMessage());
        assertThat(audit()).anySatisfy(problem -> {
            assertThat(problem.commit()).isEqualTo(commit.name());
            assertThat(problem.path()).startsWith("objects/");
            assertThat(problem.what()).contains("A rule is broken");
        });
    }

    @Test
    void findsReorderedTransitions() throws Exception {
        Map<String, Entry> first = forger.files(commits.get(0));
        Map<String, Entry> both = forger.files(commits.get(1));
        first.keySet().stream().filter(path -> !path.equals("README.md")).forEach(both::remove);
        ObjectId second = forger.commit(forger.treeOf(both), commits.get(1).getFullMessage());
        forger.reset(second);
        forger.onTop(commits.get(1), Map.of(), commits.get(0).getFullMessage());
        findsAt(second, "README.md", "it was edited");
    }

    @Test
    void findsAReplayedTransition() throws Exception {
        Map<String, Entry> old = forger.files(commits.get(2));
        ObjectId commit = forger.onTop(
                last(),
                Map.of(STATE, old.get(STATE), "README.md", old.get("README.md")),
                commits.get(2).getFullMessage());
        findsAt(commit, null, "adds no transition");
        findsAt(commit, STATE, "changed, which no transition explains");
    }

    @Test
    void findsAMerge() throws Exception {
        RevCommit next = appended();
        ObjectId merge = forger.commit(next.getTree(), next.getFullMessage(), last(), commits.get(0));
        forger.reset(merge);
        findsAt(merge, null, "It is a merge");
    }

    @Test
    void findsAnUnknownKey() throws Exception {
        SigningKey mallory = SigningKey.generate();
        LedgerConfig hers =
                LedgerConfig.of(folder.toString(), temp.resolve("hers")).withKey(mallory);
        try (Ledger ledger = Ledger.open(hers)) {
            Receipt receipt = ledger.append(promote(PRODUCTION, 9));
            findsAt(
                    ObjectId.fromString(receipt.commit()),
                    Names.object(receipt.transition()),
                    "signed by no trusted key (" + mallory.keyId().abbreviated());
        }
    }

    @Test
    void findsAWrongSignature() throws Exception {
        try (Ledger ledger = open()) {
            ledger.append(promote(STAGING, 5));
        }
        commits = forger.commits();
        RevCommit next = last();
        Map<String, Entry> files = forger.files(next);
        String path = Names.object(LedgerState.digest(next.getFullMessage()).orElseThrow());
        Envelope good = Envelope.open(forger.read(files.get(path).id()));
        String json = new String(good.json(), java.nio.charset.StandardCharsets.UTF_8);
        String signature = json.replaceAll(".*\"sig\":\"([^\"]*)\".*", "$1");
        String other = new String(
                Envelope.seal(LedgerFixture.candidate(PRODUCTION, 77).evidence(), KEY)
                        .json(),
                java.nio.charset.StandardCharsets.UTF_8);
        String forged = json.replace(signature, other.replaceAll(".*\"sig\":\"([^\"]*)\".*", "$1"));
        forger.reset(commits.get(commits.size() - 2));
        ObjectId commit = forger.onTop(next, Map.of(path, file(forged)), next.getFullMessage());
        findsAt(commit, path, "its signature does not fit");
    }

    @Test
    void findsAReplacedDocument() throws Exception {
        String path = forger.files(commits.get(0)).keySet().stream()
                .filter(name -> name.startsWith("objects/"))
                .findFirst()
                .orElseThrow();
        ObjectId commit = forger.onTop(last(), Map.of(path, file("{}")), "Replace");
        findsAt(commit, path, "changed, which no transition explains");
    }

    @Test
    void findsADocumentUnderAnotherDigest() throws Exception {
        Envelope envelope = Envelope.seal(LedgerFixture.candidate(PRODUCTION, 3).evidence(), KEY);
        String path = Names.object(LedgerFixture.sha("another"));
        ObjectId commit = forger.onTop(
                last(), Map.of(path, new Entry(FileMode.REGULAR_FILE, forger.blob(envelope.json()))), "Add");
        findsAt(commit, path, "not that of its path");
    }

    @Test
    void findsHistoryThatWasCutOff() throws Exception {
        seen();
        forger.reset(commits.get(1));
        assertThat(audit()).isEmpty();
        try (Ledger ledger = Ledger.open(config("fresh"))) {
            assertThat(ledger.audit(last().name()).problems()).singleElement().satisfies(problem -> {
                assertThat(problem.commit()).isEqualTo(last().name());
                assertThat(problem.what()).contains("rewritten or cut off");
            });
        }
        // This machine had seen more, and says so without being asked.
        try (Ledger ledger = open()) {
            assertThatThrownBy(ledger::head)
                    .hasMessageContaining("was rewritten")
                    .hasMessageContaining("verified.json");
            assertThatThrownBy(() -> ledger.append(promote(PRODUCTION, 3))).hasMessageContaining("was rewritten");
            assertThat(ledger.audit(null).problems()).hasSize(1);
        }
    }

    @Test
    void findsHistoryThatWasCutOffWhileItIsOpen() throws Exception {
        try (Ledger ledger = open()) {
            ledger.head();
            forger.reset(commits.get(1));
            assertThatThrownBy(ledger::head).hasMessageContaining("was rewritten");
        }
    }

    @Test
    void findsHistoryThatWasCutOffEvenIfTheTrustRootChanged() throws Exception {
        seen();
        forger.reset(commits.get(1));
        TrustRoot both = TrustRoot.parse(KEY.publicKey() + SigningKey.generate().publicKey());
        try (Ledger ledger = Ledger.open(config("cache").withTrust(both))) {
            assertThatThrownBy(ledger::head).hasMessageContaining("was rewritten");
        }
    }

    @Test
    void verifiesAgainUnderAnotherTrustRoot() throws Exception {
        seen();
        SigningKey other = SigningKey.generate();
        LedgerConfig distrusts =
                LedgerConfig.of(folder.toString(), temp.resolve("cache")).withTrust(TrustRoot.parse(other.publicKey()));
        try (Ledger ledger = Ledger.open(distrusts)) {
            assertThatThrownBy(ledger::head).hasMessageContaining("signed by no trusted key");
        }
    }

    @Test
    void findsALedgerThatIsGone() throws Exception {
        seen();
        FileUtils.delete(folder.toFile(), FileUtils.RECURSIVE);
        try (Ledger ledger = open()) {
            assertThatThrownBy(ledger::head).hasMessageContaining("its branch ‘main’ is gone");
            assertThat(ledger.audit(null).problems()).hasSize(1);
        }
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

    @Test
    void verifiesWhatAPushWouldChange() throws Exception {
        try (Ledger ledger = Ledger.open(config("hook"))) {
            assertThat(ledger.verify(commits.get(1).name(), last().name()))
                    .isEqualTo(new AuditReport(last().name(), 2, 0, List.of()));
            assertThat(ledger.verify(null, last().name()).transitions()).isEqualTo(4);
            assertThat(ledger.verify(ObjectId.zeroId().name(), last().name()).ok())
                    .isTrue();
            assertThat(ledger.verify(last().name(), commits.get(1).name()).problems())
                    .singleElement()
                    .extracting(Problem::what)
                    .asString()
                    .contains("rewritten or cut off");
            assertThat(ledger.verify(last().name(), ObjectId.zeroId().name()).ok())
                    .isFalse();
            assertThatThrownBy(() -> ledger.verify(null, "HEAD")).hasMessageContaining("no commit id");
        }
    }

    @Test
    void goesOnAfterAProblemAndNamesEachOne() throws Exception {
        ObjectId edited = forger.onTop(last(), Map.of("README.md", file("Edited")), "Edit");
        LedgerConfig careless = LedgerConfig.of(folder.toString(), temp.resolve("x"));
        commits = forger.commits();
        ObjectId extra = forger.onTop(last(), Map.of("notes.txt", file("x")), "Extra");
        assertThat(audit())
                .extracting(Problem::commit)
                .containsExactly(edited.name(), edited.name(), extra.name(), extra.name());
        try (Ledger ledger = Ledger.open(careless)) {
            assertThatThrownBy(() -> ledger.append(quarantine(PRODUCTION, 1, "x")))
                    .hasMessageContaining("does not verify");
        }
    }
}
