package io.jenkins.plugins.modelgate.core.policy;

import java.io.Serial;

/**
 * A policy that cannot be used. The message is one line: {@code file:line:column:}, what was found, and what is allowed.
 * Lines and columns count from 1.
 */
public class PolicyException extends IllegalArgumentException {
    @Serial
    private static final long serialVersionUID = 1L;

    public PolicyException(String message) {
        super(message);
    }
}
