package io.jenkins.plugins.modelgate.core.document;

import io.jenkins.plugins.modelgate.core.digest.CanonicalJson;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.digest.Shown;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * The files that make up a model, sorted by name in code-point order.
 *
 * @param files at least one; names are unique
 */
public record ModelFiles(List<Subject> files) implements Serializable {
    /** Bytes of UTF-8 sort as code points do, which {@link String#compareTo} (UTF-16) does not. */
    private static final Comparator<Subject> BY_NAME = (a, b) -> Arrays.compareUnsigned(
            a.name().getBytes(StandardCharsets.UTF_8), b.name().getBytes(StandardCharsets.UTF_8));

    public ModelFiles {
        files = Objects.requireNonNull(files, "files").stream().sorted(BY_NAME).toList();
        if (files.isEmpty()) {
            throw new IllegalArgumentException("A model has at least one file");
        }
        Set<String> names = new HashSet<>();
        for (Subject file : files) {
            if (!names.add(file.name())) {
                throw new IllegalArgumentException(
                        "Two files of the model have the name ‘" + Shown.text(file.name()) + "’");
            }
        }
    }

    /** The model's hash: the SHA-256 of the canonical JSON list of names and digests. */
    public Sha256 hash() {
        return CanonicalJson.digest(files);
    }
}
