package io.jenkins.plugins.modelgate.cli;

import io.jenkins.plugins.modelgate.core.document.PolicyRef;
import io.jenkins.plugins.modelgate.core.policy.Policy;
import io.jenkins.plugins.modelgate.core.policy.PolicyParser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.treewalk.TreeWalk;

/** The Git repository of the workspace: what its refs say, whatever its work tree does. */
final class GitWorkspace implements AutoCloseable {
    /** The policy's name in the repository. */
    static final String POLICY = "model-gate.yaml";

    /** A policy, and where it was read. */
    record Guarded(Policy policy, PolicyRef ref) {}

    private final Repository repository;

    private GitWorkspace(Repository repository) {
        this.repository = repository;
    }

    /**
     * Finds the repository upwards.
     *
     * @throws InputException if there is none
     */
    static GitWorkspace open(Path anywhereInside) throws IOException {
        FileRepositoryBuilder builder = new FileRepositoryBuilder().findGitDir(anywhereInside.toFile());
        if (builder.getGitDir() == null) {
            throw new InputException(
                    "‘" + anywhereInside + "’ is not inside a Git repository; run ‘git init’ and commit");
        }
        return new GitWorkspace(builder.build());
    }

    /** The root of the work tree. */
    Path root() {
        return repository.getWorkTree().toPath();
    }

    /**
     * Reads the policy as a ref has it.
     *
     * @param ref a full name such as {@code refs/remotes/origin/main}, or {@code HEAD}
     * @param guarded whether the administrator named the ref as a protected one
     * @throws InputException if the ref or the file is not there
     */
    Guarded policy(String ref, boolean guarded) throws IOException {
        RevCommit commit = commit(ref).orElseThrow(() -> new InputException(unknown(ref)));
        try (TreeWalk walk = TreeWalk.forPath(repository, POLICY, commit.getTree())) {
            if (walk == null || !isFile(walk)) {
                throw new InputException("There is no ‘" + POLICY + "’ in " + ref + " (" + commit.name()
                        + "); commit one, or name another ref by --policy-ref");
            }
            ObjectLoader loader = repository.open(walk.getObjectId(0), Constants.OBJ_BLOB);
            byte[] bytes;
            try (InputStream in = loader.openStream()) {
                bytes = in.readNBytes(PolicyParser.MAX_BYTES + 1); // one more: the parser refuses what is too long
            }
            Policy policy = PolicyParser.parse(bytes, ref + ":" + POLICY);
            return new Guarded(policy, new PolicyRef(policy.digest(), ref, commit.name(), guarded));
        }
    }

    private static boolean isFile(TreeWalk walk) {
        FileMode mode = walk.getFileMode(0);
        return mode.equals(FileMode.REGULAR_FILE) || mode.equals(FileMode.EXECUTABLE_FILE);
    }

    private static String unknown(String ref) {
        return ref.equals(Constants.HEAD)
                ? "There is no commit yet; the policy is read from Git, so commit model-gate.yaml"
                : "There is no ref ‘" + ref + "’ in the workspace's repository; give its full name, such as"
                        + " refs/remotes/origin/main, and have it fetched";
    }

    /** The first of {@code refs} that contains the commit that is checked out. */
    Optional<String> containing(List<String> refs) throws IOException {
        Optional<RevCommit> head = commit(Constants.HEAD);
        for (String ref : refs) {
            Optional<RevCommit> tip = commit(ref);
            if (head.isPresent() && tip.isPresent() && contains(tip.get(), head.get())) {
                return Optional.of(ref);
            }
        }
        return Optional.empty();
    }

    private boolean contains(RevCommit tip, RevCommit commit) throws IOException {
        try (RevWalk walk = new RevWalk(repository)) {
            return walk.isMergedInto(walk.parseCommit(commit), walk.parseCommit(tip));
        }
    }

    private Optional<RevCommit> commit(String name) throws IOException {
        Ref ref = repository.exactRef(name);
        ObjectId id = ref == null ? null : ref.getObjectId();
        if (id == null) {
            return Optional.empty();
        }
        try (RevWalk walk = new RevWalk(repository)) {
            return Optional.of(walk.parseCommit(id));
        }
    }

    @Override
    public void close() {
        repository.close();
    }
}
