package io.jenkins.plugins.modelgate.core.policy;

import io.jenkins.plugins.modelgate.core.digest.Shown;
import java.util.regex.Pattern;

/** Numbers as people write them. */
final class Numbers {
    /** No leading zeros: what is octal for one reader of YAML is decimal for the other. */
    private static final Pattern DECIMAL =
            Pattern.compile("[-+]?(0|[1-9][0-9]*+|(?=\\.[0-9]))(\\.[0-9]++)?([eE][-+]?[0-9]{1,4})?");

    private Numbers() {}

    /**
     * A finite decimal number.
     *
     * @param what what the number is, for the message
     * @throws IllegalArgumentException with one readable line
     */
    static double parse(String what, String text) {
        if (text.length() > 100 || !DECIMAL.matcher(text).matches()) {
            throw new IllegalArgumentException(what
                    + " must be a finite decimal number such as 70, -0.5 or 1e-3, found ‘" + Shown.text(text) + "’");
        }
        double value = Double.parseDouble(text);
        if (Double.isInfinite(value)) {
            throw new IllegalArgumentException(what + " is too big for a number: ‘" + text + "’");
        }
        // No -0: it would be written differently and mean the same.
        return value + 0.0;
    }
}
