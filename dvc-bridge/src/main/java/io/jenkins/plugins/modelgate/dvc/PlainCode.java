package io.jenkins.plugins.modelgate.dvc;

import io.jenkins.plugins.modelgate.core.data.GitState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.eclipse.jgit.lib.FileMode;

/**
 * The code of a workspace without Git: every file that DVC neither tracks nor ignores. There is no commit, and the workspace
 * never counts as clean.
 */
final class PlainCode {
    private static final int MAX_DEPTH = 200;

    private final DvcRepository repository;
    private final Predicate<String> isCode;
    private final Set<String> outputs = new HashSet<>();
    private final Map<String, String> code = new TreeMap<>();

    PlainCode(DvcRepository repository, Predicate<String> isCode) {
        this.repository = repository;
        this.isCode = isCode;
        repository.project().stages().forEach(stage -> stage.outputs().forEach(output -> outputs.add(output.path())));
    }

    GitState read() {
        folder("", repository.root(), 0);
        return new GitState(null, null, null, CodeReader.digest(code), List.of("."), List.of());
    }

    private void folder(String name, Path folder, int depth) {
        if (depth > MAX_DEPTH) {
            throw DvcException.invalid(folder, "is nested more than " + MAX_DEPTH + " folders deep");
        }
        List<IgnoreRule> rules = repository.ignore().rules(name);
        for (Path child : CodeReader.children(folder)) {
            String path = Names.join(name, Names.of(child));
            try {
                FileStat stat = FileStat.of(child);
                boolean skipped = outputs.contains(path) || DvcIgnore.ignored(rules, path, stat.isDirectory());
                if (!skipped && stat.isDirectory()) {
                    folder(path, child, depth + 1);
                } else if (!skipped && (stat.isRegular() || stat.isLink()) && isCode.test(path)) {
                    code.put(
                            path,
                            mode(stat) + " "
                                    + CodeReader.Content.of(child, stat).sha256());
                }
            } catch (IOException e) {
                throw DvcException.unreadable(child, e);
            }
        }
    }

    private static FileMode mode(FileStat stat) {
        if (stat.isLink()) {
            return FileMode.SYMLINK;
        }
        return stat.isExecutable() ? FileMode.EXECUTABLE_FILE : FileMode.REGULAR_FILE;
    }
}
