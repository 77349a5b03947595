package io.jenkins.plugins.modelgate.core.ledger;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.git.IsolatedRepository;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.eclipse.jgit.errors.NotSupportedException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.PushConnection;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.RemoteRefUpdate;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.URIish;

/** A ledger that people protect: a remote repository, and a copy of it on this machine that nothing depends on. */
final class RemoteOrigin implements Origin {
    private static final Logger LOG = Logger.getLogger(RemoteOrigin.class.getName());

    /** How a server words that two pushes met; that a branch is protected comes under the same status. */
    private static final Pattern COLLISION = Pattern.compile("lock|failed to update ref", Pattern.CASE_INSENSITIVE);

    /** What JGit says when not the repository but something that stands before it had no answer, or no patience. */
    private static final Pattern GATEWAY = Pattern.compile(": 50[234]( |$)");

    private static final int LONGEST_SILENCE_SECONDS = 60;

    private final URIish uri;
    private final Path copy;

    @CheckForNull
    private final CredentialsProvider credentials;

    @CheckForNull
    private GitStore store;

    RemoteOrigin(URIish uri, Path copy, @CheckForNull CredentialsProvider credentials) {
        this.uri = uri;
        this.copy = copy;
        this.credentials = credentials;
    }

    @Override
    public Optional<GitStore> store() throws LedgerException {
        return Optional.of(storeForWriting());
    }

    @Override
    public GitStore storeForWriting() throws LedgerException {
        if (store == null) {
            store = GitStore.openOrCreate(copy, false);
        }
        return store;
    }

    @Override
    @CheckForNull
    public ObjectId tip(Branch branch, Deadline deadline) throws LedgerException {
        GitStore git = storeForWriting();
        RefSpec wanted = new RefSpec(branch.ref() + ":" + branch.trackingRef());
        try (Transport transport = open(git, deadline);
                FetchConnection connection = transport.openFetch(List.of(wanted))) {
            Ref ref = connection.getRef(branch.ref());
            if (ref == null || ref.getObjectId() == null) {
                return null;
            }
            if (!git.has(ref.getObjectId())) {
                connection.fetch(NullProgressMonitor.INSTANCE, Set.of(ref), Set.of());
                remember(git, branch, ref.getObjectId(), deadline);
            }
            return ref.getObjectId();
        } catch (TransportException | NotSupportedException e) {
            throw unreachable(e);
        }
    }

    /** So that the next fetch is small, and nothing of it is garbage. */
    private static void remember(GitStore git, Branch branch, ObjectId tip, Deadline deadline) throws LedgerException {
        try (Exclusive lock = Exclusive.of(git, deadline)) {
            RefUpdate update = git.repository().updateRef(branch.trackingRef());
            update.disableRefLog();
            update.setForceUpdate(true);
            update.setNewObjectId(tip);
            update.update();
            lock.countWrite();
        } catch (IOException e) {
            LOG.log(Level.FINE, e, () -> "The next fetch will fetch more than it must");
        }
    }

    private Transport open(GitStore git, Deadline deadline) throws TransportException, NotSupportedException {
        Transport transport = Transport.open(git.repository(), uri);
        transport.setCredentialsProvider(credentials);
        transport.setTimeout((int) Math.max(1, Math.min(LONGEST_SILENCE_SECONDS, deadline.millisLeft() / 1000)));
        transport.setOptionReceivePack(isFile() ? IsolatedRepository.RECEIVE_PACK : transport.getOptionReceivePack());
        return transport;
    }

    private boolean isFile() {
        return "file".equals(uri.getScheme());
    }

