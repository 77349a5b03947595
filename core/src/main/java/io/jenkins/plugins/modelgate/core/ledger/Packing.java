package io.jenkins.plugins.modelgate.core.ledger;

import io.jenkins.plugins.modelgate.core.git.IsolatedRepository;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.internal.storage.file.Pack;
import org.eclipse.jgit.internal.storage.file.PackIndex;
import org.eclipse.jgit.internal.storage.pack.PackExt;
import org.eclipse.jgit.internal.storage.pack.PackWriter;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.revwalk.ObjectWalk;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.revwalk.filter.ObjectFilter;
import org.eclipse.jgit.storage.pack.PackConfig;

/**
 * Puts objects that were written one by one into packs, and small packs into larger ones, of which each has at least
 * twice as many objects as all smaller ones together: so an object is written again a few times in its life, however much
 * there is. JGit’s own collection of garbage packs everything anew each time. Nothing is thrown away, garbage neither. What
 * was packed is removed one round later only: whoever reads at the same time still finds it.
 */
final class Packing {
    private static final Logger LOG = Logger.getLogger(Packing.class.getName());

    /** Packs of so many objects stay as they are, so that no round takes longer than one of these takes. */
    private static final int LARGE = 50_000;

    private static final String TEMPORARY = "tmp_model-gate_";
    private static final Pattern FOLDER = Pattern.compile("[0-9a-f]{2}");
    private static final Pattern LOOSE = Pattern.compile("[0-9a-f]{38}");

    private final FileRepository repository;
    private final Path objects;
    private final Path packs;
    private final List<Pack> all;

    private Packing(FileRepository repository) {
        this.repository = repository;
        objects = repository.getObjectsDirectory().toPath();
        packs = objects.resolve("pack");
        all = new ArrayList<>(repository.getObjectDatabase().getPacks());
    }

