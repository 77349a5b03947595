package io.jenkins.plugins.modelgate.dvc;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.Shown;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The variables of a {@code dvc.yaml} and what <code>${…}</code> makes of them, as in DVC's {@code parsing}. */
final class Interpolation {
    private static final Pattern EXPRESSION = Pattern.compile("(?<!\\\\)\\$\\{(.*?)\\}");
    private static final Pattern SYNTAX =
            Pattern.compile("[^.\\[\\]]+(?:\\s*\\.[^.\\[\\]]+|\\s*\\[[^.\\[\\]]+\\])*+\\s*");
    private static final int MAX_TEXT = 1 << 20;

    private final Path root;
    private final Map<Object, Object> values;
    /** What was taken from each file: its keys, or null for all. */
    private final Map<String, List<String>> loaded;

    private final Set<String> reserved = new HashSet<>();
    private final DvcConfig config;

    Interpolation(Path root, DvcConfig config) {
        this(root, config, new LinkedHashMap<>(), new HashMap<>());
    }

    private Interpolation(Path root, DvcConfig config, Map<Object, Object> values, Map<String, List<String>> loaded) {
        this.root = root;
        this.config = config;
        this.values = values;
        this.loaded = loaded;
    }

    /** Something cannot be resolved; the caller says where. */
    static final class Failure extends Exception {
        private static final long serialVersionUID = 1;

        Failure(String message) {
            super(message);
        }
    }

    private Interpolation copy() {
        Interpolation copy = new Interpolation(root, config, deepCopy(values), new HashMap<>(loaded));
        copy.reserved.addAll(reserved);
        return copy;
    }

    private static Map<Object, Object> deepCopy(Map<Object, Object> map) {
        Map<Object, Object> copy = new LinkedHashMap<>();
        map.forEach((key, value) -> copy.put(key, value instanceof Map<?, ?> inner ? deepCopy(cast(inner)) : value));
        return copy;
    }

    @SuppressWarnings("unchecked")
    private static Map<Object, Object> cast(Map<?, ?> map) {
        return (Map<Object, Object>) map;
    }

    /** The same with values of one round of {@code foreach} or {@code matrix}, which no {@code vars} may change. */
    Interpolation with(Map<String, Object> round) {
        Interpolation copy = copy();
        copy.values.putAll(round);
        copy.reserved.addAll(round.keySet());
        return copy;
    }

    /** The same with a stage's own {@code vars}. */
    Interpolation with(List<?> vars, String folder) throws Failure {
        Interpolation copy = copy();
        copy.load(vars, folder);
        return copy;
    }

    /** Takes the values of {@code params.yaml} in a folder, if it is there. */
    void loadDefault(String folder) throws Failure {
        if (Files.exists(Names.resolve(root, Names.join(folder, Pipeline.PARAMS)))) {
            loadFile(Pipeline.PARAMS, folder);
        }
    }

    /** Takes the values of a {@code vars} section: mappings, and files, of which {@code file:key,key} takes a part. */
    void load(List<?> vars, String folder) throws Failure {
        for (Object item : vars) {
            if (item instanceof Map<?, ?> map) {
                merge(map);
            } else if (item instanceof String file) {
                loadFile(file, folder);
            } else {
                throw new Failure("‘vars’ takes files and mappings, not " + Section.type(item));
            }
        }
    }

    private void merge(Map<?, ?> update) throws Failure {
        for (String key : reserved) {
            if (update.containsKey(key)) {
                throw new Failure("‘vars’ may not set ‘" + key + "’, which foreach and matrix set");
            }
        }
        merge(values, update, "");
    }

    private static void merge(Map<Object, Object> into, Map<?, ?> update, String path) throws Failure {
        for (Map.Entry<?, ?> entry : update.entrySet()) {
            if (!(entry.getKey() instanceof String key)) {
                // DVC knows no other keys here.
                continue;
            }
            Object old = into.get(key);
            if (old instanceof Map<?, ?> inner && entry.getValue() instanceof Map<?, ?> more) {
                merge(cast(inner), more, path + key + ".");
            } else if (into.containsKey(key)) {
                throw new Failure("‘" + path + key + "’ is defined twice in ‘vars’");
            } else {
                into.put(key, entry.getValue() instanceof Map<?, ?> map ? deepCopy(cast(map)) : entry.getValue());
            }
        }
    }

    private void loadFile(String item, String folder) throws Failure {
        int colon = item.indexOf(':');
        String name = Names.join(folder, colon < 0 ? item : item.substring(0, colon));
        List<String> keys = colon < 0
                ? List.of()
                : Arrays.stream(item.substring(colon + 1).split(","))
                        .filter(key -> !key.isEmpty())
                        .toList();
        if (loaded.containsKey(name) && !mayLoadAgain(item, loaded.get(name), keys)) {
            return;
        }
        if (DvcFile.isOutside(name)) {
            throw new Failure("the file ‘" + item + "’ of ‘vars’ is outside of the repository");
        }
        Object data = DataFiles.load(Names.resolve(root, name));
        if (data == null) {
            throw new Failure("the file ‘" + name + "’ of ‘vars’ does not exist");
        }
        if (!(data instanceof Map<?, ?> map)) {
            throw new Failure("the file ‘" + name + "’ of ‘vars’ must hold a mapping, not " + Section.type(data));
        }
        merge(keys.isEmpty() ? map : select(map, keys, name));
        List<String> all = new ArrayList<>(loaded.get(name) == null ? List.of() : loaded.get(name));
        all.addAll(keys);
        loaded.put(name, keys.isEmpty() ? null : all);
    }

