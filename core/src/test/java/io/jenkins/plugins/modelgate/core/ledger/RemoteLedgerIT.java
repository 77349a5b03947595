package io.jenkins.plugins.modelgate.core.ledger;

import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.PRODUCTION;
import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.STAGING;
import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.candidate;
import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.promote;
import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.promoteAgainst;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.document.Holder;
import io.jenkins.plugins.modelgate.core.document.SigningKey;
import io.jenkins.plugins.modelgate.core.document.TrustRoot;
import io.jenkins.plugins.modelgate.core.document.Verdicts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A ledger at {@code file://}, whose other end is the real {@code git receive-pack}. */
class RemoteLedgerIT {
    @TempDir
    private Path temp;

    private SigningKey key;
    private Path remote;
    private Ledger ledger;

    @BeforeEach
    void open() throws Exception {
        key = SigningKey.loadOrCreate(temp.resolve("key.pem"));
        remote = temp.resolve("remote.git");
        GitProgram.bareRepository(remote);
        ledger = open("cache");
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    private LedgerConfig config(String cache) {
        return LedgerConfig.of("file://" + remote, temp.resolve(cache))
                .withKey(key)
                .withTrust(TrustRoot.parse(key.publicKey()));
    }

    private Ledger open(String cache) throws LedgerException {
        return Ledger.open(config(cache));
    }

    private int commits() throws Exception {
        GitProgram.Result result = GitProgram.tryRun(remote, "rev-list", "--count", "main");
        return result.exit() == 0 ? Integer.parseInt(result.output().strip()) : 0;
    }

    @Test
    void pushesTransitionsThatAnotherControllerFetches() throws Exception {
        assertThat(ledger.embedded()).isFalse();
        assertThat(ledger.head().commit()).isEmpty();
        Receipt receipt = ledger.append(promote(PRODUCTION, 1));
        assertThat(GitProgram.run(remote, "rev-parse", "main")).isEqualTo(receipt.commit());
        assertThat(GitProgram.run(remote, "fsck", "--strict")).isEmpty();

        try (Ledger other = open("other")) {
            assertThat(other.head().targets()).isEqualTo(ledger.head().targets());
            other.append(promote(PRODUCTION, 2));
        }
        assertThat(LedgerFixture.champion(ledger.head(), PRODUCTION).version()).isEqualTo("2");
        assertThat(ledger.audit(null).problems()).isEmpty();
        assertThat(ledger.verify(receipt.commit(), ledger.head().commit().orElseThrow())
                        .transitions())
                .isEqualTo(1);
    }

    @Test
    void keepsRedVerdictsForOtherControllers() throws Exception {
        Verdicts red = candidate(PRODUCTION, 1).verdicts(PRODUCTION, null, Answer.FAIL);
        ledger.record(candidate(PRODUCTION, 1).evidence(), red);
        try (Ledger other = open("other")) {
            assertThat(other.recorded(red.candidateKey(), PRODUCTION)).contains(red);
        }
        assertThat(commits()).isZero();
    }

    @Test
    void believesNoRecordThatNobodyTrustedSigned() throws Exception {
        Verdicts green = candidate(PRODUCTION, 1).verdicts(PRODUCTION, null, Answer.PASS);
        try (Ledger mallory = Ledger.open(
                LedgerConfig.of("file://" + remote, temp.resolve("mallory")).withKey(SigningKey.generate()))) {
            mallory.record(candidate(PRODUCTION, 1).evidence(), green);
        }
        assertThatThrownBy(() -> ledger.recorded(green.candidateKey(), PRODUCTION))
                .isInstanceOf(DamagedRecordException.class)
                .hasMessageContaining("candidates/")
                .hasMessageContaining("signed by no trusted key");
    }

    @Test
    void tellsTheLoserOfARaceWhoWon() throws Exception {
        Holder champion = ledger.append(promote(PRODUCTION, 1)).state().holder();
        try (Ledger other = open("other")) {
            boolean[] raced = {false};
            assertThatThrownBy(() -> ledger.append(head -> {
                        if (!raced[0]) {
                            raced[0] = true;
                            other.append(promote(PRODUCTION, 2));
                        }
                        return promoteAgainst(PRODUCTION, 3, champion).propose(head);
                    }))
                    .isInstanceOf(LostRaceException.class)
                    .hasMessageContaining("Somebody else was first: job train/main, with ‘diabetes: Promote version 2");
        }
        assertThat(commits()).isEqualTo(2);
    }

    @Test
    void triesAgainWhenAnotherTargetWasFirst() throws Exception {
        try (Ledger other = open("other")) {
            boolean[] raced = {false};
            ledger.append(head -> {
                if (!raced[0]) {
                    raced[0] = true;
                    other.append(promote(STAGING, 2));
                }
                return promote(PRODUCTION, 1).propose(head);
            });
        }
        assertThat(ledger.head().targets()).containsOnlyKeys(PRODUCTION, STAGING);
    }

    @Test
    void saysWhatAHookSaidThatRefused() throws Exception {
        GitProgram.hook(remote, "pre-receive", "echo 'Not on a Friday.' >&2; exit 1");
        assertThatThrownBy(() -> ledger.append(promote(PRODUCTION, 1)))
                .isInstanceOf(PushRefusedException.class)
                .hasMessageContaining("does not take the push, and nobody else was first")
                .hasMessageContaining("pre-receive hook declined")
                .hasMessageContaining("Not on a Friday.");
        assertThat(commits()).isZero();
    }

    @Test
    void saysThatABranchIsProtected() throws Exception {
        ledger.append(promote(PRODUCTION, 1));
        GitProgram.hook(remote, "update", "[ \"$1\" != refs/heads/main ] || { echo 'main is protected' >&2; exit 1; }");
        assertThatThrownBy(() -> ledger.append(promote(PRODUCTION, 2)))
                .isInstanceOf(PushRefusedException.class)
                .hasMessageContaining("hook declined")
                .hasMessageContaining("main is protected");
        assertThat(commits()).isEqualTo(1);
        ledger.record(
                candidate(PRODUCTION, 2).evidence(), candidate(PRODUCTION, 2).verdicts(PRODUCTION, null, Answer.FAIL));
    }

    @Test
    void obeysTheHookFolderThatTheRepositoryItselfNames() throws Exception {
        GitProgram.hook(remote, "../elsewhere/pre-receive", "exit 1");
        Files.createDirectories(remote.resolve("elsewhere"));
        GitProgram.run(remote, "config", "core.hooksPath", "elsewhere");
        assertThatThrownBy(() -> ledger.append(promote(PRODUCTION, 1))).isInstanceOf(PushRefusedException.class);
    }

    @Test
    void findsOutThatAPushArrivedAlthoughTheConnectionBroke() throws Exception {
        GitProgram.hook(remote, "post-receive", "kill -9 $PPID");
        Receipt receipt = ledger.append(promote(PRODUCTION, 1));
        assertThat(receipt.alreadySo()).isFalse();
        assertThat(GitProgram.run(remote, "rev-parse", "main")).isEqualTo(receipt.commit());
        assertThat(ledger.audit(null).transitions()).isEqualTo(1);
    }

    @Test
    void neverSaysThatAPushArrivedThatDidNot() throws Exception {
        GitProgram.hook(remote, "pre-receive", "kill -9 $PPID");
        Ledger impatient = Ledger.open(config("impatient").withDeadline(Duration.ofSeconds(3)));
        assertThatThrownBy(() -> impatient.append(promote(PRODUCTION, 1)))
                .isInstanceOf(LedgerException.class)
                .isNotInstanceOf(RefusedException.class);
        impatient.close();
        assertThat(commits()).isZero();
    }

    @Test
    void saysThatTheOutcomeIsUnknownWhenItCannotAsk() throws Exception {
        Path moved = temp.resolve("moved.git");
        GitProgram.hook(remote, "post-receive", "mv '" + remote + "' '" + moved + "'; kill -9 $PPID");
        Ledger impatient = Ledger.open(config("impatient").withDeadline(Duration.ofSeconds(3)));
        assertThatThrownBy(() -> impatient.append(promote(PRODUCTION, 1)))
                .isInstanceOfSatisfying(OutcomeUnknownException.class, unknown -> assertThat(unknown.commit())
                        .isEqualTo(head(moved)))
                .hasMessageContaining("Do the same again when it can be reached: that is safe");

        Files.move(moved, remote);
        Files.delete(remote.resolve("hooks/post-receive"));
        assertThat(impatient.append(promote(PRODUCTION, 1)).alreadySo()).isTrue();
        impatient.close();
    }

    private static String head(Path repository) {
        try {
            return GitProgram.run(repository, "rev-parse", "main");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void refusesARemoteWhoseHistoryWasRewritten() throws Exception {
        ledger.append(promote(PRODUCTION, 1));
        ledger.append(promote(PRODUCTION, 2));
        GitProgram.run(remote, "update-ref", "refs/heads/main", "main~1");
        assertThatThrownBy(() -> ledger.head()).hasMessageContaining("was rewritten");
        try (Ledger again = open("cache")) {
            assertThatThrownBy(again::head).hasMessageContaining("was rewritten");
        }
        GitProgram.run(remote, "update-ref", "-d", "refs/heads/main");
        assertThatThrownBy(() -> ledger.head()).hasMessageContaining("its branch ‘main’ is gone");
    }

    @Test
    void saysThatARemoteIsNotThere() throws Exception {
        try (Ledger nowhere =
                Ledger.open(LedgerConfig.of("file://" + temp.resolve("nowhere.git"), temp.resolve("c")))) {
            assertThatThrownBy(nowhere::head)
                    .isInstanceOf(LedgerException.class)
                    .hasMessageContaining("Cannot read the ledger ‘file:")
                    .hasMessageContaining("Check the address");
        }
    }

    @Test
    void survivesTheLossOfItsCopy() throws Exception {
        ledger.append(promote(PRODUCTION, 1));
        ledger.close();
        org.eclipse.jgit.util.FileUtils.delete(
                temp.resolve("cache").toFile(), org.eclipse.jgit.util.FileUtils.RECURSIVE);
        ledger = open("cache");
        ledger.append(promote(PRODUCTION, 2));
        assertThat(ledger.audit(null).transitions()).isEqualTo(2);
    }

    /** A hook that would not run here, a URL that leads elsewhere, signatures, another repository. */
    @Test
    void doesNotCareForTheConfigurationOfTheMachine() throws Exception {
        Path home = Files.createDirectories(temp.resolve("home"));
        Path hooks = Files.createDirectories(temp.resolve("hooks"));
        GitProgram.hook(temp, "pre-push", "exit 1");
        Files.writeString(
                home.resolve(".gitconfig"),
                "[core]\n\thooksPath = " + hooks + "\n[commit]\n\tgpgSign = true\n[init]\n\tdefaultBranch = trunk\n"
                        + "[url \"file:///elsewhere\"]\n\tinsteadOf = file://" + remote + "\n");
        GitProgram.hook(remote, "pre-receive", "echo ran >> '" + temp.resolve("log") + "'");
        Map<String, String> environment = new HashMap<>(Map.of(
                "HOME", home.toString(),
                "XDG_CONFIG_HOME", home.toString(),
                "GIT_DIR", "/nowhere",
                "GIT_OBJECT_DIRECTORY", "/nowhere/objects",
                "GIT_NAMESPACE", "other",
                "GIT_AUTHOR_NAME", "Somebody",
                "GIT_COMMITTER_DATE", "1999-01-01T00:00:00Z"));
        environment.put("JAVA_TOOL_OPTIONS", "-Duser.home=" + home);
        try (Appender appender = Appender.start(
                "file://" + remote, temp.resolve("theirs"), temp.resolve("key.pem"), 1, 1, environment)) {
            assertThat(appender.read()).isEqualTo("ready");
            appender.go();
            assertThat(appender.read()).startsWith("won 1 ");
        }
        assertThat(Files.readString(temp.resolve("log"))).isEqualTo("ran\n");
        assertThat(GitProgram.run(remote, "log", "--format=%an %ae %cn %cI", "main"))
                .isEqualTo("Model Gate model-gate@localhost Model Gate 2026-11-22T10:00:00+00:00");
    }

    @Test
    void isGuardedByAHookThatVerifies() throws Exception {
        Files.writeString(temp.resolve("trusted.pem"), key.publicKey());
        String java = Appender.java().stream().map(part -> "'" + part + "'").collect(Collectors.joining(" "));
        GitProgram.hook(
                remote,
                "pre-receive",
                "exec " + java + " " + VerifyHook.class.getName() + " '" + temp.resolve("trusted.pem") + "'");
        ledger.append(promote(PRODUCTION, 1));
        ledger.append(promote(PRODUCTION, 2));
        ledger.record(
                candidate(PRODUCTION, 3).evidence(), candidate(PRODUCTION, 3).verdicts(PRODUCTION, null, Answer.FAIL));

        Path clone = temp.resolve("clone");
        GitProgram.run(temp, "clone", "-q", remote.toString(), clone.toString());
        Files.writeString(clone.resolve("README.md"), "Version 1 holds production.");
        GitProgram.run(clone, "commit", "-qam", "Put it right");
        assertThat(GitProgram.tryRun(clone, "push", "origin", "HEAD:main")).satisfies(push -> {
            assertThat(push.exit()).isNotZero();
            assertThat(push.output()).contains("‘README.md’: The file is changed, which no transition explains");
        });
        GitProgram.run(clone, "reset", "-q", "--hard", "HEAD~2");
        assertThat(GitProgram.tryRun(clone, "push", "--force", "origin", "HEAD:main")
                        .output())
                .contains("rewritten or cut off");
        assertThat(GitProgram.tryRun(clone, "push", "origin", ":main").output()).contains("rewritten or cut off");
        try (Ledger mallory = Ledger.open(
                LedgerConfig.of("file://" + remote, temp.resolve("m")).withKey(SigningKey.generate()))) {
            assertThatThrownBy(() -> mallory.append(promote(PRODUCTION, 9)))
                    .isInstanceOf(PushRefusedException.class)
                    .hasMessageContaining("signed by no trusted key");
        }
        assertThat(commits()).isEqualTo(2);
    }
}
