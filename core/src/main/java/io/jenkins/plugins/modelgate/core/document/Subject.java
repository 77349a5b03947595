package io.jenkins.plugins.modelgate.core.document;

import io.jenkins.plugins.modelgate.core.digest.Sha256;
import java.io.Serializable;
import java.util.Objects;

/**
 * One file of a model.
 *
 * @param name the path relative to the model's root, with {@code /} separators; never absolute, never with {@code ..}
 * @param sha256 the digest of its bytes
 */
public record Subject(String name, Sha256 sha256) implements Serializable {
    public Subject {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(sha256, "sha256");
    }
}
