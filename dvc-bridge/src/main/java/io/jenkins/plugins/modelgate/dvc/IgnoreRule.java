package io.jenkins.plugins.modelgate.dvc;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * One pattern of a {@code .dvcignore} file, translated as pathspec's {@code GitIgnoreSpecPattern} does, which DVC uses.
 *
 * @param pattern as written, relative to the DVC root
 * @param regex matches at the start of a path that is relative to the DVC root
 * @param name if not null, the pattern is this plain name at any level
 * @param ignores false for {@code !pattern}
 * @param directoriesOnly whether it ends with a slash
 */
record IgnoreRule(
        String pattern, Pattern regex, @CheckForNull String name, boolean ignores, boolean directoriesOnly) {
    private static final String DIRECTORY = "/";
    private static final String DIRECTORY_OR_END = "(?:/|$)";

    /** No rule could be made of it; Git passes over such patterns. */
    static final class Invalid extends Exception {
        private static final long serialVersionUID = 1;

        Invalid(String message) {
            super(message);
        }
    }

    /**
     * Translates a pattern; null if it says nothing (blank, a comment, {@code /}, or a range that isn't closed).
     *
     * @throws Invalid if it ends with a backslash or is otherwise no pattern
     */
    @CheckForNull
    static IgnoreRule of(String pattern) throws Invalid {
        String text = pattern.endsWith("\\ ") ? pattern : pattern.stripTrailing();
        if (text.isEmpty() || text.startsWith("#") || text.equals("/")) {
            return null;
        }
        boolean ignores = !text.startsWith("!");
        String glob = ignores ? text : text.substring(1);
        boolean directory = glob.endsWith("/");
        List<String> segments = new ArrayList<>(Arrays.asList(glob.split("/", -1)));
        String regex = regex(normalize(segments), directory);
        if (regex == null) {
            return null;
        }
        String name = directory ? glob.substring(0, glob.length() - 1) : glob;
        boolean plain = !name.isEmpty()
                && name.chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '.' || c == '_' || c == '-');
        try {
            return new IgnoreRule(
                    text, Pattern.compile(regex, Pattern.UNIX_LINES), plain ? name : null, ignores, text.endsWith("/"));
        } catch (PatternSyntaxException e) {
            throw new Invalid(e.getDescription());
        }
    }

    private static List<String> normalize(List<String> segments) throws Invalid {
        if (segments.get(0).isEmpty()) {
            segments.remove(0);
        } else if ((segments.size() == 1
                        || segments.size() == 2 && segments.get(1).isEmpty())
                && !segments.get(0).equals("**")) {
            segments.add(0, "**");
        }
        if (segments.isEmpty()) {
            throw new Invalid("it is empty");
        }
        int last = segments.size() - 1;
        if (segments.get(last).isEmpty()) {
            segments.set(last, "**");
        }
        for (int i = last; i > 0; i--) {
            if (segments.get(i - 1).equals("**") && segments.get(i).equals("**")) {
                segments.remove(i);
            }
        }
        return segments;
    }

    @CheckForNull
    private static String regex(List<String> segments, boolean directory) throws Invalid {
        if (segments.equals(List.of("**"))) {
            return directory ? DIRECTORY : ".";
        }
        if (segments.equals(List.of("**", "*"))) {
            return ".";
        }
        if (segments.equals(List.of("**", "*", "**"))) {
            return DIRECTORY;
        }
        StringBuilder regex = new StringBuilder();
        boolean slash = false;
        int end = segments.size() - 1;
        for (int i = 0; i <= end; i++) {
            String segment = segments.get(i);
            if (segment.equals("**")) {
                regex.append(i == 0 ? "^(?:.+/)?" : i < end ? "(?:/.+)?" : DIRECTORY);
                slash = i > 0;
                continue;
            }
            String glob = segment.equals("*") ? "[^/]+" : glob(segment);
            if (glob == null) {
                return null;
            }
            regex.append(i == 0 ? "^" : "").append(slash ? "/" : "").append(glob);
            regex.append(i == end ? DIRECTORY_OR_END : "");
            slash = true;
        }
        return regex.toString();
    }

    @CheckForNull
    private static String glob(String segment) throws Invalid {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < segment.length(); i++) {
            char c = segment.charAt(i);
            if (c == '\\') {
                if (++i == segment.length()) {
                    throw new Invalid("it ends with a backslash");
                }
                literal(regex, segment.charAt(i));
            } else if (c == '*') {
                regex.append("[^/]*");
            } else if (c == '?') {
                regex.append("[^/]");
            } else if (c == '[') {
                int close = close(segment, i + 1);
                if (close < 0) {
                    return null;
                }
                range(regex, segment.substring(i + 1, close));
                i = close;
            } else {
                literal(regex, c);
            }
        }
        return regex.toString();
    }

    private static int close(String segment, int from) {
        int at = from;
        if (at < segment.length() && (segment.charAt(at) == '!' || segment.charAt(at) == '^')) {
            at++;
        }
        if (at < segment.length() && segment.charAt(at) == ']') {
            at++;
        }
        return at < segment.length() ? segment.indexOf(']', at) : -1;
    }

    private static void range(StringBuilder regex, String inner) {
        boolean negated = inner.startsWith("!") || inner.startsWith("^");
        regex.append(negated ? "[^" : "[");
        String chars = negated ? inner.substring(1) : inner;
        for (int i = 0; i < chars.length(); i++) {
            char c = chars.charAt(i);
            // All but a range's dash stands for itself; Java gives more characters a meaning than Python.
            regex.append(c == '-' || Character.isLetterOrDigit(c) ? "" : "\\").append(c);
        }
        regex.append(']');
    }

    private static void literal(StringBuilder regex, char c) {
        boolean escape = c < 0x80 && !Character.isLetterOrDigit(c) && c != '_';
        regex.append(escape ? "\\" : "").append(c);
    }

    /**
     * Whether it matches a path; its parents were looked at before.
     *
     * @param path relative to the DVC root
     * @param last the path's last name
     */
    boolean matches(String path, String last, boolean directory) {
        if (directoriesOnly && !directory) {
            return false;
        }
        if (name != null) {
            return name.equals(last);
        }
        return regex.matcher(path).lookingAt()
                || directory && regex.matcher(path + "/").lookingAt();
    }

    /** The same pattern of a file in a folder below the DVC root, for the root. */
    static String rebase(String pattern, String folder) {
        String text = pattern.strip();
        if (text.startsWith("#")) {
            return text;
        }
        boolean negated = text.startsWith("!");
        String rule = negated ? text.substring(1) : text;
        boolean anchored = rule.lastIndexOf('/', Math.max(0, rule.length() - 2)) >= 0
                && rule.length() > 1
                && !rule.startsWith("**/");
        if (anchored) {
            rule = rule.startsWith("/") ? rule.substring(1) : rule;
        } else if (rule.startsWith("**/")) {
            rule = rule.substring(3);
        }
        rule = rule.startsWith("\\") ? rule.substring(1) : rule;
        return (negated ? "!/" : "/") + folder + (anchored ? "/" : "/**/") + rule;
    }
}
