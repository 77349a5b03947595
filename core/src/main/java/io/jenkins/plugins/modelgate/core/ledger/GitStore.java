package io.jenkins.plugins.modelgate.core.ledger;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.document.Envelope;
import io.jenkins.plugins.modelgate.core.git.IsolatedRepository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectChecker;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;
import org.eclipse.jgit.util.FileUtils;
import org.eclipse.jgit.util.RawParseUtils;

/**
 * The objects of one bare repository. Whatever is read is hashed again: Git itself believes the name that an object is
 * stored under.
 */
final class GitStore implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(GitStore.class.getName());

    private static final int MAX_OBJECT = Envelope.MAX_BYTES;

    /** Next to each other commits share nearly all trees. Longer ones than a ledger has are not kept. */
    private static final int KEPT_TREES = 1_000;

    private static final int LONGEST_KEPT_TREE = 1 << 16;

    private final IsolatedRepository repository;
    private final Map<ObjectId, List<Entry>> trees = Collections.synchronizedMap(new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ObjectId, List<Entry>> eldest) {
            return size() > KEPT_TREES;
        }
    });

    private final AtomicBoolean untidy = new AtomicBoolean();

    private GitStore(IsolatedRepository repository) {
        this.repository = repository;
    }

    /**
     * Opens the bare repository in {@code folder}; empty if there is nothing.
     *
     * @param incoming a further folder of objects to read from
     * @param durable whether what is written must survive a power cut
     */
    static Optional<GitStore> open(Path folder, @CheckForNull Path incoming, boolean durable) throws LedgerException {
        if (!Files.exists(folder)) {
            return Optional.empty();
        }
        try {
            if (!Files.isDirectory(folder.resolve(Constants.OBJECTS))
                    || !Files.exists(folder.resolve(Constants.HEAD))) {
                if (isEmpty(folder)) {
                    return Optional.empty();
                }
                throw new LedgerException("‘" + folder + "’ is there but is no bare Git repository."
                        + " Name a bare repository, or a folder that is empty or does not exist yet");
            }
            return Optional.of(new GitStore(new IsolatedRepository(folder, incoming, durable)));
        } catch (IOException | UncheckedIOException e) {
            throw new LedgerException(
                    "Cannot open the Git repository ‘" + folder + "’: " + e.getMessage()
                            + ". Check that this user may read it",
                    e);
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (var files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }

    /** Opens it, and makes it first if there is nothing. Whoever else does the same at the same time gets the same. */
    static GitStore openOrCreate(Path folder, boolean durable) throws LedgerException {
        Optional<GitStore> there = open(folder, null, durable);
        if (there.isPresent()) {
            return there.get();
        }
        Path made = folder.resolveSibling(folder.getFileName() + "." + UUID.randomUUID() + ".new");
        try {
            Files.createDirectories(
                    Objects.requireNonNull(folder.toAbsolutePath().getParent()));
            create(made);
            Files.deleteIfExists(folder);
            Files.move(made, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            throw new LedgerException("The file system of ‘" + folder + "’ cannot hold a ledger: no atomic moves", e);
        } catch (IOException e) {
            LOG.log(Level.FINE, e, () -> "Not the one that made ‘" + folder + "’");
            discard(made);
            return open(folder, null, durable)
                    .orElseThrow(() -> new LedgerException(
                            "Cannot make the Git repository ‘" + folder + "’: " + e.getMessage()
                                    + ". Check that this user may write there",
                            e));
        }
        return open(folder, null, durable).orElseThrow();
    }

    private static void discard(Path folder) {
        try {
            FileUtils.delete(folder.toFile(), FileUtils.RECURSIVE | FileUtils.RETRY | FileUtils.SKIP_MISSING);
        } catch (IOException e) {
            LOG.log(Level.FINE, e, () -> "‘" + folder + "’ is left over");
        }
    }

    private static void create(Path folder) throws IOException {
        try (IsolatedRepository repository = new IsolatedRepository(folder, null, false)) {
            repository.create(true);
            RefUpdate head = repository.updateRef(Constants.HEAD);
            head.disableRefLog();
            head.link(Constants.R_HEADS + Branch.MAIN.branch());
            StoredConfig config = repository.getConfig();
            config.setBoolean("core", null, "fsyncRefFiles", true);
            config.setBoolean("core", null, "logAllRefUpdates", false);
            config.setBoolean("pack", null, "buildBitmaps", false);
            config.save();
        }
    }

    IsolatedRepository repository() {
        return repository;
    }

    Path folder() {
        return repository.getDirectory().toPath();
    }

    // --- reading

    @CheckForNull
    ObjectId ref(String name) throws LedgerException {
        try {
            Ref ref = repository.exactRef(name);
            return ref == null ? null : ref.getObjectId();
        } catch (IOException e) {
            throw unreadable("the ref ‘" + name + "’", e);
        }
    }

    /** The tags whose names begin with {@code prefix}, by name. */
    SortedMap<String, ObjectId> tags(String prefix) throws LedgerException {
        try {
            SortedMap<String, ObjectId> tags = new TreeMap<>();
            for (Ref ref : repository.getRefDatabase().getRefsByPrefix(Constants.R_TAGS + prefix)) {
                tags.put(ref.getName().substring(Constants.R_TAGS.length()), ref.getObjectId());
            }
            return tags;
        } catch (IOException e) {
            throw unreadable("the tags", e);
        }
    }

    boolean has(ObjectId id) {
        return repository.getObjectDatabase().has(id);
    }

    byte[] blob(ObjectId id) throws LedgerException {
        return read(id, Constants.OBJ_BLOB);
    }

    List<Entry> tree(@CheckForNull ObjectId id) throws LedgerException {
        if (id == null) {
            return List.of();
        }
        List<Entry> kept = trees.get(id);
        return kept == null ? readTree(id) : kept;
    }

    /** So that everything is read, and hashed, again. */
    void forget() {
        trees.clear();
    }

    private List<Entry> readTree(ObjectId id) throws LedgerException {
        byte[] raw = read(id, Constants.OBJ_TREE);
        try {
            new ObjectChecker().checkTree(raw);
        } catch (CorruptObjectException e) {
            throw new Damage("The tree " + id.name() + " is malformed (" + e.getMessage() + ").", Remedies.RESTORE, e);
        }
        List<Entry> entries = new ArrayList<>();
        CanonicalTreeParser p = new CanonicalTreeParser();
        for (p.reset(raw); !p.eof(); p.next(1)) {
            byte[] name = Arrays.copyOfRange(
                    p.getEntryPathBuffer(), p.getNameOffset(), p.getNameOffset() + p.getNameLength());
            entries.add(new Entry(
                    new String(name, StandardCharsets.ISO_8859_1), p.getEntryFileMode(), p.getEntryObjectId()));
        }
        if (raw.length <= LONGEST_KEPT_TREE) {
            trees.put(id.copy(), List.copyOf(entries));
        }
        return entries;
    }

    Commit commit(ObjectId id) throws LedgerException {
        try {
            byte[] raw = read(id, Constants.OBJ_COMMIT);
            new ObjectChecker().checkCommit(raw);
            RevCommit parsed = RevCommit.parse(raw);
            int message = RawParseUtils.commitMessage(raw, 0);
            return new Commit(
                    id.copy(),
                    parsed.getTree().copy(),
                    Arrays.stream(parsed.getParents()).map(ObjectId::copy).toList(),
                    message < 0 ? "" : new String(raw, message, raw.length - message, StandardCharsets.UTF_8));
        } catch (CorruptObjectException e) {
            throw new Damage("The commit is malformed (" + e.getMessage() + ").", Remedies.RESTORE, e).in(id);
        } catch (Damage e) {
            throw e.in(id);
        }
    }

    /** The bytes of an annotated tag; empty if it is something else. */
    Optional<byte[]> tag(ObjectId id) throws LedgerException {
        try (ObjectReader reader = repository.newObjectReader()) {
            return reader.open(id).getType() == Constants.OBJ_TAG
                    ? Optional.of(read(id, Constants.OBJ_TAG))
                    : Optional.empty();
        } catch (IOException e) {
            throw new Damage("The tag " + id.name() + " cannot be read (" + e.getMessage() + ").", Remedies.RESTORE, e);
        }
    }

    /** The blob at {@code path} below a root tree; null if there is no regular file. */
    @CheckForNull
    ObjectId file(@CheckForNull ObjectId root, String path) throws LedgerException {
        ObjectId tree = root;
        String[] parts = path.split("/", -1);
        for (int i = 0; i < parts.length; i++) {
            FileMode wanted = i == parts.length - 1 ? FileMode.REGULAR_FILE : FileMode.TREE;
            tree = child(tree, parts[i], wanted);
            if (tree == null) {
                return null;
            }
        }
        return tree;
    }

    /** What is in a folder below a root tree, whose path ends in a slash; empty if there is none. */
    List<Entry> list(@CheckForNull ObjectId root, String folder) throws LedgerException {
        ObjectId tree = root;
        for (String part : folder.substring(0, folder.length() - 1).split("/", -1)) {
            tree = child(tree, part, FileMode.TREE);
        }
        return tree(tree);
    }

    @CheckForNull
    private ObjectId child(@CheckForNull ObjectId tree, String name, FileMode mode) throws LedgerException {
        for (Entry entry : tree(tree)) {
            if (entry.name.equals(name)) {
                return entry.mode.equals(mode) ? entry.id : null;
            }
        }
        return null;
    }

    private byte[] read(ObjectId id, int type) throws LedgerException {
        byte[] bytes;
        try (ObjectReader reader = repository.newObjectReader()) {
            ObjectLoader loader = reader.open(id, type);
            if (loader.getSize() > MAX_OBJECT) {
                throw new Damage(
                        "The " + Constants.typeString(type) + " " + id.name() + " has " + loader.getSize() + " bytes; "
                                + MAX_OBJECT + " is the most that a ledger holds.",
                        Remedies.RESTORE);
            }
            bytes = loader.getCachedBytes(MAX_OBJECT);
        } catch (MissingObjectException e) {
            throw new Damage(
                    "The " + Constants.typeString(type) + " " + id.name() + " is missing.", Remedies.RESTORE, e);
        } catch (IOException | RuntimeException e) {
            // JGit meets some damaged objects with exceptions such as ArrayIndexOutOfBounds.
            throw new Damage(
                    "The " + Constants.typeString(type) + " " + id.name() + " cannot be read (" + e.getMessage() + ").",
                    Remedies.RESTORE,
                    e);
        }
        ObjectId actual = hash(type, bytes);
        if (!actual.equals(id)) {
            throw new Damage(
                    "What is stored as the " + Constants.typeString(type) + " " + id.name()
                            + " is something else: its bytes hash to " + actual.name() + ".",
                    Remedies.RESTORE);
        }
        return bytes;
    }

    static ObjectId hash(int type, byte[] bytes) {
        try (ObjectInserter.Formatter formatter = new ObjectInserter.Formatter()) {
            return formatter.idFor(type, bytes);
        }
    }

    private LedgerException unreadable(String what, IOException e) {
        return new LedgerException(
                "Cannot read " + what + " in ‘" + folder() + "’: " + e.getMessage() + ". " + Remedies.RESTORE, e);
    }

    // --- writing

    /** Writes files on top of a tree, and a commit of the result; nothing refers to it yet. */
    Commit write(@CheckForNull Commit parent, SortedMap<String, byte[]> files, String message, Author author)
            throws LedgerException {
        try (ObjectInserter inserter = repository.newObjectInserter()) {
            TreeMap<String, ObjectId> blobs = new TreeMap<>();
            for (var file : files.entrySet()) {
                blobs.put(file.getKey(), inserter.insert(Constants.OBJ_BLOB, file.getValue()));
            }
            ObjectId tree = Trees.rewrite(this, parent == null ? null : parent.tree, blobs, inserter::insert);
            CommitBuilder commit = new CommitBuilder();
            commit.setTreeId(tree);
            if (parent != null) {
                commit.setParentId(parent.id);
            }
            commit.setAuthor(author.ident());
            commit.setCommitter(author.ident());
            commit.setMessage(message);
            ObjectId id = inserter.insert(commit);
            inserter.flush();
            return new Commit(id, tree, parent == null ? List.of() : List.of(parent.id), message);
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    ObjectId writeTag(byte[] bytes) throws LedgerException {
        try (ObjectInserter inserter = repository.newObjectInserter()) {
            ObjectId id = inserter.insert(Constants.OBJ_TAG, bytes);
            inserter.flush();
            return id;
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    void tidyLater() {
        untidy.set(true);
    }

    /** To be called when nobody waits for this thread. */
    void tidyIfDue() {
        if (untidy.getAndSet(false)) {
            Packing.round(folder());
        }
    }

    /** Makes a ref, which must not exist. */
    void makeRef(String name, ObjectId id) throws LedgerException {
        try {
            RefUpdate update = repository.updateRef(name);
            update.disableRefLog();
            update.setExpectedOldObjectId(ObjectId.zeroId());
            update.setNewObjectId(id);
            if (update.update() != RefUpdate.Result.NEW) {
                throw new IOException("‘" + name + "’ answers " + update.getResult());
            }
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private LedgerException unwritable(IOException e) {
        return new LedgerException(
                "Cannot write to the Git repository ‘" + folder() + "’: " + e.getMessage()
                        + ". Check the free space and that this user may write there",
                e);
    }

    @Override
    public void close() {
        repository.close();
    }

    /** An entry of a tree; the name as one char per byte. */
    record Entry(String name, FileMode mode, ObjectId id) {}

    record Commit(ObjectId id, ObjectId tree, List<ObjectId> parents, String message) {
        @CheckForNull
        ObjectId parent() {
            return parents.isEmpty() ? null : parents.get(0);
        }
    }

    record Author(String name, String email, Instant at) {
        PersonIdent ident() {
            return new PersonIdent(name, email, at, java.time.ZoneOffset.UTC);
        }
    }
}
