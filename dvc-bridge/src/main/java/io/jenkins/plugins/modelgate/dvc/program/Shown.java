package io.jenkins.plugins.modelgate.dvc.program;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.data.TrackedPath;
import io.jenkins.plugins.modelgate.dvc.DvcRepository;
import io.jenkins.plugins.modelgate.dvc.SnapshotOptions;
import io.jenkins.plugins.modelgate.dvc.Stage;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Looks whether things are as the dvc program says. */
final class Shown {
    private Shown() {}

    /** That all lies in the workspace as recorded. */
    static Proof here(DvcRepository repository, String command, List<String> paths) {
        return all(repository, command, paths, path -> path.state() == TrackedPath.State.UNCHANGED);
    }

    /** That the outputs of stages, and of all above them, lie in the workspace as recorded. */
    static Proof made(DvcRepository repository, List<String> stages) {
        Set<String> outputs = Upstream.outputs(repository, stages);
        List<TrackedPath> made = recorded(repository, SnapshotOptions.defaults()).stream()
                .filter(path -> outputs.contains(path.path()))
                .toList();
        return proof("repro", made, path -> path.state() == TrackedPath.State.UNCHANGED);
    }

    static Proof all(DvcRepository repository, String command, List<String> paths, Predicate<TrackedPath> shown) {
        return proof(command, recorded(repository, SnapshotOptions.defaults().within(paths)), shown);
    }

    private static Proof proof(String command, List<TrackedPath> recorded, Predicate<TrackedPath> shown) {
        refuse("‘dvc " + command + "’ reported success, but these are not as recorded", recorded, shown.negate());
        return new Proof(names(recorded), Proof.Method.LOOKED);
    }

    /** @param asked what DVC said of the remote, if it had to be asked */
    static Proof inRemote(
            DvcRepository repository, List<String> paths, @CheckForNull String remote, Optional<Said> asked) {
        SnapshotOptions looking = SnapshotOptions.defaults().within(paths);
        Set<String> never = neverPushed(repository);
        List<TrackedPath> wanted = recorded(repository, remote == null ? looking.lookingInRemote() : looking).stream()
                .filter(path -> !never.contains(path.path()))
                .toList();
        refuse("The remote does not have", wanted, path -> path.inRemote() == TrackedPath.Presence.ABSENT);
        if (wanted.stream().allMatch(path -> path.inRemote() == TrackedPath.Presence.PRESENT)) {
            return new Proof(names(wanted), Proof.Method.LOOKED);
        }
        refuse("The remote does not have, or cannot be asked for", wanted, missedBy(repository, asked));
        return new Proof(names(wanted), Proof.Method.REPORTED);
    }

    /**
     * Every file and directory that DVC does not find in the remote; all of them if the remote cannot be reached, which
     * DVC does not tell apart.
     */
    private static Predicate<TrackedPath> missedBy(DvcRepository repository, Optional<Said> asked) {
        if (asked.isEmpty()) {
            return path -> path.inRemote() == TrackedPath.Presence.UNKNOWN;
        }
        List<String> missed = DvcJson.notInRemote(asked.get().answer()).stream()
                .map(repository::inGit)
                .toList();
        return path ->
                missed.stream().anyMatch(other -> other.equals(path.path()) || other.startsWith(path.path() + "/"));
    }

    static List<TrackedPath> recorded(DvcRepository repository, SnapshotOptions looking) {
        return repository.snapshot(looking).paths().stream()
                .filter(path -> path.stored() && path.recorded() != null)
                .toList();
    }

    private static void refuse(String what, List<TrackedPath> paths, Predicate<TrackedPath> bad) {
        List<String> found = names(paths.stream().filter(bad).toList());
        if (!found.isEmpty()) {
            throw new DvcProgramException(DvcFailure.NOT_PROVED, -1, what, found, null);
        }
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

    private static List<String> names(List<TrackedPath> paths) {
        return paths.stream().map(TrackedPath::path).toList();
    }
}
