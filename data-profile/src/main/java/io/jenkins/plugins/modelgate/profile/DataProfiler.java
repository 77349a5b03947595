package io.jenkins.plugins.modelgate.profile;

import io.jenkins.plugins.modelgate.core.contract.Profile;
import io.jenkins.plugins.modelgate.core.digest.Shown;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Makes the profile of a table: a file, or a folder of files of the same kind, which are one table in the order of their names.
 * What is read is not believed: it takes bounded memory, and what is wrong ends in one clear error.
 */
public final class DataProfiler {
    /** The most files of a folder. */
    static final int MOST_FILES = 100_000;

    private enum Format {
        CSV,
        TSV,
        JSON_LINES,
        PARQUET;

        void read(Path file, String name, Table table) throws IOException {
            switch (this) {
                case CSV -> CsvReading.read(file, name, ',', table);
                case TSV -> CsvReading.read(file, name, '\t', table);
                case JSON_LINES -> JsonLines.read(file, name, table);
                case PARQUET -> ParquetFile.read(file, name, table);
            }
        }
    }

    private static final Map<String, Format> ENDINGS = endings();

    private DataProfiler() {}

    private static Map<String, Format> endings() {
        Map<String, Format> endings = new LinkedHashMap<>();
        endings.put(".csv", Format.CSV);
        endings.put(".tsv", Format.TSV);
        endings.put(".jsonl", Format.JSON_LINES);
        endings.put(".ndjson", Format.JSON_LINES);
        endings.put(".parquet", Format.PARQUET);
        return endings;
    }

    /**
     * Makes a profile.
     *
     * @param path a file, or a folder; names that begin with a dot or an underscore in it are passed over
     * @param name what messages call it
     * @throws InvalidDataException if it is no table that can be read
     * @throws IOException if it cannot be read at all
     */
    public static Profile profile(Path path, String name) throws IOException {
        if (!Files.exists(path)) {
            throw new NoSuchFileException("‘" + Shown.text(name) + "’ is not there; if DVC tracks it, run ‘dvc pull’");
        }
        try (Table table = new Table()) {
            if (Files.isDirectory(path)) {
                folder(path, Shown.text(name), table);
            } else {
                format(path, Shown.text(name)).read(path, Shown.text(name), table);
            }
            return table.finish();
        }
    }

    private static void folder(Path folder, String name, Table table) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(file -> Files.isRegularFile(file) && isData(folder.relativize(file)))
                    .limit(MOST_FILES + 1L)
                    .sorted(Comparator.comparing(file -> slashes(folder.relativize(file))))
                    .toList();
        }
        if (files.isEmpty() || files.size() > MOST_FILES) {
            throw new InvalidDataException(
                    "‘" + name + "’ has " + (files.isEmpty() ? "no files" : "more than " + MOST_FILES + " files"));
        }
        Format format = format(files.get(0), name + "/" + slashes(folder.relativize(files.get(0))));
        for (Path file : files) {
            String one = Shown.text(name + "/" + slashes(folder.relativize(file)));
            if (format(file, one) != format) {
                throw new InvalidDataException("‘" + one + "’ is of another kind than the files before it");
            }
            format.read(file, one, table);
        }
    }

    private static boolean isData(Path relative) {
        for (Path step : relative) {
            if (step.toString().startsWith(".") || step.toString().startsWith("_")) {
                return false;
            }
        }
        return true;
    }

    private static String slashes(Path path) {
        return path.toString().replace('\\', '/');
    }

    private static Format format(Path file, String name) throws InvalidDataException {
        String lower = Optional.ofNullable(file.getFileName())
                .map(Path::toString)
                .orElse("")
                .toLowerCase(Locale.ROOT);
        return ENDINGS.entrySet().stream()
                .filter(ending -> lower.endsWith(ending.getKey()))
                .findFirst()
                .map(Map.Entry::getValue)
                .orElseThrow(() -> new InvalidDataException("‘" + name + "’ is of no kind that there are profiles of: "
                        + String.join(", ", ENDINGS.keySet())));
    }
}
