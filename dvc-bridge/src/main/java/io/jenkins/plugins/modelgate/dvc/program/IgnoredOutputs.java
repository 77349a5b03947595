package io.jenkins.plugins.modelgate.dvc.program;

import io.jenkins.plugins.modelgate.core.data.TrackedPath;
import io.jenkins.plugins.modelgate.dvc.DvcException;
import io.jenkins.plugins.modelgate.dvc.DvcRepository;
import io.jenkins.plugins.modelgate.dvc.SnapshotOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.treewalk.FileTreeIterator;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.WorkingTreeIterator;
import org.eclipse.jgit.treewalk.filter.PathFilter;

/**
 * Keeps Git away from what DVC stores. DVC writes its {@code .gitignore} files only at the end of a successful run, so
 * after a failed one {@code git add} would take data and models into Git.
 */
public final class IgnoredOutputs {
    private static final Pattern SPECIAL = Pattern.compile("[\\\\*?\\[\\]!#]");

    private IgnoredOutputs() {}

    /**
     * Adds to the {@code .gitignore} beside it every output in the workspace that DVC stores and Git does not ignore, as
     * DVC itself would have.
     *
     * @return the paths that were added, relative to Git's root; empty without Git
     */
    public static List<String> complete(DvcRepository dvc) {
        Path root = dvc.gitRoot();
        if (root == null) {
            return List.of();
        }
        List<String> added = new ArrayList<>();
        try (Repository git = new FileRepositoryBuilder()
                .findGitDir(root.toFile())
                .setMustExist(true)
                .build()) {
            for (TrackedPath path : dvc.snapshot(SnapshotOptions.defaults()).paths()) {
                if (path.stored() && path.actual() != null && isOpen(git, path.path())) {
                    ignore(root, path.path());
                    added.add(path.path());
                }
            }
        } catch (IOException e) {
            throw new DvcException(
                    DvcException.Kind.UNREADABLE, root, -1, "its ignored files cannot be kept: " + e.getMessage(), e);
        }
        return added;
    }

    /**
     * The line of a {@code .gitignore} by which DVC has Git ignore an output beside it, as DVC writes it.
     *
     * @param name the output's own name
     */
    public static String line(String name) {
        return "/" + SPECIAL.matcher(name).replaceAll("\\\\$0");
    }

    /** Whether Git would add it: it is not ignored, and no part of its path is. */
    private static boolean isOpen(Repository git, String path) throws IOException {
        try (TreeWalk walk = new TreeWalk(git)) {
            walk.addTree(new FileTreeIterator(git));
            walk.setFilter(PathFilter.create(path));
            while (walk.next()) {
                if (walk.getTree(0, WorkingTreeIterator.class).isEntryIgnored()) {
                    return false;
                }
                if (walk.getPathString().equals(path)) {
                    return git.readDirCache().getEntry(path) == null;
                }
                walk.enterSubtree();
            }
            return false;
        }
    }

    private static void ignore(Path root, String output) throws IOException {
        int slash = output.lastIndexOf('/');
        Path file = root.resolve(output.substring(0, slash + 1)).resolve(".gitignore");
        String before = Files.exists(file) ? Files.readString(file) : "";
        String line = line(output.substring(slash + 1)) + "\n";
        Files.writeString(
                file,
                before.isEmpty() || before.endsWith("\n") ? line : "\n" + line,
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }
}
