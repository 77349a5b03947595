package io.jenkins.plugins.modelgate.mlflow.client;

/**
 * An entry of an artifact folder.
 *
 * @param path from the folder's root, with {@code /} between names
 * @param size in bytes; -1 where MLflow does not say: for folders, and for empty files
 */
public record ArtifactFile(String path, boolean folder, long size) {}
