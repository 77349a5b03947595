package io.jenkins.plugins.modelgate.dvc;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * How to take a snapshot.
 *
 * @param paths the model's paths, relative to the Git repository's root, with {@code /}; only stages, {@code .dvc} files,
 *     outputs and code at or below them count; empty = everything
 * @param threads how many files are hashed at once
 * @param state the folder that keeps the hashes of unchanged files between snapshots; null = one below the user's cache
 *     folder, by repository
 * @param lookInRemote whether to look into the default remote, where that can be done natively
 * @param progress told how far the hashing is
 */
public record SnapshotOptions(
        List<String> paths, int threads, @CheckForNull Path state, boolean lookInRemote, Progress progress) {
    /** Hears of progress, from any thread. */
    @FunctionalInterface
    public interface Progress {
        Progress NONE = (path, bytes) -> {};

        /**
         * Called for each file that was read.
         *
         * @param path the file
         * @param bytes how many bytes were read since the last call
         */
        void read(String path, long bytes);
    }

    public SnapshotOptions {
        paths = List.copyOf(paths);
        Objects.requireNonNull(progress, "progress");
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, not " + threads);
        }
    }

    public static SnapshotOptions defaults() {
        return new SnapshotOptions(
                List.of(), Math.max(1, Runtime.getRuntime().availableProcessors()), null, false, Progress.NONE);
    }

    public SnapshotOptions within(List<String> modelPaths) {
        return new SnapshotOptions(modelPaths, threads, state, lookInRemote, progress);
    }

    public SnapshotOptions withThreads(int count) {
        return new SnapshotOptions(paths, count, state, lookInRemote, progress);
    }

    public SnapshotOptions withState(Path folder) {
        return new SnapshotOptions(paths, threads, folder, lookInRemote, progress);
    }

    public SnapshotOptions lookingInRemote() {
        return new SnapshotOptions(paths, threads, state, true, progress);
    }

    public SnapshotOptions reporting(Progress listener) {
        return new SnapshotOptions(paths, threads, state, lookInRemote, listener);
    }
}
