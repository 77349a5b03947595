package io.jenkins.plugins.modelgate.cli;

import java.util.Locale;
import java.util.function.IntPredicate;

/** Makes text of strangers harmless to a terminal. */
final class Printable {
    private Printable() {}

    /**
     * The text with every character that steers a terminal, breaks a line or reorders what is shown written as an escape
     * ({@code \u001b}), so that a name from a repository or a server can neither hide nor fake anything.
     */
    static String line(String text) {
        return escape(text, Printable::steers);
    }

    /** Like {@link #line}, but keeps the line breaks and tabs of a text that is meant to have several lines. */
    static String lines(String text) {
        return escape(text, c -> c != '\n' && c != '\t' && steers(c));
    }

    /** JSON text with the characters escaped that JSON allows as they are but terminals obey; its value stays the same. */
    static String json(String json) {
        return lines(json);
    }

    private static String escape(String text, IntPredicate unwanted) {
        if (text.chars().noneMatch(unwanted)) {
            return text;
        }
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        text.chars().forEach(c -> {
            if (unwanted.test(c)) {
                escaped.append(String.format(Locale.ROOT, "\\u%04x", c));
            } else {
                escaped.append((char) c);
            }
        });
        return escaped.toString();
    }

    private static boolean steers(int c) {
        return switch (Character.getType((char) c)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.FORMAT -> true;
            default -> false;
        };
    }
}
