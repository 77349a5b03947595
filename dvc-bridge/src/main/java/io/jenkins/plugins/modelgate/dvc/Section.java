package io.jenkins.plugins.modelgate.dvc;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A mapping of one of DVC's files, read with checked types.
 *
 * @param where what it is called in messages, such as {@code outs[0]}; empty at the top
 */
record Section(Yaml.Document document, Map<Object, Object> map, String where) {
    /** The whole document; an empty one is an empty mapping. */
    static Section of(Yaml.Document document) {
        return of(document, document.value() == null ? Map.of() : document.value(), "");
    }

    static Section of(Yaml.Document document, @CheckForNull Object value, String where) {
        if (value instanceof Map<?, ?> map) {
            @SuppressWarnings("unchecked")
            Map<Object, Object> known = (Map<Object, Object>) map;
            return new Section(document, known, where);
        }
        throw DvcException.invalid(
                document.file(), document.line(value), name(where) + " must be a mapping, not " + type(value));
    }

    private static String name(String where) {
        return where.isEmpty() ? "the file" : "‘" + where + "’";
    }

    /** What a value is, in words. */
    static String type(@CheckForNull Object value) {
        if (value instanceof Map) {
            return "a mapping";
        }
        if (value instanceof List) {
            return "a list";
        }
        if (value == null) {
            return "nothing";
        }
        return value instanceof String ? "text" : value instanceof Boolean ? "true or false" : "a number";
    }

    DvcException error(String message) {
        return DvcException.invalid(document.file(), document.line(map), message);
    }

    String path(String key) {
        return where.isEmpty() ? key : where + "." + key;
    }

    private DvcException mistyped(String key, String wanted, @CheckForNull Object value) {
        return error("‘" + path(key) + "’ must be " + wanted + ", not " + type(value));
    }

    /** Refuses keys that DVC doesn't know. */
    Section allow(Set<String> keys) {
        for (Object key : map.keySet()) {
            if (!(key instanceof String text) || !keys.contains(text)) {
                throw error(name(where) + " has the key ‘" + key + "’ that DVC doesn't know; it knows "
                        + String.join(", ", keys.stream().sorted().toList()));
            }
        }
        return this;
    }

    boolean has(String key) {
        return map.get(key) != null;
    }

    @CheckForNull
    Object value(String key) {
        return map.get(key);
    }

    @CheckForNull
    String text(String key) {
        Object value = map.get(key);
        if (value == null || value instanceof String) {
            return (String) value;
        }
        throw mistyped(key, "text", value);
    }

    /** Text that must be there and not be empty. */
    String requiredText(String key) {
        String value = text(key);
        if (value == null || value.isEmpty()) {
            throw error(name(where) + " lacks ‘" + key + "’");
        }
        return value;
    }

    /** A checksum; an unquoted one may have been read as a number, which DVC turns back into text. */
    @CheckForNull
    String checksum(String key) {
        Object value = map.get(key);
        if (value == null || "".equals(value)) {
            return null;
        }
        if (value instanceof String || value instanceof Long || value instanceof java.math.BigInteger) {
            String text = value.toString();
            if (text.length() >= 3 && text.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
                return text;
            }
            throw error("‘" + path(key) + "’ is no checksum: ‘" + text + "’");
        }
        throw mistyped(key, "a checksum", value);
    }

    boolean flag(String key, boolean otherwise) {
        Object value = map.get(key);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Boolean flag) {
            return flag;
        }
        throw mistyped(key, "true or false", value);
    }

    /** A count; -1 if it is not there. */
    long count(String key) {
        Object value = map.get(key);
        if (value == null) {
            return -1;
        }
        if (value instanceof Long count && count >= 0) {
            return count;
        }
        if (value instanceof Number) {
            throw error("‘" + path(key) + "’ is no possible count: " + value);
        }
        throw mistyped(key, "a number", value);
    }

    List<?> list(String key) {
        Object value = map.get(key);
        if (value == null) {
            return List.of();
        }
        if (value instanceof List<?> list) {
            return list;
        }
        throw mistyped(key, "a list", value);
    }

    /** The mappings of a list; none if the key is not there. */
    List<Section> sections(String key) {
        List<Section> sections = new ArrayList<>();
        List<?> list = list(key);
        for (int i = 0; i < list.size(); i++) {
            sections.add(of(document, list.get(i), path(key) + "[" + i + "]"));
        }
        return sections;
    }

    /** A mapping; empty if the key is not there. */
    Section section(String key) {
        return map.get(key) == null
                ? new Section(document, Map.of(), path(key))
                : of(document, map.get(key), path(key));
    }
}
