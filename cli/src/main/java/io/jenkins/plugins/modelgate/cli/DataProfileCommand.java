package io.jenkins.plugins.modelgate.cli;

import io.jenkins.plugins.modelgate.cli.Page.Style;
import io.jenkins.plugins.modelgate.core.contract.Profile;
import io.jenkins.plugins.modelgate.profile.DataProfiler;
import io.jenkins.plugins.modelgate.profile.InvalidDataException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "profile",
        description = {
            "Show what tables look like: rows, and of each column type, missing values and range.",
            "A table is a CSV, TSV, JSON lines or Parquet file, or a folder of them. With --json, the whole profile,",
            "which has values of the data in it."
        },
        footer = {
            "%nExamples:",
            "  model-gate data profile data/train.csv",
            "  model-gate data profile data/parts/ --json"
        },
        sortOptions = false)
final class DataProfileCommand extends ModelGateCommand {
    @Parameters(paramLabel = "PATH", arity = "1..*", description = "Files or folders.")
    private List<String> paths = new ArrayList<>();

    @Override
    Outcome run(Session session) throws IOException {
        Map<String, Profile> profiles = new LinkedHashMap<>();
        for (String path : paths) {
            try {
                profiles.put(path, DataProfiler.profile(session.workspace().resolve(path), path));
            } catch (InvalidDataException | NoSuchFileException e) {
                throw new InputException(e.getMessage(), e);
            }
        }
        List<Map<String, Object>> json = profiles.entrySet().stream()
                .map(entry -> Map.of(
                        "path", entry.getKey(),
                        "digest", entry.getValue().digest(),
                        "profile", entry.getValue()))
                .toList();
        return Outcome.ok(
                Map.of("profiles", json), page -> profiles.forEach((path, profile) -> print(page, path, profile)));
    }

    private static void print(Page page, String path, Profile profile) {
        page.line(Page.cell(path, Style.BOLD), profile.rows() + (profile.rows() == 1 ? " row" : " rows"));
        List<List<?>> rows = profile.columns().stream()
                .<List<?>>map(column ->
                        List.of("  " + column.name(), column.type().word(), missing(profile, column), values(column)))
                .toList();
        page.table(List.of("  COLUMN", "TYPE", "MISSING", "VALUES"), rows);
    }

    private static String missing(Profile profile, Profile.Column column) {
        return column.nulls() == 0 ? "none" : Outputs.number(100.0 * column.nulls() / profile.rows()) + " %";
    }

    private static String values(Profile.Column column) {
        Profile.Numbers numbers = column.numbers();
        Profile.Period period = column.period();
        Map<String, Long> values = column.values();
        String different = values == null ? "many different" : values.size() + " different";
        if (numbers != null) {
            return Outputs.number(numbers.min()) + " to " + Outputs.number(numbers.max()) + ", mean "
                    + Outputs.number(numbers.mean()) + ", " + different;
        }
        return period == null ? different : period.earliest() + " to " + period.latest() + ", " + different;
    }
}
