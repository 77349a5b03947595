package io.jenkins.plugins.modelgate.dvc;

import io.jenkins.plugins.modelgate.core.data.DataHash;
import io.jenkins.plugins.modelgate.core.data.Snapshot;
import io.jenkins.plugins.modelgate.core.data.TrackedPath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;

/** A workspace in the making, with Git and DVC. */
final class Workspace {
    final Path root;
    final Map<String, String> environment;
    final Path state;

    Workspace(Path folder) throws IOException {
        root = Files.createDirectories(folder.resolve("work"));
        Files.createDirectories(root.resolve(".dvc"));
        state = folder.resolve("state");
        environment = Map.of(
                "DVC_SYSTEM_CONFIG_DIR", folder.resolve("none").toString(),
                "DVC_GLOBAL_CONFIG_DIR", folder.resolve("none").toString());
    }

    static Workspace withGit(Path folder) throws IOException, GitAPIException {
        Workspace workspace = new Workspace(folder);
        Git.init()
                .setDirectory(workspace.root.toFile())
                .setInitialBranch("main")
                .call()
                .close();
        return workspace.file(".dvc/config", "");
    }

    static Workspace withoutGit(Path folder) throws IOException {
        return new Workspace(folder).file(".dvc/config", "[core]\n    no_scm = True\n");
    }

    Workspace file(String name, String content) throws IOException {
        return file(name, content.getBytes(StandardCharsets.UTF_8));
    }

    Workspace file(String name, byte[] content) throws IOException {
        Path file = Names.resolve(root, name);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
        return this;
    }

    /** Puts content into the cache and tells its hash. */
    String cached(String content) throws IOException {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        String md5 = md5(bytes);
        file(".dvc/cache/files/md5/" + md5.substring(0, 2) + "/" + md5.substring(2), bytes);
        return md5;
    }

    static String md5(byte[] bytes) {
        return HexFormat.of().formatHex(Md5.newDigest().digest(bytes));
    }

    static String md5(String text) {
        return md5(text.getBytes(StandardCharsets.UTF_8));
    }

    void commitAll() throws IOException, GitAPIException {
        try (Git git = Git.open(root.toFile())) {
            git.add().addFilepattern(".").call();
            git.commit()
                    .setMessage("all")
                    .setSign(false)
                    .setAuthor("A", "a@example.org")
                    .setCommitter("A", "a@example.org")
                    .call();
        }
    }

    DvcRepository open() {
        return DvcRepository.open(root, environment);
    }

    SnapshotOptions options() {
        return SnapshotOptions.defaults().withThreads(2).withState(state);
    }

    Snapshot snapshot() {
        return open().snapshot(options());
    }

    TrackedPath only(String path) {
        return snapshot().paths().stream()
                .filter(tracked -> tracked.path().equals(path))
                .findFirst()
                .orElseThrow();
    }

    static String dvcFile(DataHash hash, String path) {
        return "outs:\n- md5: " + hash.value() + "\n  hash: md5\n  path: " + path + "\n";
    }
}
