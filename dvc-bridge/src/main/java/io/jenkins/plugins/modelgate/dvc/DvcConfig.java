package io.jenkins.plugins.modelgate.dvc;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * DVC's configuration: system, global, {@code .dvc/config} and {@code .dvc/config.local}, each over the one before. Secrets in it never
 * appear in messages or {@code toString}.
 */
final class DvcConfig {
    private static final Pattern NAMED = Pattern.compile("\\s*(remote|machine|db)\\s*\"(.*)\"\\s*");
    private static final Pattern URL = Pattern.compile("\\w+://.*");
    private static final Pattern KEY = Pattern.compile("(\"[^\"]*\"|'[^']*'|[^\"'=].*?)\\s*=\\s*(.*)");

    private static final Path ROOT = Path.of(java.io.File.separator);

    /** By section, such as {@code core} or {@code remote.store}. */
    private final Map<String, Map<String, String>> sections = new TreeMap<>();

    private final Path dvcFolder;

    private DvcConfig(Path dvcFolder) {
        this.dvcFolder = dvcFolder;
    }

    /**
     * Reads all levels.
     *
     * @param dvcFolder the repository's {@code .dvc}
     * @param environment the variables that say where the system's and the user's files are
     * @throws DvcException if one is broken
     */
    static DvcConfig load(Path dvcFolder, Map<String, String> environment) {
        DvcConfig config = new DvcConfig(dvcFolder);
        config.merge(systemFolder(environment).resolve("config"));
        config.merge(globalFolder(environment).resolve("config"));
        config.merge(dvcFolder.resolve("config"));
        config.merge(dvcFolder.resolve("config.local"));
        return config;
    }

    private static boolean is(String system) {
        return System.getProperty("os.name").toLowerCase(Locale.ROOT).contains(system);
    }

    private static Path systemFolder(Map<String, String> environment) {
        String named = environment.getOrDefault("DVC_SYSTEM_CONFIG_DIR", "");
        if (!named.isEmpty()) {
            return Path.of(named);
        }
        if (is("windows")) {
            return Path.of(environment.getOrDefault("PROGRAMDATA", "C:\\ProgramData"), "iterative", "dvc");
        }
        if (is("mac")) {
            return ROOT.resolve("Library/Application Support/dvc");
        }
        String shared = environment.getOrDefault("XDG_CONFIG_DIRS", "");
        return Path.of(shared.isEmpty() ? "/etc/xdg" : shared.split(":", -1)[0], "dvc");
    }

    private static Path globalFolder(Map<String, String> environment) {
        String named = environment.getOrDefault("DVC_GLOBAL_CONFIG_DIR", "");
        if (!named.isEmpty()) {
            return Path.of(named);
        }
        String home = environment.getOrDefault("HOME", System.getProperty("user.home"));
        if (is("windows")) {
            return Path.of(environment.getOrDefault("LOCALAPPDATA", home), "iterative", "dvc");
        }
        if (is("mac")) {
            return Path.of(home, "Library/Application Support/dvc");
        }
        String own = environment.getOrDefault("XDG_CONFIG_HOME", "");
        return own.isEmpty() ? Path.of(home, ".config", "dvc") : Path.of(own, "dvc");
    }

    private void merge(Path file) {
        String text = DataFiles.text(file);
        if (text == null) {
            return;
        }
        Map<String, String> section = null;
        int number = 0;
        for (String raw : text.split("\r\n|\r|\n", -1)) {
            number++;
            String line = raw.strip();
            if (line.isEmpty() || line.startsWith("#") || number == 1 && line.equals("\uFEFF")) {
                continue;
            }
            if (line.startsWith("[")) {
                section = sections.computeIfAbsent(section(file, number, line), name -> new LinkedHashMap<>());
            } else {
                entry(file, number, line, section);
            }
        }
    }

    private static String section(Path file, int number, String line) {
        int close = line.lastIndexOf(']');
        String name = close < 0 ? "" : unquote(line.substring(1, close).strip()).toLowerCase(Locale.ROOT);
        if (name.isEmpty() || name.startsWith("[")) {
            throw DvcException.invalid(file, number, "is no section; write [name] or ['remote \"name\"']");
        }
        Matcher named = NAMED.matcher(name);
        return named.matches() ? named.group(1) + "." + named.group(2) : name;
    }

