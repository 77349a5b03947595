package io.jenkins.plugins.modelgate.dvc;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.data.DataHash;
import io.jenkins.plugins.modelgate.core.data.TrackedPath.Presence;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Looks for data in remotes that are folders of this machine or of a network drive; of other remotes it knows nothing. */
final class RemotePresence {
    private static final Pattern OBJECT = Pattern.compile("[0-9a-f]{32}(\\.dir)?");

    private final DvcConfig config;
    private final Map<Path, Cache> caches = new HashMap<>();

    RemotePresence(DvcConfig config) {
        this.config = config;
    }

    Presence look(Stage stage, Output output) {
        Presence seen = seen(stage, output);
        return output.push() || !output.cached() || seen == Presence.PRESENT ? seen : Presence.NOT_PUSHED;
    }

    private Presence seen(Stage stage, Output output) {
        boolean elsewhere = output.external()
                || stage.isImport() && stage.dependencies().get(0).fromRepository();
        String name = output.remote() == null ? config.defaultRemote() : output.remote();
        if (!output.cached() || elsewhere || name == null) {
            return Presence.UNKNOWN;
        }
        return look(name, output.recorded());
    }

    /** Data of any time, in the default remote. */
    Presence look(@CheckForNull DataHash hash) {
        String name = config.defaultRemote();
        // It becomes a part of a path, and documents can come from anywhere.
        if (name == null
                || hash == null
                || !Cache.isObjectHash(hash)
                || !OBJECT.matcher(hash.value()).matches()) {
            return Presence.UNKNOWN;
        }
        return look(name, new Recorded(hash, -1, -1, null, hash.name().equals(Md5.DOS2UNIX.dvcName())));
    }

    private Presence look(String name, Recorded recorded) {
        DvcConfig.Remote remote = config.remote(name);
        Path folder = remote.folder();
        if (folder == null || remote.versioned()) {
            return Presence.UNKNOWN;
        }
        if (recorded.hash() == null || !Files.isDirectory(folder)) {
            return Presence.ABSENT;
        }
        boolean there = caches.computeIfAbsent(folder, Cache::new).holds(recorded, HashState.NONE);
        return there ? Presence.PRESENT : Presence.ABSENT;
    }
}
