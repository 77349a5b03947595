package io.jenkins.plugins.modelgate.dvc.commit;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.dvc.commit.CommitBackException.Reason;
import java.io.IOException;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.RemoteRefUpdate;
import org.eclipse.jgit.transport.Transport;

/** The push of one commit on top of another: the remote's branch is at the one, or nothing happens. */
final class Publication {
    private static final int TIMEOUT_SECONDS = 60;
    private static final Pattern SECRET = Pattern.compile("(?<=://)[^/@\\s]+@");

    private final Git git;
    private final CommitRequest request;
    private final ObjectId parent;
    private final ObjectId commit;
    private final String ref;

    Publication(Git git, CommitRequest request, ObjectId parent, ObjectId commit) {
        this.git = git;
        this.request = request;
        this.parent = parent;
        this.commit = commit;
        this.ref = "refs/heads/" + request.branch();
    }

    void push() {
        try (Transport transport = open()) {
            RemoteRefUpdate update =
                    new RemoteRefUpdate(git.getRepository(), commit.name(), commit, ref, false, null, parent);
            transport.push(NullProgressMonitor.INSTANCE, List.of(update));
            judge(update.getStatus(), update.getMessage());
        } catch (TransportException e) {
            afterBreak(e);
        } catch (IOException | URISyntaxException e) {
            throw rejected("cannot be pushed to: " + e.getMessage(), e);
        }
    }

    private Transport open() throws IOException, URISyntaxException {
        Transport transport = Transport.open(git.getRepository(), request.gitRemote());
        transport.setCredentialsProvider(request.credentials());
        transport.setTimeout(TIMEOUT_SECONDS);
        return transport;
    }

    private void judge(RemoteRefUpdate.Status status, @CheckForNull String message) {
        switch (status) {
            case OK, UP_TO_DATE -> {}
            case REJECTED_REMOTE_CHANGED, REJECTED_NONFASTFORWARD -> throw moved();
            default -> throw rejected("refused the push: " + status + (message == null ? "" : ", " + message), null);
        }
    }

    /** A broken connection says nothing of whether the push arrived: only the remote knows. */
    private void afterBreak(TransportException broken) {
        boolean there;
        try {
            there = isThere();
            // Of a remote that is gone, JGit's external ssh says so by an IllegalThreadStateException.
        } catch (IOException | URISyntaxException | IllegalArgumentException e) {
            broken.addSuppressed(e);
            throw new CommitBackException(
                    Reason.UNKNOWN_OUTCOME,
                    clean("The push to ‘" + request.gitRemote() + "’ broke off, and whether " + ref + " is at "
                            + commit.name() + " now could not be asked: " + broken.getMessage()
                            + ". Look there: if it is, go on from it; if not, build again"),
                    List.of(),
                    broken);
        }
        if (!there) {
            throw rejected("was not pushed to: " + broken.getMessage(), broken);
        }
    }

    /** Whether the remote's branch has the commit, at its tip or, where others have pushed since, below it. */
    private boolean isThere() throws IOException, URISyntaxException {
        try (Transport transport = open();
                FetchConnection connection = transport.openFetch(List.of(new RefSpec(ref)))) {
            Ref tip = connection.getRef(ref);
            if (tip == null || parent.equals(tip.getObjectId())) {
                return false;
            }
            if (!git.getRepository().getObjectDatabase().has(tip.getObjectId())) {
                connection.fetch(NullProgressMonitor.INSTANCE, Set.of(tip), Set.of());
            }
            try (RevWalk walk = new RevWalk(git.getRepository())) {
                return walk.isMergedInto(walk.parseCommit(commit), walk.parseCommit(tip.getObjectId()));
            }
        }
    }

    private CommitBackException moved() {
        return new CommitBackException(
                Reason.REMOTE_MOVED,
                clean("‘" + request.branch() + "’ in ‘" + request.gitRemote() + "’ is not at " + parent.name()
                        + ", which was built; build its newest commit instead. Nothing was committed"),
                List.of(),
                null);
    }

    private CommitBackException rejected(String what, @CheckForNull Exception cause) {
        return new CommitBackException(
                Reason.REJECTED,
                clean("‘" + request.branch() + "’ in ‘" + request.gitRemote() + "’ " + what
                        + ". Nothing was committed"),
                List.of(),
                cause);
    }

    private static String clean(String message) {
        return SECRET.matcher(message).replaceAll("***@").replaceAll("\\s+", " ");
    }
}
