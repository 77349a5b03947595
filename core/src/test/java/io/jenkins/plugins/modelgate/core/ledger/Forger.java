package io.jenkins.plugins.modelgate.core.ledger;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.TreeFormatter;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;

/** Writes into a ledger's repository what Model Gate never would. */
final class Forger implements AutoCloseable {
    private static final PersonIdent MALLORY =
            new PersonIdent("Mallory", "mallory@localhost", Instant.EPOCH, ZoneOffset.UTC);

    private final Repository repository;

    Forger(Path folder) throws IOException {
        repository = new FileRepository(new File(folder.toString()));
    }

    record Entry(FileMode mode, ObjectId id) {}

    ObjectId head() throws IOException {
        return head("main");
    }

    ObjectId head(String branch) throws IOException {
        return repository.resolve("refs/heads/" + branch);
    }

    /** All commits, oldest first. */
    List<RevCommit> commits() throws IOException {
        try (RevWalk walk = new RevWalk(repository)) {
            List<RevCommit> commits = new ArrayList<>();
            ObjectId id = head();
            while (id != null) {
                RevCommit commit = walk.parseCommit(id);
                commits.add(0, commit);
                id = commit.getParentCount() == 0 ? null : commit.getParent(0);
            }
            return commits;
        }
    }

    /** All files of a commit. */
    Map<String, Entry> files(@CheckForNull RevCommit commit) throws IOException {
        Map<String, Entry> files = new TreeMap<>();
        if (commit == null) {
            return files;
        }
        try (TreeWalk walk = new TreeWalk(repository)) {
            walk.addTree(commit.getTree());
            walk.setRecursive(true);
            while (walk.next()) {
                files.put(walk.getPathString(), new Entry(walk.getFileMode(), walk.getObjectId(0)));
            }
        }
        return files;
    }

    byte[] read(ObjectId blob) throws IOException {
        return repository.open(blob).getBytes();
    }

    ObjectId blob(String text) throws IOException {
        return blob(LedgerState.utf8(text));
    }

    ObjectId blob(byte[] bytes) throws IOException {
        try (ObjectInserter inserter = repository.newObjectInserter()) {
            ObjectId id = inserter.insert(Constants.OBJ_BLOB, bytes);
            inserter.flush();
            return id;
        }
    }

    /** A tree of exactly these entries, in this order and unchecked; names may be anything. */
    ObjectId tree(Map<String, Entry> entries) throws IOException {
        try (ObjectInserter inserter = repository.newObjectInserter()) {
            TreeFormatter formatter = new TreeFormatter();
            entries.forEach((name, entry) -> formatter.append(
                    Constants.encode(name), 0, Constants.encode(name).length, entry.mode, entry.id, true));
            ObjectId id = inserter.insert(formatter);
            inserter.flush();
            return id;
        }
    }

    /** A tree with folders, made of files by path. */
    ObjectId treeOf(Map<String, Entry> files) throws IOException {
        TreeMap<String, Entry> entries = new TreeMap<>();
        TreeMap<String, Map<String, Entry>> folders = new TreeMap<>();
        files.forEach((path, entry) -> {
            int slash = path.indexOf('/');
            if (slash < 0) {
                entries.put(path, entry);
            } else {
                folders.computeIfAbsent(path.substring(0, slash), folder -> new TreeMap<>())
                        .put(path.substring(slash + 1), entry);
            }
        });
        for (var folder : folders.entrySet()) {
            entries.put(folder.getKey() + "/", new Entry(FileMode.TREE, treeOf(folder.getValue())));
        }
        Map<String, Entry> sorted = new java.util.LinkedHashMap<>();
        entries.forEach((name, entry) -> sorted.put(name.replaceAll("/$", ""), entry));
        return tree(sorted);
    }

    ObjectId commit(ObjectId tree, String message, ObjectId... parents) throws IOException {
        try (ObjectInserter inserter = repository.newObjectInserter()) {
            CommitBuilder commit = new CommitBuilder();
            commit.setTreeId(tree);
            commit.setParentIds(Arrays.asList(parents));
            commit.setAuthor(MALLORY);
            commit.setCommitter(MALLORY);
            commit.setMessage(message);
            ObjectId id = inserter.insert(commit);
            inserter.flush();
            return id;
        }
    }

    /** Puts a commit of the files of {@code like} and these changes on top; a null entry removes the file. */
    ObjectId onTop(RevCommit like, Map<String, Entry> changes, String message) throws IOException {
        Map<String, Entry> files = files(like);
        changes.forEach((path, entry) -> {
            if (entry == null) {
                files.remove(path);
            } else {
                files.put(path, entry);
            }
        });
        ObjectId commit = commit(treeOf(files), message, head());
        reset(commit);
        return commit;
    }

    /** The files of a branch, without its history. */
    Map<String, Entry> files(String branch) throws IOException {
        try (RevWalk walk = new RevWalk(repository)) {
            return files(walk.parseCommit(head(branch)));
        }
    }

    /** The same commits again, from one on, each with these changes to the files that it has; returns that one’s successor. */
    ObjectId rewrite(List<RevCommit> commits, int from, Map<String, Entry> changes) throws IOException {
        ObjectId parent = from == 0 ? null : commits.get(from - 1);
        ObjectId first = null;
        for (RevCommit commit : commits.subList(from, commits.size())) {
            Map<String, Entry> files = files(commit);
            changes.forEach((path, entry) -> files.computeIfPresent(path, (same, old) -> entry));
            ObjectId[] parents = parent == null ? new ObjectId[0] : new ObjectId[] {parent};
            parent = commit(treeOf(files), commit.getFullMessage(), parents);
            first = first == null ? parent : first;
        }
        reset(parent);
        return first;
    }

    /** A commit on another branch, of its files with these changes. */
    ObjectId onBranch(String branch, Map<String, Entry> changes) throws IOException {
        Map<String, Entry> files = files(branch);
        changes.forEach((path, entry) -> files.compute(path, (same, old) -> entry));
        ObjectId commit = commit(treeOf(files), "Help\n", head(branch));
        reset(branch, commit);
        return commit;
    }

    RevCommit parsed(ObjectId commit) throws IOException {
        try (RevWalk walk = new RevWalk(repository)) {
            return walk.parseCommit(commit);
        }
    }

    ObjectId tag(String name) throws IOException {
        return repository.exactRef("refs/tags/" + name).getObjectId();
    }

    ObjectId rawTag(String text) throws IOException {
        try (ObjectInserter inserter = repository.newObjectInserter()) {
            ObjectId id = inserter.insert(Constants.OBJ_TAG, LedgerState.utf8(text));
            inserter.flush();
            return id;
        }
    }

    void ref(String name, ObjectId id) throws IOException {
        RefUpdate update = repository.updateRef(name);
        update.setNewObjectId(id);
        update.setForceUpdate(true);
        update.update();
    }

    void reset(ObjectId commit) throws IOException {
        reset("main", commit);
    }

    void reset(String branch, ObjectId commit) throws IOException {
        ref("refs/heads/" + branch, commit);
    }

    @Override
    public void close() {
        repository.close();
    }
}
