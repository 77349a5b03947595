package io.jenkins.plugins.modelgate.cli;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.CanonicalJson;
import io.jenkins.plugins.modelgate.core.document.Evidence.Build;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What one command of a build leaves for the next. It lies in the workspace, where training code can write, so it only ever names
 * things that are looked up and checked where they are.
 *
 * @param build the build that it belongs to; null outside a CI. A later build in the same workspace starts anew
 * @param run the id of the MLflow run that {@code run} opened; null if there is none
 * @param resultCommit the commit that {@code commit-back} made; null if it made none
 * @param versions the version of each model, by name
 */
record BuildState(
        @CheckForNull Build build,
        @CheckForNull String run,
        @CheckForNull String resultCommit,
        Map<String, String> versions) {
    private static final String FILE = "build.json";
    private static final int MAX_BYTES = 1 << 20;

    BuildState {
        versions = versions == null ? Map.of() : Map.copyOf(versions);
    }

    /** Reads what is there; what is broken or of another build counts as nothing. */
    static BuildState read(Path folder, @CheckForNull Build build) throws IOException {
        BuildState nothing = new BuildState(build, null, null, Map.of());
        Path file = folder.resolve(FILE);
        try {
            if (Files.size(file) > MAX_BYTES) {
                return nothing;
            }
            BuildState state = CanonicalJson.read(Files.readAllBytes(file), BuildState.class);
            return Objects.equals(state.build, build) ? state : nothing;
        } catch (NoSuchFileException | IllegalArgumentException e) {
            return nothing;
        }
    }

    /** Writes it whole or not at all, into a folder that Git ignores. */
    void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Path ignore = folder.resolve(".gitignore");
        if (!Files.exists(ignore)) {
            Files.writeString(ignore, "*\n");
        }
        Path written = Files.createTempFile(folder, FILE, null);
        try {
            Files.write(written, CanonicalJson.bytes(this));
            Files.move(written, folder.resolve(FILE), StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(written);
        }
    }

    BuildState withRun(@CheckForNull String id) {
        return new BuildState(build, id, null, Map.of());
    }

    BuildState withResultCommit(String commit) {
        return new BuildState(build, run, commit, versions);
    }

    BuildState withVersion(String model, String version) {
        Map<String, String> all = new TreeMap<>(versions);
        all.put(model, version);
        return new BuildState(build, run, resultCommit, all);
    }
}
