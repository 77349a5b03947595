package io.jenkins.plugins.modelgate.mlflow.client;

import edu.umd.cs.findbugs.annotations.CheckForNull;

/**
 * Why a call to MLflow did not do what it should. Each message is one line that names the server, the call and the
 * remedy, and holds no secret.
 */
public abstract sealed class MlflowException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private MlflowException(String message, @CheckForNull Throwable cause) {
        super(message, cause);
    }

    /** The run, experiment, model, version, alias or artifact is not there. */
    public static final class NotFound extends MlflowException {
        private static final long serialVersionUID = 1L;

        NotFound(String message) {
            super(message, null);
        }
    }

    /** Something of this name is already there. */
    public static final class AlreadyExists extends MlflowException {
        private static final long serialVersionUID = 1L;

        AlreadyExists(String message) {
            super(message, null);
        }
    }

    /** No credentials, or wrong ones. */
    public static final class Unauthorized extends MlflowException {
        private static final long serialVersionUID = 1L;

        Unauthorized(String message) {
            super(message, null);
        }
    }

    /** The credentials do not allow it, or the server does not accept the host name that it is called by. */
    public static final class Forbidden extends MlflowException {
        private static final long serialVersionUID = 1L;

        Forbidden(String message) {
            super(message, null);
        }
    }

    /** The request breaks a rule of MLflow; nothing was changed by it. */
    public static final class InvalidRequest extends MlflowException {
        private static final long serialVersionUID = 1L;

        InvalidRequest(String message) {
            super(message, null);
        }
    }

    /** Others wrote the same thing at the same time, and repeating did not help; this write was not done. */
    public static final class Conflict extends MlflowException {
        private static final long serialVersionUID = 1L;

        Conflict(String message) {
            super(message, null);
        }
    }

    /** The server could not be reached or did not answer usefully in time. The call is safe to repeat later. */
    public static final class Unavailable extends MlflowException {
        private static final long serialVersionUID = 1L;

        Unavailable(String message, @CheckForNull Throwable cause) {
            super(message, cause);
        }
    }

    /** What answered does not speak MLflow's protocol: HTML, garbage, a redirection, too many bytes. */
    public static final class Protocol extends MlflowException {
        private static final long serialVersionUID = 1L;

        Protocol(String message) {
            super(message, null);
        }
    }

    /** A call that creates was sent, and nobody knows whether it was done: search before trying again. */
    public static final class OutcomeUnknown extends MlflowException {
        private static final long serialVersionUID = 1L;

        OutcomeUnknown(String message, @CheckForNull Throwable cause) {
            super(message, cause);
        }
    }

    /** A kind of server, store or address that Model Gate does not work with. */
    public static final class Unsupported extends MlflowException {
        private static final long serialVersionUID = 1L;

        Unsupported(String message) {
            super(message, null);
        }
    }

    /** The thread was interrupted while it waited; its interrupt flag is set. */
    public static final class Interrupted extends MlflowException {
        private static final long serialVersionUID = 1L;

        Interrupted(String message, InterruptedException cause) {
            super(message, cause);
        }
    }
}
