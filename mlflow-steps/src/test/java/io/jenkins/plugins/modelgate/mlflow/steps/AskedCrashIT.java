package io.jenkins.plugins.modelgate.mlflow.steps;

import static org.assertj.core.api.Assertions.assertThat;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.document.Approval;
import io.jenkins.plugins.modelgate.core.document.Transition;
import io.jenkins.plugins.modelgate.core.document.Verdicts;
import io.jenkins.plugins.modelgate.core.ledger.HistoryEntry;
import io.jenkins.plugins.modelgate.core.ledger.RefusedException;
import io.jenkins.plugins.modelgate.mlflow.client.ServerConfig;
import io.jenkins.plugins.modelgate.mlflow.fixtures.GitRemote;
import io.jenkins.plugins.modelgate.mlflow.fixtures.GitRemote.When;
import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer;
import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer.Major;
import io.jenkins.plugins.modelgate.mlflow.steps.Approvals.Standing;
import io.jenkins.plugins.modelgate.mlflow.steps.Checkpoint.Boundary;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A controller is killed (SIGKILL) somewhere between the gates and the deployment of a version that two people approve. The next
 * try, with what the killed one left on its disk, ends in one outcome. All on one ledger, one version after the other.
 */
@Timeout(120)
class AskedCrashIT {
    @TempDir
    private static Path folder;

    private static URI server;
    private static String model;
    private static AskedScene.Remotes remotes;
    private static AskedScene auditor;

    @BeforeAll
    static void open() throws Exception {
        server = MlflowServer.shared(Major.V3).uri();
        model = "model-" + UUID.randomUUID();
        remotes = AskedScene.Remotes.in(folder);
        auditor = controller("auditor");
        String first = auditor.scene.version("the first", 50);
        auditor.everything(first);
        // Doing it again changes nothing, so that what follows is about the kills.
        auditor.everything(first);
        assertThat(history()).hasSize(1);
    }

    @AfterAll
    static void close() {
        auditor.close();
    }

    private static AskedScene controller(String cache) throws Exception {
        return AskedScene.on(ServerConfig.of(server), folder, model, cache, Checkpoint.NONE);
    }

    /** How far a version has come. */
    enum Progress {
        NOTHING,
        /** People are asked. */
        ASKED,
        ONE_YES,
        TWO_YES,
        /** The ledger has the transition. */
        DECIDED,
        /** MLflow shows it. */
        SHOWN,
        DEPLOYED
    }

    /** What the server does with a push whose sender was killed. */
    enum Push {
        REFUSED,
        TAKEN,
        /** Takes it when the next try is over; it lost the race then. */
        TAKEN_TOO_LATE
    }

    /** Where it is killed, and how far it has come then. */
    enum Kill {
        VERDICTS_REACHED(Boundary.JUDGED, Progress.NOTHING),
        VERDICTS_NOT_PUSHED("records", When.SENT, Push.REFUSED, Progress.NOTHING),
        VERDICTS_PUSHED_UNHEARD("records", When.TAKEN, Push.TAKEN, Progress.ASKED),
        APPROVAL_NOT_PUSHED("approvals", When.SENT, Push.REFUSED, Progress.ASKED),
        APPROVAL_PUSHED_AFTER_DEATH("approvals", When.SENT, Push.TAKEN, Progress.ONE_YES),
        APPROVAL_PUSHED_UNHEARD("approvals", When.TAKEN, Push.TAKEN, Progress.ONE_YES),
        APPROVAL_PUSHED_TOO_LATE("approvals", When.SENT, Push.TAKEN_TOO_LATE, Progress.ASKED),
        ALL_APPROVED(Boundary.BEFORE_DECISION, Progress.TWO_YES),
        PROMOTION_NOT_PUSHED("main", When.SENT, Push.REFUSED, Progress.TWO_YES),
        PROMOTION_PUSHED_AFTER_DEATH("main", When.SENT, Push.TAKEN, Progress.DECIDED),
        PROMOTION_PUSHED_UNHEARD("main", When.TAKEN, Push.TAKEN, Progress.DECIDED),
        PROMOTION_PUSHED_TOO_LATE("main", When.SENT, Push.TAKEN_TOO_LATE, Progress.TWO_YES),
        PROMOTED(Boundary.DECIDED, Progress.DECIDED),
        ALIAS_SET(Boundary.ALIAS_SET, Progress.DECIDED),
        REGISTRY_DONE(Boundary.PROJECTED, Progress.SHOWN),
        MANIFEST_NOT_PUSHED("cluster", When.SENT, Push.REFUSED, Progress.SHOWN),
        MANIFEST_PUSHED_UNHEARD("cluster", When.TAKEN, Push.TAKEN, Progress.DEPLOYED),
        NOBODY_TOLD(OtherProcess.ANSWERED, null, null, Push.TAKEN, Progress.DEPLOYED);

