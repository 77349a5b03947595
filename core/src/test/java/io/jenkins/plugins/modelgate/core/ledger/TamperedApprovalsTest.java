package io.jenkins.plugins.modelgate.core.ledger;

import static io.jenkins.plugins.modelgate.core.ledger.ApprovalFixture.ADAS;
import static io.jenkins.plugins.modelgate.core.ledger.ApprovalFixture.BOBS;
import static io.jenkins.plugins.modelgate.core.ledger.ApprovalFixture.asked;
import static io.jenkins.plugins.modelgate.core.ledger.ApprovalFixture.bothSaid;
import static io.jenkins.plugins.modelgate.core.ledger.ApprovalFixture.promotion;
import static io.jenkins.plugins.modelgate.core.ledger.ApprovalFixture.said;
import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.AT;
import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.PRODUCTION;
import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.STAGING;
import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.candidate;
import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.champion;
import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.promote;
import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.rollBack;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Approval.Decision;
import io.jenkins.plugins.modelgate.core.document.Documents;
import io.jenkins.plugins.modelgate.core.document.Envelope;
import io.jenkins.plugins.modelgate.core.document.SigningKey;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import io.jenkins.plugins.modelgate.core.document.Verdicts;
import io.jenkins.plugins.modelgate.core.ledger.AuditReport.Problem;
import io.jenkins.plugins.modelgate.core.ledger.Forger.Entry;
import io.jenkins.plugins.modelgate.core.ledger.GitStore.Author;
import io.jenkins.plugins.modelgate.core.ledger.GitStore.Commit;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.stream.IntStream;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever is done to a signed, anchored ledger with approvals is found, and named. */
class TamperedApprovalsTest extends TamperedLedger {
    private Verdicts verdicts;
    private List<Envelope> approvals;
    private Anchor anchor;

    /** A fifth transition: two people let version 7 into production, after one of them had said no. */
    @BeforeEach
    void approve() throws Exception {
        try (Ledger ledger = open()) {
            verdicts = asked(PRODUCTION, 7, champion(ledger.head(), PRODUCTION), true);
            approvals = bothSaid(verdicts);
            ledger.record(candidate(PRODUCTION, 7).evidence(), verdicts);
            ledger.approvals().add(Envelope.seal(said(verdicts, "ada", Decision.REJECT, 0), ADAS), verdicts);
            for (Envelope approval : approvals) {
                ledger.approvals().add(approval, verdicts);
            }
            ledger.append(promotion(verdicts, approvals));
            anchor = ledger.anchor(AnchorPlace.ledger(), false, AT.plusSeconds(7200));
        }
        commits = forger.commits();
    }

    private static String path(Envelope document) {
        return Names.object(document.digest());
    }

    private Entry file(byte[] bytes) throws Exception {
        return new Entry(FileMode.REGULAR_FILE, forger.blob(bytes));
    }

    /** Without the anchors, whose word about any change of the history is heard as well. */
    private List<Problem> replayed() throws LedgerException {
        try (Ledger ledger = Ledger.open(config("fresh"))) {
            return ledger.audit(null, List.of()).problems();
        }
    }

    /** What somebody could write who holds the ledger’s key and leaves out the rules. */
    private ObjectId forged(Proposer proposer) throws Exception {
        try (Ledger ledger = open();
                GitStore store = GitStore.open(folder, null, false).orElseThrow()) {
            VerifiedHead head = (VerifiedHead) ledger.head();
            Proposal proposal = proposer.propose(head);
            List<Envelope> documents = new ArrayList<>(proposal.approvals());
            Envelope transition = Envelope.seal(proposal.transition(), KEY);
            documents.add(transition);
            proposal.documents().forEach(document -> documents.add(Envelope.seal(document, KEY)));
            Map<Sha256, Envelope> byDigest = new HashMap<>();
            documents.forEach(document -> byDigest.put(document.digest(), document));
            LedgerState after = head.state()
                    .after(
                            proposal.transition(),
                            transition.digest(),
                            Replay.data(Replay.library(byDigest, head), proposal.transition()));
            SortedMap<String, byte[]> files = after.files(proposal.transition().target());
            for (Envelope document : documents) {
                if (head.envelope(document.digest()).isEmpty()) {
                    files.put(path(document), document.json());
                }
            }
            Commit commit = store.write(
                    head.at(),
                    files,
                    LedgerState.message(proposal.transition(), transition.digest()),
                    new Author("Model Gate", "model-gate@localhost", AT));
            forger.reset(commit.id());
            return commit.id();
        }
    }

