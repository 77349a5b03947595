package io.jenkins.plugins.modelgate.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ConfigTest {
    @TempDir
    private Path temp;

    private Path workspace;
    private Path own;
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void folders() throws IOException {
        workspace = Files.createDirectories(temp.resolve("repository/deep/inside"));
        Files.createDirectories(temp.resolve("repository/.git"));
        own = Files.createDirectories(temp.resolve("xdg/model-gate")).resolve("model-gate.conf.yaml");
        environment.put("XDG_CONFIG_HOME", temp.resolve("xdg").toString());
    }

    private Config load() {
        return load(Map.of());
    }

    private Config load(Map<Setting, List<String>> flags) {
        return Config.load(flags, null, environment, workspace);
    }

    private Path repositoryFile(String yaml) throws IOException {
        return Files.writeString(temp.resolve("repository/model-gate.conf.yaml"), yaml);
    }

    @Test
    void takesTheFlagBeforeAllElse() throws IOException {
        environment.put("MODEL_GATE_EXPERIMENT", "ours");
        environment.put("MLFLOW_EXPERIMENT_NAME", "mlflow's");
        Files.writeString(own, "experiment: own\n");
        repositoryFile("experiment: repository\n");

        assertThat(load(Map.of(Setting.EXPERIMENT, List.of("flag"))).text(Setting.EXPERIMENT))
                .hasValue("flag");
        assertThat(load().text(Setting.EXPERIMENT)).hasValue("ours");
        environment.remove("MODEL_GATE_EXPERIMENT");
        assertThat(load().text(Setting.EXPERIMENT)).hasValue("mlflow's");
        environment.remove("MLFLOW_EXPERIMENT_NAME");
        assertThat(load().text(Setting.EXPERIMENT)).hasValue("own");
        Files.delete(own);
        assertThat(load().text(Setting.EXPERIMENT)).hasValue("repository");
    }

    @Test
    void takesANamedFileInPlaceOfTheUsersOwn() throws IOException {
        Files.writeString(own, "experiment: own\nactor: me\n");
        Path named = Files.writeString(temp.resolve("named.yaml"), "experiment: named\n");

        Config config = Config.load(Map.of(), named, environment, workspace);

        assertThat(config.text(Setting.EXPERIMENT)).hasValue("named");
        assertThat(config.text(Setting.ACTOR)).isEmpty();
    }

    @Test
    void doesNotLookAboveTheRepository() throws IOException {
        Files.writeString(temp.resolve("model-gate.conf.yaml"), "experiment: somebody else's\n");

        assertThat(load().text(Setting.EXPERIMENT)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Setting.class)
    void letsTheRepositorySetOnlyWhatHarmsNobody(Setting setting) throws IOException {
        String[] parts = setting.key().split("\\.", -1);
        Path file = repositoryFile(parts.length == 1 ? parts[0] + ": x\n" : parts[0] + ":\n  " + parts[1] + ": x\n");

        if (setting == Setting.MODEL || setting == Setting.EXPERIMENT) {
            assertThat(load().text(setting)).hasValue("x");
        } else {
            assertThatThrownBy(this::load)
                    .isInstanceOf(ConfigException.class)
                    .hasMessageStartingWith(file + (parts.length == 1 ? ":1:1: " : ":2:3: "))
                    .hasMessageContaining("‘" + setting.key() + "’ may not come from a file in the repository")
                    .hasMessageContaining(setting.flag());
        }
    }

    @Test
    void letsTheRepositorysFileSetAllIfTheUserNamesIt() throws IOException {
        Path file = repositoryFile("ledger: {location: ledger.git}\n");

        Config config = Config.load(Map.of(), file, environment, workspace);

        assertThat(config.path(Setting.LEDGER)).hasValue(temp.resolve("repository/ledger.git"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "ledgre: {location: x}| :1:1: unknown setting ‘ledgre’; allowed here: server, experiment, model, ledger",
                "server: {nam: x}| :1:10: unknown setting ‘server.nam’; allowed here: server.tracking-uri",
                "server: x| :1:9: expected a mapping of settings, found",
                "actor: [a, b]| :1:8: expected a text, found a list",
                "actor: {a: b}| :1:8: expected a text, found a mapping",
                "actor:| :1:7: expected a text, found nothing",
                "actor: ''| :1:8: expected a text, found an empty text",
                "[a]| :1:1: expected a mapping of settings, found a list",
                "actor: 'a| :1:10: not valid YAML",
                "policy: {includes: [a]}| :1:20: expected names with their values, found a list",
                "policy: {includes: {}}| :1:20: ‘policy.includes’ names nothing; leave it out",
                "policy: {includes: {a: [b]}}| :1:24: expected a text, found a list",
                "policy: {includes: {a: b, a: c}}| :1:27: ‘policy.includes.a’ is given twice",
                "{actor: a, actor: b}| :1:12: ‘actor’ is given twice",
            })
    void namesThePlaceOfAMistake(String yaml, String message) throws IOException {
        Files.writeString(own, yaml);

        assertThatThrownBy(this::load)
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(own.toString())
                .hasMessageContaining(message.strip());
    }

    @Test
    void refusesBombs() throws IOException {
        Files.writeString(own, "model: &a [x, x]\nexperiment: [*a, *a]\n");
        assertThatThrownBy(this::load).isInstanceOf(ConfigException.class);

        Files.writeString(own, "#".repeat(70_000));
        assertThatThrownBy(this::load)
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("larger than 65536 bytes");
    }

    @Test
    void takesAnEmptyFileForNoSettings() throws IOException {
        Files.writeString(own, "# nothing yet\n");

        assertThat(load().text(Setting.ACTOR)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"500ms,500", "10s,10000", "10 s,10000", "5min,300000", "1h,3600000"})
    void readsLengthsOfTime(String text, long millis) {
        Config config = load(Map.of(Setting.DEADLINE, List.of(text)));

        assertThat(config.duration(Setting.DEADLINE)).hasValue(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @CsvSource({"10", "0s", "-1s", "1.5s", "soon", "99999999999s"})
    void refusesWhatIsNoLengthOfTime(String text) {
        Config config = load(Map.of(Setting.DEADLINE, List.of(text)));

        assertThatThrownBy(() -> config.duration(Setting.DEADLINE))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "--deadline: expected a length of time such as 500ms, 10s, 5min or 1h, found ‘" + text + "’");
    }

    @ParameterizedTest
    @CsvSource({"mlflow", "file:///tmp", "ftp://host", "http://", "databricks://x", "http://a b"})
    void refusesWhatIsNoAddress(String text) {
        environment.put("MLFLOW_TRACKING_URI", text);
        Config config = load();

        assertThatThrownBy(() -> config.uri(Setting.TRACKING_URI))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("MLFLOW_TRACKING_URI: ");
    }

    @Test
    void neverShowsThePasswordOfAnAddress() {
        for (String address : List.of("https://me:hunter2@host", "https://me:hunter2@ho st", "me:hunter2@host")) {
            environment.put("MLFLOW_TRACKING_URI", address);
            Config config = load();

            assertThatThrownBy(() -> config.uri(Setting.TRACKING_URI))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageNotContaining("hunter2");
        }
    }

    @Test
    void saysHowToGiveWhatIsMissing() {
        Config config = load();

        assertThatThrownBy(() -> config.required(Setting.TRACKING_URI))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("--tracking-uri")
                .hasMessageContaining("MODEL_GATE_TRACKING_URI or MLFLOW_TRACKING_URI")
                .hasMessageContaining("‘server.tracking-uri’");
    }

    @Test
    void readsPathsRelativeToTheFileThatGivesThem() throws IOException {
        Files.writeString(own, "ledger:\n  trust: [a.pem, /b.pem]\n");

        assertThat(load().paths(Setting.TRUST)).containsExactly(own.resolveSibling("a.pem"), Path.of("/b.pem"));
    }

    @Test
    void leavesAProgramWithoutAFolderToThePath() throws IOException {
        assertThat(load(Map.of(Setting.DVC, List.of("dvc3"))).program(Setting.DVC))
                .hasValue(Path.of("dvc3"));
        assertThat(load(Map.of(Setting.DVC, List.of("./dvc3"))).program(Setting.DVC))
                .hasValue(Path.of("dvc3").toAbsolutePath());
        Files.writeString(own, "dvc:\n  executable: bin/dvc\n");
        assertThat(load().program(Setting.DVC)).hasValue(own.resolveSibling("bin/dvc"));
    }

    @Test
    void splitsAVariableThatHoldsSeveralPaths() {
        environment.put("MODEL_GATE_TRUST", "/a.pem:/b.pem");

        assertThat(load().paths(Setting.TRUST)).containsExactly(Path.of("/a.pem"), Path.of("/b.pem"));
    }

    @Test
    void readsWhatHasNamesFromAFileAVariableAndFlags() throws IOException {
        Files.writeString(
                own, "policy:\n  includes:\n    shared: https://git.example.org/a=b.git\n    local: ../shared\n");
        assertThat(load().named(Setting.POLICY_INCLUDES))
                .isEqualTo(Map.of("shared", "https://git.example.org/a=b.git", "local", "../shared"));

        environment.put(
                "MODEL_GATE_POLICY_INCLUDES", " shared=https://git.example.org/c.git\n other=ssh://git@host:22/d ");
        assertThat(load().named(Setting.POLICY_INCLUDES))
                .isEqualTo(Map.of("shared", "https://git.example.org/c.git", "other", "ssh://git@host:22/d"));

        assertThat(load(Map.of(Setting.POLICY_INCLUDES, List.of("x=/y"))).named(Setting.POLICY_INCLUDES))
                .isEqualTo(Map.of("x", "/y"));
    }

    @ParameterizedTest
    @CsvSource({"hunter2", "=hunter2", "a=", "a/b=hunter2", "https://me:hunter2@host/x=y"})
    void refusesAValueWithoutANameAndDoesNotShowIt(String text) {
        Config config = load(Map.of(Setting.POLICY_INCLUDES, List.of(text)));

        assertThatThrownBy(() -> config.named(Setting.POLICY_INCLUDES))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("--policy-includes: expected NAME=VALUE")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void refusesANameThatIsThereTwice() {
        Config config = load(Map.of(Setting.POLICY_INCLUDES, List.of("a=x", "a=y")));

        assertThatThrownBy(() -> config.named(Setting.POLICY_INCLUDES))
                .hasMessage("--policy-includes: ‘a’ is given twice");
    }

    @Test
    void takesAnEmptyVariableForNone() {
        environment.put("MODEL_GATE_ACTOR", " ");

        assertThat(load().text(Setting.ACTOR)).isEmpty();
    }

    @Test
    void understandsTheFileInTheDocumentation() throws IOException {
        String documentation = Files.readString(Path.of("../docs/cli.md"));
        String yaml = documentation.substring(documentation.indexOf("```yaml\n") + 8);
        Files.writeString(own, yaml.substring(0, yaml.indexOf("```")));

        Config config = load();

        assertThat(EnumSet.allOf(Setting.class))
                .filteredOn(setting -> config.text(setting).isEmpty())
                .containsExactly(Setting.LEDGER_CACHE, Setting.STATE);
        assertThat(config.uri(Setting.TRACKING_URI)).isPresent();
        assertThat(config.duration(Setting.RESCORE_TIMEOUT)).hasValue(Duration.ofMinutes(30));
    }
}
