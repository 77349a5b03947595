package io.jenkins.plugins.modelgate.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.modelgate.core.contract.ColumnType;
import io.jenkins.plugins.modelgate.core.contract.Profile;
import io.jenkins.plugins.modelgate.core.contract.Profiler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables that pandas writes have the profile that pandas says: 30 tables of 9 columns in 4 formats. */
class AgreementIT {
    private static final Path REFERENCE = Path.of("src/test/resources/reference.py");
    private static final int TABLES = 30;

    @TempDir
    private Path folder;

    @Test
    void agreesWithPandas() throws Exception {
        String tools = Optional.ofNullable(System.getenv("MODEL_GATE_TOOLS"))
                .orElseThrow(() -> new IllegalStateException("Set MODEL_GATE_TOOLS to the folder that holds venv"));
        Path errors = folder.resolve("errors");
        Process process = new ProcessBuilder(
                        Path.of(tools, "venv", "bin", "python").toString(),
                        REFERENCE.toString(),
                        folder.toString(),
                        Integer.toString(TABLES))
                .redirectError(errors.toFile())
                .start();
        assertThat(process.waitFor()).as(Files.readString(errors)).isZero();
        for (int i = 0; i < TABLES; i++) {
            JsonNode said =
                    new ObjectMapper().readTree(folder.resolve(i + ".json").toFile());
            for (String ending : new String[] {".csv", ".tsv", ".jsonl", ".parquet"}) {
                String name = i + ending;
                Profile profile = DataProfiler.profile(folder.resolve(name), name);
                assertThat(profile.rows()).as(name).isEqualTo(said.get("rows").asLong());
                said.get("columns")
                        .properties()
                        .forEach(entry -> compare(
                                name + " " + entry.getKey(),
                                profile.column(entry.getKey()).orElseThrow(),
                                entry.getValue(),
                                ending.equals(".jsonl") ? 1e-12 : 0));
            }
        }
    }

    /** JSON is written with 15 digits only. */
    private static void compare(String what, Profile.Column column, JsonNode said, double rounding) {
        assertThat(column.nulls()).as(what).isEqualTo(said.get("nulls").asLong());
        if (column.unique() != null) {
            assertThat(column.unique()).as(what).isEqualTo(said.get("unique").asBoolean());
        }
        Map<String, Long> values = column.values();
        assertThat(values == null).as(what).isEqualTo(said.get("different").asInt() > Profiler.MOST_VALUES);
        if (said.has("min")) {
            close(what, column.numbers().min(), said.get("min").asDouble(), rounding);
            close(what, column.numbers().max(), said.get("max").asDouble(), rounding);
            close(what, column.numbers().mean(), said.get("mean").asDouble(), 1e-9);
        } else if (said.has("values")) {
            Map<String, Long> expected = new HashMap<>();
            said.get("values")
                    .properties()
                    .forEach(entry ->
                            expected.put(entry.getKey(), entry.getValue().asLong()));
            Map<String, Long> meant = new HashMap<>();
            values.forEach((value, count) ->
                    meant.put(column.type() == ColumnType.BOOLEAN ? value.toLowerCase(Locale.ROOT) : value, count));
            assertThat(meant).as(what).isEqualTo(expected);
        }
    }

    private static void close(String what, double ours, double theirs, double tolerance) {
        assertThat(ours).as(what).isCloseTo(theirs, within(tolerance * Math.max(1, Math.abs(theirs))));
    }
}
