package io.jenkins.plugins.modelgate.dvc;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.ignore.IgnoreNode;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.CoreConfig;
import org.eclipse.jgit.lib.Repository;

/** What Git ignores: {@code .gitignore} files, {@code info/exclude}, and the user's own file. Paths are relative to the work tree. */
final class GitIgnore {
    private final Path root;
    private final List<IgnoreNode> everywhere = new ArrayList<>();
    private final Map<String, Optional<IgnoreNode>> byFolder = new HashMap<>();

    GitIgnore(Path root, Repository repository) {
        this.root = root;
        add(repository.getCommonDirectory().toPath().resolve(Constants.INFO_EXCLUDE));
        String users = repository.getConfig().get(CoreConfig.KEY).getExcludesFile();
        if (users != null && !users.isEmpty()) {
            add(repository
                    .getFS()
                    .resolve(repository.getFS().userHome(), users.startsWith("~/") ? users.substring(2) : users)
                    .toPath());
        }
    }

    private void add(Path file) {
        IgnoreNode node = read(file);
        if (node != null) {
            everywhere.add(node);
        }
    }

    @CheckForNull
    private static IgnoreNode read(Path file) {
        if (!Files.isRegularFile(file)) {
            return null;
        }
        try (InputStream in = Files.newInputStream(file)) {
            IgnoreNode node = new IgnoreNode();
            node.parse(in);
            return node;
        } catch (IOException e) {
            throw DvcException.unreadable(file, e);
        }
    }

    /** Whether a path is ignored, if none of its parents is. */
    boolean ignored(String path, boolean directory) {
        for (String folder = path; !folder.isEmpty(); ) {
            folder = DvcFile.parent(folder);
            String rest = folder.isEmpty() ? path : path.substring(folder.length() + 1);
            Optional<IgnoreNode> node = byFolder.computeIfAbsent(
                    folder, name -> Optional.ofNullable(read(Names.resolve(root, Names.join(name, ".gitignore")))));
            Boolean answer =
                    node.map(rules -> rules.checkIgnored(rest, directory)).orElse(null);
            if (answer != null) {
                return answer;
            }
        }
        for (IgnoreNode node : everywhere) {
            Boolean answer = node.checkIgnored(path, directory);
            if (answer != null) {
                return answer;
            }
        }
        return false;
    }
}
