package io.jenkins.plugins.modelgate.dvc;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;

/**
 * What DVC's files say cannot be read or is not allowed. The message is one line that names the file, the line where it is
 * known, what was found, and the remedy.
 */
public class DvcException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** What went wrong. */
    public enum Kind {
        /** The folder is not inside a DVC repository. */
        NOT_A_REPOSITORY,
        /** A file of DVC's own, or of Git, is broken or not supported. */
        INVALID,
        /** A file could not be read or written. */
        UNREADABLE,
        /** The caller's thread was interrupted; its flag is set again. */
        INTERRUPTED
    }

    private final Kind kind;

    @CheckForNull
    private final String file;

    private final int line;

    public DvcException(Kind kind, @CheckForNull Path file, int line, String message, @CheckForNull Throwable cause) {
        super(prefix(file, line) + message, cause);
        this.kind = kind;
        this.file = file == null ? null : file.toString();
        this.line = line;
    }

    static DvcException invalid(Path file, int line, String message) {
        return new DvcException(Kind.INVALID, file, line, message, null);
    }

    static DvcException invalid(Path file, String message) {
        return new DvcException(Kind.INVALID, file, -1, message, null);
    }

    static DvcException unreadable(Path file, Exception cause) {
        if (cause instanceof ClosedByInterruptException) {
            return interrupted(cause);
        }
        return new DvcException(Kind.UNREADABLE, file, -1, "cannot be read: " + reason(cause), cause);
    }

    static DvcException interrupted(Exception cause) {
        Thread.currentThread().interrupt();
        return new DvcException(Kind.INTERRUPTED, null, -1, "Interrupted while reading the workspace", cause);
    }

    /** To be asked where much is done without reading a file, which would notice. */
    static void stopIfInterrupted() {
        if (Thread.currentThread().isInterrupted()) {
            throw interrupted(new InterruptedException());
        }
    }

    private static String reason(Exception cause) {
        String type = cause.getClass().getSimpleName();
        return cause.getMessage() == null ? type : type + " (" + cause.getMessage() + ")";
    }

    private static String prefix(@CheckForNull Path file, int line) {
        if (file == null) {
            return "";
        }
        return line > 0 ? file + ":" + line + ": " : file + ": ";
    }

    public Kind kind() {
        return kind;
    }

    /** The file it is about; null if it is about none. */
    @CheckForNull
    public String file() {
        return file;
    }

    /** The line, counted from 1; -1 if unknown. */
    public int line() {
        return line;
    }
}