    /**
     * The tags whose names begin with {@code prefix}, by name. What they name is in {@code into} afterwards.
     *
     * @param known what {@code into} has with all its history; null if that is nothing
     */
    SortedMap<String, ObjectId> tags(GitStore into, String prefix, @CheckForNull ObjectId known, Deadline deadline)
            throws LedgerException {
        try (Transport transport = open(into, deadline);
                FetchConnection connection = transport.openFetch()) {
            SortedMap<String, ObjectId> tags = new TreeMap<>();
            Set<ObjectId> have = known == null ? Set.of() : Set.of(known);
            List<Ref> missing = new ArrayList<>();
            for (Ref ref : connection.getRefs()) {
                if (ref.getName().startsWith(Constants.R_TAGS + prefix) && ref.getObjectId() != null) {
                    tags.put(ref.getName().substring(Constants.R_TAGS.length()), ref.getObjectId());
                    missing.addAll(into.has(ref.getObjectId()) ? List.of() : List.of(ref));
                }
            }
            if (!missing.isEmpty()) {
                connection.fetch(NullProgressMonitor.INSTANCE, missing, have);
            }
            return tags;
        } catch (TransportException | NotSupportedException e) {
            throw new LedgerException(
                    "The anchors at ‘" + uri + "’ cannot be read: "
                            + said(e)
                            + ". Check the address, the network and the credentials; a new place is made by ‘git init"
                            + " --bare’",
                    e);
        }
    }

    /** Makes a tag, which must not exist. */
    void tag(GitStore from, String ref, ObjectId tag, Deadline deadline) throws LedgerException {
        try (Transport transport = open(from, deadline);
                PushConnection connection = transport.openPush()) {
            RemoteRefUpdate update =
                    new RemoteRefUpdate(from.repository(), null, tag, ref, false, null, ObjectId.zeroId());
            connection.push(NullProgressMonitor.INSTANCE, Map.of(ref, update));
            if (update.getStatus() != RemoteRefUpdate.Status.OK) {
                throw new PushRefusedException(
                        "‘" + uri + "’ does not take the anchor: "
                                + PlainText.line(
                                        update.getStatus() + " " + Objects.toString(update.getMessage(), "") + " "
                                                + connection.getMessages(),
                                        800)
                                + ". Check that the credentials may push tags there, its protection and its hooks",
                        null);
            }
        } catch (IOException e) {
            throw new LedgerException(
                    "The anchor cannot be pushed to ‘" + uri + "’: "
                            + said(e)
                            + ". Check the address, the network and the credentials, and do the same again: that is safe",
                    e);
        }
    }

    @Override
    public boolean publish(Branch branch, @CheckForNull ObjectId old, ObjectId next, Deadline deadline)
            throws LedgerException {
        GitStore git = storeForWriting();
        RemoteRefUpdate update = update(git, branch, old, next);
        boolean sent = false;
        String messages = "";
        try (Transport transport = open(git, deadline);
                PushConnection connection = transport.openPush()) {
            Ref now = connection.getRef(branch.ref());
            if (!Objects.equals(now == null ? null : now.getObjectId(), old)) {
                return false;
            }
            sent = true;
            connection.push(NullProgressMonitor.INSTANCE, Map.of(branch.ref(), update));
            messages = connection.getMessages();
        } catch (TransportException | NotSupportedException e) {
            return sent ? arrived(git, branch, old, next, deadline, e) || mayTryAgain(e) : mayTryAgain(e);
        }
        return switch (update.getStatus()) {
            case OK, UP_TO_DATE -> true;
            case AWAITING_REPORT, NOT_ATTEMPTED -> arrived(git, branch, old, next, deadline, null);
            default -> lost(git, branch, old, next, deadline, update, messages);
        };
    }

    private static RemoteRefUpdate update(GitStore git, Branch branch, @CheckForNull ObjectId old, ObjectId next)
            throws LedgerException {
        try {
            return new RemoteRefUpdate(
                    git.repository(), null, next, branch.ref(), false, null, old == null ? ObjectId.zeroId() : old);
        } catch (IOException e) {
            throw new LedgerException("Cannot read ‘" + git.folder() + "’: " + e.getMessage(), e);
        }
    }

