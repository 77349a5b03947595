package io.jenkins.plugins.modelgate.dvc.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jenkins.plugins.modelgate.dvc.DvcRepository;
import io.jenkins.plugins.modelgate.dvc.commit.CommitBackException.Reason;
import io.jenkins.plugins.modelgate.dvc.program.DvcFailure;
import io.jenkins.plugins.modelgate.dvc.program.DvcOptions;
import io.jenkins.plugins.modelgate.dvc.program.DvcProgram;
import io.jenkins.plugins.modelgate.dvc.program.DvcProgramException;
import io.jenkins.plugins.modelgate.dvc.program.ProcessRunner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommitBackTest {
    private static final PersonIdent ADA = new PersonIdent("Ada", "ada@example.org");

    @TempDir
    private Path folder;

    private Path work;
    private Git origin;
    private Git git;
    private ObjectId built;

    @BeforeEach
    void makeProject() throws Exception {
        origin = Git.init()
                .setBare(true)
                .setInitialBranch("main")
                .setDirectory(folder.resolve("origin.git").toFile())
                .call();
        work = folder.resolve("work");
        git = Git.cloneRepository()
                .setURI(folder.resolve("origin.git").toUri().toString())
                .setDirectory(work.toFile())
                .call();
        write(".dvc/config", "[core]\n    remote = store\n['remote \"store\"']\n    url = ../../store\n");
        write("train.py", "pass\n");
        write("dvc.yaml", """
                stages:
                  train:
                    cmd: python train.py
                    outs:
                      - model.bin
                    metrics:
                      - metrics.json:
                          cache: false
                """);
        built = commitAndPush();
    }

    @AfterEach
    void close() {
        git.close();
        origin.close();
    }

    @Test
    void commitsLockMetricsAndIgnoreFileOnTopOfWhatWasBuilt() throws Exception {
        train("weights");

        CommittedBack done = commitBack().run(request());

        assertThat(done.parent()).isEqualTo(built.name());
        assertThat(done.files()).containsExactly(".gitignore", "dvc.lock", "metrics.json");
        assertThat(done.data().paths()).containsExactly("model.bin");
        assertThat(originTip().name()).isEqualTo(done.commit());
        assertThat(git.getRepository().resolve("HEAD").name()).isEqualTo(done.commit());
        assertThat(git.status().call().isClean()).isTrue();
        RevCommit commit = parse(origin, originTip());
        assertThat(commit.getParent(0)).isEqualTo(built);
        assertThat(commit.getFullMessage())
                .isEqualTo("Train anew\n\nModel-Gate-Build: https://ci.example.org/job/train/7\n");
        assertThat(commit.getAuthorIdent().getEmailAddress()).isEqualTo("ada@example.org");
        assertThat(CommitBack.isOwnCommit(commit.getFullMessage())).isTrue();
    }

    @Test
    void worksOnADetachedHead() throws Exception {
        git.checkout().setName(built.name()).call();
        train("weights");

        CommittedBack done = commitBack().run(request());

        assertThat(originTip().name()).isEqualTo(done.commit());
        assertThat(git.getRepository().resolve("HEAD").name()).isEqualTo(done.commit());
        assertThat(git.getRepository().getFullBranch()).isEqualTo(done.commit());
    }

    @Test
    void doesNotCommitWhenNothingChanged() throws Exception {
        train("weights");
        CommittedBack first = commitBack().run(request());

        CommittedBack second = commitBack().run(request());

        assertThat(second.commit()).isEqualTo(first.commit()).isEqualTo(second.parent());
        assertThat(second.files()).isEmpty();
    }

    @Test
    void changesNothingInADryRun() throws Exception {
        train("weights");

        CommittedBack planned = commitBack(noMove()).run(request().inDryRun());

        assertThat(planned)
                .isEqualTo(
                        new CommittedBack(null, built.name(), List.of("metrics.json", "dvc.lock", ".gitignore"), null));
        assertUntouched();
        assertThat(git.status().call().getAdded()).isEmpty();
    }

    @Test
    void refusesWhenOtherFilesDiffer() throws Exception {
        train("weights");
        write("train.py", "changed\n");
        write("notes/new.txt", "new\n");
        git.add().addFilepattern("notes").call();

        assertRefused(Reason.FOREIGN_CHANGES)
                .withMessageContaining("‘notes/new.txt’, ‘train.py’")
                .matches(e -> e.paths().equals(List.of("notes/new.txt", "train.py")));
        assertUntouched();
    }

    @Test
    void refusesIgnoreLinesThatAreNotForOutputs() throws Exception {
        train("weights");
        write(".gitignore", "/model.bin\n/src\n");

        assertRefused(Reason.FOREIGN_CHANGES).withMessageContaining("‘.gitignore’");
        assertUntouched();
    }

    @Test
    void refusesWhenGitIgnoresTheLock() throws Exception {
        train("weights");
        write(".gitignore", "*\n");

        assertRefused(Reason.FOREIGN_CHANGES)
                .withMessageContaining("ignored by Git")
                .withMessageContaining("‘dvc.lock’");
        assertUntouched();
    }

    @Test
    void refusesIgnoreFilesThatLostLines() throws Exception {
        write(".gitignore", "secrets.txt\n");
        built = commitAndPush();
        train("weights");
        write(".gitignore", "/model.bin\n");

        assertRefused(Reason.FOREIGN_CHANGES).withMessageContaining("‘.gitignore’");
    }

    @Test
    void refusesALinkInPlaceOfTheLock() throws Exception {
        train("weights");
        Files.move(work.resolve("dvc.lock"), folder.resolve("lock"));
        Files.createSymbolicLink(work.resolve("dvc.lock"), folder.resolve("lock"));

        assertRefused(Reason.FOREIGN_CHANGES).withMessageContaining("‘dvc.lock’");
    }

    @Test
    void refusesMetricsThatTheLockDoesNotKnow() throws Exception {
        train("weights");
        write("metrics.json", "{\"rmse\": 0}");

        assertRefused(Reason.FOREIGN_CHANGES).withMessageContaining("‘metrics.json’");
    }

    @Test
    void refusesAnOutputThatIsNotAsTheLockSays() throws Exception {
        train("weights");
        write("model.bin", "other");

        assertRefused(Reason.NOT_AS_RECORDED).withMessageContaining("‘model.bin’");
        assertUntouched();
    }

    @Test
    void refusesWhenTheDataDidNotArriveThoughDvcSaysSo() throws Exception {
        train("weights");

        assertThatExceptionOfType(DvcProgramException.class)
                .isThrownBy(() -> commitBack((command, listener) -> 0).run(request()))
                .matches(e -> e.reason() == DvcFailure.NOT_PROVED)
                .withMessageContaining("The remote does not have: ‘model.bin’");
        assertUntouched();
    }

    @Test
    void refusesWhenTheWorkspaceChangesMeanwhile() throws Exception {
        train("weights");
        ProcessRunner changing = (command, listener) -> {
            push();
            write("train.py", "changed meanwhile\n");
            return 0;
        };

        assertThatExceptionOfType(CommitBackException.class)
                .isThrownBy(() -> commitBack(changing).run(request()))
                .withMessageContaining("The workspace changed while its data was pushed");
        assertUntouched();
    }

    @Test
    void leavesEverythingAsItWasWhenTheBranchMovedOn() throws Exception {
        train("weights");
        ObjectId other = commitElsewhere();

        assertRefused(Reason.REMOTE_MOVED)
                .withMessageContaining("‘main’ in ‘origin’ is not at " + built.name())
                .withMessageContaining("Nothing was committed");
        assertThat(originTip()).isEqualTo(other);
        assertThat(git.getRepository().resolve("HEAD")).isEqualTo(built);
        assertThat(git.status().call().getAdded()).isEmpty();
        assertThat(git.status().call().getUntracked()).contains("dvc.lock", "metrics.json");
    }

    @Test
    void takesNoUnpushedCommitAlong() throws Exception {
        write("train.py", "local\n");
        git.add().addFilepattern(".").call();
        git.commit()
                .setMessage("local")
                .setAuthor(ADA)
                .setCommitter(ADA)
                .setSign(false)
                .call();
        train("weights");

        assertRefused(Reason.REMOTE_MOVED);
        assertThat(originTip()).isEqualTo(built);
    }

    @Test
    void makesNoNewBranch() throws Exception {
        train("weights");

        assertThatExceptionOfType(CommitBackException.class)
                .isThrownBy(() -> commitBack().run(CommitRequest.of("Train anew", "7", ADA, "mian")))
                .matches(e -> e.reason() == Reason.REMOTE_MOVED);
        assertThat(origin.branchList().call()).hasSize(1);
    }

    @Test
    void saysSoWhenTheRemoteIsGone() throws Exception {
        train("weights");
        Files.move(folder.resolve("origin.git"), folder.resolve("gone.git"));

        assertThatExceptionOfType(CommitBackException.class)
                .isThrownBy(() -> commitBack().run(request()))
                .matches(e -> e.getMessage().lines().count() == 1, "one line");
        assertThat(git.getRepository().resolve("HEAD")).isEqualTo(built);
    }

    @Test
    void knowsItsOwnCommitsByTheTrailerOnly() {
        assertThat(CommitBack.isOwnCommit("Train\n\nModel-Gate-Build: 7\n")).isTrue();
        assertThat(CommitBack.isOwnCommit("Train\n\nModel-Gate-Build: 7\nSigned-off-by: A <a@b>\n"))
                .isTrue();
        assertThat(CommitBack.isOwnCommit("Explain Model-Gate-Build: 7\n\nIt is a trailer.\n"))
                .isFalse();
        assertThat(CommitBack.isOwnCommit("Revert\n\nModel-Gate-Build: 7\n\nbecause it was bad\n"))
                .isFalse();
        assertThat(CommitBack.isOwnCommit("")).isFalse();
    }

    private ThrowableAssertAlternative<CommitBackException> assertRefused(Reason reason) {
        return assertThatExceptionOfType(CommitBackException.class)
                .isThrownBy(() -> commitBack().run(request()))
                .matches(e -> e.reason() == reason, "reason is " + reason)
                .matches(e -> e.getMessage().lines().count() == 1, "has one line");
    }

    private void assertUntouched() throws IOException {
        assertThat(originTip()).isEqualTo(built);
        assertThat(git.getRepository().resolve("HEAD")).isEqualTo(built);
    }

    private CommitBack commitBack() {
        return commitBack((command, listener) -> {
            push();
            return 0;
        });
    }

    private CommitBack commitBack(ProcessRunner dvc) {
        Map<String, String> environment =
                Map.of("XDG_CACHE_HOME", folder.resolve("cache").toString());
        DvcOptions options = DvcOptions.defaults().withEnvironment(environment).runBy(dvc);
        return new CommitBack(new DvcProgram(DvcRepository.open(work), options));
    }

    private static ProcessRunner noMove() {
        return (command, listener) -> {
            throw new IllegalStateException("A dry run moves no data");
        };
    }

    private static CommitRequest request() {
        return CommitRequest.of("Train anew", "https://ci.example.org/job/train/7", ADA, "main");
    }

    /** What {@code dvc repro} leaves behind. */
    private void train(String weights) throws IOException {
        String metrics = "{\"rmse\": 1}";
        write("model.bin", weights);
        write("metrics.json", metrics);
        write(".gitignore", "/model.bin\n");
        write(".dvc/.gitignore", "/cache\n");
        write("dvc.lock", """
                schema: '2.0'
                stages:
                  train:
                    cmd: python train.py
                    outs:
                    - path: metrics.json
                      hash: md5
                      md5: %s
                      size: %d
                    - path: model.bin
                      hash: md5
                      md5: %s
                      size: %d
                """.formatted(md5(metrics), metrics.length(), md5(weights), weights.length()));
        write(object(".dvc/cache", weights), weights);
    }

    /** What {@code dvc push} does. */
    private void push() throws IOException {
        String weights = Files.readString(work.resolve("model.bin"));
        write("../" + object("store", weights), weights);
    }

    private static String object(String folder, String content) {
        return folder + "/files/md5/" + md5(content).substring(0, 2) + "/"
                + md5(content).substring(2);
    }

    private static String md5(String content) {
        try {
            byte[] digest = MessageDigest.getInstance("MD5").digest(content.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private void write(String name, String content) throws IOException {
        Path file = work.resolve(name).normalize();
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private ObjectId commitAndPush() throws Exception {
        write(".dvc/.gitignore", "/cache\n");
        git.add().addFilepattern(".").call();
        ObjectId commit = git.commit()
                .setMessage("code")
                .setAuthor(ADA)
                .setCommitter(ADA)
                .setSign(false)
                .call();
        git.push().setRemote("origin").add("HEAD:refs/heads/main").call();
        return commit;
    }

    private ObjectId commitElsewhere() throws Exception {
        try (Git other = Git.cloneRepository()
                .setURI(folder.resolve("origin.git").toUri().toString())
                .setDirectory(folder.resolve("other").toFile())
                .call()) {
            Files.writeString(folder.resolve("other/other.py"), "other\n");
            other.add().addFilepattern(".").call();
            ObjectId commit = other.commit()
                    .setMessage("other")
                    .setAuthor(ADA)
                    .setCommitter(ADA)
                    .setSign(false)
                    .call();
            other.push().call();
            return commit;
        }
    }

    private ObjectId originTip() throws IOException {
        return origin.getRepository().resolve("refs/heads/main");
    }

    private static RevCommit parse(Git git, ObjectId commit) throws IOException {
        try (RevWalk walk = new RevWalk(git.getRepository())) {
            return walk.parseCommit(commit);
        }
    }
}
