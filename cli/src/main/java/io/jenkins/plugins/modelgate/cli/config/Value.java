package io.jenkins.plugins.modelgate.cli.config;

import java.nio.file.Path;
import java.util.List;

/**
 * A setting as given.
 *
 * @param texts one text, or several where the setting takes several
 * @param source where it was given, for messages
 * @param folder what relative paths are relative to
 */
record Value(List<String> texts, String source, Path folder) {
    Value {
        texts = List.copyOf(texts);
    }
}