    private void isNamed(ObjectId commit, String what) throws Exception {
        assertThat(replayed()).anySatisfy(problem -> {
            assertThat(problem.commit()).isEqualTo(commit.name());
            assertThat(problem.path()).startsWith("objects/");
            assertThat(problem.what()).contains(what);
        });
    }

    private Verdicts next(TargetId target, int version) throws LedgerException {
        try (Ledger ledger = open()) {
            return asked(target, version, champion(ledger.head(), target), true);
        }
    }

    @Test
    void isContentWithWhatModelGateWrote() throws Exception {
        try (Ledger ledger = Ledger.open(config("fresh"))) {
            assertThat(ledger.audit(null)).isEqualTo(new AuditReport(last().name(), 5, 0, 1, List.of()));
        }
    }

    @Test
    void findsEveryFlippedByteOfEveryDocument() throws Exception {
        Random random = new Random(6);
        int tried = 0;
        for (int number = 0; number < commits.size(); number++) {
            Map<String, Entry> added = forger.files(commits.get(number));
            if (number > 0) {
                forger.files(commits.get(number - 1)).keySet().forEach(added::remove);
            }
            added.keySet().removeIf(path -> !path.startsWith("objects/"));
            for (var object : added.entrySet()) {
                byte[] good = forger.read(object.getValue().id());
                for (int position : positions(random, good.length)) {
                    byte[] bad = good.clone();
                    bad[position] ^= (byte) (1 << random.nextInt(8));
                    ObjectId commit = forger.rewrite(commits, number, Map.of(object.getKey(), file(bad)));
                    assertThat(replayed())
                            .as("byte %d of %s", position, object.getKey())
                            .anySatisfy(problem -> {
                                assertThat(problem.commit()).isEqualTo(commit.name());
                                assertThat(problem.path()).isEqualTo(object.getKey());
                            });
                    tried++;
                }
            }
        }
        assertThat(tried).isGreaterThan(60);
    }

    /** The first and last byte, one of the signature, and others by chance. */
    private static int[] positions(Random random, int length) {
        return IntStream.concat(IntStream.of(0, length - 1, length - 30), random.ints(2, 0, length))
                .toArray();
    }

    @Test
    void findsEveryFlippedByteOfWhatPeopleSaid() throws Exception {
        Random random = new Random(7);
        ObjectId head = forger.head("approvals");
        for (var said : forger.files("approvals").entrySet()) {
            byte[] good = forger.read(said.getValue().id());
            for (int position : positions(random, good.length)) {
                byte[] bad = good.clone();
                bad[position] ^= (byte) (1 << random.nextInt(8));
                ObjectId commit = forger.onBranch("approvals", Map.of(said.getKey(), file(bad)));
                assertThat(replayed())
                        .as("byte %d of %s", position, said.getKey())
                        .extracting(Problem::commit, Problem::path)
                        .containsExactly(tuple(commit.name(), said.getKey()));
                forger.reset("approvals", head);
            }
        }
    }

    @Test
    void findsADroppedApproval() throws Exception {
        Map<String, Entry> without = new HashMap<>();
        without.put(path(approvals.get(0)), null);
        isNamed(forger.rewrite(commits, 4, without), "that it cites is not there");
    }

