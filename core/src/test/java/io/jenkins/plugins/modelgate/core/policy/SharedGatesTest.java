package io.jenkins.plugins.modelgate.core.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.jenkins.plugins.modelgate.core.contract.Contract;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Policies that include sets of gates, and the files that have them. */
class SharedGatesTest {
    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
    private static final String FILE = "shared@" + COMMIT + ":gates.yaml";
    private static final String INCLUDE = "{repository: shared, commit: " + COMMIT + ", path: gates.yaml}";
    private static final String SHARED = """
            version: 1
            gates:
              basics:
                - bound: { name: good-enough, metric: accuracy, at-least: 0.9 }
                - data: { name: as-agreed, path: data/train.csv, contract: contracts/train.yaml }
              callers:
                - signature: { name: signature }
            """;

    private final Map<String, String> own = new HashMap<>();
    private final Map<String, String> included = new HashMap<>(Map.of(
            FILE, SHARED, "shared@" + COMMIT + ":contracts/train.yaml", "version: 1\ncolumns: {x: {type: text}}\n"));

    private static String policy(String include, String... gates) {
        StringBuilder yaml = new StringBuilder("version: 1\n" + include
                + "models:\n m:\n  targets:\n   p:\n    alias: a\n    without-baseline: person\n    gates:\n");
        for (String gate : gates) {
            yaml.append("    - ").append(gate).append('\n');
        }
        return yaml.toString();
    }

    private static String including(String... gates) {
        return policy("include: [" + INCLUDE + "]\n", gates);
    }

    private Policy parse(String yaml) throws IOException {
        return PolicyParser.parse(
                yaml.getBytes(StandardCharsets.UTF_8),
                "model-gate.yaml",
                path -> bytes(own.get(path)),
                (file, most) -> {
                    if (!file.repository().equals("shared")) {
                        throw new IllegalArgumentException("policies may include nothing of it");
                    }
                    return bytes(included.get(file.toString()));
                });
    }

