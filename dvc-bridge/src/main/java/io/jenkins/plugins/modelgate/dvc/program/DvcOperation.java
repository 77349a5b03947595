package io.jenkins.plugins.modelgate.dvc.program;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.data.TrackedPath;
import io.jenkins.plugins.modelgate.dvc.DvcRepository;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Something that the dvc program is to do, in two phases, so that it does not matter who runs the program: which calls are
 * to be made, and what is true afterwards. DVC's exit code is 0 in cases where nothing was moved, so the second phase looks
 * at the objects, or, in remotes that only DVC can look into, at its report on every single file.
 *
 * <p>Paths are those of {@link TrackedPath#path()}; an empty list means all.
 *
 * @param <T> what is known in the end
 */
public sealed interface DvcOperation<T extends Serializable> extends Serializable {
    /**
     * The calls to make, in this order, none after one that failed.
     *
     * @param repository as it is before
     * @throws DvcProgramException if DVC tracks nothing of what is named
     */
    List<Call> calls(DvcRepository repository);

    /**
     * Concludes from how the calls ended and from what the repository holds.
     *
     * @param repository as its files are now
     * @param said the calls that were made
     * @throws DvcProgramException if it could not be done or shown
     */
    T conclude(DvcRepository repository, List<Said> said);

    /**
     * Brings data from the remote into cache and workspace. Concludes with what lies in the workspace as recorded.
     *
     * @param remote its name; null = the default one
     * @param force whether to overwrite what was changed in the workspace
     * @param jobs how many transfers at once; 0 = as DVC does by itself
     */
    record Pull(List<String> paths, @CheckForNull String remote, boolean force, int jobs)
            implements DvcOperation<Proof> {
        @Override
        public List<Call> calls(DvcRepository repository) {
            List<String> options = new ArrayList<>(Arguments.moving("pull", remote, jobs));
            options.addAll(force ? List.of("--force") : List.of());
            return Arguments.bringing(options, paths, repository);
        }

        @Override
        public Proof conclude(DvcRepository repository, List<Said> said) {
            said.forEach(Said::check);
            return Shown.here(repository, "pull", paths);
        }
    }

    /**
     * Brings data from the remote into the cache. Concludes with what the cache has in full.
     *
     * @param jobs how many transfers at once; 0 = as DVC does by itself
     */
    record Fetch(List<String> paths, int jobs) implements DvcOperation<Proof> {
        @Override
        public List<Call> calls(DvcRepository repository) {
            return List.of(Call.doing(Arguments.with(Arguments.moving("fetch", null, jobs), paths, repository)));
        }

        @Override
        public Proof conclude(DvcRepository repository, List<Said> said) {
            said.forEach(Said::check);
            return Shown.all(repository, "fetch", paths, TrackedPath::inCache);
        }
    }

    /**
     * Brings data from the cache into the workspace. Concludes with what lies in the workspace as recorded.
     *
     * @param force whether to overwrite what was changed in the workspace
     */
    record Checkout(List<String> paths, boolean force) implements DvcOperation<Proof> {
        @Override
        public List<Call> calls(DvcRepository repository) {
            List<String> options = force ? List.of("checkout", "--force") : List.of("checkout");
            return Arguments.bringing(options, paths, repository);
        }

        @Override
        public Proof conclude(DvcRepository repository, List<Said> said) {
            said.forEach(Said::check);
            return Shown.here(repository, "checkout", paths);
        }
    }

    /**
     * Brings data from the cache into the remote. Concludes with what the remote has in full. What DVC never pushes
     * ({@code push: false}, imports from other repositories, which have it) is left out.
     *
     * @param remote its name; null = the default one
     * @param jobs how many transfers at once; 0 = as DVC does by itself
     */
    record Push(List<String> paths, @CheckForNull String remote, int jobs) implements DvcOperation<Proof> {
        @Override
        public List<Call> calls(DvcRepository repository) {
            List<Call> calls = new ArrayList<>();
            calls.add(Call.doing(Arguments.with(Arguments.moving("push", remote, jobs), paths, repository)));
            calls.addAll(new InRemote(paths, remote).calls(repository));
            return calls;
        }

        @Override
        public Proof conclude(DvcRepository repository, List<Said> said) {
            said.forEach(Said::check);
            return new InRemote(paths, remote).conclude(repository, said.subList(1, said.size()));
        }
    }

    /**
     * Shows that the remote has all that is recorded, without moving anything; fails with {@link DvcFailure#NOT_PROVED} and
     * what the remote does not have.
     *
     * @param remote its name; null = the default one
     */
    record InRemote(List<String> paths, @CheckForNull String remote) implements DvcOperation<Proof> {
        /** Unlike {@code dvc status -c} this call takes no directory's content on trust. */
        @Override
        public List<Call> calls(DvcRepository repository) {
            if (remote == null && repository.seesRemotes()) {
                return List.of();
            }
            List<String> arguments =
                    new ArrayList<>(List.of("data", "status", "--not-in-remote", "--granular", "--json"));
            arguments.addAll(Arguments.remote(remote));
            return List.of(Call.asking(arguments));
        }

        @Override
        public Proof conclude(DvcRepository repository, List<Said> said) {
            said.forEach(Said::check);
            return Shown.inRemote(repository, paths, remote, said.stream().findFirst());
        }
    }

    /**
     * Runs the stages that are out of date. Concludes with the outputs, of those that are named and of all above them, that
     * lie in the workspace as the lock now records them. DVC leaves the outputs of stages that ran before a failed one out of {@code .gitignore}; they are added then, and
     * the message names them.
     *
     * @param stages their names; empty = all
     * @param pull whether to bring missing data from the remote first
     * @param force whether to run those too that are up to date
     */
    record Repro(List<String> stages, boolean pull, boolean force) implements DvcOperation<Proof> {
        @Override
        public List<Call> calls(DvcRepository repository) {
            List<String> arguments = new ArrayList<>(List.of("repro"));
            arguments.addAll(pull ? List.of("--pull") : List.of());
            arguments.addAll(force ? List.of("--force") : List.of());
            arguments.add("--");
            arguments.addAll(stages);
            return List.of(Call.doing(arguments));
        }

        @Override
        public Proof conclude(DvcRepository repository, List<Said> said) {
            try {
                said.forEach(Said::check);
            } catch (DvcProgramException e) {
                throw withIgnored(e, IgnoredOutputs.complete(repository));
            }
            return Shown.made(repository, stages);
        }

        private static DvcProgramException withIgnored(DvcProgramException failure, List<String> added) {
            return added.isEmpty()
                    ? failure
                    : new DvcProgramException(
                            failure.reason(),
                            failure.exitCode(),
                            failure.what() + "; DVC had left outputs open to Git, they were added to ‘.gitignore’",
                            added,
                            failure);
        }
    }

    /** Asks what DVC would not call up to date: changed dependencies, commands, outputs. */
    record Status() implements DvcOperation<ArrayList<StaleStage>> {
        @Override
        public List<Call> calls(DvcRepository repository) {
            return List.of(Call.asking(List.of("status", "--json")));
        }

        @Override
        public ArrayList<StaleStage> conclude(DvcRepository repository, List<Said> said) {
            said.forEach(Said::check);
            return new ArrayList<>(DvcJson.staleStages(said.get(0).answer()));
        }
    }
}
