package io.jenkins.plugins.modelgate.cli.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Reads {@code model-gate.conf.yaml}, strictly: what is not known, given twice or of another type is an error with its place. */
final class ConfigFile {
    static final String NAME = "model-gate.conf.yaml";

    private static final int MAX_BYTES = 64 * 1024;

    private final Path file;
    private final boolean trusted;
    private final Map<Setting, Value> values = new EnumMap<>(Setting.class);

    /** @param trusted whether it lies where no stranger can write; a file of the repository does not */
    private ConfigFile(Path file, boolean trusted) {
        this.file = file;
        this.trusted = trusted;
    }

    static Map<Setting, Value> read(Path file, boolean trusted) {
        ConfigFile reader = new ConfigFile(file, trusted);
        reader.root().ifPresent(root -> reader.section("", root));
        return reader.values;
    }

    private Optional<Node> root() {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(file.toString())
                .setAllowDuplicateKeys(false)
                .setMaxAliasesForCollections(0)
                .setCodePointLimit(MAX_BYTES)
                .build();
        try {
            return new Compose(settings).composeString(text());
        } catch (MarkedYamlEngineException e) {
            String where = e.getProblemMark().map(this::at).orElse(file.toString());
            throw new ConfigException(where + ": not valid YAML: " + e.getProblem(), e);
        } catch (YamlEngineException e) {
            throw new ConfigException(file + ": not valid YAML: " + e.getMessage(), e);
        }
    }

    private String text() {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new ConfigException(file + ": larger than " + MAX_BYTES + " bytes");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new ConfigException("Cannot read the configuration ‘" + file + "’: " + e.getMessage(), e);
        }
    }

    private void section(String prefix, Node node) {
        if (!(node instanceof MappingNode mapping)) {
            throw error(node, "expected a mapping of settings, found " + kind(node));
        }
        Set<String> seen = new HashSet<>();
        for (NodeTuple tuple : mapping.getValue()) {
            String name = scalar(tuple.getKeyNode());
            if (!seen.add(name)) {
                throw error(tuple.getKeyNode(), "‘" + prefix + name + "’ is given twice");
            }
            entry(prefix + name, tuple);
        }
    }

    private void entry(String key, NodeTuple tuple) {
        Optional<Setting> setting = Setting.ofKey(key);
        if (setting.isPresent()) {
            put(setting.get(), tuple);
        } else if (isSection(key)) {
            section(key + ".", tuple.getValueNode());
        } else {
            throw error(tuple.getKeyNode(), "unknown setting ‘" + key + "’; allowed here: " + allowedBeside(key));
        }
    }

    private void put(Setting setting, NodeTuple tuple) {
        if (!trusted && !setting.harmless()) {
            throw error(
                    tuple.getKeyNode(),
                    "‘" + setting.key() + "’ may not come from a file in the repository; give it by " + setting.flag()
                            + ", " + setting.variables().get(0)
                            + ", the user's configuration, or name this file with --config");
        }
        Node node = tuple.getValueNode();
        List<String> texts = new ArrayList<>();
        if (setting.isNamed()) {
            texts.addAll(named(setting.key(), node));
        } else if (setting.many() && node instanceof SequenceNode sequence) {
            sequence.getValue().forEach(item -> texts.add(scalar(item)));
        } else {
            texts.add(scalar(node));
        }
        Path folder = file.toAbsolutePath().getParent();
        values.put(setting, new Value(texts, place(node) + " (" + setting.key() + ")", folder));
    }

    private List<String> named(String key, Node node) {
        if (!(node instanceof MappingNode mapping)) {
            throw error(node, "expected names with their values, found " + kind(node));
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            String name = scalar(tuple.getKeyNode());
            if (values.putIfAbsent(name, name + "=" + scalar(tuple.getValueNode())) != null) {
                throw error(tuple.getKeyNode(), "‘" + key + "." + name + "’ is given twice");
            }
        }
        if (values.isEmpty()) {
            throw error(node, "‘" + key + "’ names nothing; leave it out");
        }
        return List.copyOf(values.values());
    }

    private String scalar(Node node) {
        if (node instanceof ScalarNode scalar
                && !Tag.NULL.equals(scalar.getTag())
                && !scalar.getValue().isBlank()) {
            return scalar.getValue();
        }
        throw error(node, "expected a text, found " + kind(node));
    }

    private static boolean isSection(String key) {
        return Arrays.stream(Setting.values()).anyMatch(setting -> setting.key().startsWith(key + "."));
    }

    private static String allowedBeside(String key) {
        String prefix = key.substring(0, key.lastIndexOf('.') + 1);
        return Arrays.stream(Setting.values())
                .map(Setting::key)
                .filter(each -> each.startsWith(prefix))
                .map(each -> prefix + each.substring(prefix.length()).split("\\.", 2)[0])
                .distinct()
                .collect(Collectors.joining(", "));
    }

    private static String kind(Node node) {
        return switch (node.getNodeType()) {
            case MAPPING -> "a mapping";
            case SEQUENCE -> "a list";
            case SCALAR -> Tag.NULL.equals(node.getTag()) ? "nothing" : "an empty text";
            case ANCHOR -> "an alias";
        };
    }

    private ConfigException error(Node node, String message) {
        return new ConfigException(place(node) + ": " + message);
    }

    private String place(Node node) {
        return node.getStartMark().map(this::at).orElse(file.toString());
    }

    private String at(Mark mark) {
        return file + ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1);
    }
}
