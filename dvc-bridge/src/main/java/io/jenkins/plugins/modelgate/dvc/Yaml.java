package io.jenkins.plugins.modelgate.dvc;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * YAML as DVC reads it (ruamel.yaml, {@code typ="safe"}, YAML 1.2 with its own rules for numbers, and merge keys). Duplicate keys are refused,
 * depth and the size after expanding aliases are bounded. Values: {@code Map<Object, Object>} in file order, {@code List<Object>},
 * String, Boolean, Long, BigInteger, Double, null; a timestamp stays text.
 */
final class Yaml {
    private static final int MAX_DEPTH = 100;
    private static final int MAX_EXPANDED = 1_000_000;
    private static final int MAX_DIGITS = 4_000;

    private static final Set<String> COLLECTIONS = Set.of("!", "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq");
    private static final Pattern BOOL = Pattern.compile("true|True|TRUE|false|False|FALSE");
    private static final Pattern NULL = Pattern.compile("~|null|Null|NULL|");
    private static final Pattern INT =
            Pattern.compile("[-+]?0b[0-1_]+|[-+]?0o?[0-7_]+|[-+]?[0-9][0-9_]*|[-+]?0x[0-9a-fA-F_]+");
    private static final Pattern FLOAT = Pattern.compile("[-+]?[0-9][0-9_]*\\.[0-9_]*(?:[eE][-+]?[0-9]+)?"
            + "|[-+]?[0-9][0-9_]*[eE][-+]?[0-9]+"
            + "|[-+]?\\.[0-9_]+(?:[eE][-+][0-9]+)?"
            + "|[-+]?\\.(?:inf|Inf|INF)|\\.(?:nan|NaN|NAN)");

    private final Path file;
    private final Iterator<Event> events;
    private final Map<Anchor, Object> anchors = new HashMap<>();
    private final IdentityHashMap<Object, Integer> weights = new IdentityHashMap<>();
    private final IdentityHashMap<Object, Integer> lines = new IdentityHashMap<>();
    private int nodes;
    private int expanded;

    private Yaml(Path file, String text) {
        this.file = file;
        LoadSettings settings = LoadSettings.builder()
                .setCodePointLimit(Integer.MAX_VALUE)
                .setParseComments(false)
                .build();
        this.events = new Parse(settings).parseString(text).iterator();
    }

    /**
     * A document and where its mappings and lists begin.
     *
     * @param value null if the file is empty
     * @param lines by identity, from 1
     */
    record Document(Path file, @CheckForNull Object value, IdentityHashMap<Object, Integer> lines) {
        int line(@CheckForNull Object node) {
            return node == null ? -1 : lines.getOrDefault(node, -1);
        }
    }

    /**
     * Parses a file that has one document or none.
     *
     * @throws DvcException if it is broken, with its line
     */
    static Document parse(Path file, String text) {
        Yaml yaml = new Yaml(file, text);
        try {
            return new Document(file, yaml.document(), yaml.lines);
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(Mark::getLine).orElse(-2) + 1;
            String conflict = text.lines().anyMatch(l -> l.startsWith("<<<<<<< ")) ? " (a merge conflict?)" : "";
            throw DvcException.invalid(file, line, "not valid YAML: " + e.getProblem() + conflict);
        } catch (YamlEngineException e) {
            throw DvcException.invalid(
                    file, "not valid YAML: " + String.valueOf(e.getMessage()).replace('\n', ' '));
        }
    }

    @CheckForNull
    private Object document() {
        next();
        if (next().getEventId() == Event.ID.StreamEnd) {
            return null;
        }
        Object value = node(next(), 0);
        next();
        Event end = next();
        if (end.getEventId() != Event.ID.StreamEnd) {
            throw error(end, "has more than one YAML document; only one is allowed");
        }
        return value;
    }

    private Event next() {
        return events.next();
    }

    private DvcException error(Event event, String message) {
        return DvcException.invalid(
                file, event.getStartMark().map(Mark::getLine).orElse(-2) + 1, message);
    }

    private DvcException unknownTag(Event event, String tag) {
        return error(event, "has the tag ‘" + tag + "’, which DVC does not read");
    }

    private void expand(Event event, int weight) {
        nodes += weight;
        expanded += weight;
        if (expanded > MAX_EXPANDED || expanded < 0) {
            throw error(event, "repeats more than " + MAX_EXPANDED + " values by aliases");
        }
    }

    @CheckForNull
    private Object node(Event event, int depth) {
        if (depth > MAX_DEPTH) {
            throw error(event, "is nested more than " + MAX_DEPTH + " levels deep");
        }
        if (event instanceof AliasEvent alias) {
            return alias(alias);
        }
        int before = nodes;
        nodes++;
        Object value;
        if (event instanceof CollectionStartEvent start
                && !COLLECTIONS.contains(start.getTag().orElse("!"))) {
            throw unknownTag(event, start.getTag().orElse(""));
        }
        if (event instanceof ScalarEvent scalar) {
            value = scalar(scalar);
        } else if (event instanceof MappingStartEvent) {
            value = mapping(event, depth);
        } else {
            value = sequence(event, depth);
        }
        ((NodeEvent) event).getAnchor().ifPresent(anchor -> {
            anchors.put(anchor, value == null ? this : value);
            weights.put(value, nodes - before);
        });
        return value;
    }

