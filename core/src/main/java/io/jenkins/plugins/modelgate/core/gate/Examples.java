package io.jenkins.plugins.modelgate.core.gate;

import java.util.Objects;

/** What both models scored on each example, by the same command in the same workspace. */
public record Examples(ScoreTable candidate, ScoreTable champion) {
    public Examples {
        Objects.requireNonNull(candidate, "candidate");
        Objects.requireNonNull(champion, "champion");
    }
}
