package io.jenkins.plugins.modelgate.mlflow.steps;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modelgate.core.deploy.Deployment;
import io.jenkins.plugins.modelgate.core.deploy.Deployments;
import io.jenkins.plugins.modelgate.core.policy.TargetPolicy;
import io.jenkins.plugins.modelgate.core.policy.TargetPolicy.OnDrift;
import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer;
import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer.Major;
import io.jenkins.plugins.modelgate.mlflow.steps.Watch.Finding;
import io.jenkins.plugins.modelgate.mlflow.steps.Watch.Outcome;
import io.jenkins.plugins.modelgate.mlflow.steps.Watch.Round;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.MergeCommand.FastForwardMode;
import org.eclipse.jgit.api.ResetCommand.ResetType;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real repository from which others deploy, a real server, and people who write past the ledger. */
class WatchedDeploymentsIT {
    private static final String FILE = "app.yaml";
    private static final String PROPOSAL = "model-gate/production";

    @TempDir
    private Path temp;

    private Scene scene;
    private Path remote;
    private Git work;
    private String proposal;

    @BeforeEach
    void open() throws Exception {
        scene = Scene.on(MlflowServer.shared(Major.V3).uri(), temp);
        remote = temp.resolve("deploy.git");
        Git.init()
                .setBare(true)
                .setDirectory(remote.toFile())
                .setInitialBranch("main")
                .call()
                .close();
        work = Git.init()
                .setDirectory(temp.resolve("work").toFile())
                .setInitialBranch("main")
                .call();
        commit("template.yaml", "version: ${version}\n");
    }

    @AfterEach
    void close() {
        work.close();
        scene.close();
    }

    private void commit(String file, String text) throws Exception {
        Files.writeString(temp.resolve("work").resolve(file), text);
        work.add().addFilepattern(".").call();
        work.commit()
                .setMessage("By hand")
                .setSign(false)
                .setAuthor("Eve", "eve@example.org")
                .setCommitter("Eve", "eve@example.org")
                .call();
        push();
    }

    private void push() throws Exception {
        work.push().setRemote(remote.toUri().toString()).add("main").call();
    }

    private void pull(String branch) throws Exception {
        work.fetch()
                .setRemote(remote.toUri().toString())
                .setRefSpecs("+refs/heads/*:refs/remotes/origin/*")
                .call();
        work.reset()
                .setMode(ResetType.HARD)
                .setRef("refs/remotes/origin/" + branch)
                .call();
    }

    private String shown() throws Exception {
        try (Git git = Git.open(remote.toFile());
                Repository repository = git.getRepository();
                RevWalk walk = new RevWalk(repository)) {
            ObjectId head = repository.resolve("refs/heads/main");
            try (TreeWalk file =
                    TreeWalk.forPath(repository, FILE, walk.parseCommit(head).getTree())) {
                return file == null
                        ? ""
                        : new String(repository.open(file.getObjectId(0)).getBytes(), StandardCharsets.UTF_8);
            }
        }
    }

    private Round round(OnDrift onDrift) throws Exception {
        TargetPolicy plain = Scene.target("champion", "Production");
        TargetPolicy target = new TargetPolicy(
                plain.name(),
                plain.alias(),
                plain.stage(),
                plain.withoutBaseline(),
                plain.gates(),
                Map.of(),
                null,
                onDrift);
        Deployment deployment = new Deployment(
                "cluster",
                remote.toUri().toString(),
                "main",
                proposal,
                scene.gatekeeper.target(scene.model, Scene.TARGET),
                new TreeMap<>(Map.of("template.yaml", FILE)));
        Deployments deployments =
                new Deployments(scene.ledger, temp.resolve("copies"), List.of(deployment), any -> null);
        return new Watch(scene.gatekeeper)
                .round(new Watch.Request(
                        scene.model,
                        Map.of(scene.model, new Watch.InForce(scene.policy(target), Scene.POLICY)),
                        DataPresence.UNKNOWN,
                        deployments,
                        temp.resolve("watch.json"),
                        Duration.ofHours(4),
                        2,
                        false));
    }

