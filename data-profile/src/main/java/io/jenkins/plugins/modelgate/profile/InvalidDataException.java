package io.jenkins.plugins.modelgate.profile;

import java.io.IOException;
import java.io.Serial;

/** A table that cannot be read. The message is one line that names the file and, where there is one, the line. */
public class InvalidDataException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    public InvalidDataException(String message) {
        super(message);
    }

    public InvalidDataException(String message, Throwable cause) {
        super(message, cause);
    }
}
