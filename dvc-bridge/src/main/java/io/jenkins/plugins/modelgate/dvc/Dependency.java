package io.jenkins.plugins.modelgate.dvc;

/**
 * What a stage reads, or an import came from.
 *
 * @param path relative to the DVC root; as written if it lies elsewhere
 * @param external whether it lies outside the DVC root, or is a URL
 * @param fromRepository whether it comes from another Git or DVC repository ({@code dvc import})
 * @param recorded what DVC recorded of it
 */
public record Dependency(String path, boolean external, boolean fromRepository, Recorded recorded) {}
