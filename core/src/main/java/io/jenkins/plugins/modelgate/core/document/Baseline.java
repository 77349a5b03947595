package io.jenkins.plugins.modelgate.core.document;

import com.fasterxml.jackson.annotation.JsonProperty;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.util.Collections;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a candidate is compared with.
 *
 * @param kind see {@link Kind}
 * @param champion who holds the target; null if nobody does
 * @param rescored whether the numbers were measured now, on the candidate's own holdout
 * @param metrics the baseline's numbers; empty if there are none
 */
public record Baseline(
        Kind kind, @CheckForNull Holder champion, boolean rescored, SortedMap<String, Observed<Metric>> metrics) {
    public enum Kind {
        @JsonProperty("champion")
        CHAMPION,
        /** Nobody holds the target yet. */
        @JsonProperty("no-champion")
        NO_CHAMPION,
        /** The champion was adopted without evidence, and could not be scored again. */
        @JsonProperty("adopted-champion")
        ADOPTED_CHAMPION
    }

    public Baseline {
        Objects.requireNonNull(kind, "kind");
        metrics = Collections.unmodifiableSortedMap(new TreeMap<>(Objects.requireNonNull(metrics, "metrics")));
    }

    public static Baseline none() {
        return new Baseline(Kind.NO_CHAMPION, null, false, new TreeMap<>());
    }
}
