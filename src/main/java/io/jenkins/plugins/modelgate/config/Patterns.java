package io.jenkins.plugins.modelgate.config;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Patterns for names with {@code /} in them, separated by commas or lines. {@code *} stands for any characters within a part,
 * also none; {@code **} for any characters at all; everything else for itself, upper and lower case apart. A pattern is for
 * the whole name: {@code team/**} is for all below {@code team}, and not for {@code team} itself. The cost is that of the
 * pattern's length times the name's, whatever both are.
 */
public final class Patterns {
    private static final Pattern SEPARATOR = Pattern.compile("[,\\n\\r]+");

    private Patterns() {}

    /**
     * Whether one of {@code patterns} is for {@code name}.
     *
     * @param patterns null for every name; a text without a pattern is for none
     */
    public static boolean match(@CheckForNull String patterns, String name) {
        return patterns == null || list(patterns).stream().anyMatch(pattern -> matches(pattern, name));
    }

    static List<String> list(@CheckForNull String patterns) {
        return patterns == null
                ? List.of()
                : SEPARATOR
                        .splitAsStream(patterns)
                        .map(String::strip)
                        .filter(text -> !text.isEmpty())
                        .toList();
    }

    private static boolean matches(String pattern, String name) {
        // Which beginnings of the name, by length, the pattern so far is for.
        boolean[] reached = new boolean[name.length() + 1];
        reached[0] = true;
        int at = 0;
        while (at < pattern.length()) {
            if (pattern.startsWith("**", at)) {
                spread(reached, name, true);
                at += 2;
            } else if (pattern.charAt(at) == '*') {
                spread(reached, name, false);
                at++;
            } else {
                advance(reached, name, pattern.charAt(at));
                at++;
            }
        }
        return reached[name.length()];
    }

    private static void spread(boolean[] reached, String name, boolean acrossParts) {
        for (int end = 1; end < reached.length; end++) {
            reached[end] |= reached[end - 1] && (acrossParts || name.charAt(end - 1) != '/');
        }
    }

    private static void advance(boolean[] reached, String name, char next) {
        boolean[] before = Arrays.copyOf(reached, reached.length);
        reached[0] = false;
        for (int end = 1; end < reached.length; end++) {
            reached[end] = before[end - 1] && name.charAt(end - 1) == next;
        }
    }
}
