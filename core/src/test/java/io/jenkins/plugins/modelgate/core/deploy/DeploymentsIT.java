package io.jenkins.plugins.modelgate.core.deploy;

import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.PRODUCTION;
import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.promote;
import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.retire;
import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.rollBack;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.modelgate.core.deploy.Deployments.Outcome;
import io.jenkins.plugins.modelgate.core.ledger.GitHttpServer;
import io.jenkins.plugins.modelgate.core.ledger.GitProgram;
import io.jenkins.plugins.modelgate.core.ledger.Ledger;
import io.jenkins.plugins.modelgate.core.ledger.LedgerConfig;
import io.jenkins.plugins.modelgate.core.ledger.LedgerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.eclipse.jgit.transport.UsernamePasswordCredentialsProvider;
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

    private Deployments deployments(String cache) {
        return new Deployments(ledger, temp.resolve(cache), List.of(), any -> null);
    }

    private Deployments.Result bring() throws DeploymentException, LedgerException {
        return deployments("copies").bring(deployment(null), false);
    }

    private String shown(String branch) throws Exception {
        return GitProgram.run(remote, "show", branch + ":apps/app.yaml")
                .lines()
                .findFirst()
                .orElseThrow();
    }

    private String head() {
        try {
            return GitProgram.run(remote, "rev-parse", "main").strip();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
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

        Deployments.Result result = deployments("copies").bring(deployment(null), true);

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

        Deployments.Result seen = deployments("copies").bring(deployment(null), true);
        assertThat(seen.found()).satisfies(found -> {
            assertThat(found.shown()).isEqualTo(seen.transition().hex());
            assertThat(found.change().author()).isEqualTo("Tester");
            assertThat(found.change().transition()).isNull();
            assertThat(found.change().commit()).isEqualTo(head());
        });
        assertThat(bring().outcome()).isEqualTo(Outcome.WRITTEN);
        assertThat(shown("main")).contains("model:1");
    }

    @Test
    void tellsAnEditedTemplateFromAnEditedFile() throws Exception {
        ledger.append(promote(PRODUCTION, 1));
        String written = bring().commit();
        GitProgram.run(work, "pull", "-q", "origin", "main");
        commit("app.yaml.in", "image: \"registry/model:${version}\"\n");

        Deployments.Result seen = deployments("copies").bring(deployment(null), true);

        assertThat(seen.outcome()).isEqualTo(Outcome.DIFFERS);
        assertThat(seen.found().change().commit()).isEqualTo(written);
        assertThat(seen.found().change().transition())
                .isEqualTo(seen.transition().hex());
    }

    @Test
    void seesThroughTheMergeOfWhatItProposed() throws Exception {
        Deployments deployments = deployments("copies");
        Deployment proposal = deployment("model-gate/production");
        ledger.append(promote(PRODUCTION, 1));
        Deployments.Result first = deployments.bring(proposal, false);
        commit("README.md", "meanwhile\n");
        GitProgram.run(work, "fetch", "-q", "origin");
        String[] merge = {"-c", "user.name=m", "-c", "user.email=m@b", "merge", "-q", "--no-ff", first.commit()};
        GitProgram.run(work, merge);
        GitProgram.run(work, "push", "-q", "origin", "main");
        ledger.append(promote(PRODUCTION, 2));

        Deployments.Result second = deployments.bring(proposal, false);

        assertThat(second.found().shown()).isEqualTo(first.transition().hex());
        assertThat(second.found().change().commit()).isEqualTo(first.commit());
        assertThat(shown("model-gate/production")).contains("model:2");
    }

    @Test
    void saysInOneLineThatItIsNotLetInAnyMoreAndWritesOnceItIs() throws Exception {
        ledger.append(promote(PRODUCTION, 1));
        try (GitHttpServer server = new GitHttpServer(temp)) {
            Deployments deployments = http(server, GitHttpServer.PASSWORD);
            server.breaks(GitHttpServer.Fault.LOCKED_OUT);
            assertThat(failure(deployments)).contains("it cannot be read", "not authorized", "Check the address");
            server.breaks(GitHttpServer.Fault.READ_ONLY);
            assertThat(failure(deployments)).contains("it does not take a push", "Check that the credentials may push");
            assertThat(failure(http(server, "wr0ng"))).contains("not authorized");
            assertThat(commits()).isEqualTo(1);
            assertThat(GitProgram.run(remote, "fsck", "--strict", "--unreachable"))
                    .isEmpty();

            server.breaks(GitHttpServer.Fault.CUT_AFTER_PUSH);
            assertThat(deployments.bring(any -> true, false)).singleElement().satisfies(projected -> assertThat(
                            projected.result().outcome())
                    .isEqualTo(Outcome.WRITTEN));
            assertThat(commits()).isEqualTo(2);
        }
    }

    private Deployments http(GitHttpServer server, String password) {
        Deployment deployment = new Deployment(
                "cluster",
                server.url("deploy.git"),
                "main",
                null,
                PRODUCTION,
                new TreeMap<>(Map.of("app.yaml.in", "apps/app.yaml")));
        return new Deployments(
                ledger,
                temp.resolve("copies"),
                List.of(deployment),
                any -> new UsernamePasswordCredentialsProvider(GitHttpServer.USER, password));
    }

    private static String failure(Deployments deployments) throws LedgerException {
        List<Deployments.Projected> projected = deployments.bring(any -> true, false);
        assertThat(projected)
                .singleElement()
                .extracting(Deployments.Projected::result)
                .isNull();
        String failure = projected.get(0).failure();
        assertThat(failure.lines()).hasSize(1);
        assertThat(failure).contains("‘cluster’", "127.0.0.1").doesNotContain(GitHttpServer.PASSWORD, "wr0ng");
        return failure;
    }

    @Test
    void credentialsThatAreGoneAreNamed() throws Exception {
        ledger.append(promote(PRODUCTION, 1));
        Deployments deployments = new Deployments(ledger, temp.resolve("copies"), List.of(deployment(null)), any -> {
            throw new IOException("the vault is closed");
        });

        assertThat(deployments.bring(any -> true, false).get(0).failure())
                .isEqualTo("There are no credentials for the repository of ‘cluster’: the vault is closed");
    }

    @Test
    void proposesABranchThatPeopleMerge() throws Exception {
        ledger.append(promote(PRODUCTION, 1));
        Deployments deployments = deployments("copies");

        Deployments.Result first = deployments.bring(deployment("model-gate/production"), false);
        Deployments.Result again = deployments.bring(deployment("model-gate/production"), false);

        assertThat(first.outcome()).isEqualTo(Outcome.PROPOSED);
        assertThat(again.commit()).isEqualTo(first.commit());
        assertThat(commits()).isEqualTo(1);
        ledger.append(promote(PRODUCTION, 2));
        deployments.bring(deployment("model-gate/production"), false);
        assertThat(shown("model-gate/production")).contains("model:2");
        GitProgram.run(remote, "update-ref", "refs/heads/main", "model-gate/production");
        assertThat(deployments.bring(deployment("model-gate/production"), false).outcome())
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
                    .mapToObj(i -> pool.submit(() -> deployments("copies" + i).bring(deployment(null), false)))
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
            assertThatThrownBy(() -> new Deployments(late, temp.resolve("copies"), List.of(), any -> null)
                            .bring(deployment(null), false))
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
