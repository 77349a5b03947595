package io.jenkins.plugins.modelgate.core.policy;

import io.jenkins.plugins.modelgate.core.digest.Shown;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much worse than the baseline is still good enough.
 *
 * @param amount finite, at least 0
 * @param unit what {@code amount} counts
 */
public record Margin(double amount, Unit unit) {
    private static final Pattern FORM = Pattern.compile("(\\S*?)\\s*(absolute|%|points)");

    public enum Unit {
        /** In the metric's own unit. */
        ABSOLUTE("absolute"),
        /** Per cent of the baseline's absolute value. */
        PERCENT("%"),
        /** Percentage points: hundredths, for metrics that are fractions. */
        POINTS("points");

        private final String word;

        Unit(String word) {
            this.word = word;
        }
    }

    public Margin {
        Objects.requireNonNull(unit, "unit");
        if (!(amount >= 0 && amount < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "a margin says how much worse is still good enough: a number of 0 or more, found ‘" + amount + "’");
        }
    }

    /**
     * Reads {@code 0.5 absolute}, {@code 2 %} or {@code 1 points}.
     *
     * @throws IllegalArgumentException with one readable line, if the unit is missing or unknown, or the amount is not a
     *     finite number of 0 or more
     */
    public static Margin parse(String text) {
        Matcher form = FORM.matcher(text.strip());
        if (text.length() > 100 || !form.matches()) {
            throw new IllegalArgumentException(
                    "a margin is a number and a unit, as in ‘2 absolute’, ‘2 %’ or ‘2 points’, found ‘"
                            + Shown.text(text) + "’");
        }
        Unit unit = Arrays.stream(Unit.values())
                .filter(candidate -> candidate.word.equals(form.group(2)))
                .findFirst()
                .orElseThrow();
        return new Margin(Numbers.parse("a margin", form.group(1)), unit);
    }

    /**
     * The margin in the metric's own unit, exact in decimals.
     *
     * @param baseline finite
     */
    public BigDecimal against(double baseline) {
        BigDecimal exact = BigDecimal.valueOf(amount);
        return switch (unit) {
            case ABSOLUTE -> exact;
            case PERCENT -> BigDecimal.valueOf(baseline).abs().multiply(exact).movePointLeft(2);
            case POINTS -> exact.movePointLeft(2);
        };
    }

    /** As {@link #parse} reads it, such as {@code 2 %}. */
    @Override
    public String toString() {
        return Shown.exact(amount) + " " + unit.word;
    }
}
