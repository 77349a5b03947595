package io.jenkins.plugins.modelgate.dvc.commit;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.util.Objects;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.transport.CredentialsProvider;

/**
 * What to commit back, as whom, and where to.
 *
 * @param message the commit's message; the trailer is added to it
 * @param build names the build that trained, one line, such as its URL; goes into the trailer {@code Model-Gate-Build}
 * @param author who is responsible for the change
 * @param committer who commits
 * @param branch the branch to push to, such as {@code main}; it has to be at the commit that was built
 * @param gitRemote the name or URL of the Git remote
 * @param dvcRemote the name of DVC's remote; null = its default one
 * @param credentials for the Git remote; null if none are needed
 * @param dryRun whether only to check and say what would be committed
 */
public record CommitRequest(
        String message,
        String build,
        PersonIdent author,
        PersonIdent committer,
        String branch,
        String gitRemote,
        @CheckForNull String dvcRemote,
        @CheckForNull CredentialsProvider credentials,
        boolean dryRun) {
    public CommitRequest {
        Objects.requireNonNull(author, "author");
        Objects.requireNonNull(committer, "committer");
        if (message.isBlank()) {
            throw new IllegalArgumentException("A commit needs a message");
        }
        if (build.isBlank() || build.lines().count() != 1) {
            throw new IllegalArgumentException("The name of the build must be one line, not ‘" + build + "’");
        }
        if (!org.eclipse.jgit.lib.Repository.isValidRefName("refs/heads/" + branch)) {
            throw new IllegalArgumentException("‘" + branch + "’ is no name for a branch");
        }
    }

    /** To {@code origin} and DVC's default remote. */
    public static CommitRequest of(String message, String build, PersonIdent author, String branch) {
        return new CommitRequest(message, build, author, author, branch, "origin", null, null, false);
    }

    public CommitRequest withCredentials(CredentialsProvider provider) {
        return new CommitRequest(message, build, author, committer, branch, gitRemote, dvcRemote, provider, dryRun);
    }

    public CommitRequest inDryRun() {
        return new CommitRequest(message, build, author, committer, branch, gitRemote, dvcRemote, credentials, true);
    }
}
