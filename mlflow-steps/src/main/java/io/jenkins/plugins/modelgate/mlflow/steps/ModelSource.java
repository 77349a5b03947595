package io.jenkins.plugins.modelgate.mlflow.steps;

import io.jenkins.plugins.modelgate.core.document.ModelFiles;
import io.jenkins.plugins.modelgate.core.document.Subject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The files of a model, wherever they lie; a port, since in Jenkins they lie on an agent. */
public interface ModelSource {
    /** Their names and digests, as hashed where they lie. */
    ModelFiles files();

    /** Lends one of {@link #files} to {@code borrower}, for the time of the call. */
    void lend(Subject file, Borrower borrower) throws IOException;

    /** Uses a file of this machine. */
    @FunctionalInterface
    interface Borrower {
        void use(Path file) throws IOException;
    }

    /**
     * A file or folder on this machine, hashed now. A single file is named by its own name.
     *
     * @param alsoWithin folders that links may lead into: DVC's cache, where DVC links instead of copying
     * @throws StepException if there is nothing, it is empty, or a link in it leads out of it
     */
    static ModelSource of(Path fileOrFolder, Path... alsoWithin) {
        return LocalModel.of(fileOrFolder, List.of(alsoWithin));
    }
}
