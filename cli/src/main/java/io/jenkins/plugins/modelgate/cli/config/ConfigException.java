package io.jenkins.plugins.modelgate.cli.config;

import java.io.Serial;

/** The configuration is wrong; the message says where and what is allowed. */
public final class ConfigException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    public ConfigException(String message) {
        super(message);
    }

    ConfigException(String message, Throwable cause) {
        super(message, cause);
    }
}