    @CheckForNull
    private Object alias(AliasEvent event) {
        Object value = anchors.get(event.getAlias());
        if (value == null) {
            throw error(event, "refers to the anchor ‘" + event.getAlias() + "’ that is not defined before");
        }
        Object target = value == this ? null : value;
        expand(event, weights.getOrDefault(target, 1));
        return target;
    }

    private List<Object> sequence(Event start, int depth) {
        List<Object> list = new ArrayList<>();
        mark(list, start);
        for (Event event = next(); event.getEventId() != Event.ID.SequenceEnd; event = next()) {
            list.add(node(event, depth + 1));
        }
        return list;
    }

    private void mark(Object container, Event start) {
        start.getStartMark().ifPresent(mark -> lines.put(container, mark.getLine() + 1));
    }

    private Map<Object, Object> mapping(Event start, int depth) {
        Map<Object, Object> map = new LinkedHashMap<>();
        mark(map, start);
        List<Object> merged = new ArrayList<>();
        for (Event event = next(); event.getEventId() != Event.ID.MappingEnd; event = next()) {
            boolean merge = event instanceof ScalarEvent key
                    && key.isPlain()
                    && key.getTag().isEmpty()
                    && key.getValue().equals("<<");
            Object key = node(event, depth + 1);
            if (key instanceof Map || key instanceof List) {
                throw error(event, "a mapping's key must be a plain value");
            }
            Object value = node(next(), depth + 1);
            if (merge) {
                merged.add(merge(event, value));
            } else if (map.containsKey(key)) {
                throw error(event, "has the key ‘" + key + "’ twice");
            } else {
                map.put(key, value);
            }
        }
        for (Object source : merged) {
            ((Map<?, ?>) source).forEach(map::putIfAbsent);
        }
        return map;
    }

    private Object merge(Event event, @CheckForNull Object value) {
        if (value instanceof Map) {
            return value;
        }
        Map<Object, Object> all = new LinkedHashMap<>();
        if (value instanceof List<?> list) {
            for (Object item : list) {
                ((Map<?, ?>) merge(event, item)).forEach(all::putIfAbsent);
            }
            return all;
        }
        throw error(event, "‘<<’ takes a mapping or a list of mappings");
    }

    @CheckForNull
    private Object scalar(ScalarEvent event) {
        String tag = event.getTag().orElse("");
        String text = event.getValue();
        return switch (tag) {
            case "" -> event.isPlain() ? plain(event, text) : text;
            case "!", "tag:yaml.org,2002:str" -> text;
            case "tag:yaml.org,2002:int",
                    "tag:yaml.org,2002:float",
                    "tag:yaml.org,2002:bool",
                    "tag:yaml.org,2002:null" -> plain(event, text);
            default -> throw unknownTag(event, tag);
        };
    }

    @CheckForNull
    private Object plain(ScalarEvent event, String text) {
        if (text.length() > MAX_DIGITS) {
            return text;
        }
        if (NULL.matcher(text).matches()) {
            return null;
        }
        if (BOOL.matcher(text).matches()) {
            return text.charAt(0) == 't' || text.charAt(0) == 'T';
        }
        if (FLOAT.matcher(text).matches()) {
            return decimal(event, text.replace("_", ""));
        }
        if (INT.matcher(text).matches()) {
            return integer(event, text.replace("_", ""));
        }
        return text;
    }

    private Double decimal(ScalarEvent event, String text) {
        String lower = text.toLowerCase(java.util.Locale.ROOT);
        if (lower.endsWith("nan")) {
            return Double.NaN;
        }
        if (lower.endsWith("inf")) {
            return lower.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        try {
            return Double.valueOf(lower);
        } catch (NumberFormatException e) {
            throw noNumber(event, text);
        }
    }

    private Number integer(ScalarEvent event, String text) {
        boolean negative = text.startsWith("-");
        String digits = negative || text.startsWith("+") ? text.substring(1) : text;
        int radix = digits.startsWith("0x") ? 16 : digits.startsWith("0o") ? 8 : digits.startsWith("0b") ? 2 : 10;
        try {
            BigInteger value = new BigInteger(radix == 10 ? digits : digits.substring(2), radix);
            return shrink(negative ? value.negate() : value);
        } catch (NumberFormatException e) {
            throw noNumber(event, text);
        }
    }

    private DvcException noNumber(ScalarEvent event, String text) {
        return error(event, "has the number ‘" + text + "’, which is not one");
    }

    /** A Long where it fits. */
    static Number shrink(BigInteger value) {
        return value.bitLength() < 64 ? (Number) value.longValue() : value;
    }
}