    @Test
    void findsAnApprovalThatSomebodyElseSigned() throws Exception {
        SigningKey mallory = SigningKey.generate();
        for (SigningKey key : List.of(mallory, BOBS)) {
            byte[] again = Envelope.seal(approvals.get(0).document(), key).json();
            ObjectId commit = forger.rewrite(commits, 4, Map.of(path(approvals.get(0)), file(again)));
            assertThat(replayed()).anySatisfy(problem -> {
                assertThat(problem.commit()).isEqualTo(commit.name());
                assertThat(problem.path()).isEqualTo(path(approvals.get(0)));
                assertThat(problem.what())
                        .contains("Nobody who is trusted vouches for the document: signed by no trusted key");
            });
        }
    }

    /** Whoever holds the ledger’s key cannot speak for a person. */
    @Test
    void findsAnApprovalThatTheLedgersKeySigned() throws Exception {
        byte[] again = Envelope.seal(approvals.get(0).document(), KEY).json();
        ObjectId commit = forger.rewrite(commits, 4, Map.of(path(approvals.get(0)), file(again)));
        isNamed(commit, "the approval of ‘ada’ does not count: no key that is listed for ‘ada’ signed it");
    }

    @Test
    void findsADocumentThatSomebodyElseSigned() throws Exception {
        SigningKey mallory = SigningKey.generate();
        for (int number = 0; number < commits.size(); number++) {
            Map<String, Entry> files = forger.files(commits.get(number));
            String path = Names.object(
                    LedgerState.digest(commits.get(number).getFullMessage()).orElseThrow());
            Envelope good = Envelope.open(forger.read(files.get(path).id()));
            ObjectId commit = forger.rewrite(
                    commits,
                    number,
                    Map.of(path, file(Envelope.seal(good.document(), mallory).json())));
            isNamed(commit, "signed by no trusted key (" + mallory.keyId().abbreviated());
        }
    }

    @Test
    void findsAnApprovalThatIsReplayedAtAnotherTransition() throws Exception {
        try (Ledger ledger = open()) {
            ledger.append(rollBack(PRODUCTION, 1));
            ledger.append(LedgerFixture.lift(PRODUCTION, 7));
        }
        // The same version against the same champion as before: the same verdicts.
        Verdicts later = next(PRODUCTION, 7);
        assertThat(later).isEqualTo(verdicts);
        Proposer replay = promotion(later, approvals);
        try (Ledger ledger = open()) {
            assertThatThrownBy(() -> ledger.append(replay))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("its approvals let this version in once before, and count once");
        }
        isNamed(forged(replay), "its approvals let this version in once before");
    }

    @Test
    void findsTheSameVerdictsAndApprovalsUsedTwice() throws Exception {
        try (Ledger ledger = open()) {
            ledger.append(promote(PRODUCTION, 9));
        }
        Proposer replay = promotion(verdicts, approvals);
        try (Ledger ledger = open()) {
            assertThatThrownBy(() -> ledger.append(replay)).hasMessageContaining("its verdicts are void");
        }
        isNamed(forged(replay), "its verdicts are void");
    }

    @Test
    void findsApprovalsThatAreMovedToOtherVerdictsOrTargets() throws Exception {
        for (Verdicts others : List.of(next(PRODUCTION, 8), next(STAGING, 7))) {
            Proposer moved = promotion(others, approvals);
            try (Ledger ledger = open()) {
                assertThatThrownBy(() -> ledger.append(moved)).isInstanceOf(RefusedException.class);
            }
            isNamed(forged(moved), "the approval of ‘ada’ does not count");
            forger.reset(last());
            forget();
        }
    }

    @Test
    void findsApprovalsThatOnePersonGaveTwice() throws Exception {
        Verdicts others = next(PRODUCTION, 8);
        List<Envelope> twice =
                List.of(Envelope.seal(said(others, "ada", 1), ADAS), Envelope.seal(said(others, "ada", 5), ADAS));
        isNamed(forged(promotion(others, twice)), "It waits for 1 of ‘leads’");
    }

