package io.jenkins.plugins.modelgate.workspace;

import hudson.FilePath;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.ModelFiles;
import io.jenkins.plugins.modelgate.core.document.Subject;
import io.jenkins.plugins.modelgate.mlflow.steps.ModelSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A model that lies on an agent: hashed there, and lent to the controller file by file. */
final class AgentModel implements ModelSource {
    private final ModelFiles files;
    private final FilePath place;
    private final boolean single;

    /**
     * A model.
     *
     * @param place the file or folder
     * @param single whether it is a file
     */
    AgentModel(ModelFiles files, FilePath place, boolean single) {
        this.files = files;
        this.place = place;
        this.single = single;
    }

    @Override
    public ModelFiles files() {
        return files;
    }

    @Override
    public void lend(Subject file, Borrower borrower) throws IOException {
        Path copy = Files.createTempFile("model-gate", ".part");
        try {
            try (InputStream in = (single ? place : place.child(file.name())).read()) {
                Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
            }
            try (InputStream in = Files.newInputStream(copy)) {
                if (!Sha256.of(in).equals(file.sha256())) {
                    throw new IOException("‘" + file.name() + "’ of the model changed after it was hashed: is something"
                            + " still writing to it?");
                }
            }
            borrower.use(copy);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException)
                    new InterruptedIOException("Interrupted while ‘" + file.name() + "’ was copied").initCause(e);
        } finally {
            Files.deleteIfExists(copy);
        }
    }
}
