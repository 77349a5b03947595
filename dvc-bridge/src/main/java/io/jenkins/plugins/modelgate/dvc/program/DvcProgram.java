package io.jenkins.plugins.modelgate.dvc.program;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.data.Snapshot;
import io.jenkins.plugins.modelgate.core.data.TrackedPath;
import io.jenkins.plugins.modelgate.dvc.DvcRepository;
import io.jenkins.plugins.modelgate.dvc.SnapshotOptions;
import io.jenkins.plugins.modelgate.dvc.Stage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The dvc program in one workspace, for all that moves data. DVC's exit code is 0 in cases where nothing was moved, so
 * what an operation answers was shown afterwards: by looking at the objects, or, in remotes that only DVC can look into,
 * by its report on every single file. What could not be done or shown is a {@link DvcProgramException}. If the thread is
 * interrupted, the program is ended with all that it started, the exception says so, and the flag is set again.
 *
 * <p>Paths are those of {@link TrackedPath#path()}; an empty list means all.
 */
public final class DvcProgram {
    private static final Pattern VERSION = Pattern.compile("(\\d+)\\.\\d+\\S*");
    private static final int OLDEST = 3;

    private final Path root;
    private final Calls calls;
    private final DvcOptions options;

    public DvcProgram(DvcRepository repository, DvcOptions options) {
        this.root = repository.root();
        this.options = options;
        this.calls = new Calls(repository.root(), options);
    }

    /**
     * The version of the program.
     *
     * @throws DvcProgramException if there is none, or it is too old
     */
    public String version() {
        String answer = calls.answer("--version");
        Matcher version = VERSION.matcher(answer);
        if (!version.find()) {
            throw new DvcProgramException(
                    DvcFailure.NOT_INSTALLED, "‘" + Calls.brief(answer) + "’ is no version of DVC", null);
        }
        if (Integer.parseInt(version.group(1)) < OLDEST) {
            throw new DvcProgramException(
                    DvcFailure.UNSUPPORTED_VERSION, "DVC " + version.group() + " is too old", null);
        }
        return version.group();
    }

    /**
     * Brings data from the remote into cache and workspace.
     *
     * @param force whether to overwrite what was changed in the workspace
     * @return what lies in the workspace as recorded
     */
    public Proof pull(List<String> paths, boolean force) {
        List<String> arguments = moving("pull");
        arguments.addAll(force ? List.of("--force") : List.of());
        calls.run(with(arguments, paths));
        return prove("pull", paths, path -> path.state() == TrackedPath.State.UNCHANGED);
    }

    /**
     * Brings data from the remote into the cache.
     *
     * @return what the cache has in full
     */
    public Proof fetch(List<String> paths) {
        calls.run(with(moving("fetch"), paths));
        return prove("fetch", paths, TrackedPath::inCache);
    }

    /**
     * Brings data from the cache into the workspace.
     *
     * @param force whether to overwrite what was changed in the workspace
     * @return what lies in the workspace as recorded
     */
    public Proof checkout(List<String> paths, boolean force) {
        calls.run(with(force ? List.of("checkout", "--force") : List.of("checkout"), paths));
        return prove("checkout", paths, path -> path.state() == TrackedPath.State.UNCHANGED);
    }

    /**
     * Brings data from the cache into the remote.
     *
     * @param remote its name; null = the default one
     * @return what the remote has in full
     */
    public Proof push(List<String> paths, @CheckForNull String remote) {
        List<String> arguments = moving("push");
        arguments.addAll(remote == null ? List.of() : List.of("--remote", remote));
        calls.run(with(arguments, paths));
        return inRemote(paths, remote);
    }

    /**
     * Shows that the remote has all that is recorded, without moving anything. What DVC never pushes ({@code push: false},
     * imports from other repositories, which have it) is left out.
     *
     * @param remote its name; null = the default one
     * @throws DvcProgramException with {@link DvcFailure#NOT_PROVED} and what the remote does not have
     */
    public Proof inRemote(List<String> paths, @CheckForNull String remote) {
        DvcRepository repository = repository();
        SnapshotOptions looking = SnapshotOptions.defaults().within(paths);
        Set<String> never = neverPushed(repository);
        List<TrackedPath> wanted = recorded(repository, remote == null ? looking.lookingInRemote() : looking).stream()
                .filter(path -> !never.contains(path.path()))
                .toList();
        refuse("The remote does not have", wanted, path -> path.inRemote() == TrackedPath.Presence.ABSENT);
        if (wanted.stream().allMatch(path -> path.inRemote() == TrackedPath.Presence.PRESENT)) {
            return new Proof(names(wanted), Proof.Method.LOOKED);
        }
        List<String> missed = notInRemote(repository, remote);
        refuse("The remote does not have, or cannot be asked for", wanted, path -> isAmong(path.path(), missed));
        return new Proof(names(wanted), Proof.Method.REPORTED);
    }

    /**
     * Every file and directory that DVC does not find in the remote; all of them if the remote cannot be reached, which
     * DVC does not tell apart. Unlike {@code dvc status -c} this takes no directory's content on trust.
     */
    private List<String> notInRemote(DvcRepository repository, @CheckForNull String remote) {
        List<String> arguments = new ArrayList<>(List.of("data", "status", "--not-in-remote", "--granular", "--json"));
        arguments.addAll(remote == null ? List.of() : List.of("--remote", remote));
        return DvcJson.notInRemote(calls.answer(arguments.toArray(String[]::new))).stream()
                .map(repository::inGit)
                .toList();
    }

    /** What DVC would not call up to date: changed dependencies, commands, outputs. */
    public List<StaleStage> status() {
        return DvcJson.staleStages(calls.answer("status", "--json"));
    }

    /**
     * Runs the stages that are out of date.
     *
     * @param stages their names; empty = all
     * @param pull whether to bring missing data from the remote first
     * @param force whether to run those too that are up to date
     * @return the outputs that lie in the workspace as the lock now records them
     * @throws DvcProgramException if a stage failed. DVC leaves the outputs of those that ran before out of
     *     {@code .gitignore} then; they have been added, and the message names them
     */
    public Proof repro(List<String> stages, boolean pull, boolean force) {
        List<String> arguments = new ArrayList<>(List.of("repro"));
        arguments.addAll(pull ? List.of("--pull") : List.of());
        arguments.addAll(force ? List.of("--force") : List.of());
        arguments.add("--");
        arguments.addAll(stages);
        try {
            calls.run(arguments);
        } catch (DvcProgramException e) {
            throw withIgnored(e);
        }
        return prove("repro", List.of(), path -> path.state() == TrackedPath.State.UNCHANGED);
    }

    private DvcProgramException withIgnored(DvcProgramException failure) {
        List<String> added = IgnoredOutputs.complete(repository());
        return added.isEmpty()
                ? failure
                : new DvcProgramException(
                        failure.reason(),
                        failure.exitCode(),
                        failure.what() + "; DVC had left outputs open to Git, they were added to ‘.gitignore’",
                        added,
                        failure);
    }

    private Proof prove(String operation, List<String> paths, Predicate<TrackedPath> shown) {
        List<TrackedPath> recorded =
                recorded(repository(), SnapshotOptions.defaults().within(paths));
        refuse("‘dvc " + operation + "’ reported success, but these are not as recorded", recorded, shown.negate());
        return new Proof(names(recorded), Proof.Method.LOOKED);
    }

    private static void refuse(String what, List<TrackedPath> paths, Predicate<TrackedPath> bad) {
        List<String> found = names(paths.stream().filter(bad).toList());
        if (!found.isEmpty()) {
            throw new DvcProgramException(DvcFailure.NOT_PROVED, -1, what, found, null);
        }
    }

    /** The repository as its files are now; read again at each call, since the program changes them. */
    public DvcRepository repository() {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.putAll(options.environment());
        return DvcRepository.open(root, environment);
    }

    private static Set<String> neverPushed(DvcRepository repository) {
        return repository.project().stages().stream()
                .flatMap(stage -> stage.outputs().stream().filter(output -> !output.push() || isTakenFromGit(stage)))
                .map(output -> repository.inGit(output.path()))
                .collect(Collectors.toSet());
    }

    private static boolean isTakenFromGit(Stage stage) {
        return stage.isImport() && stage.dependencies().get(0).fromRepository();
    }

    private static List<TrackedPath> recorded(DvcRepository repository, SnapshotOptions looking) {
        Snapshot snapshot = repository.snapshot(looking);
        return snapshot.paths().stream()
                .filter(path -> path.stored() && path.recorded() != null)
                .toList();
    }

    private static List<String> names(List<TrackedPath> paths) {
        return paths.stream().map(TrackedPath::path).toList();
    }

    private static boolean isAmong(String path, List<String> reported) {
        return reported.stream().anyMatch(other -> other.equals(path) || other.startsWith(path + "/"));
    }

    private List<String> moving(String operation) {
        List<String> arguments = new ArrayList<>(List.of(operation));
        arguments.addAll(options.jobs() == 0 ? List.of() : List.of("--jobs", Integer.toString(options.jobs())));
        return arguments;
    }

    /** Outputs as targets, behind {@code --} so that none is taken for an option. */
    private List<String> with(List<String> arguments, List<String> paths) {
        List<String> all = new ArrayList<>(arguments);
        all.add("--");
        if (!paths.isEmpty()) {
            DvcRepository repository = repository();
            List<TrackedPath> targets =
                    recorded(repository, SnapshotOptions.defaults().within(paths));
            if (targets.isEmpty()) {
                throw new DvcProgramException(
                        DvcFailure.UNKNOWN_TARGET, -1, "DVC tracks nothing at or below", paths, null);
            }
            String below = repository.inGit("");
            int prefix = below.isEmpty() ? 0 : below.length() + 1;
            targets.forEach(target -> all.add(target.path().substring(prefix)));
        }
        return all;
    }
}
