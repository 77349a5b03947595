package io.jenkins.plugins.modelgate.dvc;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.data.GitState;
import io.jenkins.plugins.modelgate.core.digest.CanonicalJson;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;

/** Reads the code of a workspace: what Git tracks, as it lies there. */
final class CodeReader {
    private static final int MAX_DEPTH = 200;
    private static final int MAX_SUBMODULES = 10;

    private final GitWorkspace git;
    private final Predicate<String> counts;
    private final Predicate<String> isCode;
    private final Predicate<String> isDvcs;
    private final Parallel parallel;

    private final Map<String, String> code = new ConcurrentHashMap<>();
    private final Set<String> dirty = ConcurrentHashMap.newKeySet();

    /**
     * A reader of one state.
     *
     * @param counts whether a path is within the model's paths
     * @param isCode whether a tracked file is code, and not something that DVC writes
     * @param isDvcs whether a file is one that DVC writes when a pipeline runs
     */
    CodeReader(
            GitWorkspace git,
            Predicate<String> counts,
            Predicate<String> isCode,
            Predicate<String> isDvcs,
            Parallel parallel) {
        this.git = git;
        this.counts = counts;
        this.isCode = isCode;
        this.isDvcs = isDvcs;
        this.parallel = parallel;
    }

    GitState read() {
        return read(0);
    }

    private GitState read(int depth) {
        DirCache index = git.index();
        long indexTime = git.indexTime();
        Map<String, DirCacheEntry> tracked = new HashMap<>();
        for (int i = 0; i < index.getEntryCount(); i++) {
            DirCacheEntry entry = index.getEntry(i);
            String path = Names.decode(entry.getRawPath());
            tracked.put(path, entry);
            if (entry.getStage() != DirCacheEntry.STAGE_0 && counts.test(path)) {
                dirty.add(path);
            }
        }
        git.staged(index).stream().filter(counts).forEach(dirty::add);
        List<String> paths = tracked.keySet().stream().filter(counts).toList();
        parallel.run(paths.size(), 64, i -> compare(paths.get(i), tracked.get(paths.get(i)), indexTime, depth));
        new Untracked(tracked.keySet()).folder("", git.root(), 0);
        ObjectId head = git.head();
        List<String> sorted = dirty.stream().sorted(Names.CODE_POINT_ORDER).toList();
        return new GitState(
                git.origin(),
                head == null ? null : head.name(),
                git.branch(),
                digest(code),
                sorted.stream().map(Names::printable).toList(),
                sorted.stream().filter(isDvcs).map(Names::printable).toList());
    }

    /** The digest of the canonical list of path, mode and content. */
    static Sha256 digest(Map<String, String> code) {
        List<List<String>> list = new ArrayList<>();
        new TreeMap<>(code).forEach((path, content) -> {
            int space = content.indexOf(' ');
            list.add(List.of(Names.printable(path), content.substring(0, space), content.substring(space + 1)));
        });
        return CanonicalJson.digest(list);
    }

