package io.jenkins.plugins.modelgate.dvc.commit;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.util.List;

/** The lock was not committed. The message is one line: why, which paths, and what helps. */
public class CommitBackException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private static final int SHOWN = 10;

    /** Why not. */
    public enum Reason {
        /** There is no Git repository, no commit to build on, or something that only a work tree in rest can be asked. */
        NOT_READY,
        /** More differs from the commit than what DVC writes. */
        FOREIGN_CHANGES,
        /** The workspace is not what the lock says. */
        NOT_AS_RECORDED,
        /** The remote's branch is not at the commit that was built; nothing was changed there or here. */
        REMOTE_MOVED,
        /** The remote refused the push; nothing was changed there or here. */
        REJECTED,
        /** The connection broke, and the remote could not be asked afterwards whether the push arrived. */
        UNKNOWN_OUTCOME
    }

    private final Reason reason;
    private final List<String> paths;

    CommitBackException(Reason reason, String message, List<String> paths, @CheckForNull Throwable cause) {
        super(message + list(paths), cause);
        this.reason = reason;
        this.paths = List.copyOf(paths);
    }

    private static String list(List<String> paths) {
        if (paths.isEmpty()) {
            return "";
        }
        int more = paths.size() - SHOWN;
        return ": "
                + String.join(
                        ", ",
                        paths.stream()
                                .limit(SHOWN)
                                .map(path -> "‘" + path + "’")
                                .toList()) + (more > 0 ? " and " + more + " more" : "");
    }

    public Reason reason() {
        return reason;
    }

    /** The paths that it is about; empty if about none. */
    public List<String> paths() {
        return paths;
    }
}
