package io.jenkins.plugins.modelgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Way B by the packaged launcher: a real DVC with a remote, and a real Git remote, reached as by ssh. */
class CommitBackIT {
    @TempDir
    private Path home;

    private Path remote;
    private Project project;
    private String built;

    @BeforeEach
    void trainAnew() throws IOException, InterruptedException {
        project = Project.create(home, MlflowServer.tools(), "m");
        remote = home.resolve("remote.git");
        project.must("git", "init", "-q", "--bare", "-b", "main", remote.toString());
        // What ssh would run on the other machine, this one runs.
        script(home.resolve("ssh"), "unset GIT_DIR GIT_COMMON_DIR; for last; do :; done; exec sh -c \"$last\"");
        project.set("GIT_SSH", home.resolve("ssh").toString());
        project.must("git", "remote", "add", "origin", "ssh://git@example.invalid" + remote);
        project.deliver("50");
        project.must("dvc", "repro", "-q");
        project.commit("First lock");
        project.must("git", "push", "-q", remote.toString(), "main");
        project.deliver("40");
        project.must("git", "push", "-q", remote.toString(), "main");
        built = git("HEAD");
        project.must("dvc", "repro", "-q");
    }

    private static void script(Path file, String content) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + content + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private void hook(String content) throws IOException {
        script(remote.resolve("hooks/post-receive"), content);
    }

    private Launched commitBack(String... more) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("commit-back", "--branch", "main"));
        arguments.addAll(List.of(more));
        return project.gate(arguments.toArray(String[]::new));
    }

    private String git(String revision) throws IOException, InterruptedException {
        return said("git", "rev-parse", revision);
    }

    private String tip() throws IOException, InterruptedException {
        return said("git", "--git-dir", remote.toString(), "rev-parse", "main");
    }

    private String said(String... command) throws IOException, InterruptedException {
        Path answer = home.resolve("answer");
        List<String> line = new ArrayList<>(List.of("sh", "-c", "\"$@\" > \"$0\"", answer.toString()));
        line.addAll(List.of(command));
        project.must(line.toArray(String[]::new));
        return Files.readString(answer).strip();
    }

    private void assertNothingCommitted(String tipOfRemote) throws IOException, InterruptedException {
        assertThat(git("HEAD")).isEqualTo(built);
        assertThat(tip()).isEqualTo(tipOfRemote);
        assertThat(said("git", "diff", "--cached", "--name-only")).isEmpty();
        assertThat(said("git", "status", "--porcelain").lines().map(String::strip))
                .containsExactly("M dvc.lock", "M metrics.json");
    }

    @Test
    void pushesDataThenLockAndNothingASecondTime() throws IOException, InterruptedException {
        Launched dry = commitBack("--dry-run");
        assertThat(dry.exitCode()).as(dry.toString()).isZero();
        assertNothingCommitted(built);

        Launched launched = commitBack("--json");

        assertThat(launched.exitCode()).as(launched.toString()).isZero();
        String commit = String.valueOf(launched.result().get("commit"));
        assertThat(tip()).isEqualTo(commit).isEqualTo(git("HEAD"));
        assertThat(git("HEAD~1")).isEqualTo(built);
        assertThat(launched.result().get("files")).isEqualTo(List.of("dvc.lock", "metrics.json"));
        assertThat(said("git", "status", "--porcelain")).isEmpty();
        assertThat(said("git", "log", "-1", "--format=%(trailers:key=Model-Gate-Build)"))
                .startsWith("Model-Gate-Build: ");
        project.must(
                "git", "clone", "-q", remote.toString(), home.resolve("clone").toString());
        project.must("sh", "-c", "cd ../clone && dvc pull -q && test \"$(cat model.txt)\" = 40");

        assertThat(commitBack().out()).contains("Nothing to commit");
        assertThat(tip()).isEqualTo(commit);
    }

    @Test
    void commitsNothingWhereTheDataIsNotInTheRemote() throws IOException, InterruptedException {
        try (Stream<Path> cache = Files.walk(project.root().resolve(".dvc/cache/files"))) {
            for (Path object : cache.filter(Files::isRegularFile).toList()) {
                if (Files.readString(object).equals("40")) {
                    Files.delete(object);
                }
            }
        }

        Launched launched = commitBack();

        assertThat(launched.exitCode()).as(launched.toString()).isEqualTo(1);
        assertThat(launched.err()).contains("‘data’", "‘model.txt’");
        assertNothingCommitted(built);
    }

    @Test
    void commitsNothingWhereTheRemoteMoved() throws IOException, InterruptedException {
        String other = said(
                "git", "-C", remote.toString(), "commit-tree", "main^{tree}", "-p", "main", "-m", "Somebody else's");
        project.must("git", "-C", remote.toString(), "update-ref", "refs/heads/main", other);

        Launched launched = commitBack();

        assertThat(launched.exitCode()).as(launched.toString()).isEqualTo(5);
        assertThat(launched.err()).contains("is not at " + built, "build its newest commit instead", "Nothing was");
        assertNothingCommitted(other);
    }

    @Test
    void commitsNothingWhereTheRemoteRefuses() throws IOException, InterruptedException {
        script(remote.resolve("hooks/pre-receive"), "echo protected by a rule; exit 1");

        Launched launched = commitBack();

        assertThat(launched.exitCode()).as(launched.toString()).isEqualTo(5);
        assertNothingCommitted(built);
    }

    @Test
    void findsOutThatThePushArrivedWhereTheConnectionBroke() throws IOException, InterruptedException {
        hook("kill -9 $PPID");

        Launched launched = commitBack("--json");

        assertThat(launched.exitCode()).as(launched.toString()).isZero();
        assertThat(tip()).isEqualTo(launched.result().get("commit")).isEqualTo(git("HEAD"));
    }

    @Test
    void findsOutThatThePushArrivedThoughOthersPushedSince() throws IOException, InterruptedException {
        hook("git update-ref refs/heads/main $(git commit-tree 'main^{tree}' -p main -m Next); kill -9 $PPID");

        Launched launched = commitBack("--json");

        assertThat(launched.exitCode()).as(launched.toString()).isZero();
        assertThat(said("git", "--git-dir", remote.toString(), "rev-parse", "main~1"))
                .isEqualTo(launched.result().get("commit"))
                .isEqualTo(git("HEAD"));
        assertThat(said("git", "status", "--porcelain")).isEmpty();
    }

    @Test
    void findsOutThatThePushDidNotArriveWhereTheConnectionBroke() throws IOException, InterruptedException {
        script(remote.resolve("hooks/pre-receive"), "kill -9 $PPID");

        Launched launched = commitBack();

        assertThat(launched.exitCode()).as(launched.toString()).isEqualTo(5);
        assertThat(launched.err()).contains("Nothing was committed");
        assertNothingCommitted(built);
    }

    @Test
    void saysThatNobodyKnowsWhereTheRemoteIsGone() throws IOException, InterruptedException {
        Path gone = home.resolve("gone.git");
        hook("mv '" + remote + "' '" + gone + "'; kill -9 $PPID");

        Launched launched = commitBack("--json");

        assertThat(launched.exitCode()).as(launched.toString()).isEqualTo(1);
        assertThat(launched.out() + launched.err()).contains("outcome-unknown", "could not be asked");
        assertThat(git("HEAD")).isEqualTo(built);
        assertThat(said("git", "--git-dir", gone.toString(), "rev-parse", "main~1"))
                .isEqualTo(built);
    }
}