    private void entry(Path file, int number, String line, @CheckForNull Map<String, String> section) {
        Matcher entry = KEY.matcher(line);
        if (!entry.matches() || section == null) {
            // The line may hold a secret: it is not repeated.
            throw DvcException.invalid(file, number, "is no ‘key = value’ of a section");
        }
        String key = unquote(entry.group(1).strip()).toLowerCase(Locale.ROOT);
        section.put(key, resolve(file, key, unquote(entry.group(2).strip())));
    }

    private static String unquote(String text) {
        if (text.isEmpty() || text.charAt(0) != '"' && text.charAt(0) != '\'') {
            int comment = text.indexOf(" #");
            return comment < 0 ? text : text.substring(0, comment).strip();
        }
        int close = text.indexOf(text.charAt(0), 1);
        return close < 0 ? text : text.substring(1, close);
    }

    private static String resolve(Path file, String key, String value) {
        if (!key.equals("url") && !key.equals("dir")
                || value.isEmpty()
                || URL.matcher(value).matches()) {
            return value;
        }
        if (value.equals("~") || value.startsWith("~/")) {
            return System.getProperty("user.home") + value.substring(1);
        }
        Path folder = file.toAbsolutePath().getParent();
        return Names.resolve(folder, value).normalize().toString();
    }

    @CheckForNull
    String get(String section, String key) {
        return sections.getOrDefault(section, Map.of()).get(key);
    }

    private boolean flag(String section, String key) {
        return "true".equalsIgnoreCase(get(section, key));
    }

    boolean noScm() {
        return flag("core", "no_scm");
    }

    /** The folder of the cache; its objects lie in {@code files/md5} below it, those of DVC 2 right in it. */
    Path cache() {
        String local = get("cache", "local");
        if (local != null) {
            Remote remote = remote(local);
            if (remote.folder() != null) {
                return remote.folder();
            }
        }
        String dir = get("cache", "dir");
        return dir == null ? dvcFolder.resolve("cache") : Path.of(dir);
    }

    /** The name of the default remote; null if there is none. */
    @CheckForNull
    String defaultRemote() {
        String name = get("core", "remote");
        return name == null || name.isEmpty() ? null : name.toLowerCase(Locale.ROOT);
    }

    /** The names of all remotes. */
    List<String> remotes() {
        return sections.keySet().stream()
                .filter(name -> name.startsWith("remote."))
                .map(name -> name.substring("remote.".length()))
                .toList();
    }

    /**
     * A remote by name, references to other remotes resolved.
     *
     * @throws DvcException if there is none of that name or it has no URL
     */
    Remote remote(String name) {
        return remote(name.toLowerCase(Locale.ROOT), new ArrayList<>());
    }

    private Remote remote(String name, List<String> seen) {
        String section = "remote." + name;
        String url = get(section, "url");
        if (url == null || seen.contains(name)) {
            throw DvcException.invalid(
                    dvcFolder.resolve("config"),
                    "the remote ‘" + name + "’ " + (url == null ? "doesn't exist or has no URL" : "refers to itself")
                            + "; see ‘dvc remote list’");
        }
        boolean versioned = flag(section, "version_aware") || flag(section, "worktree");
        if (url.startsWith("remote://")) {
            seen.add(name);
            String target = url.substring("remote://".length());
            int slash = target.indexOf('/');
            Remote base = remote((slash < 0 ? target : target.substring(0, slash)).toLowerCase(Locale.ROOT), seen);
            String rest = slash < 0 ? "" : target.substring(slash).replaceAll("^/+", "");
            return new Remote(name, base.url() + "/" + rest, versioned || base.versioned());
        }
        return new Remote(name, url, versioned);
    }

    /**
     * A remote.
     *
     * @param versioned whether it keeps versions itself instead of objects by hash
     */
    record Remote(String name, String url, boolean versioned) {
        /** Its folder, if it is one of this machine or of a network drive; else null. */
        @CheckForNull
        Path folder() {
            if (url.startsWith("file://")) {
                return Path.of(url.substring("file://".length()));
            }
            return URL.matcher(url).matches() ? null : Path.of(url);
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
