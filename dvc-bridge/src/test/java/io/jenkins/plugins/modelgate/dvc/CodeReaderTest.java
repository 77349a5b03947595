package io.jenkins.plugins.modelgate.dvc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jenkins.plugins.modelgate.core.data.GitState;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.transport.URIish;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CodeReaderTest {
    private static final String HELLO = "b1946ac92492d2347c6235b4d2611184";

    @TempDir
    private Path folder;

    private Workspace workspace;

    @BeforeEach
    void setUp() throws IOException, GitAPIException {
        workspace = Workspace.withGit(folder);
        workspace
                .file("src/train.py", "print(1)\n")
                .file("data.dvc", "outs:\n- md5: " + HELLO + "\n  hash: md5\n  path: data\n")
                .file(".gitignore", "/data\n*.log\n")
                .file("model-gate.yaml", "version: 1\n");
        workspace.commitAll();
    }

    private GitState git() {
        return workspace.snapshot().git();
    }

    @Test
    void aFreshCommitIsClean() {
        GitState git = git();

        assertThat(git.dirty()).isEmpty();
        assertThat(git.commit()).matches("[0-9a-f]{40}");
        assertThat(git.branch()).isEqualTo("refs/heads/main");
        assertThat(git.repository()).isNull();
    }

    @Test
    void seesEachKindOfChange() throws IOException, GitAPIException {
        workspace
                .file("staged.py", "1")
                .file("gone.py", "1")
                .file("exec.sh", "1")
                .file("link", "1");
        workspace.commitAll();
        workspace
                .file("src/train.py", "print(2)\n")
                .file("new/a.py", "1")
                .file("top.py", "1")
                .file("x.log", "1");
        Files.delete(workspace.root.resolve("gone.py"));
        Files.delete(workspace.root.resolve("link"));
        Files.createSymbolicLink(workspace.root.resolve("link"), Path.of("top.py"));
        Files.setPosixFilePermissions(workspace.root.resolve("exec.sh"), PosixFilePermissions.fromString("rwxr-xr-x"));
        workspace.file("staged.py", "2");
        try (Git git = Git.open(workspace.root.toFile())) {
            git.add().addFilepattern("staged.py").call();
        }

        assertThat(git().dirty())
                .containsExactly("exec.sh", "gone.py", "link", "new/", "src/train.py", "staged.py", "top.py");
    }

    @Test
    void aChangeOfTheSameSizeInTheSameMomentIsSeen() throws IOException, GitAPIException {
        workspace.file("same.py", "a");
        workspace.commitAll();
        workspace.file("same.py", "b");

        assertThat(git().dirty()).containsExactly("same.py");
    }

    @Test
    void tellsWhatDvcWrites() throws IOException, GitAPIException {
        workspace
                .file(
                        "dvc.yaml",
                        "stages:\n  s:\n    cmd: x\n    outs: [model]\n    metrics: [m.json: {cache: false}]\n")
                .file("m.json", "{}")
                .file("sub/.gitignore", "");
        workspace.commitAll();
        workspace
                .file("dvc.lock", "schema: '2.0'\nstages: {}\n")
                .file("data.dvc", "outs:\n- md5: d41d8cd98f00b204e9800998ecf8427e\n  hash: md5\n  path: data\n")
                .file(".gitignore", "/data\n/model\n*.log\n")
                .file("m.json", "{\"a\": 1}")
                .file("sub/.gitignore", "x");

        GitState git = git();

        assertThat(git.dirty()).containsExactly(".gitignore", "data.dvc", "dvc.lock", "m.json", "sub/.gitignore");
        assertThat(git.dirtyByDvc()).containsExactly(".gitignore", "data.dvc", "dvc.lock", "m.json");
        assertThat(git.cleanButForDvc()).isFalse();
    }

    @Test
    void seesWhatRecordsTheModelsDataOutsideOfTheModelsPathsToo() throws IOException, GitAPIException {
        workspace
                .file("dvc.yaml", "stages:\n  s:\n    cmd: x\n    outs: [model/m]\n")
                .file("other/dvc.yaml", "stages:\n  s:\n    cmd: x\n    outs: [o]\n");
        workspace.commitAll();
        workspace
                .file("dvc.lock", "schema: '2.0'\nstages: {}\n")
                .file("other/dvc.lock", "schema: '2.0'\nstages: {}\n")
                .file("code.py", "1");

        GitState git = workspace
                .open()
                .snapshot(workspace.options().within(List.of("model")))
                .git();

        assertThat(git.dirty()).containsExactly("dvc.lock");
        assertThat(git.dirtyByDvc()).containsExactly("dvc.lock");
    }

    @Test
    void theCodeIsWhatLiesThereWithoutWhatDvcWrites() throws IOException {
        GitState before = git();
        workspace
                .file("data.dvc", "outs:\n- md5: d41d8cd98f00b204e9800998ecf8427e\n  hash: md5\n  path: data\n")
                .file("dvc.lock", "schema: '2.0'\nstages: {}\n")
                .file("model-gate.yaml", "version: 1 # more\n")
                .file(".dvc/config", "[core]\n    analytics = false\n")
                .file("untracked.py", "1");
        assertThat(git().code()).isEqualTo(before.code());

        workspace.file("src/train.py", "print(2)\n");
        assertThat(git().code()).isNotEqualTo(before.code());

        workspace.file("src/train.py", "print(1)\n");
        assertThat(git().code()).isEqualTo(before.code());
    }

    @Test
    void theModeIsPartOfTheCode() throws IOException {
        GitState before = git();
        Files.setPosixFilePermissions(
                workspace.root.resolve("src/train.py"), PosixFilePermissions.fromString("rwxr-xr-x"));

        assertThat(git().code()).isNotEqualTo(before.code());
    }

    @Test
    void aShallowCloneHasTheSameCode() throws IOException, GitAPIException {
        GitState before = git();
        workspace.file("other.txt", "1");
        workspace.commitAll();
        Path clone = folder.resolve("clone");
        Git.cloneRepository()
                .setURI(workspace.root.toUri().toString())
                .setDirectory(clone.toFile())
                .setDepth(1)
                .call()
                .close();

        GitState git = DvcRepository.open(clone, workspace.environment)
                .snapshot(workspace.options())
                .git();

        assertThat(git.dirty()).isEmpty();
        assertThat(git.code()).isEqualTo(git().code()).isNotEqualTo(before.code());
        assertThat(git.repository()).startsWith("file:");
    }

    @Test
    void aLinkedWorkTreeIsRead() throws IOException {
        Path main = workspace.root.resolve(".git");
        Path admin = Files.createDirectories(main.resolve("worktrees/wt"));
        Path tree = Files.createDirectories(folder.resolve("wt"));
        Files.writeString(admin.resolve("commondir"), "../..\n");
        Files.writeString(admin.resolve("gitdir"), tree.resolve(".git") + "\n");
        Files.writeString(admin.resolve("HEAD"), git().commit() + "\n");
        Files.copy(main.resolve("index"), admin.resolve("index"));
        Files.writeString(tree.resolve(".git"), "gitdir: " + admin + "\n");
        Workspace other = workspace;
        for (String name : new String[] {"src/train.py", "data.dvc", ".gitignore", "model-gate.yaml", ".dvc/config"}) {
            Files.createDirectories(tree.resolve(name).getParent());
            Files.copy(other.root.resolve(name), tree.resolve(name));
        }

        GitState git = DvcRepository.open(tree, workspace.environment)
                .snapshot(workspace.options())
                .git();

        assertThat(git.branch()).isNull();
        assertThat(git.commit()).isEqualTo(git().commit());
        assertThat(git.dirty()).isEmpty();
        assertThat(git.code()).isEqualTo(git().code());
    }

    @Test
    void aSubmoduleCountsByItsOwnState() throws IOException, GitAPIException {
        Path library = Files.createDirectories(folder.resolve("library"));
        try (Git git = Git.init().setDirectory(library.toFile()).call()) {
            Files.writeString(library.resolve("a.py"), "1");
            git.add().addFilepattern(".").call();
            git.commit()
                    .setMessage("a")
                    .setSign(false)
                    .setAuthor("A", "a@example.org")
                    .call();
        }
        try (Git git = Git.open(workspace.root.toFile())) {
            git.submoduleAdd()
                    .setPath("lib")
                    .setURI(library.toUri().toString())
                    .call()
                    .close();
        }
        workspace.commitAll();
        GitState clean = git();
        assertThat(clean.dirty()).isEmpty();

        workspace.file("lib/a.py", "2");

        assertThat(git().dirty()).containsExactly("lib");
        assertThat(git().code()).isNotEqualTo(clean.code());
    }

    @Test
    void theOriginHasNoPassword() throws IOException, GitAPIException, URISyntaxException {
        try (Git git = Git.open(workspace.root.toFile())) {
            git.remoteAdd()
                    .setName("origin")
                    .setUri(new URIish("https://me:secret@example.org/x.git"))
                    .call();
        }

        assertThat(git().repository()).isEqualTo("https://example.org/x.git");
    }

    @Test
    void beforeTheFirstCommitAllIsDirty() throws IOException, GitAPIException {
        Workspace empty = Workspace.withGit(folder.resolve("empty")).file("a.py", "1");

        GitState git = empty.snapshot().git();

        assertThat(git.commit()).isNull();
        assertThat(git.dirty()).containsExactly(".dvc/", "a.py");
    }

    @Test
    void withoutGitAllFilesAreTheCodeAndNothingIsClean() throws IOException {
        Workspace plain = Workspace.withoutGit(folder.resolve("plain"))
                .file("a.py", "1")
                .file("data.dvc", "outs:\n- md5: " + HELLO + "\n  hash: md5\n  path: data\n");
        GitState before = plain.snapshot().git();
        plain.file("data", "hello\n");
        assertThat(plain.snapshot().git().code()).isEqualTo(before.code());
        assertThat(before.commit()).isNull();
        assertThat(before.cleanButForDvc()).isFalse();

        plain.file("a.py", "2");
        assertThat(plain.snapshot().git().code()).isNotEqualTo(before.code());
    }

    @Test
    void saysWhenThereIsNoRepository() throws IOException {
        Path nowhere = Files.createDirectories(folder.resolve("nowhere"));

        assertThatExceptionOfType(DvcException.class)
                .isThrownBy(() -> DvcRepository.open(nowhere, workspace.environment))
                .satisfies(e -> assertThat(e.kind()).isEqualTo(DvcException.Kind.NOT_A_REPOSITORY))
                .withMessageContaining("run ‘dvc init’");
    }
}