    private static byte[] bytes(String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    private static TargetPolicy target(Policy policy) {
        return policy.models().get("m").targets().get("p");
    }

    @Test
    void putsTheGatesOfASetWhereItIsUsed() throws IOException {
        Policy policy = parse(
                including("use: callers", "bound: {name: mine, metric: m, at-most: 1, severity: warn}", "use: basics"));
        Include file = new Include("shared", COMMIT, "gates.yaml");

        assertThat(policy.includes()).containsExactly(file);
        assertThat(target(policy).gates())
                .extracting(Gate::name)
                .containsExactly("signature", "mine", "good-enough", "as-agreed");
        assertThat(target(policy).gates().get(2)).isEqualTo(new Gate.Bound("good-enough", "accuracy", 0.9, null));
        assertThat(target(policy).included())
                .containsOnly(
                        Map.entry("signature", new TargetPolicy.Origin("callers", file)),
                        Map.entry("good-enough", new TargetPolicy.Origin("basics", file)),
                        Map.entry("as-agreed", new TargetPolicy.Origin("basics", file)));
        assertThat(GateWords.of(target(policy).included().get("signature")))
                .isEqualTo("From the set ‘callers’ of ‘shared’.");
    }

    @Test
    void takesTheSameSetForSeveralTargets() throws IOException {
        Policy policy = parse(including("use: callers") + "   q: {alias: b, gates: [{use: callers}]}\n");

        assertThat(policy.models().get("m").targets().values())
                .allSatisfy(target ->
                        assertThat(target.gates()).extracting(Gate::name).containsExactly("signature"));
    }

    /** The one of this name that lies beside the policy is another. */
    @Test
    void readsContractsBesideTheFileThatNamesThem() throws IOException {
        own.put("contracts/train.yaml", "version: 1\ncolumns: {y: {type: number}}\n");
        Gate.Data data =
                (Gate.Data) target(parse(including("use: basics"))).gates().get(1);

        assertThat(data.file()).isEqualTo("shared@" + COMMIT + ":contracts/train.yaml");
        assertThat(data.contract().columns()).extracting(Contract.Column::name).containsExactly("x");
    }

    @Test
    void theDigestCoversAllThatIsIncluded() throws IOException {
        String yaml = including("use: basics");
        Sha256 digest = parse(yaml).digest();
        assertThat(parse(yaml).digest()).isEqualTo(digest);
        assertThat(digest).isNotEqualTo(Sha256.of(yaml.getBytes(StandardCharsets.UTF_8)));

        included.replace(FILE, SHARED + "# a remark\n");
        Sha256 remarked = parse(yaml).digest();
        assertThat(remarked).isNotEqualTo(digest);

        included.replace(FILE, SHARED);
        included.compute("shared@" + COMMIT + ":contracts/train.yaml", (name, text) -> text + "# a remark\n");
        assertThat(parse(yaml).digest()).isNotEqualTo(digest).isNotEqualTo(remarked);
    }

    @Test
    void readsTheFilesOfSeveralRepositoriesAndCommitsOfDigitsAlone() throws IOException {
        String digits = "1234567890123456789012345678901234567890";
        included.put("shared@" + digits + ":more/gates.yaml", "version: 1\ngates: {more: [{signature: {name: s}}]}\n");
        Policy policy = parse(policy(
                "include:\n- " + INCLUDE + "\n- {repository: shared, commit: " + digits + ", path: more/gates.yaml}\n",
                "use: basics",
                "use: more"));

        assertThat(target(policy).gates()).extracting(Gate::name).containsExactly("good-enough", "as-agreed", "s");
    }

    static Stream<Arguments> badPolicies() {
        String bound = "bound: {name: good-enough, metric: m, at-most: 1}";
        return Stream.of(
                arguments(policy("include: gates.yaml\n"), "2:10: include must be a list, found the text ‘gates.yaml’"),
                arguments(policy("include: []\n"), "2:10: include is an empty list"),
                arguments(policy("include: [x]\n"), "2:11: an include must be a mapping"),
                arguments(policy("include: [{}]\n"), "2:11: an include needs the key ‘repository’"),
                arguments(
                        policy("include: [" + INCLUDE.replace("path", "pfad") + "]\n"),
                        "2:82: unknown key ‘pfad’ in an include; allowed: repository, commit, path"),
                arguments(
                        policy("include: [" + INCLUDE.replace("{", "{url: 'https://x', ") + "]\n"),
                        "2:12: unknown key ‘url’"),
                arguments(
                        policy("include: [" + INCLUDE.replace("repository: shared", "repository: 'https://x/y'")
                                + "]\n"),
                        "2:24: a repository’s name is made of up to 64 of A-Z a-z 0-9 . _ -"),
                arguments(
                        policy("include: [" + INCLUDE.replace("repository: shared", "repository: 'file:///etc'")
                                + "]\n"),
                        "2:24: a repository’s name"),
                arguments(
                        policy("include: [" + INCLUDE.replace(COMMIT, "main") + "]\n"),
                        "2:40: a commit is 40 lower-case hex digits; no branch, no tag: those move. Found ‘main’"),
                arguments(
                        policy("include: [" + INCLUDE.replace(COMMIT, COMMIT.substring(1)) + "]\n"),
                        "2:40: a commit is 40"),
                arguments(policy("include: [" + INCLUDE.replace("abcdef0", "ABCDEF0") + "]\n"), "2:40: a commit is 40"),
                arguments(policy("include: [" + INCLUDE.replace(COMMIT, "~") + "]\n"), "2:40: commit must be a text"),
                arguments(
                        policy("include: [" + INCLUDE.replace("gates.yaml", "../gates.yaml") + "]\n"),
                        "path is a file or folder relative to the repository’s root"),
                arguments(
                        policy("include: [" + INCLUDE.replace("gates.yaml", "/gates.yaml") + "]\n"),
                        "path is a file or folder relative to the repository’s root"),
                arguments(
                        policy("include: [" + INCLUDE.replace("gates.yaml", "\"a\\nb\"") + "]\n"), "found ‘a\\u000ab’"),
                arguments(
                        policy("include: [" + INCLUDE.replace("gates.yaml", "none.yaml") + "]\n"),
                        "2:11: there is no file ‘none.yaml’ in the commit " + COMMIT + " of ‘shared’"),
                arguments(
                        policy("include: [" + INCLUDE.replace("shared", "other") + "]\n"),
                        "2:11: policies may include nothing of it"),
                arguments(
                        policy("include: [" + INCLUDE + ", " + INCLUDE + "]\n"),
                        "‘" + FILE + "’ is there twice in include"),
                arguments(
                        policy("include: [" + (INCLUDE + ",").repeat(11) + "]\n"),
                        "a policy includes at most 10 files"),
                arguments(
                        including("use: basic"),
                        "10:12: unknown value ‘basic’ of use; did you mean ‘basics’? allowed: basics, callers"),
                arguments(including("use: [basics]"), "10:12: use must be a text, found a list"),
                arguments(including("use: ' '"), "10:12: use is blank"),
                arguments(including("use: basics\n      signature: {name: s}"), "a gate is one of"),
                arguments(policy("", "use: basics"), "9:12: this policy includes no file that has sets of gates"),
                arguments(
                        including(bound, "use: basics"),
                        "11:12: two gates here have the name ‘good-enough’: one is at model-gate.yaml:10:14, one at "
                                + FILE + ":4:14"),
                arguments(
                        including("use: basics", bound),
                        "11:14: two gates here have the name ‘good-enough’: one is at " + FILE + ":4:14"),
                arguments(including("use: basics", "use: basics"), "11:12: the set ‘basics’ is used here already"),
                arguments(
                        including("use: callers", "comparison: {name: c, metric: m, better: lower, margin: 1 %}")
                                .replace("person", "bounds"),
                        "the target ‘p’ compares with a champion but has no bound"));
    }

    @ParameterizedTest
    @MethodSource("badPolicies")
    void refusesABadPolicy(String yaml, String message) {
        assertRefused(yaml, "model-gate.yaml:", message);
    }

    static Stream<Arguments> badFiles() {
        return Stream.of(
                arguments("", ":1:1: the file is empty"),
                arguments("[", ": not valid YAML"),
                arguments("gates: {}", ":1:1: a file of shared gates needs the key ‘version’"),
                arguments("version: 2\ngates: {}", ":1:10: this program knows version 1 of shared gates only"),
                arguments("version: 1", ":1:1: a file of shared gates needs the key ‘gates’"),
                arguments("version: 1\ngates: {}", ":2:8: gates must name at least one"),
                arguments("version: 1\ngates: [a]", ":2:8: gates must be a mapping"),
                arguments("version: 1\ngates: {a: []}", ":2:12: gates is an empty list"),
                arguments("version: 1\ngates: {a b: [{signature: {name: s}}]}", ":2:9: a set’s name is made of"),
                arguments("version: 1\ngates: {a: [{signature: {}}]}", ":2:25: a signature gate needs the key ‘name’"),
                arguments(
                        "version: 1\ngates: {a: [{signature: {name: s}}, {signature: {name: s}}]}",
                        ":2:49: two gates here have the name ‘s’: one is at " + FILE + ":2:25"),
                arguments(
                        "version: 1\ngates: {a: [{use: b}], b: [{signature: {name: s}}]}",
                        ":2:14: unknown key ‘use’ in a gate"),
                arguments(
                        "version: 1\ninclude: []\ngates: {}",
                        ":2:1: unknown key ‘include’ in a file of shared gates; allowed: version, gates"),
                arguments("version: 1\nmodels: {}", ":2:1: unknown key ‘models’ in a file of shared gates"),
                arguments("version: 1\ngates: &a {a: *a}", ":2:8: anchors (&) and aliases (*) are not allowed"),
                arguments("version: 1\ngates: {<<: {}}", ":2:9: merge keys (<<) are not allowed"),
                arguments("[".repeat(100_000), "nested too deeply"),
                arguments("#".repeat(PolicyParser.MAX_BYTES + 1), ": the file has more than 262144 bytes"),
                arguments(
                        "version: 1\ngates: {a: [{data: {name: d, path: d.csv, contract: none.yaml}}]}",
                        ":2:53: the contract ‘none.yaml’ is not there, beside this file; pin a commit that has it"));
    }

    @ParameterizedTest
    @MethodSource("badFiles")
    void refusesABadFile(String yaml, String message) {
        included.put(FILE, yaml);
        assertRefused(including("use: a"), FILE, message);
    }

    @Test
    void refusesAWrongContractByItsPlace() {
        included.put("shared@" + COMMIT + ":contracts/train.yaml", "version: 1\ncolumns: {}\n");
        assertRefused(including("use: basics"), "shared@" + COMMIT + ":contracts/train.yaml:2:10: ", "at least one");
    }

    @Test
    void refusesASetOfTheSameNameInTwoFiles() {
        included.put("shared@" + COMMIT + ":other.yaml", "version: 1\ngates:\n  callers: [{signature: {name: s}}]\n");
        assertRefused(
                policy("include: [" + INCLUDE + ", " + INCLUDE.replace("gates.yaml", "other.yaml") + "]\n"),
                "shared@" + COMMIT + ":other.yaml:3:3: ",
                "a set ‘callers’ is at " + FILE + ":6:3 too");
    }

    /** A few thousand bytes that say a hundred thousand gates. */
    @Test
    void refusesASetThatIsUsedTooOften() {
        StringBuilder set = new StringBuilder("version: 1\ngates:\n a:\n");
        for (int i = 0; i < 1_001; i++) {
            set.append(" - signature: {name: s").append(i).append("}\n");
        }
        included.put(FILE, set.toString());
        StringBuilder targets = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            targets.append("   t%d: {alias: a%d, gates: [{use: a}]}\n".formatted(i, i));
        }
        assertRefused(
                including("use: a") + targets, "model-gate.yaml:", "the sets that are used have more than 10000 gates");
    }

