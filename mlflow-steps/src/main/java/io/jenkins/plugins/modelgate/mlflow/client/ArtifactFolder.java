package io.jenkins.plugins.modelgate.mlflow.client;

import java.util.Objects;

/**
 * A folder of artifacts that the tracking server serves over HTTP.
 *
 * @param path from the server's artifact root, such as {@code 1/<run>/artifacts/model}; checked and without {@code ..}
 */
public record ArtifactFolder(String path) {
    public ArtifactFolder {
        Objects.requireNonNull(path, "path");
        ArtifactPath.check(path);
    }

    /** The folder in it. */
    public ArtifactFolder folder(String name) {
        return new ArtifactFolder(path + "/" + name);
    }

    /**
     * Checks the path of a file, as it is checked again when the file is sent.
     *
     * @throws MlflowException.InvalidRequest if MLflow cannot keep a file of that name
     */
    public static void check(String path) {
        ArtifactPath.check(path);
    }
}
