package io.jenkins.plugins.modelgate.core.document;

import java.io.Serial;

/** Bytes that are not one of the four documents, not an envelope of one, or not a key; the message is one readable line. */
public class InvalidDocumentException extends IllegalArgumentException {
    @Serial
    private static final long serialVersionUID = 1L;

    public InvalidDocumentException(String message) {
        super(message);
    }

    public InvalidDocumentException(String message, Throwable cause) {
        super(message, cause);
    }
}
