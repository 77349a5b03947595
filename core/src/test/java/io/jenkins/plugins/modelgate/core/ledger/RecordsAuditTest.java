package io.jenkins.plugins.modelgate.core.ledger;

import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.PRODUCTION;
import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.STAGING;
import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.candidate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.document.Documents;
import io.jenkins.plugins.modelgate.core.document.Envelope;
import io.jenkins.plugins.modelgate.core.document.SigningKey;
import io.jenkins.plugins.modelgate.core.document.TrustRoot;
import io.jenkins.plugins.modelgate.core.document.Verdicts;
import io.jenkins.plugins.modelgate.core.ledger.AuditReport.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is done to the records behind Model Gate's back is found, and named. */
class RecordsAuditTest {
    private static final SigningKey KEY = SigningKey.generate();
    private static final LedgerFixture.Candidate ONE = candidate(PRODUCTION, 1);
    private static final Verdicts RED = ONE.verdicts(PRODUCTION, null, Answer.FAIL);
    private static final String INDEX = Names.candidate(RED.candidateKey(), PRODUCTION);
    private static final String VERDICTS = Names.object(Documents.digest(RED));
    private static final String EVIDENCE = Names.object(ONE.evidenceDigest());

    @TempDir
    private Path temp;

    private Repository repository;
    private Forger forger;

    @BeforeEach
    void recordARed() throws Exception {
        try (Ledger ledger = open()) {
            ledger.record(ONE.evidence(), RED);
        }
        repository = new FileRepositoryBuilder().setGitDir(folder().toFile()).build();
        forger = new Forger(folder());
    }

    @AfterEach
    void close() {
        forger.close();
        repository.close();
    }

    private Path folder() {
        return temp.resolve("ledger.git");
    }

    private Ledger open() throws LedgerException {
        return Ledger.open(LedgerConfig.of(folder().toString(), temp.resolve("cache"))
                .withKey(KEY)
                .withTrust(TrustRoot.parse(KEY.publicKey())));
    }

    /** Puts files into the branch; null removes one. */
    private void change(String path, byte[] content) throws IOException {
        ObjectId tip = repository.resolve("refs/heads/records");
        Map<String, Forger.Entry> files;
        try (RevWalk walk = new RevWalk(repository)) {
            files = new HashMap<>(forger.files(walk.parseCommit(tip)));
        }
        files.remove(path);
        if (content != null) {
            files.put(path, new Forger.Entry(FileMode.REGULAR_FILE, forger.blob(content)));
        }
        RefUpdate update = repository.updateRef("refs/heads/records");
        update.setNewObjectId(forger.commit(forger.treeOf(files), "Tamper", tip));
        update.forceUpdate();
    }

    private void finds(String path, String what) throws LedgerException, IOException {
        try (Ledger ledger = open()) {
            List<Problem> problems = ledger.audit(null).problems();
            assertThat(problems).anySatisfy(problem -> {
                assertThat(problem.commit())
                        .isEqualTo(repository.resolve("refs/heads/records").name());
                assertThat(problem.path()).isEqualTo(path);
                assertThat(problem.what()).contains(what);
                assertThat(problem.remedy()).isNotBlank();
            });
        }
    }

    @Test
    void isContentWithWhatModelGateWrote() throws Exception {
        try (Ledger ledger = open()) {
            assertThat(ledger.audit(null).problems()).isEmpty();
        }
    }

    @Test
    void findsADocumentThatIsNone() throws Exception {
        change(VERDICTS, "{}".getBytes(StandardCharsets.UTF_8));
        finds(VERDICTS, "It is no document");
    }

    @Test
    void findsADocumentOfAnotherDigest() throws Exception {
        change(VERDICTS, Envelope.seal(ONE.evidence(), KEY).json());
        finds(VERDICTS, "not that of its path");
    }

    @Test
    void findsADocumentThatNobodyTrustedSigned() throws Exception {
        change(EVIDENCE, Envelope.unsigned(ONE.evidence()).json());
        finds(EVIDENCE, "unsigned");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void recordingReplacesWhatIsDamaged(boolean otherVerdicts) throws Exception {
        change(VERDICTS, "{}".getBytes(StandardCharsets.UTF_8));
        change(EVIDENCE, Envelope.unsigned(ONE.evidence()).json());
        Verdicts now = otherVerdicts ? ONE.verdicts(PRODUCTION, null, Answer.PASS) : RED;
        try (Ledger ledger = open()) {
            assertThatThrownBy(() -> ledger.recorded(RED.candidateKey(), PRODUCTION))
                    .isInstanceOf(DamagedRecordException.class);
            ledger.record(ONE.evidence(), now);
            assertThat(ledger.recorded(RED.candidateKey(), PRODUCTION)).contains(now);
            assertThat(ledger.audit(null).problems())
                    .filteredOn(problem -> !otherVerdicts || !VERDICTS.equals(problem.path()))
                    .isEmpty();
        }
    }

    @Test
    void findsAnIndexThatLeadsNowhere() throws Exception {
        change(VERDICTS, null);
        finds(INDEX, "are not there");
    }

    @Test
    void findsAnIndexThatIsNone() throws Exception {
        change(INDEX, "[]".getBytes(StandardCharsets.UTF_8));
        finds(INDEX, "The record is damaged");
    }

    @Test
    void findsAnIndexThatLeadsToAnotherTarget() throws Exception {
        String other = Names.candidate(RED.candidateKey(), STAGING);
        change(other, ("{\"verdicts\":\"" + Documents.digest(RED) + "\"}").getBytes(StandardCharsets.UTF_8));
        finds(other, "leads to another candidate or target");
    }

    @Test
    void findsAnIndexThatLeadsToEvidence() throws Exception {
        change(INDEX, ("{\"verdicts\":\"" + ONE.evidenceDigest() + "\"}").getBytes(StandardCharsets.UTF_8));
        finds(INDEX, "something else than verdicts");
    }

    @Test
    void findsThatTheEvidenceIsGone() throws Exception {
        change(EVIDENCE, null);
        finds(INDEX, "that its verdicts judge is not there");
    }

    @Test
    void findsWhatIsNoRecord() throws Exception {
        change("README.md", "Hello".getBytes(StandardCharsets.UTF_8));
        finds("README.md", "It is no record");
    }
}
