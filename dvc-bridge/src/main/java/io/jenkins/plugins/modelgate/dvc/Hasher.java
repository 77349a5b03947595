package io.jenkins.plugins.modelgate.dvc;

import io.jenkins.plugins.modelgate.core.data.DataHash;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/**
 * Hashes files and directories as DVC does, in memory that does not grow with the number of files: a directory is walked in the order of
 * its listing, whose pieces go into the digest as they come.
 */
final class Hasher {
    private static final int BATCH = 8192;
    private static final int STAT_GRAIN = 128;
    private static final int TRIES = 3;
    private static final int MAX_DEPTH = 500;
    private static final FileStat GONE = new FileStat(0, 0, 0, 0, 0);

    private final DvcIgnore ignore;
    private final Parallel parallel;
    private final SnapshotOptions.Progress progress;

    Hasher(DvcIgnore ignore, Parallel parallel, SnapshotOptions.Progress progress) {
        this.ignore = ignore;
        this.parallel = parallel;
        this.progress = progress;
    }

    /**
     * What was found of a file or directory.
     *
     * @param size bytes in all
     * @param files how many; 1 for a file
     */
    record Found(DataHash hash, long size, long files) {}

    /** A file that waits for its place in the listing. */
    static final class Item {
        final String name;
        final Path file;
        FileStat stat;
        byte[] hash;

        /**
         * A file.
         *
         * @param name relative to the directory that is hashed, or whatever the state knows it by
         */
        Item(String name, Path file, FileStat stat) {
            this.name = name;
            this.file = file;
            this.stat = stat;
        }
    }

    /**
     * Hashes the files whose hash the state doesn't know.
     *
     * @throws DvcException if one can't be read or changes all the time
     */
    void hash(List<Item> items, Md5 kind, HashState state) {
        List<Item> unknown = new ArrayList<>();
        for (Item item : items) {
            item.hash = state.find(item.name, item.stat);
            if (item.hash == null) {
                unknown.add(item);
            }
        }
        long start = System.currentTimeMillis();
        parallel.run(unknown.size(), 2, i -> hash(unknown.get(i), kind));
        for (Item item : items) {
            state.put(item.name, item.stat, item.hash, start);
        }
    }

    private void hash(Item item, Md5 kind) {
        try {
            for (int i = 0; i < TRIES; i++) {
                item.hash = kind.hash(item.file, bytes -> progress.read(item.name, bytes));
                FileStat after = FileStat.ofTarget(item.file);
                if (after.equals(item.stat)) {
                    return;
                }
                item.stat = after;
            }
        } catch (IOException e) {
            throw DvcException.unreadable(item.file, e);
        }
        throw DvcException.unreadable(item.file, new IOException("it changes while it is read"));
    }

    /**
     * Hashes a directory.
     *
     * @param path relative to the DVC root; no rules of {@code .dvcignore} hold for one that lies elsewhere
     */
    Found directory(Path directory, String path, Md5 kind, HashState state) {
        Walk walk = new Walk(kind, state);
        walk.folder(directory, path, "", 0);
        walk.flush();
        return walk.found();
    }

    private final class Walk {
        private final Md5 kind;
        private final HashState state;
        private final MessageDigest digest = Md5.newDigest();
        private final Listing.Writer writer = new Listing.Writer();
        private final List<Item> waiting = new ArrayList<>();
        private long size;
        private long files;

        Walk(Md5 kind, HashState state) {
            this.kind = kind;
            this.state = state;
        }

        Found found() {
            digest.update(writer.end());
            String value = HexFormat.of().formatHex(digest.digest()) + ".dir";
            return new Found(new DataHash(kind.dvcName(), value), size, files);
        }

        void folder(Path folder, String path, String name, int depth) {
            if (depth > MAX_DEPTH) {
                throw DvcException.invalid(folder, "is nested more than " + MAX_DEPTH + " folders deep");
            }
            DvcException.stopIfInterrupted();
            for (Child child : children(folder, path)) {
                String childName = name + child.name;
                if (child.stat.isDirectory()) {
                    folder(child.path, Names.join(path, child.name), childName + "/", depth + 1);
                } else {
                    waiting.add(new Item(childName, child.path, child.stat));
                }
            }
            if (waiting.size() >= BATCH) {
                flush();
            }
        }

        void flush() {
            hash(waiting, kind, state);
            for (Item item : waiting) {
                int length = writer.entry(item.name, item.hash);
                digest.update(writer.buffer(), 0, length); // writing may have replaced the buffer
                size += item.stat.size();
                files++;
            }
            waiting.clear();
        }
    }

    private static final class Child {
        final Path path;
        final String name;
        FileStat stat;
        boolean dropped;

        Child(Path path) {
            this.path = path;
            this.name = Names.of(path);
        }

        /** Folders sort among files by what their own files' paths begin with. */
        String key() {
            return stat.isDirectory() ? name + "/" : name;
        }
    }

    private static final Comparator<Child> LISTING_ORDER = (a, b) -> Names.CODE_POINT_ORDER.compare(a.key(), b.key());

    /** What counts in a folder, in the order of the listing. */
    private List<Child> children(Path folder, String path) {
        List<Child> children = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            stream.forEach(child -> children.add(new Child(child)));
        } catch (IOException e) {
            throw DvcException.unreadable(folder, e);
        } catch (DirectoryIteratorException e) {
            throw DvcException.unreadable(folder, e.getCause());
        }
        if (children.stream().anyMatch(child -> child.name.equals(".dvc"))) {
            // Another DVC repository, of which DVC sees nothing.
            return List.of();
        }
        List<IgnoreRule> rules = DvcFile.isOutside(path) ? List.of() : ignore.rules(path);
        parallel.run(children.size(), STAT_GRAIN, i -> look(children.get(i), rules, path));
        children.removeIf(child -> child.dropped);
        children.sort(LISTING_ORDER);
        return children;
    }

    private static void look(Child child, List<IgnoreRule> rules, String folder) {
        boolean directory;
        try {
            child.stat = FileStat.of(child.path);
            boolean link = child.stat.isLink();
            child.stat = link ? FileStat.ofTarget(child.path) : child.stat;
            directory = child.stat.isDirectory();
            // DVC follows links to files only.
            child.dropped = link && directory;
        } catch (NoSuchFileException e) {
            directory = false;
            child.stat = GONE;
        } catch (IOException e) {
            throw DvcException.unreadable(child.path, e);
        }
        child.dropped |= DvcIgnore.ignored(rules, folder + "/" + child.name, directory);
        if (!child.dropped) {
            refuseOdd(child, directory);
        }
    }

    private static void refuseOdd(Child child, boolean directory) {
        if (child.stat.equals(GONE)) {
            throw DvcException.invalid(child.path, "is a symbolic link that leads nowhere, or vanished just now");
        }
        if (!directory && !child.stat.isRegular()) {
            throw DvcException.invalid(child.path, "is neither a file nor a directory");
        }
        if (child.name.equals(DvcIgnore.FILE)) {
            throw DvcException.invalid(
                    child.path, "lies in a tracked directory, where DVC refuses it; move it above the directory");
        }
    }
}
