package io.jenkins.plugins.modelgate.cli;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an answer in JSON is made of, as docs/cli.md writes it: {@code name}, {@code name?} where it may be missing,
 * <code>name{…}</code> for an object, <code>name[{…}]</code> for a list of objects; what stands alone may be anything.
 */
final class Shape {
    private static final Path DOCUMENTATION = Path.of("../docs/cli.md");
    private static final Pattern BLOCK = Pattern.compile("```shapes\n(.*?)\n```", Pattern.DOTALL);
    private static final Pattern TOKEN = Pattern.compile("\\s*(\\w+|[?{}\\[\\]])");

    private record Field(boolean optional, boolean list, Shape inner) {}

    private final Map<String, Field> fields = new TreeMap<>();

    /** The documented shapes of each command's result. */
    static Map<String, List<Shape>> documented() throws IOException {
        Matcher block = BLOCK.matcher(Files.readString(DOCUMENTATION));
        if (!block.find()) {
            throw new AssertionError("docs/cli.md has no shapes");
        }
        Map<String, List<String>> lines = block.group(1)
                .replaceAll("\n +", " ")
                .lines()
                .filter(line -> !line.isEmpty())
                .map(line -> line.split(": ", 2))
                .collect(groupingBy(line -> line[0], TreeMap::new, mapping(line -> line[1], toList())));
        Map<String, List<Shape>> shapes = new TreeMap<>();
        lines.forEach((name, texts) -> {
            if (!isShared(name)) {
                shapes.put(
                        name,
                        texts.stream()
                                .map(text -> new Parser(text, lines).shape())
                                .toList());
            }
        });
        return shapes;
    }

    /** Whether it stands for fields that several have. */
    private static boolean isShared(String name) {
        return Character.isUpperCase(name.charAt(0));
    }

    private static final class Parser {
        private final Map<String, List<String>> lines;
        private final List<String> tokens = new ArrayList<>();
        private int at;

        Parser(String text, Map<String, List<String>> lines) {
            this.lines = lines;
            Matcher matcher = TOKEN.matcher(text);
            while (matcher.lookingAt()) {
                tokens.add(matcher.group(1));
                matcher.region(matcher.end(), text.length());
            }
            assertThat(text.substring(matcher.regionStart())).as(text).isBlank();
        }

        private boolean take(String token) {
            boolean found = at < tokens.size() && tokens.get(at).equals(token);
            at += found ? 1 : 0;
            return found;
        }

        Shape shape() {
            Shape shape = new Shape();
            while (at < tokens.size() && !tokens.get(at).equals("}")) {
                String name = tokens.get(at++);
                if (isShared(name)) {
                    shape.fields.putAll(new Parser(lines.get(name).get(0), lines).shape().fields);
                } else {
                    shape.fields.put(name, field());
                }
            }
            return shape;
        }

        private Field field() {
            boolean optional = take("?");
            boolean list = take("[");
            Shape inner = null;
            if (take("{")) {
                inner = shape();
                assertThat(take("}")).as(tokens.toString()).isTrue();
            }
            assertThat(take("]")).as(tokens.toString()).isEqualTo(list);
            return new Field(optional, list, inner);
        }
    }

    /** What is not as documented. */
    List<String> differences(Object value) {
        List<String> differences = new ArrayList<>();
        compare("", value, differences);
        return differences;
    }

    private void compare(String path, Object value, List<String> differences) {
        if (!(value instanceof Map<?, ?> object)) {
            differences.add(path + " is no object");
            return;
        }
        object.keySet().stream()
                .filter(name -> !fields.containsKey(name))
                .forEach(name -> differences.add(path + name + " is not documented"));
        fields.forEach((name, field) -> {
            Object inner = object.get(name);
            if (inner == null) {
                if (!field.optional()) {
                    differences.add(path + name + " is missing");
                }
            } else if (field.list()) {
                elements(path + name, field, inner, differences);
            } else if (field.inner() != null) {
                field.inner().compare(path + name + ".", inner, differences);
            }
        });
    }

    private static void elements(String path, Field field, Object value, List<String> differences) {
        if (!(value instanceof List<?> list)) {
            differences.add(path + " is no list");
            return;
        }
        if (field.inner() != null) {
            list.forEach(element -> field.inner().compare(path + "[].", element, differences));
        }
    }
}
