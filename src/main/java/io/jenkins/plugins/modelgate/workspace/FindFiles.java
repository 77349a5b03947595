package io.jenkins.plugins.modelgate.workspace;

import hudson.AbortException;
import hudson.Util;
import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.ModelFiles;
import io.jenkins.plugins.modelgate.core.document.Subject;
import io.jenkins.plugins.modelgate.dvc.DvcException;
import io.jenkins.plugins.modelgate.dvc.DvcRepository;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import jenkins.MasterToSlaveFileCallable;

/** Finds and hashes files of a workspace by patterns. What a link leads out of the workspace and DVC's cache is refused. */
final class FindFiles extends MasterToSlaveFileCallable<ModelFiles> {
    private static final long serialVersionUID = 1;
    private static final int MOST_FILES = 10_000;

    private final ArrayList<String> patterns;

    FindFiles(List<String> patterns) {
        this.patterns = new ArrayList<>(patterns);
    }

    @Override
    public ModelFiles invoke(File workspace, VirtualChannel channel) throws IOException {
        Set<String> names = new TreeSet<>();
        for (String pattern : patterns) {
            names.addAll(matching(workspace, pattern));
            if (names.size() > MOST_FILES) {
                throw new AbortException("More than " + MOST_FILES + " files match ‘" + String.join("’, ‘", patterns)
                        + "’: name fewer, or pack them");
            }
        }
        List<Path> within = within(workspace.toPath());
        List<Subject> files = new ArrayList<>();
        for (String name : names) {
            Path file = workspace.toPath().resolve(name);
            Path real = file.toRealPath();
            if (within.stream().noneMatch(real::startsWith)) {
                throw new AbortException("‘" + name + "’ is a link that leads out of the workspace");
            }
            try (InputStream in = Files.newInputStream(file)) {
                files.add(new Subject(name, Sha256.of(in)));
            }
        }
        return new ModelFiles(files);
    }

    private static List<String> matching(File workspace, String pattern) throws AbortException {
        String normal = pattern.replace('\\', '/');
        boolean leaves = new File(pattern).isAbsolute()
                || normal.startsWith("/")
                || Arrays.asList(normal.split("/", -1)).contains("..");
        if (leaves) {
            throw new AbortException("‘" + pattern + "’ leads out of the workspace: name files by relative patterns");
        }
        List<String> found = new ArrayList<>();
        for (String name :
                Util.createFileSet(workspace, pattern).getDirectoryScanner().getIncludedFiles()) {
            found.add(name.replace(File.separatorChar, '/'));
        }
        if (found.isEmpty()) {
            throw new AbortException("No file in ‘" + workspace + "’ matches ‘" + pattern + "’");
        }
        return found;
    }

    /** DVC may link into its cache instead of copying. */
    private static List<Path> within(Path workspace) throws IOException {
        List<Path> within = new ArrayList<>(List.of(workspace.toRealPath()));
        try {
            Path cache = DvcRepository.open(workspace).cache();
            if (Files.isDirectory(cache)) {
                within.add(cache.toRealPath());
            }
        } catch (DvcException e) {
            // Without DVC there is no cache.
            return within;
        }
        return within;
    }
}
