package io.jenkins.plugins.modelgate.core.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.policy.Gate.Lineage.Check;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyParserTest {
    private static final String FULL = """
            # who may serve
            version: 1
            models:
              diabetes:
                paths: [src, data/, dvc.yaml, params.yaml]
                artifact: model
                data: [data/train.csv]
                rescore: python src/evaluate.py
                targets:
                  staging: { alias: staging }
                  production:
                    alias: champion
                    stage: Production
                    without-baseline: person
                    gates:
                      - bound:      { name: rmse-in-bounds, metric: rmse, at-least: 0, at-most: 70 }
                      - comparison: { name: no-worse, metric: rmse, better: lower, margin: 2 %, n: test.n }
                      - lineage:    { name: clean-descent, require: [clean, data-unmodified, data-in-remote, params-tracked, protected-ref, byte-identical] }
            """;

    @Test
    void readsEveryKey() {
        Policy policy = parse(FULL);
        assertThat(policy.digest()).isEqualTo(Sha256.of(FULL.getBytes(StandardCharsets.UTF_8)));
        ModelPolicy model = policy.models().get("diabetes");
        assertThat(model.name()).isEqualTo("diabetes");
        assertThat(model.paths()).containsExactly("src", "data", "dvc.yaml", "params.yaml");
        assertThat(model.artifact()).isEqualTo("model");
        assertThat(model.data()).containsExactly("data/train.csv");
        assertThat(model.rescore()).isEqualTo("python src/evaluate.py");
        assertThat(model.targets().keySet()).containsExactly("staging", "production");
        assertThat(model.targets().get("production"))
                .isEqualTo(new TargetPolicy(
                        "production",
                        "champion",
                        "Production",
                        TargetPolicy.WithoutBaseline.PERSON,
                        List.of(
                                new Gate.Bound("rmse-in-bounds", "rmse", 0.0, 70.0),
                                new Gate.Comparison(
                                        "no-worse",
                                        "rmse",
                                        Gate.Direction.LOWER,
                                        new Margin(2, Margin.Unit.PERCENT),
                                        "test.n"),
                                new Gate.Lineage("clean-descent", EnumSet.allOf(Check.class)))));
    }

    @Test
    void readsWhatAComparisonKnowsOfChance() {
        assertThat(read(comparison("margin: 1 points, share-of: test.n")))
                .isEqualTo(chance(Margin.parse("1 points"), new Grounds.Share("test.n"), 0.95));
        assertThat(read(comparison("superiority: true, error: m.se, confidence: 97.5 %")))
                .isEqualTo(chance(null, new Grounds.StatedError("m.se"), 0.975));
        assertThat(read(comparison("margin: 0 %, replicates: m.seed*, confidence: 99%")))
                .isEqualTo(chance(Margin.parse("0 %"), new Grounds.Replicates("m.seed*", false), 0.99));
    }

    @Test
    void readsHowExamplesAreCompared() {
        assertThat(read(comparison("margin: 1 points, scores: right")))
                .isEqualTo(
                        chance(Margin.parse("1 points"), new Grounds.Scores("right", null, null, false, null), 0.95));
        assertThat(read(comparison("margin: 1 %, scores: loss, range: [0, 2.5]")))
                .isEqualTo(chance(
                        Margin.parse("1 %"),
                        new Grounds.Scores("loss", null, new Grounds.Range(0, 2.5), false, null),
                        0.95));
        assertThat(read(comparison("superiority: true, scores: loss, range: unknown, group: patient")))
                .isEqualTo(chance(null, new Grounds.Scores("loss", "patient", null, true, null), 0.95));
    }

    private static Gate chance(@CheckForNull Margin margin, Grounds grounds, double confidence) {
        return new Gate.Comparison(
                "g",
                Severity.BLOCK,
                "m",
                Gate.Direction.LOWER,
                margin,
                null,
                grounds,
                confidence,
                new Reference.Champion());
    }

    private static Gate read(String gate) {
        return parse(gate("bound: {name: b, metric: m, at-most: 1}\n    - " + gate)
                        .replace("  targets:", "  rescore: score\n  targets:"))
                .models()
                .get("m")
                .targets()
                .get("p")
                .gates()
                .get(1);
    }

    @Test
    void whatIsLeftOutHasItsDefault() {
        ModelPolicy model = parse("""
                        version: 1
                        models:
                          m:
                            targets:
                              production: { stage: Staging }
                        """).models().get("m");
        assertThat(model.paths()).isEmpty();
        assertThat(model.artifact()).isNull();
        assertThat(model.data()).isEmpty();
        assertThat(model.rescore()).isNull();
        assertThat(model.targets().get("production"))
                .isEqualTo(new TargetPolicy(
                        "production", null, "Staging", TargetPolicy.WithoutBaseline.BOUNDS, List.of()));
    }

    @Test
    void readsWhatIsDoneAboutDrift() {
        assertThat(parse("{version: 1, models: {m: {targets: {a: {alias: a, drift: adopt}, b: {alias: b}}}}}")
                        .models()
                        .get("m")
                        .targets()
                        .values())
                .extracting(TargetPolicy::onDrift)
                .containsExactly(TargetPolicy.OnDrift.ADOPT, TargetPolicy.OnDrift.REPORT);
    }

    @Test
    void readsJsonToo() {
        assertThat(parse("{\"version\": 1, \"models\": {\"größe 1.0\": {\"targets\": {\"p\": {\"alias\": \"7\"}}}}}")
                        .models())
                .containsOnlyKeys("größe 1.0");
    }

    @Test
    void skipsAByteOrderMark() {
        assertThat(parse("\uFEFF" + FULL).models()).containsOnlyKeys("diabetes");
    }

    /** What YAML 1.1 would take for a truth value is a name here, as it is for DVC. */
    @ParameterizedTest
    @ValueSource(strings = {"no", "on", "yes", "off", "y", "N"})
    void wordsOfYaml11AreNames(String word) {
        Policy policy =
                parse("version: 1\nmodels: { " + word + ": { targets: { " + word + ": { alias: " + word + " } } } }");
        assertThat(policy.models().get(word).targets().get(word).alias()).isEqualTo(word);
    }

    static Stream<Arguments> numbers() {
        return Stream.of(
                arguments("70", 70.0),
                arguments("-0.5", -0.5),
                arguments("+3", 3.0),
                arguments(".5", 0.5),
                arguments("1e3", 1000.0),
                arguments("1E-3", 0.001),
                arguments("-0", 0.0));
    }

    @ParameterizedTest
    @MethodSource
    void numbers(String text, double value) {
        assertThat(parse(bound("metric: rmse, at-most: " + text))
                        .models()
                        .get("m")
                        .targets()
                        .get("p")
                        .gates())
                .containsExactly(new Gate.Bound("g", "rmse", null, value));
    }

    static Stream<Arguments> badTargets() {
        return Stream.of(
                arguments("{}", "4:14: targets must name at least one"),
                arguments("{p: {}}", "the target ‘p’ needs ‘alias’, ‘stage’ or both"),
                arguments("{p: }", "the target ‘p’ must be a mapping (key: value), found nothing"),
                arguments("{p: {alias: v1}}", "MLflow keeps the alias ‘v1’ for itself"),
                arguments("{p: {alias: V12}}", "MLflow keeps the alias ‘V12’ for itself"),
                arguments("{p: {alias: latest}}", "MLflow keeps the alias ‘latest’ for itself"),
                arguments("{p: {alias: Latest}}", "MLflow keeps the alias ‘Latest’ for itself"),
                arguments("{p: {alias: a b}}", "an alias is made of up to 255 of A-Z a-z 0-9 _ -, found ‘a b’"),
                arguments("{p: {alias: a.b}}", "an alias is made of"),
                arguments("{p: {alias: ü}}", "an alias is made of"),
                arguments("{p: {alias: 7}}", "alias must be a text, found the number ‘7’; put it in quotes"),
                arguments("{p: {alias: true}}", "alias must be a text, found the truth value ‘true’; put it in quotes"),
                arguments("{p: {alias: ~}}", "alias must be a text, found nothing"),
                arguments("{p: {alias: " + "a".repeat(256) + "}}", "an alias is made of"),
                arguments(
                        "{p: {stage: production}}",
                        "unknown value ‘production’ of stage; did you mean ‘Production’? allowed: Production, Staging"),
                arguments("{p: {stage: Archived}}", "unknown value ‘Archived’ of stage"),
                arguments(
                        "{p: {alias: a, without-baseline: nobody}}",
                        "unknown value ‘nobody’ of without-baseline; allowed: bounds, person"),
                arguments(
                        "{p: {alias: a, drift: ignore}}",
                        "unknown value ‘ignore’ of drift; allowed: report, restore, adopt"),
                arguments("{p: {alias: a, gates: []}}", "gates is an empty list"),
                arguments("{p: {alias: a, approvers: [x]}}", "unknown key ‘approvers’ in the target ‘p’"),
                arguments(
                        "{p: {alias: a}, q: {alias: a}}",
                        "4:30: the targets ‘p’ and ‘q’ are shown by the same alias or stage"),
                arguments(
                        "{p: {alias: Champion}, q: {alias: champion}}",
                        "the targets ‘p’ and ‘q’ are shown by the same alias or stage"),
                arguments(
                        "{p: {alias: a, stage: Production}, q: {stage: Production}}",
                        "the targets ‘p’ and ‘q’ are shown by the same"),
                arguments("{p: {alias: a}, p: {alias: b}}", "4:30: the key ‘p’ is there twice"),
                arguments("{a/b: {alias: a}}", "a target’s name is made of"),
                arguments("{..: {alias: a}}", "a target’s name is made of"),
                arguments("{produção: {alias: a}}", "a target’s name is made of"),
                arguments("{7: {alias: a}}", "a key must be a text, found the number ‘7’; put it in quotes"),
                arguments("{? [a] : {alias: a}}", "a key must be a text, found a list"),
                arguments("[p]", "targets must be a mapping (key: value), found a list"));
    }

    @ParameterizedTest
    @MethodSource("badTargets")
    void refusesABadTarget(String targets, String message) {
        assertRefused("version: 1\nmodels:\n  m:\n    targets: " + targets + "\n", message);
    }

    static Stream<Arguments> badModels() {
        return Stream.of(
                arguments("m: {}", "3:6: the model ‘m’ needs the key ‘targets’"),
                arguments(
                        "m: {path: [src], targets: {p: {alias: a}}}",
                        "3:7: unknown key ‘path’ in the model ‘m’; did you mean ‘paths’? allowed: paths, artifact, data, rescore, holdout, targets"),
                arguments("a/b: {targets: {p: {alias: a}}}", "3:3: a model’s name has up to 256 letters"),
                arguments("'a:b': {targets: {p: {alias: a}}}", "a model’s name"),
                arguments("..: {targets: {p: {alias: a}}}", "a model’s name"),
                arguments("' a': {targets: {p: {alias: a}}}", "a model’s name"),
                arguments("\"a\\u0000b\": {targets: {p: {alias: a}}}", "found ‘a\\u0000b’"),
                arguments("\"a\\u202eb\": {targets: {p: {alias: a}}}", "found ‘a\\u202eb’"),
                arguments("'': {targets: {p: {alias: a}}}", "a key is blank"),
                arguments("m" + "m".repeat(256) + ": {targets: {p: {alias: a}}}", "a model’s name"),
                arguments(model("paths: src"), "paths must be a list, found the text ‘src’"),
                arguments(
                        model("paths: [../x]"),
                        "an item of paths is a file or folder relative to the repository’s root"),
                arguments(model("paths: [/etc]"), "an item of paths"),
                arguments(model("paths: [a//b]"), "an item of paths"),
                arguments(model("paths: [.]"), "an item of paths"),
                arguments(model("paths: [a/./b]"), "an item of paths"),
                arguments(model("paths: ['a\\b']"), "an item of paths"),
                arguments(model("paths: ['C:/x']"), "an item of paths"),
                arguments(model("paths: ['src/*.py']"), "an item of paths"),
                arguments(model("paths: [\"a\\u0000\"]"), "found ‘a\\u0000’"),
                arguments(model("paths: [a, a/]"), "‘a’ is there twice in paths"),
                arguments(model("paths: [5]"), "an item of paths must be a text, found the number ‘5’"),
                arguments(model("paths: []"), "paths is an empty list; leave it out or name something"),
                arguments(model("artifact: ../model"), "artifact is a file or folder"),
                arguments(model("artifact: [model]"), "artifact must be a text, found a list"),
                arguments(model("data: [~]"), "an item of data must be a text, found nothing"),
                arguments(model("rescore: [python, x]"), "rescore must be a text, found a list"),
                arguments(model("rescore: \"a\\0b\""), "rescore has a NUL character"));
    }

    @ParameterizedTest
    @MethodSource("badModels")
    void refusesABadModel(String model, String message) {
        assertRefused("version: 1\nmodels:\n  " + model + "\n", message);
    }

    static Stream<Arguments> badFiles() {
        return Stream.of(
                arguments("", "model-gate.yaml:1:1: the file is empty"),
                arguments("# only a comment\n", "model-gate.yaml:1:1: the file is empty"),
                arguments("---\n...\n", "a policy must be a mapping (key: value), found nothing"),
                arguments("just text", "1:1: a policy must be a mapping (key: value), found the text ‘just text’"),
                arguments("version: 1", "1:1: a policy needs the key ‘models’"),
                arguments("models: {}", "1:1: a policy needs the key ‘version’"),
                arguments("version: 1\nmodels: {}", "2:9: models must name at least one"),
                arguments("version: 2\nmodels: {}", "1:10: this program knows version 1 of the policy only"),
                arguments("version: '1'\nmodels: {}", "1:10: version must be a number, found the text ‘1’"),
                arguments("version: 1\nmodel: {}", "2:1: unknown key ‘model’ in a policy; did you mean ‘models’?"),
                arguments("version: 1\nversion: 1", "2:1: the key ‘version’ is there twice"),
                arguments("version: 1\n\tmodels: {}", "2:1: not valid YAML"),
                arguments("version: 1\nmodels: {", "not valid YAML"),
                arguments("version: 1\nmodels: \"\u0001\"", "not valid YAML"),
                arguments("version: 1\n---\nversion: 1\n", "2:1: not valid YAML"),
                arguments("%YAML 9.9\n---\nversion: 1\n", "not valid YAML"),
                arguments(
                        "version: &v 1\nmodels: {}", "1:10: anchors (&) and aliases (*) are not allowed; write it out"),
                arguments("a: &a [x]\nb: *a", "anchors (&) and aliases (*) are not allowed"),
                arguments("version: *v", "1:10: anchors (&) and aliases (*) are not allowed"),
                arguments("&a [*a]", "anchors (&) and aliases (*) are not allowed"),
                arguments("version: 1\n<<: {models: {}}", "2:1: merge keys (<<) are not allowed; write it out"),
                arguments("!!python/object:os.system {version: 1}", "a policy must be a mapping"),
                arguments("!!binary aGVsbG8=", "a policy must be a mapping"),
                arguments("[".repeat(100_000), "nested too deeply"),
                arguments("{a: ".repeat(50_000), "nested too deeply"),
                arguments("- ".repeat(100_000), "nested too deeply"),
                arguments("? ".repeat(100_000), "nested too deeply"));
    }

    @ParameterizedTest
    @MethodSource("badFiles")
    void refusesABadFile(String yaml, String message) {
        assertRefused(yaml, message);
    }

    @Test
    void refusesABillionLaughs() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [lol]\n");
        for (int i = 1; i < 30; i++) {
            bomb.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
        }
        assertRefused(bomb.toString(), "1:5: anchors (&) and aliases (*) are not allowed");
    }

    @Test
    void refusesAFileThatIsTooBig() {
        assertRefused("#".repeat(PolicyParser.MAX_BYTES + 1), "is the most that is read");
    }

    @Test
    void refusesWhatIsNotUtf8() {
        assertThatExceptionOfType(PolicyException.class)
                .isThrownBy(() -> PolicyParser.parse(new byte[] {'a', ':', ' ', (byte) 0xff}, "p.yaml"))
                .withMessage("p.yaml: not valid UTF-8");
        byte[] utf16 = FULL.getBytes(StandardCharsets.UTF_16);
        assertThatExceptionOfType(PolicyException.class).isThrownBy(() -> PolicyParser.parse(utf16, "p.yaml"));
    }

    /** Whatever a file holds, it is a policy or one readable line. */
    @Test
    void damagedFilesAreRefusedInOneLineOrStillPolicies() {
        Random random = new Random(1);
        for (int i = 0; i < 3_000; i++) {
            StringBuilder damaged = new StringBuilder(FULL);
            for (int j = random.nextInt(4); j >= 0; j--) {
                int at = random.nextInt(damaged.length());
                if (random.nextBoolean()) {
                    damaged.deleteCharAt(at);
                } else {
                    damaged.insert(at, "{}[]:-,'\"&*!|>%@ \t\n0aé\u2028".charAt(random.nextInt(23)));
                }
            }
            try {
                parse(damaged.toString());
            } catch (PolicyException e) {
                assertThat(e.getMessage()).startsWith("model-gate.yaml:").doesNotContain("\n");
            }
        }
    }

    private static String gate(String gate) {
        return "version: 1\nmodels:\n m:\n  targets:\n   p:\n" + "    alias: a\n    gates:\n    - " + gate + "\n";
    }

    private static String bound(String fields) {
        return gate("bound: {name: g, " + fields + "}");
    }

    private static String comparison(String fields) {
        return "comparison: {name: g, metric: m, better: lower, " + fields + "}";
    }

    private static String model(String field) {
        return "m: {" + field + ", targets: {p: {alias: a}}}";
    }

    private static Policy parse(String yaml) {
        return PolicyParser.parse(yaml.getBytes(StandardCharsets.UTF_8), "model-gate.yaml");
    }

    private static void assertRefused(String yaml, String message) {
        assertThatExceptionOfType(PolicyException.class)
                .isThrownBy(() -> parse(yaml))
                .withMessageStartingWith("model-gate.yaml:")
                .withMessageContaining(message)
                .withMessageNotContaining("\n");
    }
}
