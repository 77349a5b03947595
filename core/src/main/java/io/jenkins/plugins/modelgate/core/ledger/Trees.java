package io.jenkins.plugins.modelgate.core.ledger;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.ledger.GitStore.Entry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.TreeFormatter;

/** Git trees: writes those on the way to a few files, and tells what differs between two, reading no more than that. */
final class Trees {
    /** A transition changes a handful of entries; more is no transition, and may be a bomb. */
    private static final int MAX_CHANGES = 10_000;

    private final GitStore store;
    private final SortedMap<String, Change> changes = new TreeMap<>();
    private int visited;

    private Trees(GitStore store) {
        this.store = store;
    }

    /** What becomes of a formatted tree: it is stored, or only hashed. */
    @FunctionalInterface
    interface Sink {
        ObjectId put(TreeFormatter tree) throws IOException;
    }

    /**
     * A file that differs.
     *
     * @param before null if it is new
     * @param after null if it is gone
     * @param mode of {@code after}, else of {@code before}
     */
    record Change(
            @CheckForNull ObjectId before, @CheckForNull ObjectId after, FileMode mode) {
        boolean isRegularFile() {
            return after != null && FileMode.REGULAR_FILE.equals(mode);
        }
    }

    /** The root tree {@code base} with some files put in or replaced. Only the trees on their paths are rewritten. */
    static ObjectId rewrite(GitStore store, @CheckForNull ObjectId base, SortedMap<String, ObjectId> files, Sink sink)
            throws LedgerException, IOException {
        TreeMap<String, Entry> entries = new TreeMap<>();
        store.tree(base).forEach(entry -> entries.put(sortKey(entry), entry));
        Map<String, SortedMap<String, ObjectId>> folders = new HashMap<>();
        files.forEach((path, blob) -> {
            int slash = path.indexOf('/');
            if (slash < 0) {
                entries.remove(path + "/");
                entries.put(path, new Entry(path, FileMode.REGULAR_FILE, blob));
            } else {
                folders.computeIfAbsent(path.substring(0, slash), folder -> new TreeMap<>())
                        .put(path.substring(slash + 1), blob);
            }
        });
        for (var folder : folders.entrySet()) {
            entries.remove(folder.getKey());
            Entry old = entries.get(folder.getKey() + "/");
            ObjectId tree = rewrite(store, old == null ? null : old.id(), folder.getValue(), sink);
            entries.put(folder.getKey() + "/", new Entry(folder.getKey(), FileMode.TREE, tree));
        }
        TreeFormatter formatter = new TreeFormatter();
        entries.values()
                .forEach(e -> formatter.append(e.name().getBytes(StandardCharsets.ISO_8859_1), e.mode(), e.id()));
        return sink.put(formatter);
    }

    /** Git sorts a folder as if its name ended with a slash. */
    private static String sortKey(Entry entry) {
        return FileMode.TREE.equals(entry.mode()) ? entry.name() + "/" : entry.name();
    }

    /** What differs, by path. A folder without files is reported as such, with a path that ends with a slash. */
    static SortedMap<String, Change> changes(
            GitStore store, @CheckForNull ObjectId before, @CheckForNull ObjectId after) throws LedgerException {
        Trees trees = new Trees(store);
        trees.compare("", before, after);
        return trees.changes;
    }

    private void compare(String path, @CheckForNull ObjectId before, @CheckForNull ObjectId after)
            throws LedgerException {
        if (path.length() > 1 << 14) {
            throw tooMuch();
        }
        Map<String, Entry> old = byKey(tree(path, before));
        List<Entry> now = tree(path, after);
        if (now.isEmpty() && after != null && !path.isEmpty()) {
            changes.put(path, new Change(null, after, FileMode.TREE));
        }
        for (Entry entry : now) {
            Entry was = old.remove(sortKey(entry));
            if (was == null || !was.id().equals(entry.id()) || !was.mode().equals(entry.mode())) {
                differs(path + sortKey(entry), was, entry);
            }
        }
        for (Entry gone : old.values()) {
            differs(path + sortKey(gone), gone, null);
        }
    }

    private List<Entry> tree(String path, @CheckForNull ObjectId id) throws LedgerException {
        try {
            return store.tree(id);
        } catch (Damage e) {
            throw e.at(path);
        }
    }

    private void differs(String path, @CheckForNull Entry was, @CheckForNull Entry is) throws LedgerException {
        if (++visited > MAX_CHANGES) {
            throw tooMuch();
        }
        ObjectId before = was == null ? null : was.id();
        ObjectId after = is == null ? null : is.id();
        if (path.endsWith("/")) {
            compare(path, before, after);
        } else {
            changes.put(path, new Change(before, after, is == null ? was.mode() : is.mode()));
        }
    }

    private static Map<String, Entry> byKey(List<Entry> entries) {
        Map<String, Entry> byKey = new TreeMap<>();
        entries.forEach(entry -> byKey.put(sortKey(entry), entry));
        return byKey;
    }

    private static Damage tooMuch() {
        return new Damage(
                "It changes more than " + MAX_CHANGES + " entries; a transition changes a handful.", Remedies.REMOVE);
    }
}
