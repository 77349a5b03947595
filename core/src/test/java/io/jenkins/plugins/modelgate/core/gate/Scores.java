package io.jenkins.plugins.modelgate.core.gate;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;

/** Tables of scores as tests need them. */
final class Scores {
    private Scores() {}

    /** Columns {@code id}, {@code slice} and {@code score}. */
    static ScoreTable table(int n, IntFunction<String> slice, IntToDoubleFunction score) {
        StringBuilder csv = new StringBuilder("id,slice,score\n");
        for (int i = 0; i < n; i++) {
            double value = score.applyAsDouble(i);
            csv.append(String.format(
                    Locale.ROOT,
                    "e%d,%s,%s\n",
                    i,
                    slice.apply(i),
                    value == Math.rint(value) ? (Object) (int) value : value));
        }
        return ScoreTable.parse(csv.toString().getBytes(StandardCharsets.UTF_8));
    }
}
