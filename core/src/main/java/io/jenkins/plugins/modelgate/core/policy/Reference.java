package io.jenkins.plugins.modelgate.core.policy;

import java.util.Objects;

/** Whom a comparison compares with. */
public sealed interface Reference {
    /** Who holds the target. */
    record Champion() implements Reference {}

    /**
     * One version for ever, so that many small losses do not add up.
     *
     * @param version its number in the registry
     */
    record Pinned(String version) implements Reference {
        public Pinned {
            Objects.requireNonNull(version, "version");
        }
    }

    /**
     * Each of the versions that were promoted last, the champion among them.
     *
     * @param count how many, 2 to 20
     */
    record Last(int count) implements Reference {
        public Last {
            if (count < 2 || count > 20) {
                throw new IllegalArgumentException(
                        "the last 2 to 20 promoted versions can be compared with, found " + count);
            }
        }
    }
}
