package io.jenkins.plugins.modelgate.core.ledger;

import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.PRODUCTION;
import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.STAGING;
import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.promote;
import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.rollBack;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.modelgate.core.document.SigningKey;
import io.jenkins.plugins.modelgate.core.document.TrustRoot;
import io.jenkins.plugins.modelgate.core.ledger.AuditReport.Problem;
import io.jenkins.plugins.modelgate.core.ledger.Forger.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.util.FileUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A ledger of four transitions, and a {@link Forger} to tamper with it. */
abstract class TamperedLedger {
    static final SigningKey KEY = SigningKey.generate();
    static final String STATE = Names.state(PRODUCTION);

    /** Built once, and copied for each test. */
    @TempDir
    private static Path original;

    @TempDir
    Path temp;

    Path folder;
    Forger forger;
    List<RevCommit> commits;

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

    /** This machine forgets what it verified. */
    void forget() throws IOException {
        FileUtils.delete(temp.resolve("cache").toFile(), FileUtils.RECURSIVE | FileUtils.SKIP_MISSING);
    }

    /** This machine verifies the ledger, and remembers. */
    void seen() throws LedgerException {
        try (Ledger ledger = open()) {
            ledger.head();
        }
    }

    @AfterEach
    void close() {
        forger.close();
    }

    LedgerConfig config(String cache) {
        return LedgerConfig.of(folder.toString(), temp.resolve(cache))
                .withKey(KEY)
                .withTrust(TrustRoot.parse(KEY.publicKey()));
    }

    Ledger open() throws LedgerException {
        return Ledger.open(config("cache"));
    }

    /** Of a machine that never saw the ledger before. */
    List<Problem> audit() throws LedgerException {
        try (Ledger ledger = Ledger.open(config("fresh"))) {
            return ledger.audit(null).problems();
        }
    }

    void findsAt(ObjectId commit, String path, String what) throws LedgerException {
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

    Entry file(String text) throws IOException {
        return new Entry(FileMode.REGULAR_FILE, forger.blob(text));
    }

    static <T> Map<String, T> removed(String path) {
        Map<String, T> removed = new HashMap<>();
        removed.put(path, null);
        return removed;
    }

    RevCommit last() {
        return commits.get(commits.size() - 1);
    }

    RevCommit appended() throws Exception {
        try (Ledger ledger = open()) {
            ledger.append(promote(STAGING, 5));
        }
        forget();
        commits = forger.commits();
        RevCommit next = last();
        commits = commits.subList(0, commits.size() - 1);
        return next;
    }
}
