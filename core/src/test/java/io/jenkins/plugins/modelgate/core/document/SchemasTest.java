package io.jenkins.plugins.modelgate.core.document;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import io.jenkins.plugins.modelgate.core.contract.ColumnType;
import io.jenkins.plugins.modelgate.core.contract.Profile;
import io.jenkins.plugins.modelgate.core.contract.Profiler;
import io.jenkins.plugins.modelgate.core.digest.CanonicalJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The schemas in {@code docs/schemas} say exactly what is written and what is read. */
class SchemasTest {
    private static final String BASE = "https://jenkinsci.github.io/model-gate-plugin/schemas/";
    private static final Path FOLDER =
            Path.of("..", "docs", "schemas").toAbsolutePath().normalize();
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final JsonSchemaFactory FACTORY = JsonSchemaFactory.getInstance(
            VersionFlag.V202012,
            builder -> builder.schemaMappers(
                    map -> map.mapPrefix(BASE, FOLDER.toUri().toString())));

    @Test
    void everythingWrittenFits() {
        JsonSchema statement = schema("statement");
        JsonSchema envelope = schema("envelope");
        SigningKey key = SigningKey.generate();
        RandomDocuments.all(100).forEach(document -> {
            assertThat(problems(statement, Documents.statement(document))).isEmpty();
            assertThat(problems(envelope, Envelope.seal(document, key).json())).isEmpty();
            assertThat(problems(envelope, Envelope.unsigned(document).json())).isEmpty();
        });
    }

    /** A property that nothing writes, or a word that no constant has, is one that nobody keeps true. */
    @ParameterizedTest
    @ValueSource(strings = {"evidence", "verdicts", "approval", "transition"})
    void everyPropertyAndWordOfASchemaIsWritten(String name) {
        Set<String> declared = new TreeSet<>();
        declared(name + "-v1.json", read(name + "-v1.json"), "", declared);
        Set<String> written = new TreeSet<>();
        RandomDocuments.all(300)
                .map(document -> tree(Documents.statement(document)))
                .filter(statement -> statement.get("predicateType").asText().endsWith("/" + name + "/v1"))
                .forEach(statement -> written(statement.get("predicate"), "", declared, written));
        assertThat(written).containsExactlyElementsOf(declared);
    }

    /** A profile is no statement, but kept as long. */
    @Test
    void profilesAreWhatTheirSchemaSays() {
        Set<String> declared = new TreeSet<>();
        declared("profile-v1.json", read("profile-v1.json"), "", declared);
        List<Double> quantiles = DoubleStream.iterate(0, x -> x + 0.5)
                .limit(Profiler.QUANTILES)
                .boxed()
                .toList();
        List<Profile.Column> columns = Stream.of(ColumnType.values())
                .map(type -> new Profile.Column(
                        type.word(),
                        type,
                        true,
                        1,
                        0,
                        new Profile.Numbers(0, 500, 1.5, type == ColumnType.NUMBER ? quantiles : null),
                        new Profile.Period("2026-01-01", "2026-11-22T23:45:00Z"),
                        new TreeMap<>(Map.of("x", 2L)),
                        type == ColumnType.TEXT ? null : false))
                .toList();
        byte[] all = new Profile(9, columns).json();
        byte[] bare = new Profile(
                        0, List.of(new Profile.Column("", ColumnType.EMPTY, false, 0, 0, null, null, null, null)))
                .json();

        assertThat(problems(schema("profile"), all)).isEmpty();
        assertThat(problems(schema("profile"), bare)).isEmpty();
        Set<String> written = new TreeSet<>();
        written(tree(all), "", declared, written);
        assertThat(written).containsExactlyElementsOf(declared);
        assertThat(problems(schema("profile"), "{\"columns\":[],\"rows\":-1}".getBytes(StandardCharsets.UTF_8)))
                .isNotEmpty();
    }

    /** The tables of docs/documents.md have the schemas' fields, no less and no more. */
    @ParameterizedTest
    @CsvSource({
        "Evidence, evidence-v1.json, /properties",
        "Verdicts, verdicts-v1.json, /properties",
        "Verdict, verdicts-v1.json, /$defs/verdict/properties",
        "Approval, approval-v1.json, /properties",
        "Profile, profile-v1.json, /properties"
    })
    void theDocumentationHasEveryField(String section, String schema, String properties) throws IOException {
        String text = Files.readString(FOLDER.resolveSibling("documents.md"));
        String table =
                text.substring(text.indexOf("\n### " + section + "\n") + 5).split("\n##", 2)[0];
        Set<String> documented = new TreeSet<>();
        Matcher row = Pattern.compile("(?m)^\\| (`[^|]*`) \\|").matcher(table);
        while (row.find()) {
            Pattern.compile("`([^`]+)`").matcher(row.group(1)).results().forEach(name -> documented.add(name.group(1)));
        }
        Set<String> declared = new TreeSet<>();
        read(schema).at(properties).fieldNames().forEachRemaining(declared::add);
        assertThat(documented).containsExactlyElementsOf(declared);
    }

