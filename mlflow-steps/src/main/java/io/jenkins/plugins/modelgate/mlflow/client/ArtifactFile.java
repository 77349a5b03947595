package io.jenkins.plugins.modelgate.mlflow.client;

/**
 * An entry of an artifact folder.
 *
 * @param path from the folder's root, with {@code /} between names
 * @param size in bytes; -1 for a folder, or where the store does not say
 */
public record ArtifactFile(String path, boolean folder, long size) {}
