package io.jenkins.plugins.modelgate.mlflow.steps;

import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.ModelFiles;
import io.jenkins.plugins.modelgate.core.document.Subject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A model in the file system. */
final class LocalModel implements ModelSource {
    private static final int MAX_FILES = 100_000;

    private final ModelFiles files;
    private final SortedMap<String, Path> paths;

    private LocalModel(ModelFiles files, SortedMap<String, Path> paths) {
        this.files = files;
        this.paths = paths;
    }

    static LocalModel of(Path fileOrFolder, List<Path> alsoWithin) {
        try {
            SortedMap<String, Path> paths = paths(fileOrFolder, alsoWithin);
            List<Subject> subjects = new ArrayList<>();
            for (var entry : paths.entrySet()) {
                try (InputStream in = Files.newInputStream(entry.getValue())) {
                    subjects.add(Bytes.subject(entry.getKey(), Sha256.of(in)));
                }
            }
            return new LocalModel(new ModelFiles(subjects), paths);
        } catch (IOException e) {
            throw new StepException(
                    StepException.Kind.FAILED, "Could not read the model ‘" + fileOrFolder + "’: " + e.getMessage(), e);
        }
    }

    private static SortedMap<String, Path> paths(Path root, List<Path> alsoWithin) throws IOException {
        SortedMap<String, Path> paths = new TreeMap<>();
        List<Path> within = new ArrayList<>();
        for (Path allowed : alsoWithin) {
            if (Files.isDirectory(allowed)) {
                within.add(allowed.toRealPath());
            }
        }
        if (Files.isRegularFile(root)) {
            within.add(root.toAbsolutePath().resolveSibling("").toRealPath());
            checkLink(root, within);
            paths.put(String.valueOf(root.getFileName()), root);
        } else if (Files.isDirectory(root)) {
            Path real = root.toRealPath();
            within.add(real);
            try (Stream<Path> walk = Files.walk(real)) {
                for (Path path : (Iterable<Path>) walk::iterator) {
                    add(paths, real, path, within);
                }
            }
        }
        if (paths.isEmpty()) {
            throw new StepException(
                    StepException.Kind.NOT_FOUND,
                    "There is no model at ‘" + root + "’: neither a file nor a folder with files in it");
        }
        return paths;
    }

    private static void add(SortedMap<String, Path> paths, Path root, Path path, List<Path> within) throws IOException {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!Files.isRegularFile(path)) {
            throw new StepException(
                    StepException.Kind.BAD_INPUT,
                    "‘" + path + "’ in the model is neither a file nor a folder nor a link to a file");
        }
        if (paths.size() == MAX_FILES) {
            throw new StepException(
                    StepException.Kind.BAD_INPUT, "The model ‘" + root + "’ has more than " + MAX_FILES + " files");
        }
        checkLink(path, within);
        StringBuilder name = new StringBuilder();
        root.relativize(path)
                .forEach(part -> name.append(name.isEmpty() ? "" : "/").append(part));
        paths.put(name.toString(), path);
    }

    private static void checkLink(Path path, List<Path> within) throws IOException {
        if (Files.isSymbolicLink(path)) {
            Path real = path.toRealPath();
            if (within.stream().noneMatch(real::startsWith)) {
                throw new StepException(
                        StepException.Kind.BAD_INPUT, "The link ‘" + path + "’ in the model leads out of it");
            }
        }
    }

    @Override
    public ModelFiles files() {
        return files;
    }

    @Override
    public void lend(Subject file, Borrower borrower) throws IOException {
        borrower.use(paths.get(file.name()));
    }
}
