package io.jenkins.plugins.modelgate.dvc;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.data.DataHash;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Objects by hash in a folder: DVC's cache, or a remote that is a local or network folder. Objects of DVC 3 lie in
 * {@code files/md5/ab/cd…}, those of DVC 2 in {@code ab/cd…}.
 */
final class Cache {
    private static final Logger LOGGER = Logger.getLogger(Cache.class.getName());

    private final Path folder;
    /** The names in each folder of objects that was looked into. */
    private final Map<Path, Set<String>> names = new HashMap<>();

    Cache(Path folder) {
        this.folder = folder;
    }

    /** Where the object of a hash lies, whether it is there or not. */
    Path object(DataHash hash) {
        boolean legacy = hash.name().equals(Md5.DOS2UNIX.dvcName());
        if (!legacy && !hash.name().equals(Md5.RAW.dvcName()) || hash.value().length() < 3) {
            throw new IllegalArgumentException("No object of the cache has the hash " + hash);
        }
        Path base = legacy ? folder : folder.resolve("files").resolve("md5");
        return base.resolve(hash.value().substring(0, 2)).resolve(hash.value().substring(2));
    }

    static boolean isObjectHash(@CheckForNull DataHash hash) {
        return hash != null
                && (hash.name().equals(Md5.RAW.dvcName()) || hash.name().equals(Md5.DOS2UNIX.dvcName()));
    }

    /**
     * Whether the object is there, and all that it lists if it is a directory's.
     *
     * @param recorded has a hash
     * @throws DvcException if a listing is broken
     */
    boolean holds(Recorded recorded) {
        DataHash hash = recorded.hash();
        if (!isObjectHash(hash)) {
            return false;
        }
        if (!hash.isDirectory()) {
            return has(hash);
        }
        Listing known = recorded.listing();
        if (known != null) {
            return known.entries().stream().allMatch(entry -> has(new DataHash(hash.name(), entry.md5())));
        }
        AtomicBoolean all = new AtomicBoolean(true);
        boolean there = listing(hash, entry -> {
            if (all.get() && !has(new DataHash(hash.name(), entry.md5()))) {
                all.set(false);
            }
        });
        return there && all.get();
    }

    private boolean has(DataHash hash) {
        Path object = object(hash);
        return names.computeIfAbsent(object.resolveSibling(""), Cache::names)
                .contains(String.valueOf(object.getFileName()));
    }

    private static Set<String> names(Path folder) {
        String[] names = folder.toFile().list();
        return names == null ? Set.of() : new HashSet<>(List.of(names));
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
