package io.jenkins.plugins.modelgate.dvc;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.data.DataHash;
import io.jenkins.plugins.modelgate.core.data.GitState;
import io.jenkins.plugins.modelgate.core.data.Snapshot;
import io.jenkins.plugins.modelgate.core.data.TrackedPath;
import io.jenkins.plugins.modelgate.core.data.TrackedPath.Kind;
import io.jenkins.plugins.modelgate.core.data.TrackedPath.Presence;
import io.jenkins.plugins.modelgate.core.data.TrackedPath.State;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/** Takes one snapshot. */
final class SnapshotTaker {
    private final DvcRepository repository;
    private final SnapshotOptions options;
    private final Project project;
    private final Parallel parallel;
    private final Hasher hasher;
    private final RemotePresence remotes;
    private final Cache cache;
    private final StateFolder states;

    SnapshotTaker(DvcRepository repository, SnapshotOptions options, Parallel parallel) {
        this.repository = repository;
        this.options = options;
        this.parallel = parallel;
        this.project = repository.project();
        this.hasher = new Hasher(repository.ignore(), parallel, options.progress());
        this.cache = new Cache(repository.cache());
        this.states = repository.states(options.state());
        this.remotes = new RemotePresence(repository.config());
    }

    Snapshot take() {
        FutureTask<GitState> code = new FutureTask<>(this::git);
        Thread reader = new Thread(code, "model-gate-git");
        reader.setDaemon(true);
        reader.start();
        try {
            return take(code);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof DvcException known ? known : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            throw DvcException.interrupted(e);
        } finally {
            code.cancel(true);
        }
    }

    private Snapshot take(Future<GitState> code) throws ExecutionException, InterruptedException {
        List<Tracked> tracked = tracked();
        hash(tracked);
        SortedMap<String, Sha256> lock = new TreeMap<>();
        Params params = new Params(repository);
        for (Stage stage : project.stages()) {
            Stage.Lock entry = stage.lock();
            if (entry != null && counts(stage)) {
                lock.put(repository.inGit(stage.address()), entry.digest());
                params.add(stage);
            }
        }
        List<TrackedPath> paths = paths(tracked);
        return new Snapshot(paths, code.get(), lock, params.values(), Metrics.read(repository, this::inScope));
    }

    /** One output on its way into the snapshot. */
    private static final class Tracked {
        final Stage stage;
        final Output output;
        final Path path;

        @CheckForNull
        FileStat stat;

        @CheckForNull
        Hasher.Found found;

        Tracked(Stage stage, Output output, Path path) {
            this.stage = stage;
            this.output = output;
            this.path = path;
        }

        Md5 kind() {
            DataHash hash = output.recorded().hash();
            return hash != null && hash.name().equals(Md5.DOS2UNIX.dvcName()) ? Md5.DOS2UNIX : Md5.RAW;
        }
    }

    private List<Tracked> tracked() {
        List<Tracked> tracked = new ArrayList<>();
        for (Stage stage : project.stages()) {
            boolean whole = inScope(stage.file());
            for (Output output : stage.outputs()) {
                if (whole || !output.external() && inScope(output.path())) {
                    tracked.add(new Tracked(stage, output, Names.resolve(repository.root(), output.path())));
                }
            }
        }
        return tracked;
    }

    private boolean counts(Stage stage) {
        return inScope(stage.file())
                || stage.outputs().stream().anyMatch(output -> !output.external() && inScope(output.path()));
    }

    /** Whether a path relative to the DVC root is at, below or around one of the model's paths. */
    private boolean inScope(String path) {
        return inScopeOfGit(repository.inGit(path));
    }

    private boolean inScopeOfGit(String path) {
        return options.paths().isEmpty()
                || options.paths().stream()
                        .map(scope -> Names.join("", scope))
                        .anyMatch(scope -> Names.within(scope, path) || Names.within(path, scope));
    }

    private void hash(List<Tracked> tracked) {
        Map<Md5, List<Hasher.Item>> files = new EnumMap<>(Md5.class);
        IdentityHashMap<Hasher.Item, Tracked> byItem = new IdentityHashMap<>();
        for (Tracked one : tracked) {
            if (DvcFile.isUrl(one.output.path())) {
                continue;
            }
            one.stat = stat(one.path);
            if (one.stat == null) {
                continue;
            }
            if (one.stat.isDirectory()) {
                one.found = directory(one);
            } else if (one.stat.isRegular()) {
                Hasher.Item item = new Hasher.Item(one.output.path(), one.path, one.stat);
                files.computeIfAbsent(one.kind(), kind -> new ArrayList<>()).add(item);
                byItem.put(item, one);
            } else {
                throw DvcException.invalid(one.path, "is neither a file nor a directory");
            }
        }
        files.forEach(this::files);
        byItem.forEach((item, one) -> one.found = new Hasher.Found(
                new DataHash(one.kind().dvcName(), java.util.HexFormat.of().formatHex(item.hash)),
                item.stat.size(),
                1));
    }

