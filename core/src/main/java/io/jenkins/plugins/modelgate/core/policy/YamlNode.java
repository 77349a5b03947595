package io.jenkins.plugins.modelgate.core.policy;

import io.jenkins.plugins.modelgate.core.digest.Shown;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** A place in a YAML 1.2 file that is read with strict expectations: whatever is not as expected is an error that names the place. */
final class YamlNode {
    /** The policy's own depth is 8. */
    private static final int MAX_DEPTH = 20;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    private static final Map<Tag, String> KINDS =
            Map.of(Tag.STR, "the text", Tag.BOOL, "the truth value", Tag.INT, "the number", Tag.FLOAT, "the number");

    private final String file;
    private final Node node;

    private YamlNode(String file, Node node) {
        this.file = file;
        this.node = node;
    }

    /**
     * The only document of a file, without anchors, aliases and deep nesting.
     *
     * @param most bytes that it may have
     */
    static YamlNode read(String file, byte[] bytes, int most) {
        if (bytes.length > most) {
            throw new PolicyException(
                    file + ": the file has more than " + most + " bytes, which is the most that is read");
        }
        LoadSettings settings = LoadSettings.builder()
                .setLabel(file)
                .setSchema(new CoreSchema())
                .setAllowNonScalarKeys(true) // Refused below, with their place.
                .build();
        try {
            String text = decode(file, bytes);
            int depth = 0;
            for (Event event : new Parse(settings).parseString(text)) {
                depth += event instanceof CollectionStartEvent ? 1 : event instanceof CollectionEndEvent ? -1 : 0;
                refuse(file, event, depth);
            }
            Node root = new Compose(settings)
                    .composeString(text)
                    .orElseThrow(() -> new PolicyException(file + ":1:1: the file is empty"));
            return new YamlNode(file, root);
        } catch (MarkedYamlEngineException e) {
            throw error(file, e.getProblemMark(), "not valid YAML: " + oneLine(e.getProblem()));
        } catch (YamlEngineException e) {
            throw error(file, Optional.empty(), "not valid YAML: " + oneLine(e.getMessage()));
        }
    }