    /** One round in a bare repository; nothing if somebody else is at it. That it fails harms nobody. */
    static void round(Path folder) {
        // Opened anew: one that is open remembers packs that others removed.
        try (FileChannel channel = FileChannel.open(
                        folder.resolve("model-gate.packing"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock();
                IsolatedRepository repository = new IsolatedRepository(folder, null, false)) {
            if (lock != null) {
                new Packing(repository).round();
            }
        } catch (OverlappingFileLockException e) {
            LOG.log(Level.FINE, e, () -> "Another thread packs ‘" + folder + "’");
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.WARNING, e, () -> "Cannot pack the objects of ‘" + folder + "’");
        }
    }

    private void round() throws IOException {
        if (Files.exists(packs.resolve("multi-pack-index"))) {
            // Somebody lets Git maintain the repository, and its index names the packs.
            return;
        }
        clearLeftovers();
        removeSuperseded();
        Set<ObjectId> loose = loose();
        List<Pack> merged = toMerge(loose.size());
        if (!loose.isEmpty() || !merged.isEmpty()) {
            for (Pack pack : merged) {
                pack.getIndex().forEach(entry -> loose.add(entry.toObjectId()));
            }
            all.removeAll(merged);
            write(loose);
        }
    }

    /** Of rounds that were killed. */
    private void clearLeftovers() throws IOException {
        Files.createDirectories(packs);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(packs, TEMPORARY + "*")) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Packs all of whose objects are in others. */
    private void removeSuperseded() throws IOException {
        List<Pack> smallestFirst = new ArrayList<>(all);
        smallestFirst.sort(Comparator.comparing(Pack::getPackName));
        smallestFirst.sort(Comparator.comparingLong(Packing::size));
        for (Pack pack : smallestFirst) {
            if (!pack.shouldBeKept() && isInOthers(pack)) {
                all.remove(pack);
                pack.close();
                for (PackExt extension : PackExt.values()) {
                    Files.deleteIfExists(pack.getPackFile().create(extension).toPath());
                }
            }
        }
    }

    private boolean isInOthers(Pack pack) throws IOException {
        for (PackIndex.MutableEntry entry : pack) {
            ObjectId id = entry.toObjectId();
            boolean found = false;
            for (Pack other : all) {
                found |= other != pack && other.hasObject(id);
            }
            if (!found) {
                return false;
            }
        }
        return true;
    }

    private static long size(Pack pack) {
        try {
            return pack.getIndex().getObjectCount();
        } catch (IOException e) {
            // It is damaged, which an audit says.
            return Long.MAX_VALUE;
        }
    }

    private boolean isPacked(AnyObjectId id) {
        try {
            for (Pack pack : all) {
                if (pack.hasObject(id)) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            return false;
        }
    }

    /** What is not packed yet; what is, is removed. */
    private Set<ObjectId> loose() throws IOException {
        Set<ObjectId> loose = new HashSet<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(objects, name(FOLDER))) {
            for (Path folder : folders) {
                try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, name(LOOSE))) {
                    for (Path file : files) {
                        ObjectId id = ObjectId.fromString("" + folder.getFileName() + file.getFileName());
                        if (isPacked(id)) {
                            Files.deleteIfExists(file);
                        } else {
                            loose.add(id);
                        }
                    }
                }
            }
        }
        return loose;
    }

    private static DirectoryStream.Filter<Path> name(Pattern pattern) {
        return path -> pattern.matcher(String.valueOf(path.getFileName())).matches();
    }

    /** The packs that are too small to stand beside what is smaller still. */
    private List<Pack> toMerge(long loose) {
        List<Pack> small = all.stream()
                .filter(pack -> !pack.shouldBeKept() && size(pack) < LARGE)
                .sorted(Comparator.comparingLong(Packing::size))
                .toList();
        long smaller = loose;
        int merged = 0;
        for (int i = 0; i < small.size(); i++) {
            if (size(small.get(i)) < 2 * smaller) {
                merged = i + 1;
            }
            smaller += size(small.get(i));
        }
        return small.subList(0, merged);
    }

    private void write(Set<ObjectId> ids) throws IOException {
        PackConfig config = new PackConfig(repository);
        config.setThreads(1);
        ObjectReader reader = repository.newObjectReader();
        try (PackWriter writer = new PackWriter(config, reader);
                ObjectWalk walk = new ObjectWalk(reader)) {
            writer.setDeltaBaseAsOffset(true);
            writer.setReuseDeltaCommits(false);
            addReachable(writer, walk);
            addRest(writer, ids);
            Path pack = packs.resolve("pack-" + writer.computeName().name() + ".pack");
            Path index = pack.resolveSibling("pack-" + writer.computeName().name() + ".idx");
            if (!Files.exists(index)) {
                Path data = temporary(
                        out -> writer.writePack(NullProgressMonitor.INSTANCE, NullProgressMonitor.INSTANCE, out));
                Path entries = temporary(writer::writeIndex);
                Files.move(data, pack, StandardCopyOption.ATOMIC_MOVE);
                Files.move(entries, index, StandardCopyOption.ATOMIC_MOVE);
            }
        }
    }

    private interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    private Path temporary(Content content) throws IOException {
        // Not as Java makes temporary files, which nobody else may read.
        Path file = packs.resolve(TEMPORARY + UUID.randomUUID());
        try (FileOutputStream out = new FileOutputStream(file.toFile())) {
            content.writeTo(out);
            out.getFD().sync();
        }
        return file;
    }

    /** All that the branches and tags lead to and that is in none of the packs that stay, with the paths by which similar objects are found. */
    private void addReachable(PackWriter writer, ObjectWalk walk) throws IOException {
        Set<ObjectId> want = new HashSet<>();
        Set<ObjectId> have = new HashSet<>();
        try (RevWalk commits = new RevWalk(repository)) {
            for (Ref ref : repository.getRefDatabase().getRefs()) {
                ObjectId tip = ref.getObjectId();
                if (tip != null && !isPacked(tip)) {
                    want.add(tip);
                    RevObject object = commits.peel(commits.parseAny(tip));
                    while (object instanceof RevCommit commit && !isPacked(commit)) {
                        object = commit.getParentCount() == 0 ? null : commits.parseCommit(commit.getParent(0));
                    }
                    if (object instanceof RevCommit commit) {
                        have.add(commit.copy());
                    }
                }
            }
        }
        for (Pack pack : all) {
            writer.excludeObjects(pack.getIndex());
        }
        walk.setObjectFilter(new ObjectFilter() {
            @Override
            public boolean include(ObjectWalk walker, AnyObjectId id) {
                return !isPacked(id);
            }
        });
        writer.preparePack(NullProgressMonitor.INSTANCE, walk, want, have, PackWriter.NONE);
    }

    private void addRest(PackWriter writer, Set<ObjectId> ids) throws IOException {
        try (RevWalk walk = new RevWalk(repository)) {
            for (ObjectId id : ids) {
                if (!writer.willInclude(id)) {
                    writer.addObject(walk.parseAny(id));
                }
            }
        }
    }
}
