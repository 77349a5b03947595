package io.jenkins.plugins.modelgate.core.contract;

import java.util.HashMap;
import java.util.Map;

/** How often each of a few values is there. */
final class Values {
    /** Longer texts together are no categories. */
    private static final int MOST_LETTERS = 32_000;

    private final Map<String, long[]> counts = new HashMap<>();
    private int letters;
    private boolean closed;

    /** Whether they are still few. */
    boolean isOpen() {
        return !closed;
    }

    void add(String value) {
        if (closed) {
            return;
        }
        long[] count = counts.get(value);
        if (count != null) {
            count[0]++;
            return;
        }
        letters += value.length();
        if (counts.size() == Profiler.MOST_VALUES || letters > MOST_LETTERS) {
            close();
        } else {
            counts.put(value, new long[] {1});
        }
    }

    /** They are too many, or cannot be told apart. */
    void close() {
        closed = true;
        counts.clear();
    }

    Map<String, Long> counts() {
        Map<String, Long> result = new HashMap<>();
        counts.forEach((value, count) -> result.put(value, count[0]));
        return result;
    }
}