    @Test
    void findsAMovedFileOfWhatPeopleSaid() throws Exception {
        String from = Names.approvals(Documents.digest(verdicts));
        String to = Names.approvals(LedgerFixture.sha("other verdicts"));
        String name = approvals.get(0).digest().hex() + ".json";
        ObjectId commit = forger.onBranch(
                "approvals", Map.of(to + name, forger.files("approvals").get(from + name)));
        assertThat(replayed())
                .extracting(Problem::commit, Problem::path)
                .containsExactly(tuple(commit.name(), to + name));
    }

    @Test
    void findsObjectsThatAreMissingOnAnyBranch() throws Exception {
        for (String branch : List.of("main", "records", "approvals")) {
            RevCommit tip = forger.parsed(forger.head(branch));
            for (ObjectId id : List.of(tip, tip.getTree())) {
                Path object = folder.resolve("objects")
                        .resolve(id.name().substring(0, 2))
                        .resolve(id.name().substring(2));
                byte[] bytes = Files.readAllBytes(object);
                Files.delete(object);
                assertThat(audit()).as(id.name()).isNotEmpty();
                assertThat(replayed()).as("%s of %s", id.name(), branch).anySatisfy(problem -> {
                    assertThat(problem.commit()).isEqualTo(tip.name());
                    assertThat(problem.what()).contains(id.name() + " is missing");
                });
                Files.write(object, bytes);
            }
        }
    }

    // --- against anchors

    @Test
    void findsAnOlderHeadByTheAnchor() throws Exception {
        forger.reset(commits.get(2));
        assertThat(replayed()).isEmpty();
        assertThat(audit()).singleElement().satisfies(problem -> {
            assertThat(problem.commit()).isEqualTo(last().name());
            assertThat(problem.what())
                    .contains(
                            anchor.tag(),
                            "it was cut off after " + commits.get(2).name());
        });
    }

    @Test
    void findsAForkByTheAnchor() throws Exception {
        forger.reset(commits.get(2));
        forget();
        String other;
        try (Ledger ledger = open()) {
            other = ledger.append(promote(PRODUCTION, 12)).commit();
            ledger.append(promote(PRODUCTION, 13));
        }
        assertThat(replayed()).isEmpty();
        assertThat(audit()).singleElement().satisfies(problem -> {
            assertThat(problem.commit()).isEqualTo(last().name());
            assertThat(problem.what())
                    .contains("it goes on otherwise after " + commits.get(2).name() + ", with " + other);
        });
    }

    @Test
    void findsALedgerWrittenAnewByTheAnchor() throws Exception {
        ObjectId first = forger.commit(commits.get(0).getTree(), commits.get(0).getFullMessage());
        forger.reset(first);
        assertThat(audit()).singleElement().satisfies(problem -> {
            assertThat(problem.commit()).isEqualTo(last().name());
            assertThat(problem.what()).contains("it has another first commit, " + first.name());
        });
    }

    /** Nobody can make a no unsaid. */
    @Test
    void findsARemovedRejectionByTheAnchor() throws Exception {
        String no = forger.files("approvals").entrySet().stream()
                .filter(said -> !approvals.stream()
                        .map(one -> one.digest().hex() + ".json")
                        .anyMatch(said.getKey()::endsWith))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
        ObjectId before = forger.head("approvals");
        ObjectId commit = forger.onBranch("approvals", removed(no));
        assertThat(replayed()).isEmpty();
        assertThat(audit()).singleElement().satisfies(problem -> {
            assertThat(problem.commit()).isEqualTo(commit.name());
            assertThat(problem.path()).isEqualTo(no);
            assertThat(problem.what()).contains("it was removed since");
        });
        forger.reset("approvals", forger.parsed(before).getParent(0));
        assertThat(audit()).singleElement().satisfies(problem -> {
            assertThat(problem.commit()).isEqualTo(before.name());
            assertThat(problem.what()).contains("as the head of ‘approvals’");
        });
    }

