package io.jenkins.plugins.modelgate.core.ledger;

import java.time.Instant;
import java.util.Collections;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What was written down of a ledger at one time.
 *
 * @param tag the tag’s name, without {@code refs/tags/}
 * @param place where it is: an absolute path or a URL
 * @param commit the head of {@code main}, 40 hex digits
 * @param branches the heads of all branches by name
 * @param at when
 * @param already whether it was there before, and says the same
 */
public record Anchor(
        String tag, String place, String commit, SortedMap<String, String> branches, Instant at, boolean already) {
    public Anchor {
        Objects.requireNonNull(tag, "tag");
        Objects.requireNonNull(place, "place");
        Objects.requireNonNull(commit, "commit");
        branches = Collections.unmodifiableSortedMap(new TreeMap<>(branches));
        Objects.requireNonNull(at, "at");
    }
}