        private final String stopAt;

        @CheckForNull
        private final String branch;

        @CheckForNull
        private final When when;

        private final Push push;
        private final Progress left;

        Kill(Boundary boundary, Progress left) {
            this(boundary.name(), null, null, Push.TAKEN, left);
        }

        Kill(String branch, When when, Push push, Progress left) {
            this("", branch, when, push, left);
        }

        Kill(String stopAt, @CheckForNull String branch, @CheckForNull When when, Push push, Progress left) {
            this.stopAt = stopAt;
            this.branch = branch;
            this.when = when;
            this.push = push;
            this.left = left;
        }

        /** Kills a controller that does everything. */
        void happen(String version) throws Exception {
            try (OtherProcess killed = OtherProcess.asking(auditor.scene, server, name(), stopAt)) {
                if (branch == null) {
                    killed.tell("everything " + version);
                    assertThat(killed.killAtBoundary()).isEqualTo("STOPPED");
                    return;
                }
                remote().stopAt(Objects.requireNonNull(when), branch.equals("cluster") ? "main" : branch);
                killed.tell("everything " + version);
                remote().awaitStop();
                killed.kill();
            }
            if (push != Push.TAKEN_TOO_LATE) {
                remote().goOn(push == Push.TAKEN);
            }
        }

        GitRemote remote() {
            return "cluster".equals(branch) ? remotes.cluster() : remotes.ledger();
        }
    }

    @ParameterizedTest
    @EnumSource
    void theNextTryEndsInOneOutcome(Kill kill) throws Exception {
        String version = auditor.scene.version("model of " + kill, 50);
        int transitions = history().size();
        int deployments = deployments();

        kill.happen(version);

        assertThat(progress(version)).isEqualTo(kill.left);
        try (AskedScene again = controller(kill.name())) {
            again.everything(version);
        }
        if (kill.push == Push.TAKEN_TOO_LATE) {
            kill.remote().goOn(true);
        }
        assertThat(progress(version)).isEqualTo(Progress.DEPLOYED);
        List<HistoryEntry> history = history();
        assertThat(history).hasSize(transitions + 1);
        Transition promotion = history.get(0).transition();
        assertThat(promotion.to().version()).isEqualTo(version);
        assertThat(namesOf(promotion)).containsExactly("bea", "ben");
        assertThat(deployments()).isEqualTo(deployments + 1);
        noApprovalCountsTwice(history);
        assertThat(auditor.scene.ledger.audit(null).problems()).isEmpty();
    }

    private static List<HistoryEntry> history() throws Exception {
        return auditor.scene.ledger.history(target -> true, 1000);
    }

    private static int deployments() {
        return Integer.parseInt(remotes.cluster().git("rev-list", "--count", "main"));
    }

    private static Progress progress(String version) throws Exception {
        if (remotes.deployed().equals(version)) {
            return Progress.DEPLOYED;
        }
        Standing standing;
        try {
            standing = auditor.standing(version);
        } catch (RefusedException e) {
            assertThat(e).hasMessageContaining("were never asked about version " + version);
            return Progress.NOTHING;
        }
        if (standing.holds()) {
            boolean drifted = new Reconciler(auditor.scene.gatekeeper)
                    .status(model, false, null)
                    .drifted();
            return drifted ? Progress.DECIDED : Progress.SHOWN;
        }
        return List.of(Progress.ASKED, Progress.ONE_YES, Progress.TWO_YES)
                .get(auditor.scene.ledger.approvals().on(standing.verdicts()).size());
    }

    /** Whom the promotion names, after making sure that nobody else said anything to its verdicts. */
    private static List<String> namesOf(Transition promotion) throws Exception {
        Verdicts verdicts = (Verdicts)
                auditor.scene.ledger.find(promotion.verdicts()).orElseThrow().document();
        assertThat(auditor.scene.ledger.approvals().on(verdicts))
                .extracting(said -> said.digest())
                .containsExactlyInAnyOrderElementsOf(promotion.approvals());
        return auditor.scene.ledger.approvals().on(verdicts).stream()
                .map(said -> ((Approval) said.document()).by().name())
                .sorted()
                .toList();
    }

    private static void noApprovalCountsTwice(List<HistoryEntry> history) {
        assertThat(history.stream().flatMap(entry -> entry.transition().approvals().stream()))
                .doesNotHaveDuplicates();
    }
}
