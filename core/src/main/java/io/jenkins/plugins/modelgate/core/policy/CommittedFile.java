package io.jenkins.plugins.modelgate.core.policy;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.treewalk.TreeWalk;

/** A file as a commit has it; no link, no folder. */
final class CommittedFile {
    private CommittedFile() {}

    /** Its bytes, at most one more than {@code most}: parsers refuse what is too long. */
    static Optional<byte[]> read(Repository repository, RevCommit commit, String path, int most) throws IOException {
        try (TreeWalk walk = TreeWalk.forPath(repository, path, commit.getTree())) {
            if (walk == null || !isFile(walk.getFileMode(0))) {
                return Optional.empty();
            }
            try (InputStream in =
                    repository.open(walk.getObjectId(0), Constants.OBJ_BLOB).openStream()) {
                return Optional.of(in.readNBytes(most + 1));
            }
        }
    }

    private static boolean isFile(FileMode mode) {
        return mode.equals(FileMode.REGULAR_FILE) || mode.equals(FileMode.EXECUTABLE_FILE);
    }
}
