package io.jenkins.plugins.modelgate.dvc.commit;

import io.jenkins.plugins.modelgate.core.data.Snapshot;
import io.jenkins.plugins.modelgate.core.data.TrackedPath;
import io.jenkins.plugins.modelgate.dvc.DvcRepository;
import io.jenkins.plugins.modelgate.dvc.SnapshotOptions;
import io.jenkins.plugins.modelgate.dvc.commit.CommitBackException.Reason;
import io.jenkins.plugins.modelgate.dvc.program.DvcProgram;
import io.jenkins.plugins.modelgate.dvc.program.Proof;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.Status;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/**
 * Commits what a pipeline run in CI changed: the lock, metrics and {@code .gitignore} files, nothing else.
 *
 * <p>The data goes first: it is pushed and proved present before anything names it. Then the commit is made beside the
 * branch and pushed, and only if the remote took it does the workspace's own branch move to it. So a refused push leaves
 * branch and work tree as they were, and the run can be repeated on the newer commit. The push asks for the remote's
 * branch to be at the very commit that was built: it never forces, and it takes no other unpushed commit along.
 *
 * <p>The trailer {@value #TRAILER} names the build. A CI server that starts a build for each push must leave out those for
 * which {@link #isOwnCommit} answers yes, or the pipeline would feed itself.
 */
public final class CommitBack {
    /** The trailer of the commits that this makes. */
    public static final String TRAILER = "Model-Gate-Build";

    /**
     * What the first phase found.
     *
     * @param head the commit that was built
     * @param snapshot the digest of the data as it lies there
     * @param changed what differs from that commit, sorted
     */
    public record Ready(String head, String snapshot, List<String> changed) implements Serializable {
        /** What would be done. */
        public CommittedBack dryRun() {
            return new CommittedBack(changed.isEmpty() ? head : null, head, changed, null);
        }
    }

    private static final Set<TrackedPath.State> AS_RECORDED =
            EnumSet.of(TrackedPath.State.UNCHANGED, TrackedPath.State.NOT_HERE, TrackedPath.State.MISSING);

    private final DvcProgram dvc;

    public CommitBack(DvcProgram dvc) {
        this.dvc = dvc;
    }

    /**
     * Whether a commit was made by {@link #run}: by its trailer, which anyone can write, so this is no proof of anything.
     *
     * @param message the commit's full message
     */
    public static boolean isOwnCommit(String message) {
        String last = message.strip();
        last = last.substring(last.lastIndexOf("\n\n") + 1);
        return last.lines().anyMatch(line -> line.startsWith(TRAILER + ": "));
    }

    /** Whether {@link #isOwnCommit} says so of the commit that is checked out; without one, or without Git, it is not. */
    public static boolean isAtOwnCommit(DvcRepository repository) {
        return repository.gitRoot() != null
                && inGit(repository, git -> {
                    ObjectId head = git.getRepository().resolve(Constants.HEAD);
                    return head != null
                            && isOwnCommit(git.getRepository().parseCommit(head).getFullMessage());
                });
    }

    /**
     * Pushes the data, commits and pushes.
     *
     * @throws CommitBackException if that is refused, by a rule or by the remote
     * @throws io.jenkins.plugins.modelgate.dvc.program.DvcProgramException if the data cannot be pushed or proved present
     */
    public CommittedBack run(CommitRequest request) {
        Ready ready = check(dvc.repository());
        return request.dryRun()
                ? ready.dryRun()
                : complete(dvc.repository(), request, ready, dvc.push(List.of(), request.dvcRemote()));
    }

    /**
     * The first phase, before the data is pushed: whether there is anything to commit, and nothing that must not be.
     *
     * @throws CommitBackException if that is refused by a rule
     */
    public static Ready check(DvcRepository repository) {
        return inGit(repository, git -> {
            RevCommit head = head(git.getRepository());
            Snapshot snapshot = repository.snapshot(SnapshotOptions.defaults());
            Status status = git.status().call();
            check(new OwnChanges(git.getRepository(), head, snapshot), snapshot, status);
            return new Ready(head.name(), snapshot.digest().hex(), List.copyOf(changed(status)));
        });
    }

    /**
     * The last phase, after the data was pushed: commits and pushes. Done again with the same request after it was cut off,
     * it makes the same commit.
     *
     * @param repository as its files are now
     * @param data the proof that the data is in the remote
     * @throws CommitBackException if that is refused, by a rule or by the remote
     */
    public static CommittedBack complete(DvcRepository repository, CommitRequest request, Ready ready, Proof data) {
        return inGit(repository, git -> {
            RevCommit head = head(git.getRepository());
            if (isDone(head, request, ready)) {
                return new CommittedBack(head.name(), ready.head(), ready.changed(), data);
            }
            Snapshot now = repository.snapshot(SnapshotOptions.defaults());
            Set<String> changed = changed(git.status().call());
            if (!ready.equals(new Ready(head.name(), now.digest().hex(), List.copyOf(changed)))) {
                throw refused(Reason.NOT_AS_RECORDED, "The workspace changed while its data was pushed", List.of());
            }
            String commit = changed.isEmpty()
                    ? head.name()
                    : commit(git, head, changed, request).name();
            return new CommittedBack(commit, head.name(), ready.changed(), data);
        });
    }

