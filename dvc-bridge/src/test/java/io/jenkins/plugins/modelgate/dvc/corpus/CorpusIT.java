package io.jenkins.plugins.modelgate.dvc.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.data.DataHash;
import io.jenkins.plugins.modelgate.core.data.Snapshot;
import io.jenkins.plugins.modelgate.core.data.TrackedPath;
import io.jenkins.plugins.modelgate.core.data.TrackedPath.State;
import io.jenkins.plugins.modelgate.core.digest.CanonicalJson;
import io.jenkins.plugins.modelgate.dvc.DvcException;
import io.jenkins.plugins.modelgate.dvc.DvcRepository;
import io.jenkins.plugins.modelgate.dvc.SnapshotOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** On each project of the corpus the native snapshot says what the real DVC says. */
class CorpusIT {
    @TempDir
    private static Path scratch;

    private static DvcServer server;

    private static final Map<String, UnaryOperator<Project>> SHAPES = new TreeMap<>();

    static {
        SHAPES.putAll(DataShapes.all());
        SHAPES.putAll(StateShapes.all());
        SHAPES.putAll(PipelineShapes.all());
        SHAPES.putAll(RecordShapes.all());
    }

    @BeforeAll
    static void startDvc() throws IOException {
        server = new DvcServer(scratch);
    }

    @AfterAll
    static void endDvc() throws IOException {
        server.close();
    }