    @Test
    void refusesToReadTooManyFiles() {
        StringBuilder gates = new StringBuilder("version: 1\ngates:\n a:\n");
        for (int i = 0; i < 50; i++) {
            gates.append(" - data: {name: d%d, path: d.csv, contract: c%d.yaml}\n".formatted(i, i));
            included.put("shared@" + COMMIT + ":c" + i + ".yaml", "version: 1\ncolumns: {x: {type: text}}\n");
        }
        included.put(FILE, gates.toString());
        assertRefused(including("use: a"), FILE + ":53:", "name at most 50 other files");
    }

    @Test
    void saysThatNothingCanBeIncludedWhereNothingIsNamed() {
        byte[] yaml = including("use: basics").getBytes(StandardCharsets.UTF_8);
        assertThatExceptionOfType(PolicyException.class)
                .isThrownBy(() -> PolicyParser.parse(yaml, "model-gate.yaml"))
                .withMessage(
                        "model-gate.yaml:2:11: policies may include nothing here: no repository is named for that");
    }

    @Test
    void aRepositoryThatCannotBeFetchedIsNoMistakeOfThePolicy() {
        byte[] yaml = including("use: basics").getBytes(StandardCharsets.UTF_8);
        IOException gone = new IOException("gone");
        assertThatThrownBy(() -> PolicyParser.parse(yaml, "model-gate.yaml", path -> null, (file, most) -> {
                    throw gone;
                }))
                .isSameAs(gone);
    }

    /** An agent knows no repositories, and sends what the controller will ask for. */
    @Test
    void findsTheContractsOfAPolicyWhateverItIncludes() {
        assertThat(PolicyParser.others(including(
                                "use: unknown",
                                "comparison: {name: c, metric: m, better: lower, margin: 1 %}",
                                "data: {name: d, path: d.csv, contract: contracts/a.yaml}",
                                "data: {name: e, path: e.csv, contract: b.yaml/}",
                                "data: {name: f, path: f.csv, contract: ../../etc/passwd}",
                                "data: {name: g, path: g.csv, contract: [x, {contract: c.yaml}]}")
                        .getBytes(StandardCharsets.UTF_8)))
                .containsExactlyInAnyOrder("contracts/a.yaml", "b.yaml", "c.yaml");
        assertThat(PolicyParser.others("contract: [".getBytes(StandardCharsets.UTF_8)))
                .isEmpty();
    }

    private void assertRefused(String yaml, String place, String message) {
        assertThatExceptionOfType(PolicyException.class)
                .isThrownBy(() -> parse(yaml))
                .withMessageStartingWith(place)
                .withMessageContaining(message)
                .withMessageNotContaining("\n");
    }
}
