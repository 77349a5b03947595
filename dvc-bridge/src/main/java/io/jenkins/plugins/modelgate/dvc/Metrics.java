package io.jenkins.plugins.modelgate.dvc;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The numbers in a project's metrics files. */
final class Metrics {
    private Metrics() {}

    /**
     * Reads all that are there.
     *
     * @param inScope whether a path relative to the DVC root counts
     */
    static SortedMap<String, Double> read(DvcRepository repository, Predicate<String> inScope) {
        Map<String, Map<String, Double>> byFile = new TreeMap<>();
        for (String name : repository.project().metricsFiles(inScope)) {
            if (!DvcFile.isOutside(name)) {
                file(repository, name, Names.resolve(repository.root(), name), byFile);
            }
        }
        Map<String, Integer> uses = new HashMap<>();
        byFile.values().forEach(numbers -> numbers.keySet().forEach(name -> uses.merge(name, 1, Integer::sum)));
        SortedMap<String, Double> all = new TreeMap<>();
        byFile.forEach((file, numbers) -> numbers.forEach(
                (name, number) -> all.put(uses.get(name) == 1 ? name : repository.inGit(file) + ":" + name, number)));
        return all;
    }

    private static void file(
            DvcRepository repository, String name, Path path, Map<String, Map<String, Double>> byFile) {
        if (Files.isDirectory(path)) {
            List<Path> children = new ArrayList<>(CodeReader.children(path));
            for (Path child : children) {
                file(repository, Names.join(name, Names.of(child)), child, byFile);
            }
            return;
        }
        Object data = DataFiles.load(path);
        if (data instanceof Map<?, ?> map) {
            Map<String, Double> numbers = new TreeMap<>();
            Values.flatten("", map, (key, value) -> {
                if (value instanceof Number number) {
                    numbers.put(key, number.doubleValue());
                }
            });
            byFile.put(name, numbers);
        }
    }
}
