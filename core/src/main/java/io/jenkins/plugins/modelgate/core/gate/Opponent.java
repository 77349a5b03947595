package io.jenkins.plugins.modelgate.core.gate;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.document.Baseline;
import io.jenkins.plugins.modelgate.core.document.Holder;
import java.util.Objects;

/**
 * What a comparison compares with.
 *
 * @param baseline its numbers
 * @param scores what it scored on each of the candidate's examples; null if that is not known, or nothing asks for it
 */
public record Opponent(Baseline baseline, @CheckForNull ScoreTable scores) {
    public Opponent {
        Objects.requireNonNull(baseline, "baseline");
    }

    /** Nobody. */
    public static Opponent none() {
        return new Opponent(Baseline.none(), null);
    }

    /** Which version it is; null if it is nobody. */
    @CheckForNull
    String version() {
        Holder holder = baseline.champion();
        return holder == null ? null : holder.version();
    }
}