    /**
     * A push that failed but for the network will fail again. What was sent may come through later; it is made for the same
     * head as what is sent then, so that one of the two is refused.
     */
    private boolean mayTryAgain(IOException e) throws PushRefusedException {
        if (!isNetwork(e) && !GATEWAY.matcher(Objects.toString(e.getMessage())).find()) {
            throw refused(e.getMessage(), e);
        }
        LOG.log(Level.FINE, e, () -> "The push to " + uri + " is repeated");
        return false;
    }

    /** Whether what was sent is in the ledger, although nobody said so. */
    private boolean arrived(
            GitStore git,
            Branch branch,
            @CheckForNull ObjectId old,
            ObjectId next,
            Deadline deadline,
            @CheckForNull IOException why)
            throws LedgerException {
        for (int attempt = 0; ; attempt++) {
            try {
                return contains(git, tip(branch, deadline), next, old);
            } catch (Unreachable e) {
                if (Thread.currentThread().isInterrupted() || !pause(deadline, attempt)) {
                    if (why != null) {
                        e.addSuppressed(why);
                    }
                    throw new OutcomeUnknownException(
                            "The connection to the ledger ‘" + uri + "’ broke during the push of the commit "
                                    + next.name() + ", and it cannot be asked whether that arrived (" + e.getMessage()
                                    + "). Do the same again when it can be reached: that is safe",
                            next.name(),
                            e);
                }
            }
        }
    }

    /** Whoever is interrupted while it is not known whether a push arrived has no time left to find out. */
    private static boolean pause(Deadline deadline, int attempt) {
        try {
            return deadline.pause(attempt);
        } catch (LedgerException interrupted) {
            LOG.log(Level.FINE, interrupted, interrupted::getMessage);
            return false;
        }
    }

    private static boolean contains(
            GitStore git, @CheckForNull ObjectId tip, ObjectId commit, @CheckForNull ObjectId until)
            throws LedgerException {
        ObjectId id = tip;
        while (id != null && !id.equals(until)) {
            if (id.equals(commit)) {
                return true;
            }
            id = git.commit(id).parent();
        }
        return false;
    }

    /** The server said no: because somebody else was first, or for reasons of its own. */
    private boolean lost(
            GitStore git,
            Branch branch,
            @CheckForNull ObjectId old,
            ObjectId next,
            Deadline deadline,
            RemoteRefUpdate update,
            String messages)
            throws LedgerException {
        ObjectId tip = tip(branch, deadline);
        if (!Objects.equals(tip, old)) {
            return contains(git, tip, next, old);
        }
        String reason = Objects.requireNonNullElse(update.getMessage(), "");
        if (COLLISION.matcher(reason + messages).find()) {
            return false;
        }
        String said = PlainText.line(messages, 500);
        throw refused(update.getStatus() + " " + reason + (said.isEmpty() ? "" : ", " + said), null);
    }

    private PushRefusedException refused(String why, @CheckForNull Throwable cause) {
        return new PushRefusedException(
                "The ledger ‘" + uri + "’ does not take the push, and nobody else was first: "
                        + PlainText.line(why, 800)
                        + ". Check that the credentials may push to its branch, the branch’s protection, and its hooks",
                cause);
    }

    /** Without a full stop, since a sentence goes on. */
    private static String said(Exception e) {
        return PlainText.line(Objects.toString(e.getMessage()), 500).replaceFirst("\\.+$", "");
    }

    private Unreachable unreachable(IOException e) {
        return new Unreachable(
                "Cannot read the ledger ‘" + uri + "’: " + said(e)
                        + ". Check the address, the network and the credentials; docs/ledger.md says what to do in an emergency",
                e);
    }

    private static boolean isNetwork(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SocketException
                    || cause instanceof UnknownHostException
                    || cause instanceof InterruptedIOException
                    || cause instanceof SSLException
                    || cause instanceof EOFException) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void tidyIfDue() {
        if (store != null) {
            store.tidyIfDue();
        }
    }

    @Override
    public void close() {
        if (store != null) {
            store.close();
        }
    }

    /** The remote does not answer a question. */
    private static final class Unreachable extends LedgerException {
        private static final long serialVersionUID = 1L;

        Unreachable(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