    private static String decode(String file, byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw error(file, Optional.empty(), "not valid UTF-8");
        }
    }

    private static void refuse(String file, Event event, int depth) {
        if (event instanceof AliasEvent
                || event instanceof NodeEvent node && node.getAnchor().isPresent()) {
            throw error(file, event.getStartMark(), "anchors (&) and aliases (*) are not allowed; write it out");
        }
        if (event instanceof ScalarEvent scalar
                && scalar.isPlain()
                && scalar.getValue().equals("<<")) {
            throw error(file, event.getStartMark(), "merge keys (<<) are not allowed; write it out");
        }
        if (depth > MAX_DEPTH) {
            throw error(file, event.getStartMark(), "nested too deeply");
        }
    }

    /**
     * A mapping with known keys.
     *
     * @param what what the mapping is, for messages
     */
    Fields fields(String what, String... allowed) {
        Map<String, YamlNode> values = new LinkedHashMap<>();
        for (Map.Entry<YamlNode, YamlNode> entry : entries(what)) {
            String key = ((ScalarNode) entry.getKey().node).getValue();
            if (!Arrays.asList(allowed).contains(key)) {
                throw entry.getKey().unknown("key ‘" + Shown.text(key) + "’ in " + what, key, allowed);
            }
            values.put(key, entry.getValue());
        }
        return new Fields(this, what, values);
    }

    /** A mapping whose keys are names; each is there once. */
    List<Map.Entry<YamlNode, YamlNode>> entries(String what) {
        if (!(node instanceof MappingNode mapping) || !mapping.getTag().equals(Tag.MAP)) {
            throw unexpected(what, "a mapping (key: value)");
        }
        List<Map.Entry<YamlNode, YamlNode>> entries = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (NodeTuple tuple : mapping.getValue()) {
            YamlNode key = new YamlNode(file, tuple.getKeyNode());
            if (!seen.add(key.text("a key"))) {
                throw key.error("the key ‘" + Shown.text(key.text("a key")) + "’ is there twice");
            }
            entries.add(Map.entry(key, new YamlNode(file, tuple.getValueNode())));
        }
        return entries;
    }

    /** The same, with at least one key. */
    List<Map.Entry<YamlNode, YamlNode>> someEntries(String what) {
        List<Map.Entry<YamlNode, YamlNode>> entries = entries(what);
        if (entries.isEmpty()) {
            throw error(what + " must name at least one");
        }
        return entries;
    }

    /** A list with at least one item. */
    List<YamlNode> items(String what) {
        if (!(node instanceof SequenceNode sequence) || !sequence.getTag().equals(Tag.SEQ)) {
            throw unexpected(what, "a list");
        }
        if (sequence.getValue().isEmpty()) {
            throw error(what + " is an empty list; leave it out or name something");
        }
        return sequence.getValue().stream()
                .map(item -> new YamlNode(file, item))
                .toList();
    }

    /** A text that is not blank. */
    String text(String what) {
        if (!(node instanceof ScalarNode scalar) || !scalar.getTag().equals(Tag.STR)) {
            throw unexpected(what, "a text");
        }
        if (scalar.getValue().isBlank()) {
            throw error(what + " is blank");
        }
        return scalar.getValue();
    }

    /** A finite decimal number. What some YAML reader would take for octal or hexadecimal is refused. */
    double number(String what) {
        if (!(node instanceof ScalarNode scalar)
                || !(scalar.getTag().equals(Tag.INT) || scalar.getTag().equals(Tag.FLOAT))) {
            throw unexpected(what, "a number");
        }
        try {
            return Numbers.parse(what, scalar.getValue());
        } catch (IllegalArgumentException e) {
            throw error(e.getMessage());
        }
    }

    /** A whole number, 1 or more. */
    int count(String what) {
        double number = number(what);
        if (number != Math.rint(number) || number < 1 || number > Integer.MAX_VALUE) {
            throw error(what + " is a whole number, 1 or more, found " + Shown.exact(number));
        }
        return (int) number;
    }

    /** Whether it is the word {@code true}. */
    boolean isTrue() {
        return isTruth("true");
    }

    /** Whether it is the word {@code false}. */
    boolean isFalse() {
        return isTruth("false");
    }

    private boolean isTruth(String word) {
        return node instanceof ScalarNode scalar
                && scalar.getTag().equals(Tag.BOOL)
                && scalar.getValue().equals(word);
    }

    boolean isText() {
        return node instanceof ScalarNode;
    }

    /** A text or number as it is written. */
    String scalar(String what) {
        return node instanceof ScalarNode scalar && !scalar.getTag().equals(Tag.NULL) ? scalar.getValue() : text(what);
    }

    /** One of a few words. */
    <T> T oneOf(String what, Map<String, T> words) {
        String word = text(what);
        T value = words.get(word);
        if (value == null) {
            throw unknown(
                    "value ‘" + Shown.text(word) + "’ of " + what,
                    word,
                    words.keySet().toArray(new String[0]));
        }
        return value;
    }

    /** One of the constants, in the policy's spelling: {@code DATA_IN_REMOTE} is {@code data-in-remote}. */
    <E extends Enum<E>> E oneOf(String what, E[] constants) {
        Map<String, E> words = new LinkedHashMap<>();
        for (E constant : constants) {
            words.put(constant.name().toLowerCase(Locale.ROOT).replace('_', '-'), constant);
        }
        return oneOf(what, words);
    }

    /** A name that is safe everywhere. */
    String name(String what) {
        String name = text(what);
        if (!NAME.matcher(name).matches()) {
            throw error(what + " is made of up to 64 of A-Z a-z 0-9 . _ - and starts with a letter or digit, found ‘"
                    + Shown.text(name) + "’");
        }
        return name;
    }

    /** The name of a metric or a column. */
    String metric(String what) {
        String name = text(what);
        if (name.length() > 250 || !isVisible(name)) {
            throw error(what + " is the name of a metric: up to 250 letters without control characters, found ‘"
                    + Shown.text(name) + "’");
        }
        return name;
    }

    /** A path within the repository, whatever the machine. */
    String path(String what) {
        String path = withoutSlash(text(what));
        if (!isPath(path)) {
            throw error(what + " is a file or folder relative to the repository’s root, with / between names; no .,"
                    + " .., \\, * or ?, found ‘" + Shown.text(path) + "’");
        }
        return path;
    }

    static String withoutSlash(String path) {
        return path.replaceFirst("/$", "");
    }

    static boolean isPath(String path) {
        return Arrays.stream(path.split("/", -1)).noneMatch(step -> step.isEmpty() || step.matches("\\.\\.?"))
                && isVisible(path)
                && !path.matches(".*[\\\\*?].*|[A-Za-z]:.*");
    }

    static boolean isVisible(String text) {
        return text.codePoints().allMatch(Shown::isVisible);
    }

    /** Gives the errors of our own types this place. */
    <T> T make(Supplier<T> make) {
        try {
            return make.get();
        } catch (PolicyException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw error(e.getMessage());
        }
    }

    private PolicyException unknown(String what, String word, String... allowed) {
        String hint = Arrays.stream(allowed)
                .min(Comparator.comparingInt(candidate -> distance(word, candidate)))
                .filter(candidate -> distance(word, candidate) <= Math.max(1, candidate.length() / 3))
                .map(candidate -> "did you mean ‘" + candidate + "’? ")
                .orElse("");
        return error("unknown " + what + "; " + hint + "allowed: " + String.join(", ", allowed));
    }

    private PolicyException unexpected(String what, String expected) {
        return error(what + " must be " + expected + ", found " + found() + hint(expected));
    }

    private String found() {
        if (!(node instanceof ScalarNode scalar)) {
            return node instanceof MappingNode ? "a mapping" : "a list";
        }
        Tag tag = scalar.getTag();
        if (tag.equals(Tag.NULL)) {
            return "nothing";
        }
        String kind = KINDS.getOrDefault(tag, "something of type " + tag.getValue() + ":");
        return kind + " ‘" + Shown.text(scalar.getValue()) + "’";
    }

    private String hint(String expected) {
        return expected.equals("a text") && KINDS.containsKey(node.getTag()) ? "; put it in quotes" : "";
    }

    /** Every text that stands somewhere below as the value of a key. */
    List<String> texts(String... keys) {
        List<String> texts = new ArrayList<>();
        if (node instanceof MappingNode mapping) {
            for (NodeTuple tuple : mapping.getValue()) {
                if (tuple.getKeyNode() instanceof ScalarNode name
                        && Arrays.asList(keys).contains(name.getValue())
                        && tuple.getValueNode() instanceof ScalarNode value) {
                    texts.add(value.getValue());
                }
                texts.addAll(new YamlNode(file, tuple.getValueNode()).texts(keys));
            }
        } else if (node instanceof SequenceNode sequence) {
            sequence.getValue().forEach(item -> texts.addAll(new YamlNode(file, item).texts(keys)));
        }
        return texts;
    }

    /** File, line and column. */
    String place() {
        return place(file, node.getStartMark());
    }

    private static String place(String file, Optional<Mark> mark) {
        return file
                + mark.map(at -> ":" + (at.getLine() + 1) + ":" + (at.getColumn() + 1))
                        .orElse("");
    }

    /** An error at this place. */
    PolicyException error(String message) {
        return new PolicyException(place() + ": " + message);
    }

    private static PolicyException error(String file, Optional<Mark> mark, String message) {
        return new PolicyException(place(file, mark) + ": " + message);
    }

    private static String oneLine(String message) {
        return message.strip().replaceAll("\\s+", " ");
    }

    /** How many letters must be changed, added or removed (Levenshtein). */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        Arrays.setAll(row, i -> i);
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }

    /** The values of a mapping with known keys. */
    record Fields(YamlNode mapping, String what, Map<String, YamlNode> values) {
        Optional<YamlNode> optional(String key) {
            return Optional.ofNullable(values.get(key));
        }

        YamlNode required(String key) {
            return optional(key).orElseThrow(() -> mapping.error(what + " needs the key ‘" + key + "’"));
        }

        /** The only version of any format so far. */
        void requireVersion1(String format) {
            YamlNode version = required("version");
            if (version.number("version") != 1) {
                throw version.error("this program knows version 1 of " + format + " only");
            }
        }
    }
}