    private static Map<?, ?> select(Map<?, ?> map, List<String> keys, String name) throws Failure {
        Map<Object, Object> part = new LinkedHashMap<>();
        for (String key : keys) {
            if (!map.containsKey(key)) {
                throw new Failure("the file ‘" + name + "’ of ‘vars’ has no ‘" + key + "’");
            }
            part.put(key, map.get(key));
        }
        return part;
    }

    private static boolean mayLoadAgain(String item, @CheckForNull List<String> before, List<String> keys)
            throws Failure {
        if (before == null && keys.isEmpty()) {
            return false;
        }
        if (before == null || keys.isEmpty() || keys.stream().anyMatch(before::contains)) {
            throw new Failure("‘vars’ loads ‘" + item + "’ although it is loaded already, in part or whole");
        }
        return true;
    }

    /**
     * Resolves a value and all within it.
     *
     * @param key the field of the stage that it is in, which decides where a mapping may stand in a text; null = anything may be
     *     inserted
     */
    @CheckForNull
    Object resolve(@CheckForNull Object value, @CheckForNull String key) throws Failure {
        if (value instanceof String text) {
            return resolveText(text, key);
        }
        if (value instanceof List<?> list) {
            List<Object> copy = new ArrayList<>(list.size());
            for (Object item : list) {
                copy.add(resolve(item, key));
            }
            return copy;
        }
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> copy = new LinkedHashMap<>();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                copy.put(resolve(entry.getKey(), key), resolve(entry.getValue(), key));
            }
            return copy;
        }
        return value;
    }

    @CheckForNull
    private Object resolveText(String text, @CheckForNull String key) throws Failure {
        Matcher matcher = EXPRESSION.matcher(text);
        if (matcher.find() && matcher.start() == 0 && matcher.end() == text.length()) {
            Object value = select(matcher.group(1));
            check(value, key);
            return value;
        }
        StringBuilder result = new StringBuilder();
        int from = 0;
        for (boolean found = matcher.reset().find(); found; found = matcher.find()) {
            Object value = select(matcher.group(1));
            check(value, key);
            result.append(text, from, matcher.start()).append(text(value));
            from = matcher.end();
            if (result.length() > MAX_TEXT) {
                throw new Failure("a text grows beyond " + MAX_TEXT + " characters");
            }
        }
        return result.append(text.substring(from)).toString().replace("\\${", "${");
    }

    private static void check(@CheckForNull Object value, @CheckForNull String key) throws Failure {
        boolean nested = value instanceof Map || value instanceof List;
        if (nested && key != null && !key.contains("foreach") && !(value instanceof Map && key.equals("cmd"))) {
            throw new Failure(Section.type(value) + " can't be inserted into ‘" + key + "’");
        }
    }

    @CheckForNull
    private Object select(String expression) throws Failure {
        if (!SYNTAX.matcher(expression).matches()) {
            throw new Failure(
                    "‘${" + Shown.text(expression) + "}’ is no expression; write ${name}, ${name.key} or ${name[0]}");
        }
        Object at = values;
        for (String part : expression.replace("[", ".").replace("]", "").split("\\.", -1)) {
            at = step(at, part.strip(), expression);
        }
        return at;
    }

    @CheckForNull
    private static Object step(@CheckForNull Object at, String name, String expression) throws Failure {
        if (at instanceof Map<?, ?> map && map.containsKey(name)) {
            return map.get(name);
        }
        if (at instanceof List<?> list && name.matches("-?[0-9]{1,9}")) {
            int index = Integer.parseInt(name);
            int positive = index < 0 ? index + list.size() : index;
            if (positive >= 0 && positive < list.size()) {
                return list.get(positive);
            }
        }
        throw new Failure(
                "‘${" + Shown.text(expression) + "}’ is not defined; nothing is called ‘" + Shown.text(name) + "’");
    }

    /** As it stands in a text. */
    String text(@CheckForNull Object value) throws Failure {
        if (value instanceof Boolean flag) {
            return flag ? "true" : "false";
        }
        if (value instanceof Map<?, ?> map) {
            return options(map);
        }
        return Values.python(value);
    }

    /** A mapping as command-line options. */
    private String options(Map<?, ?> map) throws Failure {
        StringBuilder text = new StringBuilder();
        Map<String, Object> flat = new LinkedHashMap<>();
        Values.flatten("", map, flat::put);
        for (Map.Entry<String, Object> entry : flat.entrySet()) {
            String option = "--" + entry.getKey() + " ";
            Object value = entry.getValue();
            if (value instanceof Boolean flag) {
                boolean negative = "boolean_optional".equalsIgnoreCase(config.get("parsing", "bool"));
                text.append(flag ? option : negative ? "--no-" + entry.getKey() + " " : "");
            } else if (value instanceof List<?> list) {
                boolean append = "append".equalsIgnoreCase(config.get("parsing", "list"));
                for (int i = 0; i < list.size(); i++) {
                    text.append(append || i == 0 ? option : "")
                            .append(word(list.get(i)))
                            .append(' ');
                }
            } else if (!(value instanceof Map)) {
                text.append(option).append(word(value)).append(' ');
            }
        }
        return text.toString().stripTrailing();
    }

    private static String word(@CheckForNull Object value) throws Failure {
        if (value instanceof Map || value instanceof List) {
            throw new Failure("a list within a list can't be inserted into a command");
        }
        return value instanceof String text ? quote(text) : Values.python(value);
    }

    /** As Python's {@code shlex.quote}. */
    private static String quote(String text) {
        if (text.isEmpty()) {
            return "''";
        }
        return text.matches("[\\w@%+=:,./-]+") ? text : "'" + text.replace("'", "'\"'\"'") + "'";
    }
}
