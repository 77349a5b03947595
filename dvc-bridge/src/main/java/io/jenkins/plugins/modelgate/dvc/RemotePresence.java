package io.jenkins.plugins.modelgate.dvc;

import io.jenkins.plugins.modelgate.core.data.TrackedPath.Presence;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Looks for data in remotes that are folders of this machine or of a network drive; of other remotes it knows nothing. */
final class RemotePresence {
    private final DvcConfig config;
    private final Map<Path, Cache> caches = new HashMap<>();

    RemotePresence(DvcConfig config) {
        this.config = config;
    }

    Presence look(Stage stage, Output output) {
        boolean elsewhere = output.external()
                || stage.isImport() && stage.dependencies().get(0).fromRepository();
        String name = output.remote() == null ? config.defaultRemote() : output.remote();
        if (!output.cached() || elsewhere || name == null) {
            return Presence.UNKNOWN;
        }
        DvcConfig.Remote remote = config.remote(name);
        Path folder = remote.folder();
        if (folder == null || remote.versioned()) {
            return Presence.UNKNOWN;
        }
        if (output.recorded().hash() == null || !Files.isDirectory(folder)) {
            return Presence.ABSENT;
        }
        boolean there = caches.computeIfAbsent(folder, Cache::new).holds(output.recorded(), HashState.NONE);
        return there ? Presence.PRESENT : Presence.ABSENT;
    }
}
