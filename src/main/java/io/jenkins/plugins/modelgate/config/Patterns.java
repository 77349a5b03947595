package io.jenkins.plugins.modelgate.config;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.util.List;
import java.util.regex.Pattern;

/** Patterns for names with {@code /} in them, separated by commas or lines: {@code *} within a part, {@code **} across parts. */
final class Patterns {
    private static final Pattern SEPARATOR = Pattern.compile("[,\\n\\r]+");
    private static final Pattern WILDCARD = Pattern.compile("\\*\\*|\\*");

    private Patterns() {}

    /** Whether one of {@code patterns} is for {@code name}; none at all are for every name. */
    static boolean match(@CheckForNull String patterns, String name) {
        List<String> all = list(patterns);
        return all.isEmpty() || all.stream().anyMatch(pattern -> matches(pattern, name));
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
        StringBuilder regex = new StringBuilder();
        int end = 0;
        var wildcards = WILDCARD.matcher(pattern);
        while (wildcards.find()) {
            regex.append(Pattern.quote(pattern.substring(end, wildcards.start())));
            regex.append(wildcards.group().length() == 2 ? ".*" : "[^/]*");
            end = wildcards.end();
        }
        regex.append(Pattern.quote(pattern.substring(end)));
        return Pattern.compile(regex.toString(), Pattern.DOTALL).matcher(name).matches();
    }
}
