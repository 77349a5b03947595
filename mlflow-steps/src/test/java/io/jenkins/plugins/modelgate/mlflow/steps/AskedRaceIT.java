package io.jenkins.plugins.modelgate.mlflow.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jenkins.plugins.modelgate.core.approval.Tally;
import io.jenkins.plugins.modelgate.core.document.Approval.Decision;
import io.jenkins.plugins.modelgate.core.document.Transition;
import io.jenkins.plugins.modelgate.core.ledger.LedgerException;
import io.jenkins.plugins.modelgate.core.ledger.RefusedException;
import io.jenkins.plugins.modelgate.mlflow.client.ServerConfig;
import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer;
import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer.Major;
import io.jenkins.plugins.modelgate.mlflow.steps.Checkpoint.Boundary;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two controllers, each with a copy of the ledger of its own, do something at the same time: as two processes at the same instant, or one just
 * when the other is at a boundary. All on one ledger, whose champion is another one in each test.
 */
@Timeout(120)
class AskedRaceIT {
    @TempDir
    private static Path folder;

    private static ServerConfig server;
    private static String model;
    private static AskedScene auditor;
    private static OtherProcess first;
    private static OtherProcess second;

    /** Something that the other controller does. */
    private interface Deed {
        void happen() throws LedgerException;
    }

    @BeforeAll
    static void open() throws Exception {
        URI uri = MlflowServer.shared(Major.V3).uri();
        server = ServerConfig.of(uri);
        model = "model-" + UUID.randomUUID();
        AskedScene.Remotes.in(folder);
        auditor = AskedScene.on(server, folder, model, "auditor", Checkpoint.NONE);
        first = OtherProcess.asking(auditor.scene, uri, "first", "");
        second = OtherProcess.asking(auditor.scene, uri, "second", "");
        auditor.promote(approved("the first"));
    }

    @AfterAll
    static void close() {
        first.close();
        second.close();
        auditor.close();
    }

    @AfterEach
    void agrees() throws Exception {
        assertThat(auditor.scene.champion()).isEqualTo(auditor.scene.holder());
        assertThat(new Reconciler(auditor.scene.gatekeeper)
                        .status(model, false, null)
                        .drifted())
                .isFalse();
        assertThat(auditor.scene.ledger.audit(null).problems()).isEmpty();
        assertThat(auditor.scene.ledger.history(target -> true, 100).stream()
                        .flatMap(entry -> entry.transition().approvals().stream()))
                .doesNotHaveDuplicates();
    }

    private static String judged(String content) throws LedgerException {
        String version = auditor.scene.version(content, 50);
        auditor.judge(version);
        return version;
    }

    private static String approved(String content) throws LedgerException {
        String version = judged(content);
        auditor.say(version, "bea", Decision.APPROVE);
        auditor.say(version, "ben", Decision.APPROVE);
        return version;
    }

    private static List<String> atOnce(String one, String other) throws Exception {
        first.tell(one);
        second.tell(other);
        return List.of(first.answer(), second.answer());
    }

    /** A controller at whose boundary another one does something, once. */
    private static AskedScene interrupted(String cache, Boundary when, Deed deed) throws Exception {
        AtomicBoolean happened = new AtomicBoolean();
        return AskedScene.on(server, folder, model, cache, boundary -> {
            if (boundary == when && !happened.getAndSet(true)) {
                try {
                    deed.happen();
                } catch (LedgerException e) {
                    throw new IllegalStateException(e);
                }
            }
        });
    }

    private static Transition newest() throws LedgerException {
        return auditor.scene.ledger.history(target -> true, 1).get(0).transition();
    }

    private static int transitions() throws LedgerException {
        return auditor.scene.ledger.history(target -> true, 100).size();
    }

