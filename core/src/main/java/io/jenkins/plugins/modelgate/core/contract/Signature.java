package io.jenkins.plugins.modelgate.core.contract;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.CanonicalJson;
import io.jenkins.plugins.modelgate.core.digest.Shown;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * What a model takes and gives, as MLflow keeps it in the file {@code MLmodel}: YAML, in which three texts are JSON (<a
 * href="https://mlflow.org/docs/latest/ml/model/signatures/">model signatures</a>).
 *
 * @param inputs null if it says nothing of them
 * @param outputs null if it says nothing of them
 * @param params empty if it takes none
 */
public record Signature(
        @CheckForNull List<Field> inputs, @CheckForNull List<Field> outputs, List<Field> params) {
    /** The most bytes that the file may have. */
    public static final int MAX_BYTES = 1 << 22;

    private static final int DEEPEST = 50;

    public Signature {
        inputs = inputs == null ? null : List.copyOf(inputs);
        outputs = outputs == null ? null : List.copyOf(outputs);
        params = List.copyOf(params);
    }

    /**
     * An input, an output or a parameter.
     *
     * @param name null if it goes by its place
     * @param type what it is
     * @param required whether it must be given; of a parameter, whether it has no default
     */
    public record Field(@CheckForNull String name, Kind type, boolean required) {}

    /** What values are. */
    public sealed interface Kind {
        /** A word, such as {@code long}, or {@code any}. */
        record Scalar(String name) implements Kind {
            @Override
            public String toString() {
                return Shown.text(name);
            }
        }

        /**
         * An array of NumPy.
         *
         * @param dtype such as {@code float64}
         * @param shape −1 stands for any length
         */
        record Tensor(String dtype, List<Long> shape) implements Kind {
            public Tensor {
                shape = List.copyOf(shape);
            }

            @Override
            public String toString() {
                return Shown.text(dtype) + " " + shape;
            }
        }

        /** A list of one type. */
        record Array(Kind items) implements Kind {
            @Override
            public String toString() {
                return "a list of " + items;
            }
        }

        /** Named values. */
        record Properties(List<Field> fields) implements Kind {
            public Properties {
                fields = List.copyOf(fields);
            }

            @Override
            public String toString() {
                return "an object of "
                        + Shown.names(fields.stream().map(Field::name).toList());
            }
        }

        /** Values of one type by any name. */
        record Mapping(Kind values) implements Kind {
            @Override
            public String toString() {
                return "a map of " + values;
            }
        }
    }

    /**
     * Reads the signature of a model.
     *
     * @param yaml the bytes of {@code MLmodel}
     * @return empty if the model has none
     * @throws IllegalArgumentException with one readable clause, if it cannot be read
     */
    public static Optional<Signature> of(byte[] yaml) {
        if (yaml.length > MAX_BYTES) {
            throw new IllegalArgumentException("MLmodel has more than " + MAX_BYTES + " bytes");
        }
        LoadSettings settings = LoadSettings.builder()
                .setSchema(new CoreSchema())
                .setMaxAliasesForCollections(10)
                .setAllowDuplicateKeys(false)
                .setCodePointLimit(MAX_BYTES)
                .build();
        Object root;
        try {
            root = new Load(settings).loadFromString(new String(yaml, StandardCharsets.UTF_8));
        } catch (YamlEngineException e) {
            throw new IllegalArgumentException("MLmodel is no valid YAML", e);
        }
        Object signature = root instanceof Map<?, ?> map ? map.get("signature") : null;
        if (!(signature instanceof Map<?, ?> parts)) {
            return Optional.empty();
        }
        List<Field> params = fields(parts, "params");
        return Optional.of(
                new Signature(fields(parts, "inputs"), fields(parts, "outputs"), params == null ? List.of() : params));
    }

    @CheckForNull
    private static List<Field> fields(Map<?, ?> parts, String what) {
        Object json = parts.get(what);
        if (json == null) {
            return null;
        }
        if (!(json instanceof String text)) {
            throw new IllegalArgumentException("the ‘" + what + "’ of its signature are no JSON");
        }
        List<Field> fields = new ArrayList<>();
        for (Object item : CanonicalJson.read(text.getBytes(StandardCharsets.UTF_8), List.class)) {
            Map<?, ?> field = map(item);
            fields.add(
                    what.equals("params")
                            ? new Field(name(field), param(field), !field.containsKey("default"))
                            : field(name(field), field, 0));
        }
        return fields;
    }

    private static Field field(@CheckForNull String name, Map<?, ?> field, int depth) {
        boolean optional = Boolean.FALSE.equals(field.get("required")) || Boolean.TRUE.equals(field.get("optional"));
        return new Field(name, type(field, depth), !optional);
    }

    @CheckForNull
    private static String name(Map<?, ?> field) {
        return field.get("name") instanceof String name ? name : null;
    }

    private static Kind type(Map<?, ?> field, int depth) {
        if (depth > DEEPEST) {
            throw new IllegalArgumentException("its signature is nested too deeply");
        }
        String type = field.get("type") instanceof String word ? word : "nothing";
        return switch (type) {
            case "tensor" -> tensor(map(field.get("tensor-spec")));
            case "array" -> new Kind.Array(type(map(field.get("items")), depth + 1));
            case "map" -> new Kind.Mapping(type(map(field.get("values")), depth + 1));
            case "object" -> {
                List<Field> fields = new ArrayList<>();
                map(field.get("properties"))
                        .forEach((name, value) -> fields.add(field(String.valueOf(name), map(value), depth + 1)));
                yield new Kind.Properties(fields);
            }
            default -> new Kind.Scalar(type);
        };
    }

    private static Kind tensor(Map<?, ?> spec) {
        return new Kind.Tensor(String.valueOf(spec.get("dtype")), shape(spec.get("shape")));
    }

    private static List<Long> shape(@CheckForNull Object json) {
        List<Long> shape = new ArrayList<>();
        if (json instanceof List<?> lengths) {
            lengths.forEach(length -> shape.add(length instanceof Number number ? number.longValue() : -1L));
        }
        return shape;
    }

    /** Of old, its type was called ‘dtype’. */
    private static Kind param(Map<?, ?> param) {
        Map<Object, Object> field = new LinkedHashMap<>(param);
        field.putIfAbsent("type", param.get("dtype"));
        Kind type = type(field, 0);
        return param.get("shape") == null ? type : new Kind.Array(type);
    }

    private static Map<?, ?> map(@CheckForNull Object json) {
        if (!(json instanceof Map<?, ?> map)) {
            throw new IllegalArgumentException("its signature is not as MLflow writes it");
        }
        return map;
    }
}