    static Stream<String> shapes() {
        String only = System.getProperty("shape", "");
        return SHAPES.keySet().stream().filter(name -> name.contains(only));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("shapes")
    void saysWhatDvcSays(String shape, @TempDir Path folder) throws IOException {
        Project project = SHAPES.get(shape).apply(new Project(folder, scratch, server));
        DvcRepository repository = DvcRepository.open(project.dvcRoot());
        SnapshotOptions options =
                SnapshotOptions.defaults().withState(folder.resolve("state")).lookingInRemote();
        Snapshot snapshot = repository.snapshot(options);
        JsonNode outs = server.inside(project.dvcRoot(), "outs");

        Map<String, Object> found = new TreeMap<>();
        Map<String, Object> expected = new TreeMap<>();
        snapshot.paths().forEach(path -> found.put(path.path(), Described.of(path)));
        outs.forEach(out -> expected.put(out.path("path").asText(), Described.of(out)));
        assertThat(found).containsExactlyInAnyOrderEntriesOf(expected);
        assertStatesAsIn(
                project.ask("data", "status", "--granular", "--unchanged", "--json")
                        .json(),
                snapshot,
                outs.path(0).path("prefix").asInt());
        assertPresence(project, snapshot, outs);
        assertListings(repository, snapshot);
        assertThat(snapshot.params()).isEqualTo(Numbers.params(server.inside(project.dvcRoot(), "params")));
        assertThat(snapshot.metrics())
                .isEqualTo(
                        Numbers.metrics(project.ask("metrics", "show", "--json").json()));
        assertThat(repository.snapshot(options.withThreads(1)))
                .as("taken again, from its state")
                .isEqualTo(snapshot);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void refusesWhatDvcRefuses(String shape, @TempDir Path folder) {
        Project project = RefusedShapes.all().get(shape).apply(new Project(folder, scratch, server));

        assertThat(project.ask("data", "status", "--granular", "--json").exitCode()
                        + project.ask("status", "--json").exitCode()
                        + project.ask("dag").exitCode())
                .as("DVC refuses it")
                .isPositive();
        assertThatExceptionOfType(DvcException.class)
                .isThrownBy(() -> DvcRepository.open(project.dvcRoot())
                        .snapshot(SnapshotOptions.defaults().withState(folder.resolve("state"))))
                .matches(e -> e.getMessage().lines().count() == 1, "has one line");
    }

    static Stream<String> refused() {
        return new TreeSet<>(RefusedShapes.all().keySet()).stream();
    }

    /** What both say of one output. */
    private record Described(
            String owner,
            @CheckForNull DataHash recorded,
            @CheckForNull DataHash actual,
            State state,
            boolean stored,
            boolean inCache) {
        static Described of(TrackedPath path) {
            return new Described(
                    path.owner(), path.recorded(), path.actual(), path.state(), path.stored(), path.inCache());
        }

        static Described of(JsonNode out) {
            DataHash recorded = hash(out.path("recorded"));
            DataHash actual = hash(out.path("actual"));
            boolean inCache = out.path("in_cache").asBoolean();
            String stage = out.path("stage").asText();
            return new Described(
                    prefix(out) + (stage.contains(":") || stage.endsWith(".dvc") ? stage : "dvc.yaml:" + stage),
                    recorded,
                    actual,
                    state(recorded, actual, inCache),
                    out.path("stored").asBoolean(),
                    inCache);
        }

        private static String prefix(JsonNode out) {
            return out.path("path").asText().substring(0, out.path("prefix").asInt());
        }

        private static State state(@CheckForNull DataHash recorded, @CheckForNull DataHash actual, boolean inCache) {
            if (actual == null) {
                return recorded == null ? State.NEVER_MADE : inCache ? State.NOT_HERE : State.MISSING;
            }
            return recorded == null ? State.UNRECORDED : actual.equals(recorded) ? State.UNCHANGED : State.MODIFIED;
        }

        @CheckForNull
        private static DataHash hash(JsonNode pair) {
            return pair.isArray() && !pair.path(1).isNull()
                    ? new DataHash(pair.path(0).asText(), pair.path(1).asText())
                    : null;
        }
    }

    /** A second opinion: {@code dvc data status}, which knows nothing of {@code Output.status}. */
    private static void assertStatesAsIn(JsonNode status, Snapshot snapshot, int prefix) {
        JsonNode uncommitted = status.path("uncommitted");
        Set<String> modified = paths(uncommitted.path("modified"));
        Set<String> deleted = paths(uncommitted.path("deleted"));
        Set<String> added = paths(uncommitted.path("added"));
        uncommitted.path("renamed").forEach(pair -> {
            deleted.add(withoutSlash(pair.path("old").asText()));
            added.add(withoutSlash(pair.path("new").asText()));
        });
        Set<String> notInCache = paths(status.path("not_in_cache"));
        for (TrackedPath path : snapshot.paths()) {
            String name = path.path().substring(prefix);
            if (path.stored()) {
                assertThat(path.state())
                        .as(path.path())
                        .isEqualTo(
                                switch (path.state()) {
                                    case MODIFIED -> modified.contains(name) ? State.MODIFIED : null;
                                    case UNRECORDED -> added.contains(name) ? State.UNRECORDED : null;
                                    case NOT_HERE, MISSING -> deleted.contains(name) ? path.state() : null;
                                    case UNCHANGED ->
                                        modified.contains(name) || deleted.contains(name) ? null : State.UNCHANGED;
                                    case NEVER_MADE -> State.NEVER_MADE;
                                });
                boolean reportedMissing = notInCache.stream().anyMatch(other -> isAtOrBelow(other, name));
                if (path.recorded() != null) {
                    assertThat(path.inCache()).as("in cache: " + path.path()).isEqualTo(!reportedMissing);
                }
            }
        }
    }

    private static void assertPresence(Project project, Snapshot snapshot, JsonNode outs) {
        boolean remote = project.ask("remote", "default").exitCode() == 0;
        Set<String> reported = paths(project.ask("data", "status", "--granular", "--not-in-remote", "--json")
                .json()
                .path("not_in_remote"));
        Map<String, TrackedPath.Presence> expected = new TreeMap<>();
        outs.forEach(out -> expected.put(
                out.path("path").asText(),
                out.path("stored").asBoolean() && !out.path("can_push").asBoolean()
                        ? TrackedPath.Presence.NOT_PUSHED
                        : !remote
                                        || out.path("repo_import").asBoolean()
                                        || !out.path("stored").asBoolean()
                                ? TrackedPath.Presence.UNKNOWN
                                : isAbsent(out, reported)
                                        ? TrackedPath.Presence.ABSENT
                                        : TrackedPath.Presence.PRESENT));
        Map<String, TrackedPath.Presence> found = new TreeMap<>();
        snapshot.paths().forEach(path -> found.put(path.path(), path.inRemote()));
        assertThat(found).as("in remote").isEqualTo(expected);
    }

    private static boolean isAbsent(JsonNode out, Set<String> reported) {
        String path = out.path("path").asText().substring(out.path("prefix").asInt());
        return out.path("recorded").isNull() || reported.stream().anyMatch(other -> isAtOrBelow(other, path));
    }

    /** The {@code .dir} object that the native listing hashes to is, byte for byte, the one that DVC put into its cache. */
    private static void assertListings(DvcRepository repository, Snapshot snapshot) throws IOException {
        Path root = repository.gitRoot() == null ? repository.root() : repository.gitRoot();
        for (TrackedPath path : snapshot.paths()) {
            if (path.actual() != null && path.actual().name().equals("md5")) {
                assertThat(repository.hash(root.resolve(path.path()))).isEqualTo(path.actual());
            }
            if (path.stored() && path.recorded() != null && path.inCache()) {
                assertThat(Files.exists(repository.cacheObject(path.recorded())))
                        .isTrue();
            }
        }
    }

    private static Set<String> paths(JsonNode list) {
        Set<String> paths = new TreeSet<>();
        list.forEach(path -> paths.add(withoutSlash(path.asText())));
        return paths;
    }

    private static String withoutSlash(String path) {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    private static boolean isAtOrBelow(String path, String top) {
        return path.equals(top) || path.startsWith(top + "/");
    }

    /** Parameters and metrics, flattened. */
    private static final class Numbers {
        static Map<String, String> params(JsonNode stages) {
            Map<String, String> params = new TreeMap<>();
            stages.forEach(dependency -> {
                String file = dependency.path("file").asText();
                flatten(
                        "",
                        dependency.path("values"),
                        (name, value) -> params.put(
                                file.equals("params.yaml") ? name : file + ":" + name,
                                new String(CanonicalJson.bytes(value), java.nio.charset.StandardCharsets.UTF_8)));
            });
            return params;
        }

        static Map<String, Double> metrics(JsonNode shown) {
            Map<String, List<Map.Entry<String, Double>>> byName = new TreeMap<>();
            shown.path("")
                    .path("data")
                    .properties()
                    .forEach(file -> flatten("", file.getValue().path("data"), (name, value) -> {
                        if (value.isNumber()) {
                            byName.computeIfAbsent(name, ignored -> new ArrayList<>())
                                    .add(Map.entry(file.getKey(), value.asDouble()));
                        }
                    }));
            Map<String, Double> metrics = new TreeMap<>();
            byName.forEach((name, values) -> values.forEach(
                    value -> metrics.put(values.size() == 1 ? name : value.getKey() + ":" + name, value.getValue())));
            return metrics;
        }

        private static void flatten(
                String prefix, JsonNode node, java.util.function.BiConsumer<String, JsonNode> each) {
            if (node.isObject() && !(node.isEmpty() && !prefix.isEmpty())) {
                String start = prefix.isEmpty() ? "" : prefix + ".";
                node.properties().forEach(field -> flatten(start + field.getKey(), field.getValue(), each));
            } else if (!prefix.isEmpty()) {
                each.accept(prefix, node);
            }
        }
    }
}
