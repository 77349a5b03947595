package io.jenkins.plugins.modelgate.core.contract;

import com.fasterxml.jackson.core.io.NumberInput;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.Shown;
import java.util.Locale;
import java.util.Set;

/** What texts in CSV mean. */
final class Written {
    private static final Set<String> INFINITE = Set.of("inf", "infinity");

    private Written() {}

    /** NaN if the text is no number; blanks around one do not matter. */
    static double number(String text) {
        String stripped = text.strip();
        if (isDecimal(stripped)) {
            return NumberInput.parseDouble(stripped, true);
        }
        String unsigned = stripped.startsWith("-") || stripped.startsWith("+") ? stripped.substring(1) : stripped;
        return unsigned.length() <= 8 && INFINITE.contains(unsigned.toLowerCase(Locale.ROOT))
                ? stripped.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY
                : Double.NaN;
    }

    /** Whether it stands for a number that is missing. */
    static boolean isNotANumber(String text) {
        return text.strip().equalsIgnoreCase("nan");
    }

    /** A whole number of 64 bits, written as one; null if the text is anything else. */
    @CheckForNull
    static Long integer(String text) {
        String stripped = text.strip();
        int first = sign(stripped, 0);
        int length = stripped.length();
        if (length == first || length - first > 19) {
            return null;
        }
        long number = 0;
        for (int i = first; i < length; i++) {
            int digit = stripped.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return null;
            }
            // Downwards, since there is one more negative number than there are others.
            number = number * 10 - digit;
            if (number > 0) {
                return null; // Of 19 digits, and too big.
            }
        }
        if (stripped.charAt(0) == '-') {
            return number;
        }
        return number == Long.MIN_VALUE ? null : -number;
    }

    static boolean isBoolean(String text) {
        return text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false");
    }

    /** Whether a text can be read as what is demanded. */
    static boolean fits(String text, ColumnType demanded) {
        return switch (demanded) {
            case INTEGER -> integer(text) != null || isNotANumber(text);
            case NUMBER -> !Double.isNaN(number(text)) || isNotANumber(text);
            case BOOLEAN -> isBoolean(text);
            case DATE, TIMESTAMP -> {
                Moment moment = Moment.of(text);
                yield moment != null && moment.isDay() == (demanded == ColumnType.DATE);
            }
            default -> true;
        };
    }

    /** The one form of a value of this type; null if it is missing or infinite. */
    @CheckForNull
    static String meant(String text, ColumnType type) {
        return switch (type) {
            case INTEGER -> {
                Long number = integer(text);
                yield number == null ? null : number.toString();
            }
            case NUMBER -> {
                double number = number(text);
                yield Double.isFinite(number) ? canonical(number) : null;
            }
            case BOOLEAN -> text.toLowerCase(Locale.ROOT);
            case EMPTY -> null;
            default -> text;
        };
    }

    /** The one form of a finite number. */
    static String canonical(double number) {
        return Shown.exact(number + 0.0);
    }

    /** Digits with at most one point and an exponent; not what only Java takes for a number, such as {@code 1d} or {@code 0x1p3}. */
    private static boolean isDecimal(String text) {
        int i = sign(text, 0);
        int whole = digits(text, i);
        i += whole;
        int fraction = 0;
        if (i < text.length() && text.charAt(i) == '.') {
            fraction = digits(text, ++i);
            i += fraction;
        }
        if (whole + fraction == 0 || whole + fraction > 400) {
            return false;
        }
        if (i < text.length() && (text.charAt(i) == 'e' || text.charAt(i) == 'E')) {
            i = sign(text, i + 1);
            int exponent = digits(text, i);
            if (exponent == 0 || exponent > 4) {
                return false;
            }
            i += exponent;
        }
        return i == text.length();
    }

    private static int sign(String text, int at) {
        return at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == '+') ? at + 1 : at;
    }

    private static int digits(String text, int from) {
        int i = from;
        while (i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
            i++;
        }
        return i - from;
    }
}
