package io.jenkins.plugins.modelgate.core.document;

import java.util.Objects;

/**
 * A value and who observed it.
 *
 * @param value never null
 * @param observer never null
 */
public record Observed<T>(T value, Observer observer) {
    public Observed {
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(observer, "observer");
    }
}