    /** The schemas and our own reader agree on what a document is, whatever is left out, added or put in its place. */
    @Test
    void refuseWhatOurReaderRefuses() {
        JsonSchema statement = schema("statement");
        Random random = new Random(11);
        int refused = 0;
        List<Document> documents = RandomDocuments.all(100).toList();
        for (int i = 0; i < 3_000; i++) {
            JsonNode tree = tree(Documents.statement(documents.get(random.nextInt(documents.size()))));
            String what = damage(tree, random);
            byte[] damaged = CanonicalJson.bytes(tree);
            List<String> problems = problems(statement, damaged);
            String reader = refusal(damaged);
            assertThat(problems.isEmpty())
                    .as("%s: the schema says %s, the reader %s", what, problems, reader)
                    .isEqualTo(reader == null);
            refused += problems.isEmpty() ? 0 : 1;
        }
        assertThat(refused).isGreaterThan(500);
    }

    @Test
    void describeEveryProperty() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            for (Path file : files.toList()) {
                JsonNode schema = read(file.getFileName().toString());
                assertThat(schema.get("$id").asText()).isEqualTo(BASE + file.getFileName());
                for (JsonNode properties : schema.findValues("properties")) {
                    properties.properties().forEach(property -> assertThat(described(property.getValue()))
                            .as("%s of %s", property.getKey(), file)
                            .isTrue());
                }
            }
        }
    }

    private static boolean described(JsonNode property) {
        return property.has("description") || property.has("$ref") || property.has("const");
    }

    /** Damages one place; says which. */
    private static String damage(JsonNode tree, Random random) {
        List<ObjectNode> objects = new ArrayList<>();
        collect(tree, objects);
        ObjectNode object = objects.get(random.nextInt(objects.size()));
        if (object.isEmpty() || random.nextInt(4) == 0) {
            object.put("zz", 1);
            return "added to " + object;
        }
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        String name = names.get(random.nextInt(names.size()));
        if (random.nextBoolean()) {
            object.remove(name);
            return "without " + name + ": " + object;
        }
        List<JsonNode> strange = List.of(
                MAPPER.nullNode(),
                MAPPER.getNodeFactory().numberNode(7.5),
                MAPPER.getNodeFactory().booleanNode(true),
                MAPPER.createArrayNode(),
                MAPPER.createObjectNode());
        object.set(name, strange.get(random.nextInt(strange.size())));
        return "changed " + name + ": " + object;
    }

    private static void collect(JsonNode node, List<ObjectNode> objects) {
        if (node instanceof ObjectNode object) {
            objects.add(object);
        }
        node.forEach(child -> collect(child, objects));
    }

    private static String refusal(byte[] statement) {
        try {
            Documents.parse(statement);
            return null;
        } catch (InvalidDocumentException e) {
            assertThat(e.getMessage()).doesNotContain("\n", "because", "io.jenkins");
            return e.getMessage();
        }
    }

    private static void declared(String file, JsonNode schema, String path, Set<String> paths) {
        if (schema.has("$ref")) {
            String[] ref = schema.get("$ref").asText().split("#", -1);
            String other = ref[0].isEmpty() ? file : ref[0];
            // Parts of verdicts are verdicts: one level shows all.
            if (!path.endsWith("/parts/parts")) {
                declared(other, read(other).at(ref[1]), path, paths);
            }
        }
        schema.path("properties").properties().forEach(property -> {
            paths.add(path + "/" + property.getKey());
            declared(file, property.getValue(), path + "/" + property.getKey(), paths);
        });
        if (schema.path("additionalProperties").isObject()) {
            declared(file, schema.get("additionalProperties"), path + "/*", paths);
        }
        if (schema.has("items")) {
            declared(file, schema.get("items"), path, paths);
        }
        schema.path("oneOf").forEach(choice -> declared(file, choice, path, paths));
        schema.path("enum").forEach(word -> paths.add(path + "=" + word.asText()));
    }

    private static void written(JsonNode node, String path, Set<String> declared, Set<String> paths) {
        if (path.endsWith("/parts/parts")) {
            return;
        }
        if (node instanceof ArrayNode) {
            node.forEach(item -> written(item, path, declared, paths));
        } else if (node instanceof ObjectNode) {
            boolean map = path.endsWith("/metrics")
                    || path.endsWith("/lock")
                    || path.endsWith("/params/value")
                    || path.endsWith("/profiles/value")
                    || path.endsWith("/columns/values")
                    || path.endsWith("/run/value/params");
            node.properties().forEach(field -> {
                String child = path + "/" + (map ? "*" : field.getKey());
                if (!map) {
                    paths.add(child);
                }
                written(field.getValue(), child, declared, paths);
            });
        } else if (declared.contains(path + "=" + node.asText())) {
            paths.add(path + "=" + node.asText());
        }
    }

    private static JsonSchema schema(String name) {
        SchemaValidatorsConfig config =
                SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();
        return FACTORY.getSchema(SchemaLocation.of(BASE + name + "-v1.json"), config);
    }

    private static List<String> problems(JsonSchema schema, byte[] json) {
        return schema.validate(new String(json, StandardCharsets.UTF_8), InputFormat.JSON).stream()
                .map(ValidationMessage::getMessage)
                .collect(Collectors.toList());
    }

    private static JsonNode tree(byte[] json) {
        try {
            return MAPPER.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode read(String file) {
        try {
            return MAPPER.readTree(FOLDER.resolve(file).toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
