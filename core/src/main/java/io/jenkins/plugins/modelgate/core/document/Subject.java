package io.jenkins.plugins.modelgate.core.document;

import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.digest.Shown;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One file of a model.
 *
 * @param name the path relative to the model's root, with {@code /} separators; never absolute, never with {@code ..}
 * @param sha256 the digest of its bytes
 */
public record Subject(String name, Sha256 sha256) implements Serializable {
    // Of any system: whoever writes the files again may be on another one.
    private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:");
    private static final Pattern SEPARATOR = Pattern.compile("[/\\\\]");
    private static final Set<String> NO_NAMES = Set.of("", ".", "..");

    public Subject {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(sha256, "sha256");
        if (name.indexOf('\0') >= 0
                || DRIVE.matcher(name).lookingAt()
                || Arrays.stream(SEPARATOR.split(name, -1)).anyMatch(NO_NAMES::contains)) {
            throw new IllegalArgumentException(
                    "A model’s file must have a relative path without ‘.’ and ‘..’, not ‘" + Shown.text(name) + "’");
        }
    }
}
