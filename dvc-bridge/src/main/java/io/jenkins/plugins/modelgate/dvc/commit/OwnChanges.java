package io.jenkins.plugins.modelgate.dvc.commit;

import io.jenkins.plugins.modelgate.core.data.Snapshot;
import io.jenkins.plugins.modelgate.core.data.TrackedPath;
import io.jenkins.plugins.modelgate.dvc.program.IgnoredOutputs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.treewalk.TreeWalk;

/** Tells what DVC writes when a pipeline runs from everything else that may differ from a commit. */
final class OwnChanges {
    private static final String LOCK = "dvc.lock";
    private static final int LARGEST = 1 << 20;

    private final Repository git;
    private final RevCommit head;
    private final Snapshot snapshot;

    OwnChanges(Repository git, RevCommit head, Snapshot snapshot) {
        this.git = git;
        this.head = head;
        this.snapshot = snapshot;
    }

    /** Those of the changed paths that DVC does not write: all but locks, outputs that Git keeps, and lines that ignore outputs. */
    List<String> foreign(Set<String> changed) throws IOException {
        List<String> foreign = new ArrayList<>();
        for (String path : changed) {
            if (!isOwn(path)) {
                foreign.add(path);
            }
        }
        return foreign;
    }

    /** Locks that would stay behind: of paths that Git ignores and does not track. */
    static List<String> hiddenLocks(Set<String> ignored) {
        return ignored.stream()
                .filter(path -> path.equals(LOCK) || path.endsWith("/" + LOCK))
                .sorted()
                .toList();
    }

    private boolean isOwn(String path) throws IOException {
        Path file = git.getWorkTree().toPath().resolve(path);
        String name = path.substring(path.lastIndexOf('/') + 1);
        if (name.equals(LOCK)) {
            return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
        }
        if (name.equals(Constants.DOT_GIT_IGNORE)) {
            return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && onlyIgnoresOutputs(path, file);
        }
        return snapshot.paths().stream()
                .anyMatch(output ->
                        keptByGit(output) && (path.equals(output.path()) || path.startsWith(output.path() + "/")));
    }

    private static boolean keptByGit(TrackedPath output) {
        return !output.stored() && output.state() == TrackedPath.State.UNCHANGED;
    }

    /** A pipeline may not slip in lines of its own: what was there stays, and what came ignores an output of that folder. */
    private boolean onlyIgnoresOutputs(String path, Path file) throws IOException {
        if (Files.size(file) > LARGEST) {
            return false;
        }
        List<String> before = committed(path).lines().toList();
        List<String> now = Files.readString(file).lines().toList();
        String folder = path.substring(0, path.lastIndexOf('/') + 1);
        Set<String> outputs = snapshot.paths().stream()
                .filter(TrackedPath::stored)
                .map(TrackedPath::path)
                .filter(output -> output.startsWith(folder) && output.indexOf('/', folder.length()) < 0)
                .map(output -> IgnoredOutputs.line(output.substring(folder.length())))
                .collect(Collectors.toSet());
        return now.size() >= before.size()
                && now.subList(0, before.size()).equals(before)
                && outputs.containsAll(now.subList(before.size(), now.size()));
    }

    private String committed(String path) throws IOException {
        try (TreeWalk walk = TreeWalk.forPath(git, path, head.getTree())) {
            ObjectId blob = walk == null ? null : walk.getObjectId(0);
            return blob == null
                    ? ""
                    : new String(git.open(blob, Constants.OBJ_BLOB).getBytes(LARGEST), StandardCharsets.UTF_8);
        }
    }
}
