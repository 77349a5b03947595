package io.jenkins.plugins.modelgate.dvc;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What DVC takes in its configuration. It refuses every command where there is anything else, so nothing may be said of
 * such a workspace here, either.
 */
final class DvcConfigKeys {
    private static final String ANY = ".*";
    private static final Map<Character, String> KINDS = Map.of(
            '?', "true|false",
            '#', "[+-]?[0-9]+",
            '+', "\\+?0*[1-9][0-9]*",
            '%', "[+]?([0-9]+\\.?[0-9]*|\\.[0-9]+)(e[+-]?[0-9]+)?",
            '!', "(?!)");
    private static final Pattern KEY = Pattern.compile("(\\w+)(?:([?#+%!])|=(.*))?");
    private static final Pattern HOST = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://[^/?#]+.*");
    private static final String REMOTE = "remote";

    /** By section, then key: what values are taken. */
    private static final Map<String, Map<String, Pattern>> SECTIONS = read();

    private DvcConfigKeys() {}

    private static Map<String, Map<String, Pattern>> read() {
        Map<String, Map<String, Pattern>> sections = new HashMap<>();
        try (InputStream in = DvcConfigKeys.class.getResourceAsStream("config-keys.txt")) {
            String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            text.replaceAll("(?m)^#.*\\R", "").replaceAll("\\R +", " ").lines().forEach(line -> {
                int colon = line.indexOf(": ");
                Map<String, Pattern> keys = new HashMap<>();
                Arrays.stream(line.substring(colon + 2).split(" ", -1)).forEach(word -> add(keys, word));
                sections.put(line.substring(0, colon), keys);
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sections;
    }

    private static void add(Map<String, Pattern> keys, String word) {
        Matcher key = KEY.matcher(word);
        if (!key.matches()) {
            throw new IllegalStateException("config-keys.txt: " + word);
        }
        String kind = key.group(2) == null
                ? Objects.requireNonNullElse(key.group(3), ANY)
                : KINDS.get(key.group(2).charAt(0));
        keys.put(key.group(1), Pattern.compile(kind, Pattern.CASE_INSENSITIVE | Pattern.DOTALL));
    }

    /** Whether DVC knows a section of all levels together. {@code feature} may hold anything: DVC only warns. */
    static boolean knows(String section) {
        return section.equals("feature") || SECTIONS.containsKey(kind(section));
    }

    /**
     * What is wrong with a section; null if nothing is. The remedy is not in it, nor are values, which may be secret.
     *
     * @param section such as {@code core} or {@code remote.store}
     * @param entries all that all levels say in it
     */
    @CheckForNull
    static String wrong(String section, Map<String, String> entries) {
        if (section.equals("feature")) {
            return null;
        }
        String url = entries.get("url");
        boolean remote = kind(section).equals(REMOTE) && !section.equals(REMOTE);
        if (remote && url == null) {
            return "the remote ‘" + name(section) + "’ has no URL";
        }
        String scheme = remote ? scheme(url) : "";
        if (scheme.equals(REMOTE)) {
            return null;
        }
        Map<String, Pattern> known = new HashMap<>(named(section) ? SECTIONS.get(kind(section)) : plain(section));
        if (remote) {
            if (!SECTIONS.containsKey(REMOTE + " " + scheme)) {
                return "the remote ‘" + name(section) + "’ has a URL of a kind that DVC does not know: ‘" + scheme
                        + "://’";
            }
            known.putAll(SECTIONS.get(REMOTE + " " + scheme));
        }
        for (Map.Entry<String, String> entry : entries.entrySet()) {
            Pattern values = known.get(entry.getKey());
            if (values == null) {
                return "there is no key ‘" + entry.getKey() + "’ in " + shown(section, scheme);
            }
            if (!values.matcher(entry.getValue().strip()).matches()) {
                return "the value of ‘" + entry.getKey() + "’ in " + shown(section, scheme) + " is none that it takes";
            }
        }
        return null;
    }

    /** Sections of which there are several have names, and nothing may stand beside those. */
    private static Map<String, Pattern> plain(String section) {
        return section.equals(REMOTE) || section.equals("machine") || section.equals("db")
                ? Map.of()
                : SECTIONS.get(section);
    }

    private static boolean named(String section) {
        return section.indexOf('.') > 0;
    }

    private static String kind(String section) {
        return named(section) ? section.substring(0, section.indexOf('.')) : section;
    }

    private static String name(String section) {
        return section.substring(section.indexOf('.') + 1);
    }

    private static String shown(String section, String scheme) {
        return named(section)
                ? "‘" + kind(section) + " \"" + name(section) + "\"’" + (scheme.isEmpty() ? "" : " (" + scheme + ")")
                : "‘" + section + "’";
    }

    /** As DVC does: what names no host is a folder. */
    private static String scheme(String url) {
        Matcher host = HOST.matcher(url);
        return host.matches() ? host.group(1).toLowerCase(java.util.Locale.ROOT) : "folder";
    }
}
