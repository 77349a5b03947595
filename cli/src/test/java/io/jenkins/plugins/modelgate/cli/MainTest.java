package io.jenkins.plugins.modelgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modelgate.cli.config.Setting;
import io.jenkins.plugins.modelgate.core.digest.CanonicalJson;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
    private static final List<String> COMMANDS = List.of(
            "snapshot",
            "run",
            "commit-back",
            "record",
            "register",
            "gate",
            "promote",
            "rollback",
            "quarantine",
            "lift",
            "retire",
            "adopt",
            "status",
            "history",
            "show",
            "audit",
            "reconcile",
            "verify",
            "ledger",
            "policy",
            "key",
            "completion");

    private static final String POLICY = """
            version: 1
            models:
              diabetes:
                targets:
                  staging: { alias: staging }
                  production:
                    alias: champion
                    stage: Production
                    gates:
                      - bound: { name: rmse-in-bounds, metric: rmse, at-most: 70 }
            """;

    @TempDir
    private Path temp;

    private final Map<String, String> environment = new HashMap<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void nobodysHome() {
        environment.put("HOME", temp.resolve("home").toString());
    }

    private int run(String... args) {
        out.reset();
        err.reset();
        Console console = new Console(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                environment,
                false,
                false);
        return new Main(console, environment).execute(args);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private Map<String, Object> json() {
        return object(CanonicalJson.read(out.toByteArray(), Map.class));
    }

    private static Map<String, Object> object(Object json) {
        Map<String, Object> object = new TreeMap<>();
        ((Map<?, ?>) json).forEach((key, value) -> object.put((String) key, value));
        return object;
    }

    @Test
    void showsItsVersion() {
        assertThat(run("--version")).isZero();
        assertThat(out()).matches("model-gate \\d\\S+\\R");
    }

    @Test
    void listsEveryCommandAndExitCodeInItsHelp() {
        assertThat(run("--help")).isZero();
        for (String command : COMMANDS) {
            assertThat(out()).containsPattern("(?m)^  " + command + " ");
        }
        for (ExitCode code : ExitCode.values()) {
            assertThat(out()).containsPattern("(?m)^  " + code.code() + " +" + code.meaning());
        }
    }

    @ParameterizedTest
    @EnumSource(Setting.class)
    void listsEverySettingInItsHelp(Setting setting) {
        run("--help");

        assertThat(out()).contains(setting.flag(), setting.key()).contains(setting.variables());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "snapshot",
                "run",
                "record",
                "register",
                "gate",
                "promote",
                "rollback",
                "quarantine",
                "lift",
                "retire",
                "status",
                "history",
                "audit",
                "reconcile",
                "verify",
                "show",
                "adopt",
                "commit-back",
                "ledger init",
                "ledger audit",
                "ledger verify",
                "policy init",
                "policy check",
                "policy power",
                "policy test",
                "holdout show",
                "holdout accept",
                "key generate",
                "key show",
                "completion"
            })
    void explainsEachCommandWithAnExample(String command) {
        String[] args = (command + " --help").split(" ", -1);

        assertThat(run(args)).isZero();
        assertThat(out()).contains("Usage: model-gate " + command, "Example", "model-gate " + command);
    }

    @Test
    void completesEveryCommand() {
        assertThat(run("completion")).isZero();
        assertThat(out()).contains("rollback", "quarantine", "audit", "--dry-run");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "snapshto", "snapshot --nope", "ledger", "ledger nope", "gate", "run", "show", "lift"})
    void takesWrongUsageForBadInput(String line) {
        String[] args = line.isEmpty() ? new String[0] : line.split(" ", -1);

        assertThat(run(args)).isEqualTo(2);
        assertThat(out()).isEmpty();
        assertThat(err()).startsWith("model-gate").contains("--help’").hasLineCount(1);
    }

    @Test
    void guessesWhatWasMeant() {
        run("stats");

        assertThat(err()).contains("‘stats’", "did you mean ‘status’?");
    }

    @Test
    void answersErrorsInJson() {
        assertThat(run("gate", "--json")).isEqualTo(2);
        assertThat(err()).isEmpty();
        assertThat(json().get("command")).isEqualTo("gate");
        assertThat(json().get("exitCode")).isEqualTo(2);
        assertThat(object(json().get("error"))).containsOnlyKeys("kind", "message");
        assertThat(object(json().get("error"))).containsEntry("kind", "usage");
    }

    @Test
    void leavesTheArgumentsOfAChildAlone() {
        run("gate", "--", "--json");

        assertThat(out()).isEmpty();
    }

    @Test
    void checksAPolicy() throws IOException {
        Files.writeString(temp.resolve("model-gate.yaml"), POLICY);

        assertThat(run("policy", "check", "-C", temp.toString())).isZero();
        assertThat(out()).isEqualTo("""
                        diabetes
                          staging @staging
                            no gates  Every registered version may go there.
                          production @champion, stage Production
                            rmse-in-bounds  ‘rmse’ must be at most 70, as it is recorded.
                        policy %s valid
                        """.formatted(Sha256.of(POLICY.getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void answersAPolicyInJson() throws IOException {
        Files.writeString(temp.resolve("model-gate.yaml"), POLICY);

        assertThat(run("policy", "check", "--json", "-C", temp.toString())).isZero();
        assertThat(json()).containsEntry("command", "policy check").containsEntry("exitCode", 0);
        assertThat(object(json().get("result"))).containsOnlyKeys("digest", "includes", "models");
    }

    @Test
    void saysWhatMayBeIncludedAndShowsNoPassword() throws IOException {
        Files.writeString(
                temp.resolve("model-gate.yaml"),
                POLICY.replace(
                        "models:",
                        "include: [{repository: shared, commit: 0123456789012345678901234567890123456789, path: g.yaml}]\nmodels:"));

        assertThat(run("policy", "check", "-C", temp.toString())).isEqualTo(2);
        assertThat(err())
                .contains(
                        "model-gate.yaml:2:11: policies may include nothing of ‘shared’, no repository is named for that;")
                .contains("‘policy.includes’ of the configuration, or --policy-includes NAME=ADDRESS");
        assertThat(run(
                        "policy",
                        "check",
                        "-C",
                        temp.toString(),
                        "--policy-includes",
                        "mine=/a",
                        "--policy-includes",
                        "x=/b"))
                .isEqualTo(2);
        assertThat(err()).contains("only of: mine, x;");
        for (String address :
                new String[] {"https://me:hunter2@host/x", "https://hunter2@host/x", "ssh://me:hunter2@host/x"}) {
            assertThat(run("policy", "check", "-C", temp.toString(), "--policy-includes", "a-b=" + address))
                    .isEqualTo(2);
            assertThat(err())
                    .contains(
                            "the address of ‘a-b’ holds a user or password; give them by MODEL_GATE_INCLUDE_A_B_USERNAME")
                    .doesNotContain("hunter2");
        }
    }

    @Test
    void saysWhatItsComparisonsWouldLetThrough() throws IOException {
        Files.writeString(
                temp.resolve("model-gate.yaml"), """
                version: 1
                models:
                  digits:
                    targets:
                      production:
                        alias: champion
                        without-baseline: person
                        gates:
                          - comparison: { name: no-worse, metric: a, better: higher, margin: 1 points, share-of: n }
                          - comparison: { name: bare, metric: a, better: higher, margin: 1 points }
                          - comparison: { name: loss, metric: l, better: lower, margin: 2 absolute, error: se }
                          - comparison: { name: seeds, metric: f, better: higher, superiority: true, replicates: f* }
                          - comparison: { name: paired, metric: a, better: higher, margin: 1 points, scores: right }
                """.replace("    targets:", "    rescore: score\n    targets:"));
        List<String> line = List.of(
                "policy power --value 0.9 --examples 2000 --disagreement 0.04 --error 0.70710678 -C".split(" ", -1));

        assertThat(run(Stream.concat(line.stream(), Stream.of(temp.toString())).toArray(String[]::new)))
                .isZero();
        assertThat(out().lines().map(row -> row.replaceAll(" {2,}", "|")))
                .containsExactly(
                        "MODEL|TARGET|GATE|METHOD|EQUAL PASSES|JUST TOO BAD PASSES",
                        "digits|production|no-worse|newcombe-corrected|26.4 %|4.6 %",
                        "digits|production|bare|point-difference|two bare numbers: their uncertainty is unknown",
                        "digits|production|loss|stated-error|63.9 %|5.0 %",
                        "digits|production|seeds|welch|suppose replicates and their spread (--replicates, --spread)",
                        "digits|production|paired|tango-score-corrected|69.2 %|4.3 %",
                        "digits production: all 3 must pass; an equal model passes all of them in 0.0 % to 26.4 %. For 80 % together,"
                                + " each needs 93.3 %.");
    }

    @Test
    void supposesOfEachMetricWhatIsSaid() throws IOException {
        Files.writeString(temp.resolve("model-gate.yaml"), POLICY + """
                          - comparison: { name: share, metric: acc, better: higher, margin: 1 points, share-of: n }
                          - comparison: { name: loss, metric: loss, better: lower, margin: 2 absolute, error: se }
                """);

        assertThat(run(
                        "policy",
                        "power",
                        "--value",
                        "acc=0.9",
                        "--value",
                        "n=2000",
                        "--value",
                        "se=1",
                        "-C",
                        temp.toString()))
                .isZero();
        assertThat(out().lines().map(row -> row.replaceAll(" {2,}", "|")))
                .contains(
                        "diabetes|production|share|newcombe-corrected|26.4 %|4.6 %",
                        "diabetes|production|loss|stated-error|what ‘loss’ is now is not known: suppose it (--value)");
    }

    @Test
    void triesGatesOnPlantedCandidates() throws IOException {
        Files.writeString(temp.resolve("model-gate.yaml"), POLICY);

        assertThat(run("policy", "test", "--value", "rmse=53", "-C", temp.toString()))
                .isZero();
        assertThat(out().lines().map(row -> row.replaceAll(" {2,}", "|")))
                .containsExactly(
                        "MODEL|TARGET|GATE|GOOD PASS|BAD PASS",
                        "diabetes|production|rmse-in-bounds|100 %|0 %|sees, without chance",
                        "Each gate that was tried tells good candidates from bad ones. How bare numbers vary by chance is not known:"
                                + " gates on them were tried as if they did not.");
        assertThat(run("policy", "test", "--value", "rmse=153", "-C", temp.toString()))
                .isEqualTo(3);
        assertThat(out()).contains("blind", "1 of them cannot tell");
        assertThat(run("policy", "test", "--disagreement", "2", "-C", temp.toString()))
                .isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--value NaN",
                "--value 1 --examples 0",
                "--value 1 --examples 2000000",
                "--value 1 --error -1",
                "--value rmse=1=x",
                "--value rmse=NaN"
            })
    void supposesNoNonsense(String options) throws IOException {
        Files.writeString(temp.resolve("model-gate.yaml"), POLICY);

        assertThat(run(("policy power -C " + temp + " " + options).strip().split(" ", -1)))
                .isEqualTo(2);
        assertThat(out()).isEmpty();
    }

    @Test
    void namesThePlaceInABrokenPolicy() throws IOException {
        Path file = Files.writeString(temp.resolve("model-gate.yaml"), POLICY.replace("at-most: 70", "at-most: .nan"));

        assertThat(run("policy", "check", "-C", temp.toString())).isEqualTo(2);
        assertThat(err()).contains(file + ":10:").hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"snapshot", "status", "record", "gate -t production", "policy check", "run -- true"})
    void saysPlainlyWhatIsMissingInAnEmptyFolder(String line) {
        assertThat(run((line.replace(" -- ", " -C " + temp + " -- ") + (line.contains("--") ? "" : " -C " + temp))
                        .split(" ", -1)))
                .isEqualTo(2);
        assertThat(err()).startsWith("model-gate ").hasLineCount(1).doesNotContain("Exception");
    }

    @Test
    void saysThatThereIsNoSuchFolder() {
        assertThat(run("snapshot", "-C", temp.resolve("nowhere").toString())).isEqualTo(2);
        assertThat(err()).contains("‘" + temp.resolve("nowhere") + "’");
    }

    @Test
    void makesAKeyAndShowsOnlyItsPublicHalf() throws IOException {
        Path file = temp.resolve("key.pem");

        assertThat(run("key", "generate", file.toString())).isZero();
        String made = out();
        assertThat(made).contains("BEGIN PUBLIC KEY").doesNotContain("PRIVATE");
        assertThat(Files.getPosixFilePermissions(file))
                .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

        assertThat(run("key", "show", "--signing-key", file.toString())).isZero();
        assertThat(out()).isEqualTo(made);

        assertThat(run("key", "generate", file.toString())).isEqualTo(2);
        assertThat(err()).contains("never overwritten");
    }

    @Test
    void looksForTheKeyBesideAnEmbeddedLedger() {
        assertThat(run("key", "show", "--ledger", temp.resolve("ledger.git").toString()))
                .isEqualTo(2);
        assertThat(err()).contains("‘" + temp.resolve("ledger.git.signing-key.pem") + "’");
    }

    @Test
    void looksForTheKeyAmongTheUsersSettingsForARemoteLedger() {
        for (String remote : new String[] {"https://git.example.org/ledger.git", "git@example.org:ledger.git"}) {
            assertThat(run("key", "show", "--ledger", remote)).isEqualTo(2);
            assertThat(err()).contains("‘" + temp.resolve("home/.config/model-gate/signing-key.pem") + "’");
        }
    }

    @Test
    void escapesWhatStrangersNameThings() throws IOException {
        Files.writeString(temp.resolve("model-gate.yaml"), "version: 1\nmodels: {\"a\\e[2J\\u009b\": {}}\n");

        assertThat(run("policy", "check", "-C", temp.toString())).isEqualTo(2);
        assertThat(err()).doesNotContain("\u001b", "\u009b");
        run("policy", "check", "--json", "-C", temp.toString());
        assertThat(out()).doesNotContain("\u001b", "\u009b");
    }

    @Test
    void showsStackTracesOnlyIfAsked() {
        run("snapshot", "-C", temp.toString());
        assertThat(err()).doesNotContain("\tat ");

        run("snapshot", "--verbose", "-C", temp.toString());
        assertThat(err()).contains("\tat ");
    }

    @Test
    void documentsEveryCommandAndEveryExitCode() throws IOException {
        String documentation = Files.readString(Path.of("../docs/cli.md"));

        for (String command : COMMANDS) {
            assertThat(documentation).containsPattern("model-gate " + command + "\\b");
        }
        for (ExitCode code : ExitCode.values()) {
            assertThat(documentation).contains("| " + code.code() + " | " + code.meaning());
        }
    }
}