    private Hasher.Found directory(Tracked one) {
        try (StateFile state = states.open(one.output.path(), one.kind().dvcName())) {
            Hasher.Found found = hasher.directory(one.path, one.output.path(), one.kind(), state);
            state.commit();
            return found;
        }
    }

    private void files(Md5 kind, List<Hasher.Item> items) {
        items.sort(Comparator.comparing(item -> item.name, Names.CODE_POINT_ORDER));
        try (StateFile state = states.open("files of their own", kind.dvcName())) {
            hasher.hash(items, kind, state);
            state.commit();
        }
    }

    @CheckForNull
    private static FileStat stat(Path path) {
        try {
            return FileStat.ofTarget(path);
        } catch (NoSuchFileException | NotDirectoryException e) {
            return null;
        } catch (IOException e) {
            throw DvcException.unreadable(path, e);
        }
    }

    private List<TrackedPath> paths(List<Tracked> tracked) {
        List<Tracked> sorted = new ArrayList<>(tracked);
        sorted.sort(
                Comparator.comparing(one -> String.valueOf(one.output.recorded().hash()), Names.CODE_POINT_ORDER));
        try (StateFile complete = states.open("complete in " + repository.cache(), "cache")) {
            List<TrackedPath> paths =
                    sorted.stream().map(one -> path(one, complete)).toList();
            complete.commit();
            return paths;
        }
    }

    private TrackedPath path(Tracked tracked, HashState complete) {
        Recorded recorded = tracked.output.recorded();
        DataHash actual = tracked.found == null ? null : tracked.found.hash();
        boolean inCache = tracked.output.cached() && cache.holds(recorded, complete);
        DataHash known = actual != null ? actual : recorded.hash();
        boolean directory = known != null && known.isDirectory();
        return new TrackedPath(
                tracked.output.external() ? tracked.output.path() : repository.inGit(tracked.output.path()),
                directory ? Kind.DIRECTORY : Kind.FILE,
                repository.inGit(tracked.stage.address()),
                recorded.hash(),
                actual,
                tracked.found == null ? recorded.size() : tracked.found.size(),
                tracked.found == null ? recorded.files() : tracked.found.files(),
                state(recorded.hash(), actual, inCache),
                inCache,
                presence(tracked),
                tracked.output.cached());
    }

    private static State state(@CheckForNull DataHash recorded, @CheckForNull DataHash actual, boolean inCache) {
        if (recorded == null) {
            return actual == null ? State.NEVER_MADE : State.UNRECORDED;
        }
        if (actual == null) {
            return inCache ? State.NOT_HERE : State.MISSING;
        }
        return actual.equals(recorded) ? State.UNCHANGED : State.MODIFIED;
    }

    private Presence presence(Tracked tracked) {
        return options.lookInRemote() ? remotes.look(tracked.stage, tracked.output) : Presence.UNKNOWN;
    }

    private GitState git() {
        Set<String> gitKept = new HashSet<>();
        Set<String> ignoreFiles = new HashSet<>();
        for (Stage stage : project.stages()) {
            for (Output output : stage.outputs()) {
                if (output.external()) {
                    continue;
                }
                String path = repository.inGit(output.path());
                if (output.cached()) {
                    ignoreFiles.add(Names.join(DvcFile.parent(path), ".gitignore"));
                } else {
                    gitKept.add(path);
                }
            }
        }
        // What records the model's data tells a training that nobody committed, wherever it lies.
        Set<String> records = new HashSet<>();
        project.stages().stream().filter(this::counts).forEach(stage -> records.add(repository.inGit(record(stage))));
        WrittenByDvc written = new WrittenByDvc(gitKept, ignoreFiles);
        return repository.code(path -> inScopeOfGit(path) || records.contains(path), written, parallel);
    }

    private static String record(Stage stage) {
        String file = stage.file();
        return file.endsWith(".dvc") ? file : Names.join(DvcFile.parent(file), Pipeline.LOCK);
    }
}