    private Finding only(Round round) {
        assertThat(round.findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.drift().kind()).isEqualTo(Drift.Kind.DEPLOYMENT));
        return round.findings().get(0);
    }

    @Test
    void writesWhatHadNotArrivedAndTellsItFromWhatPeopleChanged() throws Exception {
        scene.promote(scene.version("one", 50));
        Round late = round(OnDrift.REPORT);
        assertThat(only(late).outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(late.drifted()).isFalse();
        assertThat(shown()).isEqualTo("version: 1\n");
        assertThat(round(OnDrift.REPORT).findings()).isEmpty();

        pull("main");
        commit(FILE, "version: 7\n");
        for (OnDrift onDrift : List.of(OnDrift.REPORT, OnDrift.ADOPT)) {
            Round edited = round(onDrift);
            assertThat(edited.drifted()).isTrue();
            assertThat(only(edited).outcome()).isEqualTo(Outcome.REPORTED);
            assertThat(only(edited).by()).isEqualTo("Eve");
            assertThat(only(edited).drift().sentence())
                    .contains("‘cluster’", "of ‘Eve’", "there is nothing to adopt from here");
        }
        assertThat(shown()).isEqualTo("version: 7\n");
        Round restored = round(OnDrift.RESTORE);
        assertThat(only(restored).outcome()).isEqualTo(Outcome.RESTORED);
        assertThat(restored.drifted()).isTrue();
        assertThat(shown()).isEqualTo("version: 1\n");
        assertThat(round(OnDrift.REPORT).findings()).isEmpty();

        pull("main");
        commit("template.yaml", "version: '${version}'\n");
        assertThat(only(round(OnDrift.REPORT)).outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(shown()).isEqualTo("version: '1'\n");
    }

    @Test
    void triesAgainWhatFailedAndNeverDecidesTwice() throws Exception {
        scene.promote(scene.version("one", 50));
        round(OnDrift.REPORT);
        scene.promote(scene.version("two", 50));
        String head = scene.ledger.head().commit().orElseThrow();
        Path away = Files.move(remote, temp.resolve("away.git"));

        Round first = round(OnDrift.REPORT);
        Round second = round(OnDrift.REPORT);

        assertThat(only(first).outcome()).isEqualTo(Outcome.FAILED);
        assertThat(first.drifted()).isTrue();
        assertThat(only(first).drift().sentence()).contains("‘cluster’", "deploy.git: not found. Check the address");
        assertThat(only(second).since()).isEqualTo(only(first).since());
        Files.move(away, remote);
        assertThat(only(round(OnDrift.REPORT)).outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(shown()).isEqualTo("version: 2\n");
        assertThat(scene.ledger.head().commit()).contains(head);
    }

    @Test
    void waitsForWhoMergesAndIsNotMisledByASquash() throws Exception {
        proposal = PROPOSAL;
        scene.promote(scene.version("one", 50));
        Round proposed = round(OnDrift.RESTORE);
        assertThat(only(proposed).outcome()).isEqualTo(Outcome.PROPOSED);
        assertThat(proposed.drifted()).isFalse();
        assertThat(only(round(OnDrift.RESTORE)).since())
                .isEqualTo(only(proposed).since());
        assertThat(shown()).isEmpty();

        pull("main");
        commit(FILE, "version: 1\n");
        assertThat(round(OnDrift.RESTORE).findings()).isEmpty();
        scene.promote(scene.version("two", 50));
        assertThat(only(round(OnDrift.RESTORE)).outcome()).isEqualTo(Outcome.PROPOSED);

        pull("main");
        work.merge()
                .include(work.getRepository().resolve("refs/remotes/origin/" + PROPOSAL))
                .setFastForward(FastForwardMode.FF)
                .call();
        push();
        assertThat(round(OnDrift.RESTORE).findings()).isEmpty();
        commit(FILE, "version: 1\n");
        Round edited = round(OnDrift.RESTORE);
        assertThat(only(edited).outcome()).isEqualTo(Outcome.REPORTED);
        assertThat(edited.drifted()).isTrue();
        assertThat(only(edited).drift().sentence()).contains("of ‘Eve’", "to be merged");
    }
}
