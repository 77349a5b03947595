package io.jenkins.plugins.modelgate.cli;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.data.DataHash;

/** Hashes for people: long enough to tell apart, never for comparing. */
final class Hashes {
    private static final int LENGTH = 12;

    private Hashes() {}

    /** The first digits of DVC's hash, and {@code .dir} for a directory's. */
    static String abbreviated(@CheckForNull DataHash hash) {
        if (hash == null) {
            return "–";
        }
        String value = hash.value();
        return value.length() <= LENGTH ? value : value.substring(0, LENGTH) + (hash.isDirectory() ? "….dir" : "…");
    }
}