    @Test
    void oneOfTwoApprovedVersionsWins() throws Exception {
        List<String> versions = List.of(approved("left"), approved("right"));
        int before = transitions();
        List<String> answers = atOnce("promote " + versions.get(0), "promote " + versions.get(1));
        assertThat(answers).containsOnlyOnce("DONE");
        int winner = answers.indexOf("DONE");
        String loser = versions.get(1 - winner);
        assertThat(answers.get(1 - winner)).startsWith("REFUSED").contains("its verdicts are void");
        assertThat(auditor.scene.holder()).isEqualTo(versions.get(winner));
        assertThat(transitions()).isEqualTo(before + 1);
        // What people said to it is void too.
        assertThat(auditor.standing(loser).closed()).isEqualTo("The champion has changed since: run the gates again.");
        auditor.judge(loser);
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> auditor.promote(loser))
                .withMessageContaining("It waits for 2 of ‘ml-leads’");
    }

    /** The same version from two jobs: it is promoted once, and both are told so. */
    @Test
    void aVersionIsPromotedOnce() throws Exception {
        String version = approved("twice");
        int before = transitions();
        assertThat(atOnce("promote " + version, "promote " + version)).containsExactly("DONE", "DONE");
        assertThat(transitions()).isEqualTo(before + 1);
    }

    @Test
    void twoWhoSayYesAreBothHeard() throws Exception {
        String version = judged("two say yes");
        assertThat(atOnce("approve " + version + " bea", "approve " + version + " ben"))
                .containsExactly("DONE", "DONE");
        assertThat(auditor.standing(version).tally().state()).isEqualTo(Tally.State.MET);
        assertThat(auditor.promote(version).transition().approvals()).hasSize(2);
    }

    /** On two machines, where the second click cannot see the first. */
    @Test
    void aDoubleClickCountsOnce() throws Exception {
        String version = judged("double click");
        assertThat(atOnce("approve " + version + " bea", "approve " + version + " bea"))
                .containsExactly("DONE", "DONE");
        assertThat(auditor.standing(version).tally().state()).isEqualTo(Tally.State.OPEN);
        assertThat(auditor.standing(version).tally().counted()).hasSize(1);
        auditor.say(version, "ben", Decision.APPROVE);
        assertThat(auditor.promote(version).transition().approvals()).hasSize(2);
    }

    @Test
    void aNoIsHeardBesideAYes() throws Exception {
        String version = judged("yes and no");
        auditor.say(version, "bea", Decision.APPROVE);
        assertThat(atOnce("approve " + version + " ben", "reject " + version + " cleo"))
                .containsExactly("DONE", "DONE");
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> auditor.promote(version))
                .withMessageContaining("Rejected by ‘cleo’ (ml-leads)");
    }

    @Test
    void aQuarantineLandsBeforeThePush() throws Exception {
        String version = approved("quarantined");
        int before = transitions();
        try (AskedScene other =
                interrupted("quarantined", Boundary.BEFORE_DECISION, () -> new Targets(auditor.scene.gatekeeper)
                        .quarantine(model, Scene.TARGET, version, "it leaks", false))) {
            assertThatExceptionOfType(RefusedException.class)
                    .isThrownBy(() -> other.promote(version))
                    .withMessageContaining("quarantine");
        }
        assertThat(transitions()).isEqualTo(before + 1);
        assertThat(newest().type()).isEqualTo(Transition.Type.QUARANTINE);
        assertThat(auditor.standing(version).closed()).isEqualTo("Version " + version + " is quarantined.");
    }

    @Test
    void theChampionChangesBeforeThePush() throws Exception {
        String version = approved("late");
        String faster = approved("faster");
        try (AskedScene other = interrupted("late", Boundary.BEFORE_DECISION, () -> auditor.promote(faster))) {
            assertThatExceptionOfType(RefusedException.class)
                    .isThrownBy(() -> other.promote(version))
                    .withMessageContaining("its verdicts are void");
        }
        assertThat(auditor.scene.holder()).isEqualTo(faster);
    }

    /** It has read the old head, and is about to write the alias that somebody took away. */
    @Test
    void aStaleReconcilerPutsNothingOldBack() throws Exception {
        String version = approved("newer");
        auditor.scene.gatekeeper.registry().deleteAlias(model, "champion");
        try (AskedScene stale = interrupted("stale", Boundary.COMPARED, () -> auditor.promote(version))) {
            assertThat(new Reconciler(stale.scene.gatekeeper)
                            .reconcile(model, false)
                            .left())
                    .isEmpty();
        }
        assertThat(auditor.scene.champion()).isEqualTo(version);
    }
}
