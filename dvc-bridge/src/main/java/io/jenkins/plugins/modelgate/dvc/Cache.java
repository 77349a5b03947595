package io.jenkins.plugins.modelgate.dvc;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.data.DataHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;

/**
 * Objects by hash in a folder: DVC's cache, or a remote that is a local or network folder. Objects of DVC 3 lie in
 * {@code files/md5/ab/cd…}, those of DVC 2 in {@code ab/cd…}.
 */
final class Cache {
    private static final Logger LOGGER = Logger.getLogger(Cache.class.getName());
    private static final Pattern REST = Pattern.compile("[0-9a-f]{30}");

    private final Path folder;
    /** By kind of hash, the names of all objects but listings. */
    private final Map<String, Md5Set> names = new HashMap<>();

    private final Map<String, Long> stamps = new HashMap<>();
    private final Map<DataHash, Boolean> complete = new HashMap<>();

    Cache(Path folder) {
        this.folder = folder;
    }

    private Path base(String kind) {
        if (kind.equals(Md5.DOS2UNIX.dvcName())) {
            return folder;
        }
        if (kind.equals(Md5.RAW.dvcName())) {
            return folder.resolve("files").resolve("md5");
        }
        throw new IllegalArgumentException("No object of the cache has a hash of the kind ‘" + kind + "’");
    }

    /** Where the object of a hash lies, whether it is there or not. */
    Path object(DataHash hash) {
        if (!hash.value().matches("[0-9a-f]{32}(\\.dir)?")) {
            throw new IllegalArgumentException("No object of the cache has the hash " + hash);
        }
        return base(hash.name())
                .resolve(hash.value().substring(0, 2))
                .resolve(hash.value().substring(2));
    }

    static boolean isObjectHash(@CheckForNull DataHash hash) {
        return hash != null
                && (hash.name().equals(Md5.RAW.dvcName()) || hash.name().equals(Md5.DOS2UNIX.dvcName()));
    }

    /**
     * Whether the object is there, and all that it lists if it is a directory's.
     *
     * @param known remembers which directories were complete
     * @throws DvcException if a listing has the hash that is its name, but lists what no directory can hold
     */
    boolean holds(Recorded recorded, HashState known) {
        DataHash hash = recorded.hash();
        if (hash == null || !isObjectHash(hash)) {
            return false;
        }
        if (!hash.isDirectory()) {
            return Files.isRegularFile(object(hash));
        }
        Listing listed = recorded.listing();
        if (listed != null) {
            return listed.entries().stream().allMatch(entry -> has(hash.name(), entry.md5()));
        }
        return complete.computeIfAbsent(hash, any -> isComplete(any, known));
    }

    private boolean isComplete(DataHash hash, HashState known) {
        long before = System.currentTimeMillis();
        FileStat stamp = stamp(hash);
        if (stamp != null && known.find(hash.toString(), stamp) != null) {
            known.put(hash.toString(), stamp, new byte[16], before);
            return true;
        }
        boolean all = stamp != null && isComplete(hash);
        if (all) {
            known.put(hash.toString(), stamp, new byte[16], before);
        }
        return all;
    }

    private boolean isComplete(DataHash hash) {
        AtomicBoolean all = new AtomicBoolean(true);
        boolean there = listing(hash, entry -> {
            if (all.get() && !has(hash.name(), entry.md5())) {
                all.set(false);
            }
        });
        return there && all.get();
    }

    /**
     * What changes with each object that comes or goes: the times of the folders that hold them, and the listing's own; null if
     * there is no listing.
     */
    @CheckForNull
    private FileStat stamp(DataHash hash) {
        try {
            FileStat listing = FileStat.ofTarget(object(hash));
            long newest = 0;
            long all = 0;
            for (int i = 0; i < 256; i++) {
                long time = time(base(hash.name()).resolve(HexFormat.of().toHexDigits((byte) i)));
                newest = Math.max(newest, time);
                all = all * 31 + time;
            }
            return new FileStat(0, listing.size(), all, Math.max(newest, listing.changed()), listing.inode());
        } catch (IOException e) {
            return null;
        }
    }

    private long time(Path prefix) {
        return stamps.computeIfAbsent(prefix.toString(), path -> {
            try {
                FileStat stat = FileStat.ofTarget(prefix);
                return Math.max(stat.modified(), stat.changed());
            } catch (IOException e) {
                return 0L;
            }
        });
    }

    private boolean has(String kind, String md5) {
        return names.computeIfAbsent(kind, this::names).contains(md5);
    }

    private Md5Set names(String kind) {
        Md5Set set = new Md5Set();
        for (int i = 0; i < 256; i++) {
            String prefix = HexFormat.of().toHexDigits((byte) i);
            String[] rests = base(kind).resolve(prefix).toFile().list();
            for (String rest : rests == null ? new String[0] : rests) {
                if (REST.matcher(rest).matches()) {
                    set.add(prefix + rest);
                }
            }
        }
        return set;
    }

    /**
     * Gives what a directory's object lists; false if the object is not there, or isn't what its name says.
     *
     * @throws DvcException if it is what its name says, but lists what no directory can hold
     */
    boolean listing(DataHash hash, Consumer<Listing.Entry> consumer) {
        Path object = object(hash);
        try {
            byte[] md5 = Md5.RAW.hash(object, bytes -> {});
            if (!(HexFormat.of().formatHex(md5) + ".dir").equals(hash.value())) {
                LOGGER.log(
                        Level.WARNING, "‘{0}’ is corrupt: its content doesn’t have the hash that is its name", object);
                return false;
            }
            Listing.read(object, consumer);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw DvcException.unreadable(object, e);
        }
    }
}
