package io.jenkins.plugins.modelgate.core.digest;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.stream.Collectors;

/** Values as people can read them, safe to print: names of files and metrics come from strangers. */
public final class Shown {
    private static final int MAX_LENGTH = 120;
    private static final MathContext DIGITS = new MathContext(6);

    private Shown() {}

    /** A text without control characters and without the marks that turn the reading direction, cut if it is long. */
    public static String text(String text) {
        return text(text, MAX_LENGTH);
    }

    /** The same of at most so many letters. */
    public static String text(String text, int most) {
        String shown = text.codePoints()
                .limit(most)
                .mapToObj(c -> isVisible(c) ? Character.toString(c) : String.format("\\u%04x", c))
                .collect(Collectors.joining());
        return text.codePointCount(0, text.length()) > most ? shown + "…" : shown;
    }

    /**
     * Whether a character shows itself, and does nothing else: does not steer a terminal, end a line, turn the direction of
     * writing, have no width, or be half a character. The ranges are written out, so that the answer does not depend on
     * the version of Unicode that a Java platform knows.
     */
    public static boolean isVisible(int c) {
        return !(c < 0x20
                || (c >= 0x7F && c < 0xA0)
                || c == 0xAD
                || c == 0x61C
                || c == 0x180E
                || (c >= 0x200B && c <= 0x200F)
                || (c >= 0x2028 && c <= 0x202E)
                || (c >= 0x2060 && c <= 0x206F)
                || (c >= 0xD800 && c <= 0xDFFF)
                || c == 0xFEFF
                || (c >= 0xFFF0 && c <= 0xFFFB)
                || (c >= 0xE0000 && c <= 0xE0FFF));
    }

    /** The first few names, and how many more there are: {@code ‘a’, ‘b’ and 3 more}. */
    public static String names(List<String> names) {
        String first =
                names.stream().limit(3).map(name -> "‘" + text(name) + "’").collect(Collectors.joining(", "));
        return names.size() > 3 ? first + " and " + (names.size() - 3) + " more" : first;
    }

    /** A number with up to six significant digits. */
    public static String number(double value) {
        return Double.isFinite(value) ? plain(BigDecimal.valueOf(value).round(DIGITS)) : Double.toString(value);
    }

    /** A number that is read beside another one: with all its digits where six would make both look the same. */
    public static String number(double value, double beside) {
        boolean looksTheSame = value != beside && number(value).equals(number(beside));
        return looksTheSame ? exact(value) : number(value);
    }

    /** A finite number with all its digits. */
    public static String exact(double value) {
        return plain(BigDecimal.valueOf(value));
    }

    private static String plain(BigDecimal value) {
        BigDecimal stripped = value.stripTrailingZeros();
        int exponent = stripped.precision() - stripped.scale();
        return exponent > 16 || exponent < -6 ? stripped.toString() : stripped.toPlainString();
    }
}
