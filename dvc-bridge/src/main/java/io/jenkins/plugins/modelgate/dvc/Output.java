package io.jenkins.plugins.modelgate.dvc;

import edu.umd.cs.findbugs.annotations.CheckForNull;

/**
 * One output of a stage or of a {@code .dvc} file.
 *
 * @param path relative to the DVC root; as written if it lies elsewhere
 * @param external whether it lies outside the DVC root, or is a URL
 * @param cached whether DVC keeps its content ({@code cache: true})
 * @param push whether it goes to a remote
 * @param remote the remote that it goes to; null = the default one
 * @param metric whether it is a metrics file
 * @param recorded what DVC recorded of it
 */
public record Output(
        String path,
        boolean external,
        boolean cached,
        boolean push,
        @CheckForNull String remote,
        boolean metric,
        Recorded recorded) {}