    private static boolean isDone(RevCommit head, CommitRequest request, Ready ready) {
        return head.getParentCount() == 1
                && head.getParent(0).name().equals(ready.head())
                && head.getFullMessage().equals(message(request));
    }

    private static String message(CommitRequest request) {
        return request.message().strip() + "\n\n" + TRAILER + ": "
                + request.build().strip() + "\n";
    }

    /** Something that is done with the Git repository. */
    @FunctionalInterface
    private interface Work<T> {
        T apply(Git git) throws IOException, GitAPIException;
    }

    private static <T> T inGit(DvcRepository repository, Work<T> work) {
        Path root = repository.gitRoot();
        if (root == null) {
            throw refused(Reason.NOT_READY, "The project has no Git repository to commit to", List.of());
        }
        try (Repository files = new FileRepositoryBuilder()
                        .findGitDir(root.toFile())
                        .setMustExist(true)
                        .build();
                Git git = new Git(files)) {
            return work.apply(git);
        } catch (IOException | GitAPIException e) {
            throw new CommitBackException(
                    Reason.NOT_READY, "The Git repository cannot be read: " + e.getMessage(), List.of(), e);
        }
    }

    private static RevCommit head(Repository git) throws IOException {
        ObjectId head = git.resolve(Constants.HEAD);
        if (head == null || !git.getRepositoryState().canCommit()) {
            throw refused(
                    Reason.NOT_READY,
                    "There is no commit to build on, or a merge or rebase is under way; check out a commit first",
                    List.of());
        }
        try (RevWalk walk = new RevWalk(git)) {
            RevCommit commit = walk.parseCommit(head);
            walk.parseHeaders(commit.getTree());
            return commit;
        }
    }

    private static Set<String> changed(Status status) {
        Set<String> changed = new TreeSet<>(status.getUncommittedChanges());
        changed.addAll(status.getUntracked());
        return changed;
    }

    private static void check(OwnChanges own, Snapshot snapshot, Status status) throws IOException {
        refuse(
                Reason.FOREIGN_CHANGES,
                "More differs from the commit than what DVC writes; commit, ignore or revert it first",
                own.foreign(changed(status)));
        refuse(
                Reason.FOREIGN_CHANGES,
                "The lock is ignored by Git and would stay behind; correct ‘.gitignore’",
                OwnChanges.hiddenLocks(status.getIgnoredNotInIndex()));
        refuse(
                Reason.NOT_AS_RECORDED,
                "The workspace is not what the lock says; run ‘dvc repro’ or ‘dvc commit’ first",
                snapshot.paths().stream()
                        .filter(path -> !AS_RECORDED.contains(path.state()))
                        .map(TrackedPath::path)
                        .toList());
    }

    private static void refuse(Reason reason, String message, List<String> paths) {
        if (!paths.isEmpty()) {
            throw refused(reason, message, paths);
        }
    }

    private static ObjectId commit(Git git, RevCommit head, Set<String> changed, CommitRequest request)
            throws IOException, GitAPIException {
        boolean done = false;
        try {
            var add = git.add();
            changed.forEach(add::addFilepattern);
            ObjectId tree = write(git.getRepository(), add.call());
            ObjectId commit = write(git.getRepository(), head, tree, request);
            new Publication(git, request, head, commit).push();
            advance(git.getRepository(), head, commit);
            done = true;
            return commit;
        } finally {
            if (!done) {
                var reset = git.reset();
                changed.forEach(reset::addPath);
                reset.call();
            }
        }
    }

    private static ObjectId write(Repository git, DirCache index) throws IOException {
        try (ObjectInserter inserter = git.newObjectInserter()) {
            ObjectId tree = index.writeTree(inserter);
            inserter.flush();
            return tree;
        }
    }

    /** Built by hand: no hook of the workspace runs, and the branch stays where it is. */
    private static ObjectId write(Repository git, RevCommit head, ObjectId tree, CommitRequest request)
            throws IOException {
        CommitBuilder builder = new CommitBuilder();
        builder.setTreeId(tree);
        builder.setParentId(head);
        builder.setAuthor(request.author());
        builder.setCommitter(request.committer());
        builder.setMessage(message(request));
        try (ObjectInserter inserter = git.newObjectInserter()) {
            ObjectId commit = inserter.insert(builder);
            inserter.flush();
            return commit;
        }
    }

    private static void advance(Repository git, RevCommit head, ObjectId commit) throws IOException {
        RefUpdate update = git.updateRef(Constants.HEAD);
        update.setExpectedOldObjectId(head);
        update.setNewObjectId(commit);
        update.setRefLogMessage("commit: by Model Gate", false);
        RefUpdate.Result result = update.update();
        if (result != RefUpdate.Result.FAST_FORWARD) {
            throw new IOException(
                    "commit " + commit.name() + " was pushed, but the workspace did not move to it: " + result);
        }
    }

    private static CommitBackException refused(Reason reason, String message, List<String> paths) {
        return new CommitBackException(reason, message, paths, null);
    }
}
