package io.jenkins.plugins.modelgate.core.policy;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.util.Objects;

/**
 * The examples that candidates of a model are judged by. Each candidate that is judged is a look at them, and those who make
 * candidates learn from each.
 *
 * @param name for ever the same for the same examples
 * @param data the tracked path that they are in; its hash says whether they are the same still
 * @param looks how many looks may be taken; null if they are counted only
 * @param passes how many of them may pass, 1 to {@code looks}; 1 without a budget
 */
public record Holdout(
        String name, String data, @CheckForNull Integer looks, int passes) {
    /** More would leave nothing of the level. */
    public static final int MOST_LOOKS = 10_000;

    public Holdout {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(data, "data");
        if (looks != null && (looks < 1 || looks > MOST_LOOKS)) {
            throw new IllegalArgumentException("1 to " + MOST_LOOKS + " looks can be allowed, found " + looks);
        }
        if (passes < 1 || passes > (looks == null ? 1 : looks)) {
            throw new IllegalArgumentException("of the looks that are allowed 1 or more may pass, found " + passes);
        }
    }

    /**
     * Among how many questions the level is shared, so that the probability that any look lets through what it should not
     * stays below it, whatever candidates are made of the answers before: one for each look after each course that the answers may have
     * taken by then, Σ over i from 1 to {@code passes} of (looks over i). With one pass these are the looks themselves. After
     * C. Renggli and others, Continuous integration of machine learning models with ease.ml/ci, MLSys 2019, section 3 (there for no passes
     * but the last, or any number). It holds as long as only the answers are acted on, not the numbers beside them.
     *
     * @return 1 without a budget; at most {@link Double#MAX_VALUE}
     */
    public double questions() {
        if (looks == null) {
            return 1;
        }
        double sum = 0;
        double ways = 1;
        for (int i = 1; i <= passes; i++) {
            ways = ways * (looks - i + 1) / i;
            sum += ways;
        }
        return Math.min(sum, Double.MAX_VALUE);
    }
}
