package io.jenkins.plugins.modelgate.core.ledger;

import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.PRODUCTION;
import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.promote;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modelgate.core.document.SigningKey;
import io.jenkins.plugins.modelgate.core.document.TrustRoot;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.internal.storage.file.Pack;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing is lost, and whoever reads meanwhile finds everything. */
class PackingTest {
    private static final SigningKey KEY = SigningKey.generate();

    @TempDir
    private Path temp;

    private Path folder;
    private Path packs;
    private Ledger ledger;
    private int versions;

    @BeforeEach
    void open() throws LedgerException {
        folder = temp.resolve("ledger.git");
        packs = folder.resolve("objects/pack");
        ledger = ledger("cache");
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    private Ledger ledger(String cache) throws LedgerException {
        return Ledger.open(LedgerConfig.of(folder.toString(), temp.resolve(cache))
                .withKey(KEY)
                .withTrust(TrustRoot.parse(KEY.publicKey())));
    }

    private void append(int times) throws LedgerException {
        for (int i = 0; i < times; i++) {
            ledger.append(promote(PRODUCTION, ++versions));
        }
    }

    private void auditsWell() throws LedgerException {
        try (Ledger fresh = ledger("fresh")) {
            AuditReport report = fresh.audit(null);
            assertThat(report.problems()).isEmpty();
            assertThat(report.transitions()).isEqualTo(versions);
        }
    }

    private Set<ObjectId> loose() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("objects"))) {
            Set<ObjectId> loose = new HashSet<>();
            files.map(file -> file.getParent().getFileName() + "" + file.getFileName())
                    .filter(ObjectId::isId)
                    .forEach(name -> loose.add(ObjectId.fromString(name)));
            return loose;
        }
    }

    /** The numbers of objects in each pack, smallest first. */
    private List<Long> packed() throws IOException {
        List<Long> sizes = new ArrayList<>();
        try (FileRepository repository = new FileRepository(folder.toFile())) {
            for (Pack pack : repository.getObjectDatabase().getPacks()) {
                sizes.add(pack.getIndex().getObjectCount());
            }
        }
        return sizes.stream().sorted().toList();
    }

    private List<Path> files(String end) throws IOException {
        try (Stream<Path> files = Files.list(packs)) {
            return files.filter(file -> file.toString().endsWith(end)).toList();
        }
    }

    @Test
    void losesNothingAndKeepsFewPacks() throws Exception {
        Set<ObjectId> ever = new HashSet<>();
        try (Ledger reader = ledger("reader");
                Forger forger = open(reader)) {
            for (int round = 0; round < 12; round++) {
                append(3);
                ever.add(forger.blob("Nothing refers to this " + round));
                ever.addAll(loose());
                Packing.round(folder);
                assertThat(reader.head().commit()).isEqualTo(ledger.head().commit());
                assertThat(reader.history(target -> true, 100)).hasSize(versions);
            }
        }
        Packing.round(folder);
        assertThat(loose()).isEmpty();
        List<Long> sizes = packed();
        assertThat(sizes).hasSizeLessThan(6);
        long smaller = 0;
        for (long size : sizes) {
            assertThat(size).as(sizes.toString()).isGreaterThanOrEqualTo(2 * smaller);
            smaller += size;
        }
        assertThat(smaller).isEqualTo(ever.size());
        try (GitStore store = GitStore.open(folder, null, false).orElseThrow()) {
            assertThat(ever).allMatch(store::has);
        }
        auditsWell();
    }

    private Forger open(Ledger reader) throws Exception {
        append(1);
        reader.head();
        return new Forger(folder);
    }

    @Test
    void removesWhatItPackedOneRoundLater() throws Exception {
        append(2);
        Set<ObjectId> before = loose();
        Packing.round(folder);
        assertThat(loose()).isEqualTo(before);
        Packing.round(folder);
        assertThat(loose()).isEmpty();
        assertThat(packed()).containsExactly((long) before.size());
        auditsWell();
    }

    @Test
    void letsOthersReadItsPacks() throws Exception {
        append(1);
        Path like = Files.createFile(packs.resolve("like"));
        Set<PosixFilePermission> usual = Files.getPosixFilePermissions(like);
        Packing.round(folder);
        for (String end : List.of(".pack", ".idx")) {
            assertThat(files(end)).singleElement().satisfies(file -> assertThat(Files.getPosixFilePermissions(file))
                    .isEqualTo(usual));
        }
    }

    @Test
    void leavesAPackThatIsToBeKept() throws Exception {
        append(1);
        Packing.round(folder);
        Path kept = files(".pack").get(0);
        Files.createFile(Path.of(kept.toString().replace(".pack", ".keep")));
        append(4);
        Packing.round(folder);
        Packing.round(folder);
        assertThat(kept).exists();
        auditsWell();
    }

    @Test
    void clearsAwayWhatAKilledRoundLeft() throws Exception {
        append(1);
        Path left = Files.createFile(packs.resolve("tmp_model-gate_1"));
        Packing.round(folder);
        assertThat(left).doesNotExist();
    }

    @Test
    void finishesAPackWhoseIndexIsMissing() throws Exception {
        append(1);
        Packing.round(folder);
        Files.delete(files(".idx").get(0));
        Packing.round(folder);
        Packing.round(folder);
        assertThat(loose()).isEmpty();
        assertThat(files(".pack")).hasSize(1);
        auditsWell();
    }

    @Test
    void leavesARepositoryAloneThatSomebodyElseTidies() throws Exception {
        append(1);
        Set<ObjectId> before = loose();
        Path index = Files.createFile(packs.resolve("multi-pack-index"));
        Packing.round(folder);
        assertThat(packed()).isEmpty();
        Files.delete(index);
        try (FileChannel channel = FileChannel.open(
                folder.resolve("model-gate.packing"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            assertThat(channel.lock().isValid()).isTrue();
            Packing.round(folder);
        }
        assertThat(packed()).isEmpty();
        assertThat(loose()).isEqualTo(before);
    }

    @Test
    void leavesADamagedObjectForAnAuditToFind() throws Exception {
        append(1);
        ObjectId head = ObjectId.fromString(ledger.head().commit().orElseThrow());
        Path object = folder.resolve("objects")
                .resolve(head.name().substring(0, 2))
                .resolve(head.name().substring(2));
        Files.delete(object);
        Files.write(object, new byte[] {1, 2, 3});
        Packing.round(folder);
        Packing.round(folder);
        assertThat(object).exists();
        assertThat(packed()).isEmpty();
        try (Ledger fresh = ledger("fresh")) {
            assertThat(fresh.audit(null).problems()).isNotEmpty();
        }
    }

    @Test
    void happensByItselfEachFiftyWrites() throws Exception {
        append(49);
        assertThat(packed()).isEmpty();
        append(1);
        assertThat(packed()).hasSize(1);
        append(50);
        assertThat(loose()).hasSizeLessThan(packed().get(0).intValue());
        auditsWell();
    }
}
