package io.jenkins.plugins.modelgate.dvc.program;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.util.List;

/** The dvc program could not do what it was asked. The message is one line: what failed, what DVC said, what helps. */
public class DvcProgramException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private static final int SHOWN = 5;

    private final String what;
    private final DvcFailure reason;
    private final int exitCode;
    private final List<String> paths;

    DvcProgramException(
            DvcFailure reason, int exitCode, String what, List<String> paths, @CheckForNull Throwable cause) {
        super(what + list(paths) + ". " + reason.remedy() + ".", cause);
        this.what = what;
        this.reason = reason;
        this.exitCode = exitCode;
        this.paths = List.copyOf(paths);
    }

    DvcProgramException(DvcFailure reason, String what, @CheckForNull Throwable cause) {
        this(reason, -1, what, List.of(), cause);
    }

    private static String list(List<String> paths) {
        if (paths.isEmpty()) {
            return "";
        }
        String shown = String.join(
                ", ", paths.stream().limit(SHOWN).map(path -> "‘" + path + "’").toList());
        int more = paths.size() - SHOWN;
        return ": " + shown + (more > 0 ? " and " + more + " more" : "");
    }

    /** The message without its paths and remedy. */
    String what() {
        return what;
    }

    public DvcFailure reason() {
        return reason;
    }

    /** The program's exit code; -1 if it is not about one. */
    public int exitCode() {
        return exitCode;
    }

    /** The paths that it is about, all of them; empty if about none in particular. */
    public List<String> paths() {
        return paths;
    }
}