    private void compare(String path, DirCacheEntry entry, long indexTime, int depth) {
        Path file = Names.resolve(git.root(), path);
        if (entry.isSkipWorkTree()) {
            return;
        }
        try {
            FileMode mode = entry.getFileMode();
            FileStat stat = FileStat.of(file);
            if (FileMode.GITLINK.equals(mode)) {
                submodule(path, file, entry, depth);
            } else if (stat.isLink() || stat.isRegular()) {
                file(path, file, entry, stat, indexTime);
            } else {
                dirty.add(path);
            }
        } catch (FileSystemException e) {
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                throw DvcException.unreadable(file, e);
            }
            dirty.add(path);
        } catch (IOException e) {
            throw DvcException.unreadable(file, e);
        }
    }

    private void file(String path, Path file, DirCacheEntry entry, FileStat stat, long indexTime) throws IOException {
        FileMode mode = mode(stat, entry.getFileMode());
        boolean same = !entry.isSmudged()
                && entry.getLength() == (int) stat.size()
                && nanos(entry) == stat.modified()
                && stat.modified() < indexTime;
        boolean wanted = isCode.test(path);
        if (!mode.equals(entry.getFileMode())) {
            dirty.add(path);
        }
        if (same && !wanted) {
            return;
        }
        Content content = Content.of(file, stat);
        if (!same && !content.blob().equals(entry.getObjectId())) {
            boolean differs = stat.isLink() || git.differsAfterFilters(entry);
            if (differs) {
                dirty.add(path);
            }
        }
        if (wanted) {
            code.put(path, mode + " " + content.sha256());
        }
    }

    private static long nanos(DirCacheEntry entry) {
        java.time.Instant time = entry.getLastModifiedInstant();
        return time.getEpochSecond() * 1_000_000_000L + time.getNano();
    }

    private FileMode mode(FileStat stat, FileMode indexed) {
        if (stat.isLink()) {
            return FileMode.SYMLINK;
        }
        if (!git.trustsFileMode() && !FileMode.SYMLINK.equals(indexed)) {
            return indexed;
        }
        return stat.isExecutable() ? FileMode.EXECUTABLE_FILE : FileMode.REGULAR_FILE;
    }

    private void submodule(String path, Path folder, DirCacheEntry entry, int depth) {
        GitWorkspace inner = depth < MAX_SUBMODULES ? GitWorkspace.submodule(folder) : null;
        if (inner == null) {
            // Not checked out: what Git would check out stands for it.
            code.put(path, FileMode.GITLINK + " " + entry.getObjectId().name());
            return;
        }
        try (inner) {
            GitState state = new CodeReader(inner, any -> true, any -> true, any -> false, parallel).read(depth + 1);
            String commit = state.commit();
            boolean clean = state.dirty().isEmpty() && commit != null;
            code.put(
                    path,
                    FileMode.GITLINK + " " + (clean ? commit : state.code().hex()));
            if (!clean || !entry.getObjectId().name().equals(commit)) {
                dirty.add(path);
            }
        }
    }

    /** The content of a file, or of a link: its target's name. */
    record Content(String sha256, ObjectId blob) {
        static Content of(Path file, FileStat stat) throws IOException {
            MessageDigest sha256 = Sha256.newDigest();
            MessageDigest sha1 = Constants.newMessageDigest();
            if (stat.isLink()) {
                byte[] target = Names.encode(Files.readSymbolicLink(file).toString());
                start(sha1, target.length);
                sha1.update(target);
                sha256.update(target);
            } else {
                start(sha1, stat.size());
                try (InputStream in = Files.newInputStream(file)) {
                    byte[] buffer = new byte[(int) Math.min(1 << 16, Math.max(1, stat.size() + 1))];
                    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                        sha1.update(buffer, 0, n);
                        sha256.update(buffer, 0, n);
                    }
                }
            }
            return new Content(HexFormat.of().formatHex(sha256.digest()), ObjectId.fromRaw(sha1.digest()));
        }

        private static void start(MessageDigest sha1, long size) {
            sha1.update(("blob " + size + "\0").getBytes(StandardCharsets.US_ASCII));
        }
    }

    /** Finds what Git neither tracks nor ignores; a folder of nothing else is named once. */
    private final class Untracked {
        private final Set<String> tracked;
        private final Set<String> folders = new HashSet<>();

        Untracked(Set<String> tracked) {
            this.tracked = tracked;
            for (String path : tracked) {
                for (String at = DvcFile.parent(path); !at.isEmpty() && folders.add(at); ) {
                    at = DvcFile.parent(at);
                }
            }
        }

        void folder(String name, Path folder, int depth) {
            if (depth > MAX_DEPTH) {
                throw DvcException.invalid(folder, "is nested more than " + MAX_DEPTH + " folders deep");
            }
            for (Path child : children(folder)) {
                String path = Names.join(name, Names.of(child));
                boolean directory = Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS);
                if (Names.of(child).equals(Constants.DOT_GIT) || tracked.contains(path)) {
                    continue;
                }
                if (directory && folders.contains(path)) {
                    folder(path, child, depth + 1);
                } else if (!git.ignore().ignored(path, directory)) {
                    String found = directory ? first(path, child, depth + 1) : counts.test(path) ? path : null;
                    if (found != null) {
                        dirty.add(directory ? path + "/" : path);
                    }
                }
            }
        }

        /** The first file in a folder without tracked ones that Git doesn't ignore; null if there is none. */
        @CheckForNull
        private String first(String name, Path folder, int depth) {
            if (depth > MAX_DEPTH || Files.exists(folder.resolve(Constants.DOT_GIT))) {
                return counts.test(name) ? name : null;
            }
            for (Path child : children(folder)) {
                String path = Names.join(name, Names.of(child));
                boolean directory = Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS);
                if (git.ignore().ignored(path, directory)) {
                    continue;
                }
                String found = directory ? first(path, child, depth + 1) : counts.test(path) ? path : null;
                if (found != null) {
                    return found;
                }
            }
            return null;
        }
    }

    static List<Path> children(Path folder) {
        DvcException.stopIfInterrupted();
        List<Path> children = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            stream.forEach(children::add);
        } catch (IOException e) {
            throw DvcException.unreadable(folder, e);
        } catch (DirectoryIteratorException e) {
            throw DvcException.unreadable(folder, e.getCause());
        }
        return children;
    }
}
