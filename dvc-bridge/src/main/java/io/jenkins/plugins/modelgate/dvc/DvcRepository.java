package io.jenkins.plugins.modelgate.dvc;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.data.DataHash;
import io.jenkins.plugins.modelgate.core.data.Snapshot;
import java.nio.file.Files;
import java.nio.file.Path;

/** A DVC repository in a workspace, read natively: no Python, and nothing is changed. */
public final class DvcRepository {
    private final Path root;

    private DvcRepository(Path root) {
        this.root = root;
    }

    /**
     * Finds the repository as DVC does: the nearest folder upwards that has {@code .dvc}.
     *
     * @throws DvcException if there is none, or its configuration is broken
     */
    public static DvcRepository open(Path anywhereInside) {
        Path start = anywhereInside.toAbsolutePath().normalize();
        for (Path folder = start; folder != null; folder = folder.getParent()) {
            if (Files.isDirectory(folder.resolve(".dvc"))) {
                return new DvcRepository(folder);
            }
        }
        throw new DvcException(
                DvcException.Kind.NOT_A_REPOSITORY,
                start,
                -1,
                "is not inside a DVC repository; run ‘dvc init’ at the root of the project",
                null);
    }

    /** The folder that has {@code .dvc}. */
    public Path root() {
        return root;
    }

    /** The root of the Git work tree; null without Git ({@code core.no_scm}). */
    @CheckForNull
    public Path gitRoot() {
        if (root != null) {
            throw new UnsupportedOperationException();
        }
        return null;
    }

    /**
     * Takes a snapshot of the workspace.
     *
     * @throws DvcException if a file of DVC's is broken, something cannot be read, or the thread is interrupted
     */
    public Snapshot snapshot(SnapshotOptions options) {
        if (root != null) {
            throw new UnsupportedOperationException();
        }
        return null;
    }

    /**
     * The hash that DVC would give to a file or a directory as it lies there, {@code .dvcignore} files considered.
     *
     * @throws DvcException if it is not there or cannot be read
     */
    public DataHash hash(Path fileOrDirectory) {
        if (root != null) {
            throw new UnsupportedOperationException();
        }
        return null;
    }

    /** Where the cache keeps the object of that hash, whether it is there or not. */
    public Path cacheObject(DataHash hash) {
        if (root != null) {
            throw new UnsupportedOperationException();
        }
        return null;
    }
}
