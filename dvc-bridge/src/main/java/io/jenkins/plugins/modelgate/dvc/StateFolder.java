package io.jenkins.plugins.modelgate.dvc;

import io.jenkins.plugins.modelgate.core.digest.Sha256;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** Where a repository's states are kept between snapshots. */
final class StateFolder {
    private final Path folder;
    private final Path root;

    StateFolder(Path folder, Path root) {
        this.folder = folder;
        this.root = root;
    }

    /** The folder of a repository below the user's cache folder. */
    static Path standard(Path root, Map<String, String> environment) {
        String cache = environment.getOrDefault("XDG_CACHE_HOME", "");
        Path base = cache.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache);
        return base.resolve("model-gate")
                .resolve("dvc")
                .resolve(digest(root.toString()).abbreviated());
    }

    private static Sha256 digest(String text) {
        return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The state of something in the repository, such as an output. */
    StateFile open(String name, String kind) {
        String subject = digest(root + "\n" + name + "\n" + kind).hex();
        return new StateFile(
                folder.resolve(subject.substring(0, 16) + ".state"),
                Long.parseUnsignedLong(subject.substring(16, 32), 16),
                System.currentTimeMillis());
    }
}
