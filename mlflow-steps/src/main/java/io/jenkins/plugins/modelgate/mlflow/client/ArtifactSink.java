package io.jenkins.plugins.modelgate.mlflow.client;

import java.io.IOException;
import java.io.OutputStream;

/** Where the bytes of an artifact go. */
@FunctionalInterface
public interface ArtifactSink {
    /** Opens it, empty. Called again when the transfer has to begin anew: what went to the stream before is void. */
    OutputStream open() throws IOException;
}
