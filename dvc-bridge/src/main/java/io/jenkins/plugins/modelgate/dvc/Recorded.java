package io.jenkins.plugins.modelgate.dvc;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.data.DataHash;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a {@code .dvc} file or {@code dvc.lock} says of one path.
 *
 * @param hash null if it was never recorded
 * @param size in bytes; -1 if unknown
 * @param files how many; -1 if unknown
 * @param listing the directory's files, where a remote that keeps versions has them in the {@code .dvc} file; else null
 * @param legacy whether DVC 2 wrote it: its text files were hashed with LF, and its objects lie in the old layout
 */
public record Recorded(
        @CheckForNull DataHash hash,
        long size,
        long files,
        @CheckForNull Listing listing,
        boolean legacy) {
    static final Recorded NOTHING = new Recorded(null, -1, -1, null, false);

    /**
     * Reads an entry of {@code outs} or {@code deps}.
     *
     * @param inRepository whether its path is below the DVC root; elsewhere the storage's own kind of hash counts
     */
    static Recorded of(Section entry, boolean inRepository) {
        boolean legacy = !entry.has("hash");
        List<Section> files = entry.sections("files");
        if (!files.isEmpty()) {
            return ofFiles(files, legacy);
        }
        DataHash hash = inRepository ? md5(entry, legacy) : any(entry);
        long count = entry.count("nfiles");
        if (hash == null) {
            return new Recorded(null, entry.count("size"), count, null, legacy);
        }
        return new Recorded(hash, entry.count("size"), hash.isDirectory() ? count : 1, null, legacy);
    }

    @CheckForNull
    private static DataHash md5(Section entry, boolean legacy) {
        String value = entry.checksum("md5");
        return value == null ? null : new DataHash(name(legacy), md5(entry, value));
    }

    private static String name(boolean legacy) {
        return (legacy ? Md5.DOS2UNIX : Md5.RAW).dvcName();
    }

    /** Refuses a hash that would be no plain name in the cache. */
    private static String md5(Section entry, String value) {
        String lower = value.toLowerCase(java.util.Locale.ROOT);
        if (lower.matches("[0-9a-f]{32}(\\.dir)?")) {
            return lower;
        }
        throw entry.error("‘" + entry.path("md5") + "’ is no MD5 hash: ‘" + value + "’");
    }

    @CheckForNull
    private static DataHash any(Section entry) {
        if (entry.checksum("md5") != null) {
            return md5(entry, !entry.has("hash"));
        }
        for (String name : List.of("etag", "checksum", "version_id")) {
            String value = entry.checksum(name);
            if (value != null) {
                return new DataHash(name.equals("version_id") ? "version" : name, value);
            }
        }
        return null;
    }

    private static Recorded ofFiles(List<Section> files, boolean legacy) {
        List<Listing.Entry> entries = new ArrayList<>();
        long size = 0;
        for (Section file : files) {
            String path = file.requiredText("relpath");
            Listing.checkPath(file.document().file(), path);
            String value = file.checksum("md5");
            size += Math.max(0, file.count("size"));
            if (value != null) {
                entries.add(new Listing.Entry(path, md5(file, value)));
            }
        }
        if (entries.size() < files.size()) {
            // Files of a foreign storage, known by etag or version only.
            return new Recorded(null, size, files.size(), null, legacy);
        }
        Listing listing = new Listing(entries);
        DataHash hash = new DataHash(name(legacy), listing.hash().value());
        return new Recorded(hash, size, files.size(), listing, legacy);
    }

    /**
     * An entry without what only describes it, says where it is kept, or follows from the rest: the same data has the same
     * form, whichever version of DVC wrote it and before and after a push.
     */
    static Map<String, Object> essence(Section entry) {
        Map<String, Object> essence = new java.util.TreeMap<>();
        for (Map.Entry<Object, Object> field : entry.map().entrySet()) {
            String key = String.valueOf(field.getKey());
            if (!DESCRIBING.contains(key)) {
                essence.put(key, Values.json(field.getValue()));
            }
        }
        if (!entry.has("hash") && entry.has("md5")) {
            essence.put("hash", "md5-dos2unix");
        }
        if (entry.has("files")) {
            DataHash hash = of(entry, true).hash();
            if (hash != null) {
                essence.remove("files");
                essence.put("md5", hash.value());
            }
        }
        return essence;
    }

    private static final java.util.Set<String> DESCRIBING =
            java.util.Set.of("desc", "meta", "type", "labels", "size", "nfiles", "cloud", "remote", "push");
}
