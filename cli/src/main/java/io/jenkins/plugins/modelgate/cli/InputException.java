package io.jenkins.plugins.modelgate.cli;

import java.io.Serial;

/** What the user gave is wrong; the message says what, where and how to put it right. */
final class InputException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    InputException(String message) {
        super(message);
    }

    InputException(String message, Throwable cause) {
        super(message, cause);
    }
}
