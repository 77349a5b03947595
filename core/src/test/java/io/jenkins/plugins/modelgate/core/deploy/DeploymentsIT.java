package io.jenkins.plugins.modelgate.core.deploy;

import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.PRODUCTION;
import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.promote;
import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.retire;
import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.rollBack;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.modelgate.core.deploy.Deployments.Outcome;
import io.jenkins.plugins.modelgate.core.ledger.GitProgram;
import io.jenkins.plugins.modelgate.core.ledger.Ledger;
import io.jenkins.plugins.modelgate.core.ledger.LedgerConfig;
import io.jenkins.plugins.modelgate.core.ledger.LedgerException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Git repository at {@code file://} from which others deploy: always one outcome. */
class DeploymentsIT {
    @TempDir
    private Path temp;

    private Path remote;
    private Path work;
    private Ledger ledger;

    @BeforeEach
    void open() throws Exception {
        remote = temp.resolve("deploy.git");
        work = temp.resolve("work");
        GitProgram.bareRepository(remote);
        Files.createDirectories(work);
        GitProgram.run(work, "init", "-q", "-b", "main");
        GitProgram.run(work, "remote", "add", "origin", remote.toString());
        commit("app.yaml.in", "image: \"model:${version}\"\nhash: ${model.hash}\nalias: ${alias}\n");
        ledger = Ledger.open(LedgerConfig.of(temp.resolve("ledger.git").toString(), temp.resolve("cache")));
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    private void commit(String file, String text) throws Exception {
        Files.writeString(work.resolve(file), text);
        GitProgram.run(work, "add", "-A");
        GitProgram.run(work, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "-m", "By hand");
        GitProgram.run(work, "push", "-q", "origin", "main");
    }

    private Deployment deployment(String proposal) {
        return new Deployment(
                "cluster",
                "file://" + remote,
                "main",
                proposal,
                PRODUCTION,
                new TreeMap<>(Map.of("app.yaml.in", "apps/app.yaml")));
    }

    private Deployments.Result bring() throws DeploymentException, LedgerException {
        return new Deployments(ledger, temp.resolve("copies")).bring(deployment(null), null, false);
    }

    private String shown(String branch) throws Exception {
        return GitProgram.run(remote, "show", branch + ":apps/app.yaml")
                .lines()
                .findFirst()
                .orElseThrow();
    }

    private int commits() throws Exception {
        return Integer.parseInt(
                GitProgram.run(remote, "rev-list", "--count", "main").strip());
    }

    private void hook(String script) throws Exception {
        GitProgram.hook(remote, "pre-receive", script);
    }

    @Test
    void writesWhatWasPromotedAndWhatWasRolledBackOnce() throws Exception {
        assertThat(bring().outcome()).isEqualTo(Outcome.NOBODY);
        ledger.append(promote(PRODUCTION, 1));

        Deployments.Result first = bring();
        assertThat(first.outcome()).isEqualTo(Outcome.WRITTEN);
        assertThat(first.diff()).contains("+++ b/apps/app.yaml", "+image: \"model:1\"");
        assertThat(GitProgram.run(remote, "log", "-1", "--format=%B", "main"))
                .contains("Deploy version 1 of diabetes as production", "Model-Gate-Transition: ");
        assertThat(bring().outcome()).isEqualTo(Outcome.UP_TO_DATE);
        assertThat(commits()).isEqualTo(2);

        ledger.append(promote(PRODUCTION, 2));
        bring();
        assertThat(shown("main")).contains("model:2");
        ledger.append(rollBack(PRODUCTION, 1));
        bring();
        assertThat(shown("main")).contains("model:1");
        assertThat(commits()).isEqualTo(4);
        assertThat(GitProgram.run(remote, "fsck", "--strict")).isEmpty();

        ledger.append(retire(PRODUCTION, 1));
        assertThat(bring().outcome()).isEqualTo(Outcome.NOBODY);
        assertThat(shown("main")).contains("model:1");
    }

    @Test
    void showsWhatItWouldWriteAndWritesNothing() throws Exception {
        ledger.append(promote(PRODUCTION, 1));

        Deployments.Result result = new Deployments(ledger, temp.resolve("copies")).bring(deployment(null), null, true);

        assertThat(result.outcome()).isEqualTo(Outcome.DIFFERS);
        assertThat(result.diff()).contains("+image: \"model:1\"");
        assertThat(commits()).isEqualTo(1);
    }

    @Test
    void putsBackWhatSomebodyEditedByHand() throws Exception {
        ledger.append(promote(PRODUCTION, 1));
        bring();
        GitProgram.run(work, "pull", "-q", "origin", "main");
        commit("apps/app.yaml", "image: \"model:other\"\n");

        assertThat(bring().outcome()).isEqualTo(Outcome.WRITTEN);
        assertThat(shown("main")).contains("model:1");
    }

    @Test
    void proposesABranchThatPeopleMerge() throws Exception {
        ledger.append(promote(PRODUCTION, 1));
        Deployments deployments = new Deployments(ledger, temp.resolve("copies"));

        Deployments.Result first = deployments.bring(deployment("model-gate/production"), null, false);
        Deployments.Result again = deployments.bring(deployment("model-gate/production"), null, false);

        assertThat(first.outcome()).isEqualTo(Outcome.PROPOSED);
        assertThat(again.commit()).isEqualTo(first.commit());
        assertThat(commits()).isEqualTo(1);
        ledger.append(promote(PRODUCTION, 2));
        deployments.bring(deployment("model-gate/production"), null, false);
        assertThat(shown("model-gate/production")).contains("model:2");
        GitProgram.run(remote, "update-ref", "refs/heads/main", "model-gate/production");
        assertThat(deployments
                        .bring(deployment("model-gate/production"), null, false)
                        .outcome())
                .isEqualTo(Outcome.UP_TO_DATE);
    }

    @Test
    void whatAHookRefusesIsWrittenOnceItNoLongerDoes() throws Exception {
        ledger.append(promote(PRODUCTION, 1));
        String head = ledger.head().commit().orElseThrow();
        hook("echo 'not on Fridays' >&2; exit 1");

        assertThatThrownBy(this::bring)
                .isInstanceOf(DeploymentException.class)
                .hasMessageContaining("‘cluster’")
                .hasMessageContaining("not on Fridays");
        assertThat(commits()).isEqualTo(1);

        hook("exit 0");
        assertThat(bring().outcome()).isEqualTo(Outcome.WRITTEN);
        assertThat(ledger.head().commit()).contains(head);
    }

    @Test
    void aConnectionThatBreaksAfterTheServerTookThePushIsOneOutcome() throws Exception {
        ledger.append(promote(PRODUCTION, 1));
        // The parent is receive-pack, which dies after it has written and before it can say so.
        GitProgram.hook(remote, "post-receive", "kill -9 $PPID");

        assertThat(bring().outcome()).isEqualTo(Outcome.WRITTEN);

        assertThat(commits()).isEqualTo(2);
        assertThat(bring().outcome()).isEqualTo(Outcome.UP_TO_DATE);
    }

    @Test
    void aServerThatDiesBeforeItTookThePushHasNothing() throws Exception {
        ledger.append(promote(PRODUCTION, 1));
        hook("kill -9 $PPID");

        assertThatThrownBy(this::bring).isInstanceOf(DeploymentException.class);
        assertThat(commits()).isEqualTo(1);

        hook("exit 0");
        bring();
        assertThat(shown("main")).contains("model:1");
    }

    @Test
    void aRepositoryThatIsGoneIsNamed() throws Exception {
        ledger.append(promote(PRODUCTION, 1));
        Files.move(remote, temp.resolve("elsewhere"));

        assertThatThrownBy(this::bring).isInstanceOf(DeploymentException.class).hasMessageContaining(remote.toString());
    }

    @Test
    void manyAtOnceMakeOneCommit() throws Exception {
        ledger.append(promote(PRODUCTION, 1));
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            List<Future<Deployments.Result>> results = IntStream.range(0, 4)
                    .mapToObj(i -> pool.submit(() ->
                            new Deployments(ledger, temp.resolve("copies" + i)).bring(deployment(null), null, false)))
                    .toList();
            for (Future<Deployments.Result> result : results) {
                assertThat(result.get().outcome()).isIn(Outcome.WRITTEN, Outcome.UP_TO_DATE);
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(commits()).isEqualTo(2);
    }

    @Test
    void whoKnowsOnlyAnOlderLedgerDoesNotWriteOverWhatANewerOneSays() throws Exception {
        Path old = temp.resolve("old.git");
        ledger.append(promote(PRODUCTION, 1));
        GitProgram.run(temp, "clone", "-q", "--bare", temp.resolve("ledger.git").toString(), old.toString());
        ledger.append(promote(PRODUCTION, 2));
        bring();

        try (Ledger late = Ledger.open(LedgerConfig.of(old.toString(), temp.resolve("late")))) {
            assertThatThrownBy(() -> new Deployments(late, temp.resolve("copies")).bring(deployment(null), null, false))
                    .isInstanceOf(DeploymentException.class)
                    .hasMessageContaining("which this ledger does not have");
        }
        assertThat(shown("main")).contains("model:2");
    }

    @Test
    void refusesWhatIsNoPathOfARepository() {
        for (String path : List.of("../x", "/x", ".git/config", "a//b", "a/../b", "", "GIT~1/x")) {
            assertThatThrownBy(() -> new Deployment(
                            "x", "file:///x", "main", null, PRODUCTION, new TreeMap<>(Map.of("a.in", path))))
                    .as(path)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
