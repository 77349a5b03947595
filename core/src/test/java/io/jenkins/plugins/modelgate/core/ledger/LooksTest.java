package io.jenkins.plugins.modelgate.core.ledger;

import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.AT;
import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.JOB;
import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.PRODUCTION;
import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.STAGING;
import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.candidate;
import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.sha;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import io.jenkins.plugins.modelgate.core.document.Verdicts;
import io.jenkins.plugins.modelgate.core.gate.Looks;
import io.jenkins.plugins.modelgate.core.policy.Holdout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who looked at a holdout, and what was judged before. */
class LooksTest {
    private static final Holdout HOLDOUT = new Holdout("digits-test", "data/test.csv", 20, 1);
    private static final String HASH = "md5:d41d8cd98f00b204e9800998ecf8427e";

    @TempDir
    private Path temp;

    private Ledger ledger;

    @BeforeEach
    void open() throws LedgerException {
        ledger = Ledger.open(LedgerConfig.of(temp.resolve("ledger.git").toString(), temp.resolve("cache")));
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void eachCandidateIsOneLookWhateverTarget() throws Exception {
        assertThat(look(PRODUCTION, HASH, sha("a"), false)).isEqualTo(looks(HASH, true, 1, 0, 0));
        assertThat(look(STAGING, HASH, sha("a"), false)).isEqualTo(looks(HASH, true, 1, 0, 0));
        assertThat(look(PRODUCTION, HASH, sha("b"), false)).isEqualTo(looks(HASH, true, 2, 0, 0));
    }

    @Test
    void previewsAreCountedAndFree() throws Exception {
        assertThat(look(PRODUCTION, HASH, sha("a"), true)).isEqualTo(looks(HASH, true, 0, 0, 1));
        assertThat(look(PRODUCTION, HASH, sha("a"), false)).isEqualTo(looks(HASH, true, 1, 0, 0));
        assertThat(look(PRODUCTION, HASH, sha("a"), true)).isEqualTo(looks(HASH, true, 1, 0, 0));
    }

    @Test
    void passesOfOthersAreRemembered() throws Exception {
        look(PRODUCTION, HASH, sha("a"), false);
        ledger.looked(PRODUCTION, HOLDOUT, HASH, sha("a"), Answer.PASS, AT);
        ledger.looked(PRODUCTION, HOLDOUT, HASH, sha("a"), Answer.FAIL, AT);
        assertThat(look(PRODUCTION, HASH, sha("a"), false)).isEqualTo(looks(HASH, true, 1, 0, 0));
        assertThat(look(PRODUCTION, HASH, sha("b"), false)).isEqualTo(looks(HASH, true, 2, 1, 0));
    }

    @Test
    void otherExamplesNeedAPerson() throws Exception {
        String other = "md5:0cc175b9c0f1b6a831c399e269772661.dir";
        look(PRODUCTION, HASH, sha("a"), false);
        assertThat(look(PRODUCTION, other, sha("b"), false).accepted()).isFalse();

        ledger.acceptHoldout(PRODUCTION, HOLDOUT, other, JOB, "a new clinic", AT);

        assertThat(look(PRODUCTION, other, sha("b"), false)).isEqualTo(looks(other, true, 1, 0, 0));
        assertThat(ledger.looks(PRODUCTION, HOLDOUT, HASH)).isEqualTo(looks(HASH, true, 1, 0, 0));
    }

    @Test
    void theFirstExamplesNeedNobody() throws Exception {
        assertThat(ledger.looks(PRODUCTION, HOLDOUT, HASH)).isEqualTo(looks(HASH, true, 0, 0, 0));
        look(PRODUCTION, HASH, sha("a"), false);
        Holdout other = new Holdout("other", "data/other.csv", null, 1);
        assertThat(ledger.looks(PRODUCTION, other, HASH)).isEqualTo(new Looks(other, HASH, true, 0, 0, 0));
    }

    @Test
    void examplesThatNobodyKnowsAreNotCounted() throws Exception {
        assertThat(look(PRODUCTION, null, sha("a"), false).hash()).isNull();
        assertThat(ledger.audit(null).problems()).isEmpty();
    }

    @Test
    void looksAtOnceAreAllCounted() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            List<Future<Looks>> all = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                Sha256 candidate = sha("c" + i);
                all.add(pool.submit(() -> look(PRODUCTION, HASH, candidate, false)));
            }
            for (Future<Looks> one : all) {
                one.get();
            }
        } finally {
            pool.shutdown();
        }
        assertThat(ledger.looks(PRODUCTION, HOLDOUT, HASH).taken()).isEqualTo(12);
    }

    @Test
    void whatWasJudgedComesNewestFirstAndOnce() throws Exception {
        for (int version = 1; version <= 4; version++) {
            record(PRODUCTION, version, Answer.FAIL);
            record(STAGING, version, Answer.FAIL);
        }
        record(PRODUCTION, 2, Answer.INCONCLUSIVE);

        List<Past> judged = ledger.judged(PRODUCTION, 3);

        assertThat(judged).extracting(past -> past.verdicts().version()).containsExactly("2", "4", "3");
        assertThat(judged.get(0).verdicts().answer()).isEqualTo(Answer.INCONCLUSIVE);
        assertThat(judged.get(1).evidence()).isEqualTo(candidate(PRODUCTION, 4).evidence());
        assertThat(ledger.judged(new TargetId("mlflow", "default", "nobody", "production"), 3))
                .isEmpty();
    }

    private void record(TargetId target, int version, Answer answer) throws LedgerException {
        LedgerFixture.Candidate candidate = candidate(target, version);
        Verdicts verdicts = candidate.verdicts(target, null, answer);
        ledger.record(candidate.evidence(), verdicts);
    }

    private Looks look(TargetId target, String hash, Sha256 candidate, boolean preview) throws LedgerException {
        return ledger.look(target, HOLDOUT, hash, candidate, preview, AT);
    }

    private static Looks looks(String hash, boolean accepted, int taken, int passed, int previews) {
        return new Looks(HOLDOUT, hash, accepted, taken, passed, previews);
    }
}
