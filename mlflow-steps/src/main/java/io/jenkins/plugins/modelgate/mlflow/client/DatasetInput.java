package io.jenkins.plugins.modelgate.mlflow.client;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.util.Objects;

/**
 * A data set that a run used.
 *
 * @param name up to 500 characters
 * @param digest up to 36 characters, just enough for DVC's own hash of a folder
 * @param sourceType such as {@code dvc}
 * @param source where it came from, as JSON
 * @param context what it was used for, such as {@code training}; null if nobody said
 */
public record DatasetInput(
        String name,
        String digest,
        String sourceType,
        String source,
        @CheckForNull String context) {
    public DatasetInput {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(digest, "digest");
        Objects.requireNonNull(sourceType, "sourceType");
        Objects.requireNonNull(source, "source");
    }
}
