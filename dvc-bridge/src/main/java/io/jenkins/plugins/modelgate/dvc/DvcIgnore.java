package io.jenkins.plugins.modelgate.dvc;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What DVC passes over in its workspace: {@code .git}, {@code .hg}, {@code .dvc}, repositories of DVC below this one, and what the
 * {@code .dvcignore} files say, each for its folder. Paths are relative to the DVC root.
 */
final class DvcIgnore {
    static final String FILE = ".dvcignore";

    private final Path root;
    private final Map<String, List<IgnoreRule>> byFolder = new ConcurrentHashMap<>();

    DvcIgnore(Path root) {
        this.root = root;
        List<IgnoreRule> defaults = new ArrayList<>();
        List.of(".hg/", ".git/", ".git", ".dvc/").forEach(pattern -> add(defaults, root, -1, pattern));
        byFolder.put("", load("", defaults));
    }

    private static void add(List<IgnoreRule> rules, Path file, int line, String pattern) {
        try {
            IgnoreRule rule = IgnoreRule.of(pattern);
            if (rule != null) {
                rules.add(rule);
            }
        } catch (IgnoreRule.Invalid e) {
            throw DvcException.invalid(file, line, "‘" + pattern + "’ is no pattern: " + e.getMessage());
        }
    }

    private List<IgnoreRule> load(String folder, List<IgnoreRule> inherited) {
        if (ignored(inherited, Names.join(folder, FILE), false)) {
            return inherited;
        }
        Path file = Names.resolve(root, Names.join(folder, FILE));
        String text = Files.isDirectory(file) ? null : DataFiles.text(file);
        if (text == null) {
            return inherited;
        }
        List<IgnoreRule> rules = new ArrayList<>(inherited);
        int number = 0;
        for (String line : text.split("\r\n|\r|\n", -1)) {
            number++;
            String pattern = line.strip();
            if (!pattern.isEmpty() && !pattern.startsWith("#")) {
                add(rules, file, number, folder.isEmpty() ? pattern : IgnoreRule.rebase(pattern, folder));
            }
        }
        return rules;
    }

    /** The rules for what lies in a folder, which itself is not ignored. */
    List<IgnoreRule> rules(String folder) {
        List<IgnoreRule> known = byFolder.get(folder);
        if (known != null) {
            return known;
        }
        List<IgnoreRule> rules = load(folder, rules(parent(folder)));
        byFolder.put(folder, rules);
        return rules;
    }

    private static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }

    /** Whether a path is ignored by rules, if none of its parents is. */
    static boolean ignored(List<IgnoreRule> rules, String path, boolean directory) {
        String last = path.substring(path.lastIndexOf('/') + 1);
        for (int i = rules.size() - 1; i >= 0; i--) {
            IgnoreRule rule = rules.get(i);
            if (rule.matches(path, last, directory)) {
                return rule.ignores();
            }
        }
        return false;
    }

    /** Whether a path or one of its parents is ignored. */
    boolean ignored(String path, boolean directory) {
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            String parent = path.substring(0, slash);
            if (ignored(rules(parent(parent)), parent, true)) {
                return true;
            }
        }
        return !path.isEmpty() && ignored(rules(parent(path)), path, directory);
    }

    /** Whether a folder is another DVC repository, which is not looked into. */
    boolean isOtherRepository(Path folder) {
        return Files.exists(folder.resolve(".dvc"), LinkOption.NOFOLLOW_LINKS);
    }
}
