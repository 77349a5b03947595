package io.jenkins.plugins.modelgate.mlflow.steps;

import java.util.Objects;

/**
 * A use case could not do what it was asked. The message is one line that names the object and the remedy. What MLflow
 * answers comes as an {@code MlflowException}, what the ledger refuses as a {@code RefusedException}.
 */
public final class StepException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Kind kind;

    /** What a door needs to know to choose its exit code or its result. */
    public enum Kind {
        /** What was asked makes no sense; asking again does not help. */
        BAD_INPUT,
        /** A run, version, alias or evidence that was named is not there. */
        NOT_FOUND,
        /** Bytes differ from what evidence or ledger say. */
        MISMATCH,
        /** Something outside could not be done; asking again may help. */
        FAILED
    }

    public StepException(Kind kind, String message) {
        super(message);
        this.kind = Objects.requireNonNull(kind, "kind");
    }

    public StepException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = Objects.requireNonNull(kind, "kind");
    }

    public Kind kind() {
        return kind;
    }
}
