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
        String name = name(output);
        if (!output.cached() || isElsewhere(stage, output) || name == null) {
            return Presence.UNKNOWN;
        }
        return look(name, output.recorded());
    }

    /** Whether it can say of an output that goes to a remote that it is there. */
    boolean sees(Stage stage, Output output) {
        String name = name(output);
        return !isElsewhere(stage, output) && name != null && folder(name) != null;
    }

    @CheckForNull
    private String name(Output output) {
        return output.remote() == null ? config.defaultRemote() : output.remote();
    }

    private static boolean isElsewhere(Stage stage, Output output) {
        return output.external()
                || stage.isImport() && stage.dependencies().get(0).fromRepository();
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
        Path folder = folder(name);
        if (folder == null) {
            return Presence.UNKNOWN;
        }
        if (recorded.hash() == null || !Files.isDirectory(folder)) {
            return Presence.ABSENT;
        }
        boolean there = caches.computeIfAbsent(folder, Cache::new).holds(recorded, HashState.NONE);
        return there ? Presence.PRESENT : Presence.ABSENT;
    }

    /** The folder that keeps objects by hash; null for a remote of another kind. */
    @CheckForNull
    private Path folder(String name) {
        DvcConfig.Remote remote = config.remote(name);
        return remote.versioned() ? null : remote.folder();
    }
}
