package io.jenkins.plugins.modelgate.core.deploy;

import io.jenkins.plugins.modelgate.core.digest.CanonicalJson;
import io.jenkins.plugins.modelgate.core.digest.Shown;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * A text with keys in it, each between a dollar sign with an opening brace and a closing one. Nothing else is there to learn: no
 * conditions, no loops; a second dollar sign before it leaves it as it is. A key that is not known is an error, and so is a
 * value that could change the structure of the file: what is not made of plain letters has to stand between double quotes, in
 * which JSON and YAML escape alike.
 */
final class Template {
    /** The most letters that a template may have. */
    static final int MOST = 1 << 18;

    /** What means nothing but itself in any format, also without quotes. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9._/@+-]|:(?=[A-Za-z0-9/]))*");

    private final String text;

    /** Names it in messages. */
    private final String name;

    Template(String text, String name) {
        this.text = text;
        this.name = name;
    }

    /**
     * Puts values in the place of keys.
     *
     * @param values by key; null is known, but there is none
     * @param path where the result goes; its name says of which format it is
     * @throws DeploymentException if a key is not known, or a value cannot stand where it should
     */
    String render(Map<String, String> values, String path) throws DeploymentException {
        Format format = Format.of(path);
        String result = fill(values, format);
        if (format != Format.OTHER) {
            Map<String, String> harmless = new HashMap<>(values);
            harmless.replaceAll((key, value) -> value == null ? null : "x");
            if (!structure(result, path, format).equals(structure(fill(harmless, format), path, format))) {
                throw new DeploymentException(
                        "The template ‘" + name + "’: a value changes the structure of ‘" + Shown.text(path)
                                + "’; put double quotes around it, on one line",
                        null);
            }
        }
        return result;
    }

    private enum Format {
        YAML,
        JSON,
        OTHER;

        static Format of(String path) {
            String name = path.toLowerCase(Locale.ROOT);
            return name.endsWith(".json") ? JSON : name.endsWith(".yaml") || name.endsWith(".yml") ? YAML : OTHER;
        }
    }

    private String fill(Map<String, String> values, Format format) throws DeploymentException {
        StringBuilder result = new StringBuilder(text.length());
        boolean quoted = false;
        int line = 1;
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (text.startsWith("$${", at)) {
                result.append("${");
                at += 3;
            } else if (text.startsWith("${", at)) {
                int end = text.indexOf('}', at);
                String key = end < 0 ? "" : text.substring(at + 2, end);
                result.append(value(values, key, quoted && format != Format.OTHER, line));
                at = end + 1;
            } else {
                boolean turns = c == '"' && !escaped(at);
                quoted = c != '\n' && turns != quoted;
                line += c == '\n' ? 1 : 0;
                result.append(c);
                at++;
            }
        }
        return result.toString();
    }

    /** Whether a backslash stands before it that is none itself. */
    private boolean escaped(int at) {
        int before = at;
        while (before > 0 && text.charAt(before - 1) == '\\') {
            before--;
        }
        return (at - before) % 2 != 0;
    }

    private String value(Map<String, String> values, String key, boolean quoted, int line) throws DeploymentException {
        if (!values.containsKey(key)) {
            SortedMap<String, String> known = new TreeMap<>(values);
            throw error(
                    line,
                    "nobody knows ‘${" + Shown.text(key) + "}’; there are: " + String.join(", ", known.keySet())
                            + ". Write $${ for ${ itself");
        }
        String value = values.get(key);
        if (value == null) {
            throw error(line, "there is no ‘" + key + "’ of this version");
        }
        if (!quoted && !PLAIN.matcher(value).matches()) {
            throw error(
                    line,
                    "the value of ‘" + key + "’, ‘" + Shown.text(value)
                            + "’, can only stand between double quotes, in a file that is called .yaml, .yml or .json");
        }
        return quoted ? escape(value) : value;
    }

    /** So that it is one text in JSON and in YAML, and ends neither's single quotes or comments. */
    private static String escape(String value) {
        StringBuilder escaped = new StringBuilder();
        value.codePoints().forEach(c -> {
            boolean harmless = Shown.isVisible(c) && "\"\\'".indexOf(c) < 0;
            escaped.append(harmless || c > 0xFFFF ? Character.toString(c) : String.format(Locale.ROOT, "\\u%04x", c));
        });
        return escaped.toString();
    }

    /** What the result is made of, whatever its texts say. In JSON quotes tell by themselves. */
    private List<String> structure(String result, String path, Format format) throws DeploymentException {
        try {
            if (format == Format.JSON) {
                CanonicalJson.read(result.getBytes(StandardCharsets.UTF_8), Object.class);
                return List.of();
            }
            List<String> structure = new ArrayList<>();
            new Parse(LoadSettings.builder()
                            .setLabel(path)
                            .setCodePointLimit(4 * MOST)
                            .build())
                    .parseString(result)
                    .forEach(event -> structure.add(event.getEventId()
                            + (event instanceof ScalarEvent scalar ? " " + scalar.getScalarStyle() : "")));
            return structure;
        } catch (YamlEngineException | IllegalArgumentException e) {
            throw new DeploymentException(
                    "The template ‘" + name + "’ does not make a valid ‘" + Shown.text(path) + "’: "
                            + Shown.text(String.valueOf(e.getMessage()), 300),
                    e);
        }
    }

    private DeploymentException error(int line, String what) {
        return new DeploymentException("The template ‘" + name + "’, line " + line + ": " + what, null);
    }
}
