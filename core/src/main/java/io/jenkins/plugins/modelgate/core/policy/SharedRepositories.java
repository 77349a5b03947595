package io.jenkins.plugins.modelgate.core.policy;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.digest.Shown;
import io.jenkins.plugins.modelgate.core.git.IsolatedRepository;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.eclipse.jgit.errors.NotSupportedException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.URIish;

/**
 * The repositories that the administrator lets policies include files of, by the names that he gave them. A commit counts
 * if a branch or a tag contains it: many servers hand out commits of forks under the address of the repository that was
 * forked, and those anybody can make. What was found once is kept on this machine and not asked for again. No Git
 * configuration of this machine matters.
 */
public final class SharedRepositories implements Includes {
    private static final int SILENCE_SECONDS = 60;

    private static final List<RefSpec> BRANCHES_AND_TAGS =
            List.of(new RefSpec("refs/heads/*:refs/heads/*"), new RefSpec("refs/tags/*:refs/tags/*"));

    /** Marks a commit whose files may be read; keeps its objects too. */
    private static final String FOUND = "refs/found/";

    /** By folder: two threads would fetch the same twice. Other processes may, and do no harm. */
    private static final ConcurrentMap<Path, Object> FETCHING = new ConcurrentHashMap<>();

    /** Where a repository is. */
    public interface Source {
        /** Its address, without a password; {@code file:} where the administrator says so. */
        String url();

        /** Who fetches it; asked only if something is to be fetched. Null if no credentials are needed. */
        @CheckForNull
        CredentialsProvider credentials() throws IOException;
    }

    private final Map<String, Source> sources;
    private final Path cache;
    private final String remedy;

    /**
     * @param sources by name
     * @param cache a folder of this machine that belongs to Model Gate; it may be deleted at any time, and who can write to
     *     it can make this machine believe things
     * @param remedy how a repository gets a name, such as {@code an administrator names it under …}
     */
    public SharedRepositories(Map<String, ? extends Source> sources, Path cache, String remedy) {
        this.sources = new TreeMap<>(sources);
        this.cache = cache;
        this.remedy = remedy;
    }

    @Override
    @CheckForNull
    public byte[] read(Include file, int most) throws IOException {
        Source source = sources.get(file.repository());
        if (source == null) {
            throw new IllegalArgumentException("policies may include nothing of ‘" + file.repository() + "’, "
                    + (sources.isEmpty() ? "no repository is named for that" : "only of: " + names()) + "; " + remedy);
        }
        Path folder = folder(source);
        try (IsolatedRepository copy = IsolatedRepository.openOrCreate(folder)) {
            ObjectId commit = ObjectId.fromString(file.commit());
            synchronized (FETCHING.computeIfAbsent(folder, unknown -> new Object())) {
                if (copy.exactRef(FOUND + file.commit()) == null) {
                    look(copy, file, commit, source);
                }
            }
            try (RevWalk walk = new RevWalk(copy)) {
                return CommittedFile.read(copy, walk.parseCommit(commit), file.path(), most)
                        .orElse(null);
            }
        }
    }

    /**
     * Asks a repository what it has, and fetches nothing.
     *
     * @param name one of those that were given
     * @return how many branches and tags there are
     * @throws IllegalArgumentException if its address is none
     * @throws IOException if it does not answer
     */
    public int refs(String name) throws IOException {
        Source source = sources.get(name);
        try (IsolatedRepository copy = IsolatedRepository.openOrCreate(folder(source))) {
            return connected(copy, name, source, connection -> refs(connection).size());
        }
    }

    private Path folder(Source source) {
        return cache.resolve(
                Sha256.of(source.url().getBytes(StandardCharsets.UTF_8)).hex().substring(0, 32));
    }

    private String names() {
        return String.join(", ", sources.keySet());
    }

    /** Fetches what branches and tags hold, and marks the commit if it is in one of them. */
    private static void look(IsolatedRepository copy, Include file, ObjectId commit, Source source) throws IOException {
        Collection<Ref> refs = connected(copy, file.repository(), source, connection -> fetch(copy, connection));
        if (!contains(copy, refs, commit)) {
            throw new IllegalArgumentException("no branch and no tag of ‘" + file.repository() + "’ (" + source.url()
                    + ") contains the commit " + file.commit() + "; push it there, or name one that is there");
        }
        RefUpdate mark = copy.updateRef(FOUND + file.commit());
        mark.disableRefLog();
        mark.setNewObjectId(commit);
        mark.update();
    }

    private static Collection<Ref> fetch(IsolatedRepository copy, FetchConnection connection)
            throws TransportException {
        Collection<Ref> refs = refs(connection);
        Set<ObjectId> here = new HashSet<>();
        List<Ref> wanted = new ArrayList<>();
        for (Ref ref : refs) {
            if (copy.getObjectDatabase().has(ref.getObjectId())) {
                here.add(ref.getObjectId());
            } else {
                wanted.add(ref);
            }
        }
        if (!wanted.isEmpty()) {
            connection.fetch(NullProgressMonitor.INSTANCE, wanted, here);
        }
        return refs;
    }

    private static Collection<Ref> refs(FetchConnection connection) {
        return connection.getRefs().stream()
                .filter(ref -> ref.getName().startsWith(Constants.R_HEADS)
                        || ref.getName().startsWith(Constants.R_TAGS))
                .filter(ref -> ref.getObjectId() != null)
                .toList();
    }

    private interface Task<T> {
        T with(FetchConnection connection) throws TransportException;
    }

    private static <T> T connected(IsolatedRepository copy, String name, Source source, Task<T> task)
            throws IOException {
        CredentialsProvider credentials = source.credentials();
        try (Transport transport = Transport.open(copy, new URIish(source.url()))) {
            transport.setCredentialsProvider(credentials);
            transport.setTimeout(SILENCE_SECONDS);
            try (FetchConnection connection = transport.openFetch(BRANCHES_AND_TAGS)) {
                return task.with(connection);
            }
        } catch (URISyntaxException | NotSupportedException e) {
            throw new IllegalArgumentException(
                    "‘" + Shown.text(source.url()) + "’ is no address of a Git repository", e);
        } catch (TransportException e) {
            throw new IOException(
                    "The repository of shared gates ‘" + name + "’ (" + source.url() + ") cannot be fetched: "
                            + Shown.text(Objects.toString(e.getMessage()))
                            + ". Check the address, the network and the credentials",
                    e);
        }
    }

    private static boolean contains(IsolatedRepository copy, Collection<Ref> refs, ObjectId commit) throws IOException {
        if (!copy.getObjectDatabase().has(commit)) {
            return false;
        }
        try (RevWalk walk = new RevWalk(copy)) {
            walk.setRetainBody(false);
            for (Ref ref : refs) {
                Optional<RevCommit> tip = tip(walk, ref.getObjectId());
                if (tip.isPresent()) {
                    walk.markStart(tip.get());
                }
            }
            for (RevCommit one : walk) {
                if (one.equals(commit)) {
                    return true;
                }
            }
            return false;
        }
    }

    /** Tags may be of anything. */
    private static Optional<RevCommit> tip(RevWalk walk, ObjectId id) throws IOException {
        RevObject tip = walk.peel(walk.parseAny(id));
        return tip instanceof RevCommit commit ? Optional.of(commit) : Optional.empty();
    }
}
