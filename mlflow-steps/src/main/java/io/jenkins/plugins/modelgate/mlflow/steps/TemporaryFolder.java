package io.jenkins.plugins.modelgate.mlflow.steps;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/** A folder for the time of a call. */
public final class TemporaryFolder {
    private static final Logger LOGGER = Logger.getLogger(TemporaryFolder.class.getName());

    private TemporaryFolder() {}

    /**
     * Makes a folder, and removes it with all that is in it.
     *
     * @throws StepException if it cannot be made
     */
    public static <T> T use(Function<Path, T> work) {
        Path folder;
        try {
            folder = Files.createTempDirectory("model-gate-");
        } catch (IOException e) {
            throw new StepException(
                    StepException.Kind.FAILED, "Could not make a temporary folder: " + e.getMessage(), e);
        }
        try {
            return work.apply(folder);
        } finally {
            remove(folder);
        }
    }

    private static void remove(Path folder) {
        try (Stream<Path> walk = Files.walk(folder)) {
            List<Path> deepestFirst = walk.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, e, () -> "Could not remove the temporary folder " + folder);
        }
    }
}