    @Test
    void findsRecordsAndLooksThatAreGoneByTheAnchor() throws Exception {
        String object = forger.files("records").keySet().stream()
                .filter(path -> path.startsWith("objects/"))
                .findFirst()
                .orElseThrow();
        ObjectId commit = forger.onBranch("records", removed(object));
        assertThat(audit()).anySatisfy(problem -> {
            assertThat(problem.commit()).isEqualTo(commit.name());
            assertThat(problem.path()).isEqualTo(object);
            assertThat(problem.what()).contains(anchor.tag());
        });
    }

    @Test
    void findsForgedAnchors() throws Exception {
        SigningKey mallory = SigningKey.generate();
        LedgerConfig hers =
                LedgerConfig.of(folder.toString(), temp.resolve("hers")).withKey(mallory);
        String forged;
        try (Ledger ledger = Ledger.open(hers)) {
            forged = ledger.anchor(AnchorPlace.ledger(), false, AT.plusSeconds(9000))
                    .tag();
        }
        ObjectId good = forger.tag(anchor.tag());
        String raw = new String(forger.read(good), StandardCharsets.UTF_8);
        ObjectId edited =
                forger.rawTag(raw.replace(last().name(), commits.get(1).name()));
        forger.ref("refs/tags/anchor/edited", edited);
        forger.ref("refs/tags/anchor/moved", good);
        forger.ref("refs/tags/anchor/light", commits.get(0));
        assertThat(audit())
                .extracting(Problem::what)
                .satisfiesExactlyInAnyOrder(
                        what -> assertThat(what).contains("‘" + forged + "’", "signed by no trusted key"),
                        what -> assertThat(what).contains("‘anchor/edited’", "none that Model Gate wrote"),
                        what -> assertThat(what).contains("‘anchor/moved’", "none that Model Gate wrote"),
                        what -> assertThat(what).contains("‘anchor/light’", "none that Model Gate wrote"));
        ObjectId broken =
                forger.rawTag(raw.replace(last().name(), commits.get(1).name()).replace(anchor.tag(), "anchor/edited"));
        forger.ref("refs/tags/anchor/edited", broken);
        assertThat(audit()).extracting(Problem::what).anySatisfy(what -> assertThat(what)
                .contains("‘anchor/edited’", "its signature does not fit"));
    }

    @Test
    void writesTheSameHeadsDownOnce() throws Exception {
        try (Ledger ledger = open()) {
            Anchor again = ledger.anchor(AnchorPlace.ledger(), false, AT.plusSeconds(9000));
            assertThat(again.already()).isTrue();
            assertThat(again.tag()).isEqualTo(anchor.tag());
            ledger.append(promote(STAGING, 9));
            Anchor preview = ledger.anchor(AnchorPlace.ledger(), true, AT.plusSeconds(9000));
            assertThat(ledger.anchor(AnchorPlace.ledger(), false, AT.plusSeconds(9000)))
                    .isEqualTo(preview);
            assertThat(preview.already()).isFalse();
            assertThat(ledger.audit(null)).satisfies(report -> {
                assertThat(report.anchors()).isEqualTo(2);
                assertThat(report.problems()).isEmpty();
            });
        }
        assertThat(anchor.branches()).containsOnlyKeys("approvals", "main", "records");
    }

    @Test
    void anchorsNothingWithoutAKeyOrAHead() throws Exception {
        try (Ledger empty = Ledger.open(LedgerConfig.of(temp.resolve("empty").toString(), temp.resolve("e"))
                        .withKey(KEY));
                Ledger keyless = Ledger.open(LedgerConfig.of(folder.toString(), temp.resolve("k")))) {
            assertThatThrownBy(() -> empty.anchor(AnchorPlace.ledger(), false, AT))
                    .hasMessageContaining("there is nothing to anchor yet");
            assertThatThrownBy(() -> keyless.anchor(AnchorPlace.ledger(), false, AT))
                    .hasMessageContaining("there is no signing key");
        }
        assertThatThrownBy(() -> new AnchorPlace(null, "..", null)).hasMessageContaining("No tag of Git can begin");
    }
}
