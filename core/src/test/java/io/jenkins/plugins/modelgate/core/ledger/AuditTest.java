package io.jenkins.plugins.modelgate.core.ledger;

import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.PRODUCTION;
import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.STAGING;
import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.promote;
import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.quarantine;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.modelgate.core.document.Envelope;
import io.jenkins.plugins.modelgate.core.document.SigningKey;
import io.jenkins.plugins.modelgate.core.document.TrustRoot;
import io.jenkins.plugins.modelgate.core.ledger.AuditReport.Problem;
import io.jenkins.plugins.modelgate.core.ledger.Forger.Entry;
import java.util.List;
import java.util.Map;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.util.FileUtils;
import org.junit.jupiter.api.Test;

/** Whatever is done to a ledger behind Model Gate's back is found, and named. */
class AuditTest extends TamperedLedger {
    @Test
    void isContentWithWhatModelGateWrote() throws Exception {
        assertThat(audit()).isEmpty();
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
