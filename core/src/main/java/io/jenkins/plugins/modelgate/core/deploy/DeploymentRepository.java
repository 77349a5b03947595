package io.jenkins.plugins.modelgate.core.deploy;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.deploy.Deployments.Change;
import io.jenkins.plugins.modelgate.core.deploy.Deployments.Found;
import io.jenkins.plugins.modelgate.core.deploy.Deployments.Outcome;
import io.jenkins.plugins.modelgate.core.deploy.Deployments.Result;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.digest.Shown;
import io.jenkins.plugins.modelgate.core.git.IsolatedRepository;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import org.eclipse.jgit.diff.DiffFormatter;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEditor;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.errors.NotSupportedException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.PushConnection;
import org.eclipse.jgit.transport.RemoteRefUpdate;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.AndTreeFilter;
import org.eclipse.jgit.treewalk.filter.PathFilterGroup;
import org.eclipse.jgit.treewalk.filter.TreeFilter;

/** A repository from which others deploy, with a copy on this machine that nothing depends on. */
final class DeploymentRepository implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(DeploymentRepository.class.getName());

    private static final int SILENCE_SECONDS = 60;
    private static final int MOST_ATTEMPTS = 5;

    /** As far back as an older transition is looked for. */
    private static final int MOST_COMMITS = 1_000;

    /** How a server words that two pushes met; that a branch is protected comes under the same status. */
    private static final Pattern COLLISION = Pattern.compile("lock|failed to update ref", Pattern.CASE_INSENSITIVE);

    /** By folder: two threads would fetch the same twice, and write over each other's files. */
    private static final ConcurrentMap<Path, Object> AT_WORK = new ConcurrentHashMap<>();

    private final Deployment deployment;
    private final Path folder;
    private final IsolatedRepository copy;

    @CheckForNull
    private final CredentialsProvider credentials;

    DeploymentRepository(Deployment deployment, Path folder, @CheckForNull CredentialsProvider credentials)
            throws IOException {
        this.deployment = deployment;
        this.folder = folder;
        this.copy = IsolatedRepository.openOrCreate(folder);
        this.credentials = credentials;
    }

    /** Makes the files of the templates, each by its path. */
    interface Renderer {
        SortedMap<String, String> render(Map<String, String> templates) throws DeploymentException;
    }

    /**
     * Brings the branch to what the renderer makes.
     *
     * @param isKnown whether the ledger has a transition that the branch names
     * @param transition by which the ledger says so
     * @param at the commit's time: whoever else writes the same at once makes the same commit
     */
    Result bring(
            Renderer renderer, Predicate<String> isKnown, String message, Sha256 transition, Instant at, boolean dryRun)
            throws DeploymentException, IOException {
        synchronized (AT_WORK.computeIfAbsent(folder, unknown -> new Object())) {
            boolean sent = false;
            for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
                Wanted wanted = wanted(renderer, isKnown);
                if (wanted.outcome != null) {
                    ObjectId shows = wanted.outcome == Outcome.PROPOSED ? wanted.proposed : wanted.base;
                    return result(
                            sent && wanted.outcome == Outcome.UP_TO_DATE ? Outcome.WRITTEN : wanted.outcome,
                            transition,
                            shows,
                            wanted);
                }
                if (dryRun) {
                    return result(Outcome.DIFFERS, transition, null, wanted);
                }
                ObjectId commit = commit(wanted, message, at);
                sent = true;
                if (push(wanted, commit)) {
                    return result(
                            deployment.proposal() == null ? Outcome.WRITTEN : Outcome.PROPOSED,
                            transition,
                            commit,
                            wanted);
                }
            }
        }
        throw error("after " + MOST_ATTEMPTS + " attempts no push had arrived", "deploy again", null);
    }

    private Result result(Outcome outcome, Sha256 transition, @CheckForNull ObjectId shows, Wanted wanted) {
        return new Result(
                deployment, outcome, transition, shows == null ? null : shows.name(), wanted.diff, wanted.found);
    }

    /**
     * What is to be written onto what.
     *
     * @param base the branch from which others deploy
     * @param proposed the branch that people merge; null if there is none
     * @param files by path
     * @param found what is there; null if nothing changes
     * @param outcome null if something is to be written
     */
    private record Wanted(
            ObjectId base,
            @CheckForNull ObjectId proposed,
            SortedMap<String, String> files,
            String diff,
            @CheckForNull Found found,
            @CheckForNull Outcome outcome) {}

    private Wanted wanted(Renderer renderer, Predicate<String> isKnown) throws DeploymentException, IOException {
        Map<String, ObjectId> tips = fetch();
        ObjectId base = tips.get(deployment.branch());
        if (base == null) {
            throw error("it has no branch ‘" + deployment.branch() + "’", "make one, with the templates in it", null);
        }
        ObjectId proposed = deployment.proposal() == null ? null : tips.get(deployment.proposal());
        try (RevWalk walk = new RevWalk(copy)) {
            RevCommit commit = walk.parseCommit(base);
            String shown = newest(commit, isKnown);
            SortedMap<String, String> files = renderer.render(templates(commit));
            String diff = diff(commit, files);
            Outcome outcome = null;
            if (diff.isEmpty()) {
                outcome = Outcome.UP_TO_DATE;
            } else if (proposed != null) {
                RevCommit proposal = walk.parseCommit(proposed);
                outcome = walk.isMergedInto(commit, proposal)
                                && diff(proposal, files).isEmpty()
                        ? Outcome.PROPOSED
                        : null;
            }
            Found found = diff.isEmpty() ? null : new Found(shown, change(commit, files.keySet()));
            return new Wanted(base, proposed, files, diff, found, outcome);
        }
    }

    /** The newest transition of the target that the branch shows, one that this ledger has; null if it shows none. */
    @CheckForNull
    private String newest(RevCommit tip, Predicate<String> isKnown) throws DeploymentException, IOException {
        // Through merges too: people merge what was proposed.
        try (RevWalk walk = new RevWalk(copy)) {
            walk.markStart(walk.parseCommit(tip));
            RevCommit commit = walk.next();
            for (int i = 0; i < MOST_COMMITS && commit != null; i++) {
                String transition = transition(commit);
                if (transition != null && !isKnown.test(transition)) {
                    throw error(
                            "its commit " + commit.name() + " shows the transition ‘" + Shown.text(transition)
                                    + "’, which this ledger does not have",
                            "is this the right ledger, and does nobody else write there?",
                            null);
                }
                if (transition != null) {
                    return transition;
                }
                commit = walk.next();
            }
            return null;
        }
    }

    /** The transition of the target that a commit shows; null if it shows none. */
    @CheckForNull
    private String transition(RevCommit commit) {
        return footer(commit, Deployments.TARGET)
                        .equals(Shown.text(deployment.target().toString(), 1000))
                ? footer(commit, Deployments.TRANSITION)
                : null;
    }

    /** The newest commit that changed one of the files; null if there are none. */
    @CheckForNull
    private Change change(RevCommit tip, Set<String> files) throws DeploymentException, IOException {
        List<String> there = new ArrayList<>();
        for (String path : files) {
            if (file(tip, path) != null) {
                there.add(path);
            }
        }
        if (there.isEmpty()) {
            return null;
        }
        try (RevWalk walk = new RevWalk(copy)) {
            walk.setTreeFilter(AndTreeFilter.create(PathFilterGroup.createFromStrings(there), TreeFilter.ANY_DIFF));
            walk.markStart(walk.parseCommit(tip));
            RevCommit commit = walk.next();
            if (commit == null) {
                return null;
            }
            return new Change(
                    commit.name(),
                    Shown.text(commit.getAuthorIdent().getName()),
                    commit.getCommitterIdent().getWhenAsInstant(),
                    transition(commit));
        }
    }

    private static String footer(RevCommit commit, String key) {
        List<String> values = commit.getFooterLines(key);
        return values.isEmpty() ? "" : values.get(values.size() - 1);
    }

    private Map<String, String> templates(RevCommit commit) throws DeploymentException, IOException {
        Map<String, String> templates = new TreeMap<>();
        for (String path : deployment.files().keySet()) {
            String text = file(commit, path);
            if (text == null) {
                throw error(
                        "there is no template ‘" + path + "’ in its branch ‘" + deployment.branch() + "’",
                        "commit one there",
                        null);
            }
            templates.put(path, text);
        }
        return templates;
    }

    /** The text of a file; null if there is none. */
    @CheckForNull
    private String file(RevCommit commit, String path) throws DeploymentException, IOException {
        try (TreeWalk walk = TreeWalk.forPath(copy, path, commit.getTree())) {
            if (walk == null) {
                return null;
            }
            int type = walk.getRawMode(0) & FileMode.TYPE_MASK;
            if (type != FileMode.TYPE_FILE) {
                throw error("‘" + path + "’ is no ordinary file there", "name another one", null);
            }
            if (copy.open(walk.getObjectId(0)).getSize() > Template.MOST) {
                throw error("‘" + path + "’ is larger than " + Template.MOST + " bytes", "name another one", null);
            }
            return new String(copy.open(walk.getObjectId(0)).getBytes(), StandardCharsets.UTF_8);
        }
    }

    /** What changes, in the form of {@code git diff}. */
    private String diff(RevCommit commit, SortedMap<String, String> files) throws DeploymentException, IOException {
        for (String path : files.keySet()) {
            file(commit, path); // refuses to write over what is no file
        }
        ByteArrayOutputStream diff = new ByteArrayOutputStream();
        try (DiffFormatter formatter = new DiffFormatter(diff)) {
            formatter.setRepository(copy);
            formatter.format(commit.getTree(), tree(commit, files));
        }
        return diff.toString(StandardCharsets.UTF_8);
    }

    private ObjectId tree(RevCommit commit, SortedMap<String, String> files) throws IOException {
        DirCache index = DirCache.newInCore();
        DirCacheBuilder builder = index.builder();
        try (ObjectInserter inserter = copy.newObjectInserter();
                ObjectReader reader = copy.newObjectReader()) {
            builder.addTree(new byte[0], DirCacheEntry.STAGE_0, reader, commit.getTree());
            builder.finish();
            DirCacheEditor editor = index.editor();
            for (Map.Entry<String, String> file : files.entrySet()) {
                ObjectId blob =
                        inserter.insert(Constants.OBJ_BLOB, file.getValue().getBytes(StandardCharsets.UTF_8));
                editor.add(new Put(file.getKey(), blob));
            }
            editor.finish();
            ObjectId tree = index.writeTree(inserter);
            inserter.flush();
            return tree;
        }
    }

    private static final class Put extends DirCacheEditor.PathEdit {
        private final ObjectId blob;

        Put(String path, ObjectId blob) {
            super(path);
            this.blob = blob;
        }

        @Override
        public void apply(DirCacheEntry entry) {
            if (entry.getRawMode() == 0) {
                entry.setFileMode(FileMode.REGULAR_FILE);
            }
            entry.setObjectId(blob);
        }
    }

    private ObjectId commit(Wanted wanted, String message, Instant at) throws IOException {
        try (RevWalk walk = new RevWalk(copy);
                ObjectInserter inserter = copy.newObjectInserter()) {
            PersonIdent committer = new PersonIdent("Model Gate", "model-gate@localhost", at, ZoneOffset.UTC);
            CommitBuilder commit = new CommitBuilder();
            commit.setTreeId(tree(walk.parseCommit(wanted.base), wanted.files));
            commit.setParentId(wanted.base);
            commit.setAuthor(committer);
            commit.setCommitter(committer);
            commit.setMessage(message);
            ObjectId id = inserter.insert(commit);
            inserter.flush();
            return id;
        }
    }

    // --- the remote

    private Transport open() throws DeploymentException {
        try {
            URIish uri = new URIish(deployment.url());
            Transport transport = Transport.open(copy, uri);
            transport.setCredentialsProvider(credentials);
            transport.setTimeout(SILENCE_SECONDS);
            if ("file".equals(uri.getScheme())) {
                transport.setOptionReceivePack(IsolatedRepository.RECEIVE_PACK);
            }
            return transport;
        } catch (URISyntaxException | NotSupportedException | TransportException e) {
            throw error("its address cannot be used: " + e.getMessage(), "check the address", e);
        }
    }

    /** The branches, with all that they hold. */
    private Map<String, ObjectId> fetch() throws DeploymentException {
        try (Transport transport = open();
                FetchConnection connection = transport.openFetch()) {
            Map<String, ObjectId> tips = new TreeMap<>();
            Set<Ref> missing = new HashSet<>();
            for (String branch : new String[] {deployment.branch(), deployment.proposal()}) {
                Ref ref = branch == null ? null : connection.getRef(Constants.R_HEADS + branch);
                if (ref != null && ref.getObjectId() != null) {
                    tips.put(branch, ref.getObjectId());
                    if (!copy.getObjectDatabase().has(ref.getObjectId())) {
                        missing.add(ref);
                    }
                }
            }
            if (!missing.isEmpty()) {
                connection.fetch(NullProgressMonitor.INSTANCE, missing, Set.of());
            }
            keep(tips);
            return tips;
        } catch (IOException e) {
            throw error(
                    "it cannot be read: " + e.getMessage(), "check the address, the network and the credentials", e);
        }
    }

    /** So that the next fetch brings only what is new. */
    private void keep(Map<String, ObjectId> tips) throws IOException {
        for (Map.Entry<String, ObjectId> tip : tips.entrySet()) {
            RefUpdate seen = copy.updateRef("refs/seen/" + tip.getKey());
            seen.setNewObjectId(tip.getValue());
            seen.disableRefLog();
            seen.forceUpdate();
        }
    }

    /**
     * Compares and swaps.
     *
     * @return false if it is to be looked at again: somebody else was first, or it is not known whether it arrived
     */
    private boolean push(Wanted wanted, ObjectId commit) throws DeploymentException, IOException {
        boolean proposes = deployment.proposal() != null;
        String ref = Constants.R_HEADS + (proposes ? deployment.proposal() : deployment.branch());
        ObjectId old = proposes ? wanted.proposed : wanted.base;
        RemoteRefUpdate update =
                new RemoteRefUpdate(copy, null, commit, ref, proposes, null, old == null ? ObjectId.zeroId() : old);
        boolean sent = false;
        String messages;
        try (Transport transport = open();
                PushConnection connection = transport.openPush()) {
            Ref now = connection.getRef(ref);
            if (!Objects.equals(now == null ? null : now.getObjectId(), old)) {
                return false;
            }
            sent = true;
            connection.push(NullProgressMonitor.INSTANCE, Map.of(ref, update));
            messages = connection.getMessages();
        } catch (TransportException | NotSupportedException e) {
            if (sent) {
                LOG.log(Level.FINE, e, () -> "Whether the push to " + deployment.url() + " arrived is looked at");
                return false;
            }
            throw error("it does not take a push: " + e.getMessage(), "check that the credentials may push", e);
        }
        return switch (update.getStatus()) {
            case OK, UP_TO_DATE -> true;
            case AWAITING_REPORT, NOT_ATTEMPTED, REJECTED_NONFASTFORWARD, REJECTED_REMOTE_CHANGED -> false;
            default -> {
                String said = Objects.toString(update.getMessage(), "") + " " + messages;
                if (COLLISION.matcher(said).find()) {
                    yield false;
                }
                throw error(
                        "it refuses the push: " + update.getStatus() + " " + said.strip(),
                        "check that the credentials may push to the branch, its protection, and its hooks",
                        null);
            }
        };
    }

    private DeploymentException error(String what, String remedy, @CheckForNull Throwable cause) {
        return new DeploymentException(
                "The repository of the deployment ‘" + deployment.name() + "’ (" + deployment.url()
                        + ") is not brought to what the ledger says: "
                        + Shown.text(what.replaceFirst("\\.+$", ""), 600) + ". "
                        + Character.toUpperCase(remedy.charAt(0)) + remedy.substring(1),
                cause);
    }

    @Override
    public void close() {
        copy.close();
    }
}
