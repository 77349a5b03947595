package io.jenkins.plugins.modelgate.core.policy;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.util.List;
import java.util.Objects;

/**
 * Parts of the examples, each of which must do.
 *
 * @param by the column that says which part an example belongs to
 * @param only the parts that count, at most {@link #MOST}; empty: all
 * @param least the fewest examples of a part that are judged; null: as few as the method can judge
 */
public record Slices(
        String by, List<String> only, @CheckForNull Integer least) {
    /** More parts are too many questions. */
    public static final int MOST = 100;

    public Slices {
        Objects.requireNonNull(by, "by");
        only = List.copyOf(only);
        if (only.size() > MOST) {
            throw new IllegalArgumentException("at most " + MOST + " slices can be named, found " + only.size());
        }
        if (least != null && least < 1) {
            throw new IllegalArgumentException("the fewest examples of a slice are 1 or more, found " + least);
        }
    }
}
