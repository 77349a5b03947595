package io.jenkins.plugins.modelgate.dvc;

import io.jenkins.plugins.modelgate.core.digest.CanonicalJson;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** A {@code .dvc} file: what {@code dvc add} and the imports write; also the stages that DVC 0 kept in such files. */
final class DvcFile {
    private static final Pattern URL = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+://.*");
    private static final Set<String> KEYS =
            Set.of("md5", "cmd", "wdir", "deps", "outs", "locked", "frozen", "meta", "always_changed", "desc");
    private static final Set<String> ENTRY = Set.of(
            "md5",
            "checksum",
            "etag",
            "size",
            "nfiles",
            "isexec",
            "version_id",
            "path",
            "persist",
            "cloud",
            "hash",
            "files",
            "fs_config",
            "desc",
            "type",
            "labels",
            "meta",
            "remote");
    private static final Set<String> OUTPUT = with(ENTRY, "cache", "push", "metric", "plot");
    private static final Set<String> DEPENDENCY = with(ENTRY, "repo", "db", "params");

    private DvcFile() {}

    private static Set<String> with(Set<String> keys, String... more) {
        Set<String> all = new java.util.HashSet<>(keys);
        all.addAll(List.of(more));
        return Set.copyOf(all);
    }

    /** Whether a path of DVC's is elsewhere than below the DVC root. */
    static boolean isUrl(String path) {
        return URL.matcher(path).matches();
    }

    /** A path of DVC's files, relative to the DVC root; a URL or an absolute path stays. */
    static String locate(String folder, String path) {
        if (isUrl(path)) {
            return path;
        }
        String joined = Names.join(folder, path);
        return joined;
    }

    static boolean isOutside(String path) {
        return isUrl(path) || path.startsWith("/") || path.equals("..") || path.startsWith("../");
    }

    /**
     * Reads a file.
     *
     * @param name relative to the DVC root
     * @throws DvcException if it is not what DVC writes
     */
    static Stage read(Path file, String name, String text) {
        Section top = Section.of(Yaml.parse(file, text)).allow(KEYS);
        String folder = Names.join(parent(name), top.has("wdir") ? top.requiredText("wdir") : ".");
        List<Dependency> dependencies = new ArrayList<>();
        for (Section entry : top.sections("deps")) {
            dependencies.add(dependency(folder, entry.allow(DEPENDENCY)));
        }
        List<Output> outputs = new ArrayList<>();
        for (Section entry : top.sections("outs")) {
            outputs.add(output(folder, entry.allow(OUTPUT)));
        }
        boolean recorded = outputs.stream().anyMatch(output -> output.recorded().hash() != null);
        return new Stage(
                name,
                null,
                top.value("cmd"),
                top.flag("frozen", false) || top.flag("locked", false),
                top.flag("always_changed", false),
                dependencies,
                List.of(),
                outputs,
                recorded ? lock(top) : null);
    }

    static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }

    private static Dependency dependency(String folder, Section entry) {
        if (entry.has("db")) {
            return new Dependency("db", true, false, Recorded.NOTHING);
        }
        String path = locate(folder, entry.requiredText("path"));
        boolean foreign = entry.has("repo");
        boolean external = foreign || isOutside(path);
        return new Dependency(path, external, foreign, Recorded.of(entry, !external));
    }

    private static Output output(String folder, Section entry) {
        String path = locate(folder, entry.requiredText("path"));
        boolean external = isOutside(path);
        Object metric = entry.value("metric");
        return new Output(
                path,
                external,
                entry.flag("cache", true),
                entry.flag("push", true),
                entry.text("remote"),
                metric != null && !Boolean.FALSE.equals(metric),
                Recorded.of(entry, !external));
    }

    private static Stage.Lock lock(Section top) {
        Map<String, Object> essence = new TreeMap<>();
        if (top.has("wdir")) {
            essence.put("wdir", top.text("wdir"));
        }
        if (top.has("cmd")) {
            essence.put("cmd", Values.json(top.value("cmd")));
        }
        essence.put("deps", entries(top.sections("deps")));
        essence.put("outs", entries(top.sections("outs")));
        return new Stage.Lock(CanonicalJson.digest(essence), top.value("cmd"), Map.of());
    }

    /** The entries without what only describes, in the order of their paths. */
    static List<Map<String, Object>> entries(List<Section> sections) {
        return sections.stream()
                .map(Recorded::essence)
                .sorted(java.util.Comparator.comparing(entry -> String.valueOf(entry.get("path"))))
                .toList();
    }
}
