package io.jenkins.plugins.modelgate.dvc;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.data.DataHash;
import io.jenkins.plugins.modelgate.core.data.GitState;
import io.jenkins.plugins.modelgate.core.data.Snapshot;
import io.jenkins.plugins.modelgate.core.data.TrackedPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** A DVC repository in a workspace, read natively: no Python, and nothing is changed. */
public final class DvcRepository {
    private final Path root;
    private final Map<String, String> environment;
    private final DvcConfig config;
    private final DvcIgnore ignore;

    @CheckForNull
    private final Path gitRoot;

    /** From the Git root to the DVC root. */
    private final String prefix;

    private final Project project;

    private DvcRepository(Path root, Map<String, String> environment) {
        this.root = root;
        this.environment = Map.copyOf(environment);
        this.config = DvcConfig.load(root.resolve(".dvc"), environment);
        this.ignore = new DvcIgnore(root);
        try (GitWorkspace git = git()) {
            this.gitRoot = git == null ? null : git.root();
            this.prefix = gitRoot == null ? "" : Names.relativize(gitRoot, root);
            this.project = Project.read(
                    root,
                    config,
                    ignore,
                    (path, directory) -> git != null && git.ignore().ignored(inGit(path), directory));
        }
    }

    @CheckForNull
    private GitWorkspace git() {
        return config.noScm() ? null : GitWorkspace.find(root);
    }

    /** Opens with the environment variables of this process. */
    public static DvcRepository open(Path anywhereInside) {
        return open(anywhereInside, System.getenv());
    }

    /**
     * Finds the repository as DVC does, the nearest folder upwards that has {@code .dvc}, and reads its files.
     *
     * @param environment the variables that say where DVC's configuration is
     * @throws DvcException if there is none, or one of DVC's files is broken
     */
    public static DvcRepository open(Path anywhereInside, Map<String, String> environment) {
        Path start = anywhereInside.toAbsolutePath().normalize();
        for (Path folder = start; folder != null; folder = folder.getParent()) {
            if (Files.isDirectory(folder.resolve(".dvc"))) {
                return new DvcRepository(folder, environment);
            }
        }
        throw new DvcException(
                DvcException.Kind.NOT_A_REPOSITORY,
                start,
                -1,
                "is not inside a DVC repository; run ‘dvc init’ at the root of the project",
                null);
    }

    /** The folder that has {@code .dvc}. */
    public Path root() {
        return root;
    }

    /** The root of the Git work tree; null without Git ({@code core.no_scm}, or there is none). */
    @CheckForNull
    public Path gitRoot() {
        return gitRoot;
    }

    /** All stages, {@code .dvc} files, metrics and parameters. */
    public Project project() {
        return project;
    }

    DvcConfig config() {
        return config;
    }

    DvcIgnore ignore() {
        return ignore;
    }

    /** The folder of the cache, whether it is there or not. */
    public Path cache() {
        return config.cache();
    }

    /** A path or address that is relative to the DVC root, relative to the Git root. */
    public String inGit(String path) {
        return prefix.isEmpty() ? path : Names.join(prefix, path);
    }

    /**
     * Takes a snapshot of the workspace.
     *
     * @throws DvcException if a file of DVC's is broken, something cannot be read, or the thread is interrupted
     */
    public Snapshot snapshot(SnapshotOptions options) {
        try (Parallel parallel = new Parallel(options.threads())) {
            return new SnapshotTaker(this, options, parallel).take();
        }
    }

    StateFolder states(@CheckForNull Path folder) {
        return new StateFolder(folder == null ? StateFolder.standard(root, environment) : folder, root);
    }

    GitState code(Predicate<String> counts, WrittenByDvc written, Parallel parallel) {
        try (GitWorkspace git = git()) {
            if (git == null) {
                return new PlainCode(this, path -> counts.test(path) && written.isCode(path)).read();
            }
            return new CodeReader(git, counts, written::isCode, written, parallel).read();
        }
    }

    /**
     * The hash that DVC would give to a file or a directory as it lies there, {@code .dvcignore} files considered.
     *
     * @throws DvcException if it is not there or cannot be read
     */
    public DataHash hash(Path fileOrDirectory) {
        Path path = fileOrDirectory.toAbsolutePath().normalize();
        try (Parallel parallel = new Parallel(Runtime.getRuntime().availableProcessors())) {
            if (Files.isDirectory(path)) {
                String name = path.startsWith(root) ? Names.relativize(root, path) : path.toString();
                Hasher hasher = new Hasher(ignore, parallel, SnapshotOptions.Progress.NONE);
                return hasher.directory(path, name, Md5.RAW, HashState.NONE).hash();
            }
            return DataHash.md5(HexFormat.of().formatHex(Md5.RAW.hash(path, bytes -> {})));
        } catch (IOException e) {
            throw DvcException.unreadable(path, e);
        }
    }

    /** Where the cache keeps the object of that hash, whether it is there or not. */
    public Path cacheObject(DataHash hash) {
        return new Cache(cache()).object(hash);
    }

    /**
     * Looks into the default remote for data of any time, such as that of an old version, whatever the workspace holds now.
     *
     * @param paths what to look for: their {@link TrackedPath#hash}
     * @return by path; unknown where the remote is none that can be looked into natively; of what was never pushed by
     *     declaration, just that
     * @throws DvcException if a listing in the remote is broken
     */
    public Map<String, TrackedPath.Presence> inRemote(List<TrackedPath> paths) {
        RemotePresence remote = new RemotePresence(config);
        Map<String, TrackedPath.Presence> found = new TreeMap<>();
        paths.forEach(path -> found.put(
                path.path(),
                path.inRemote() == TrackedPath.Presence.NOT_PUSHED ? path.inRemote() : remote.look(path.hash())));
        return found;
    }

    /** Whether everything that DVC pushes goes to remotes that can be looked into natively. */
    public boolean seesRemotes() {
        RemotePresence remote = new RemotePresence(config);
        return project.stages().stream().allMatch(stage -> stage.outputs().stream()
                .filter(output -> output.cached() && output.push())
                .allMatch(output -> remote.sees(stage, output)));
    }

    /**
     * The address of a remote; null if there is none of that name.
     *
     * @param name null = the default one
     */
    @CheckForNull
    public String remoteUrl(@CheckForNull String name) {
        String wanted = name == null ? config.defaultRemote() : name.toLowerCase(Locale.ROOT);
        return wanted == null || !config.remotes().contains(wanted)
                ? null
                : config.remote(wanted).url();
    }
}
