package io.jenkins.plugins.modelgate.core.data;

import io.jenkins.plugins.modelgate.core.digest.CanonicalJson;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All that DVC tracks in a workspace, and the code beside it.
 *
 * @param paths every tracked path, sorted by path
 * @param git the code
 * @param lock the digest of each stage's entry in {@code dvc.lock} and of each {@code .dvc} file's entries, by owner; what
 *     only describes ({@code meta}, {@code desc}) does not count
 * @param params the parameters that the lock records, as {@code name} (of {@code params.yaml}) or {@code file:name}, nested
 *     names joined by dots; each value as canonical JSON text
 * @param metrics the numbers in the project's metrics files, named like parameters: bare where the file is the only one
 *     that has the name, else {@code file:name}
 */
public record Snapshot(
        List<TrackedPath> paths,
        GitState git,
        SortedMap<String, Sha256> lock,
        SortedMap<String, String> params,
        SortedMap<String, Double> metrics)
        implements Serializable {
    public Snapshot {
        paths = paths.stream().sorted(Comparator.comparing(TrackedPath::path)).toList();
        lock = Collections.unmodifiableSortedMap(new TreeMap<>(lock));
        params = Collections.unmodifiableSortedMap(new TreeMap<>(params));
        metrics = Collections.unmodifiableSortedMap(new TreeMap<>(metrics));
    }

    /**
     * The snapshot digest: the SHA-256 of the canonical list of path, owner, hashes and state of each tracked path. It
     * says nothing of cache, remote, machine or order, so the same workspace has the same digest everywhere.
     */
    public Sha256 digest() {
        List<Map<String, Object>> list = new ArrayList<>();
        for (TrackedPath path : paths) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("path", path.path());
            entry.put("owner", path.owner());
            entry.put("hash", String.valueOf(path.hash()));
            entry.put("recorded", String.valueOf(path.recorded()));
            // Whether the cache happens to hold it depends on the machine.
            entry.put("here", path.actual() != null);
            list.add(entry);
        }
        return CanonicalJson.digest(list);
    }

    /** Whether every tracked path lies in the workspace as recorded. */
    public boolean unmodified() {
        return paths.stream().allMatch(path -> path.state() == TrackedPath.State.UNCHANGED);
    }
}
