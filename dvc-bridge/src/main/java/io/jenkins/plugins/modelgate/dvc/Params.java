package io.jenkins.plugins.modelgate.dvc;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The parameters that locks record, by name. */
final class Params {
    private final DvcRepository repository;
    private final SortedMap<String, String> values = new TreeMap<>();

    Params(DvcRepository repository) {
        this.repository = repository;
    }

    /** Adds those of a stage. Where stages disagree, because one is out of date, the later one's go under its own name. */
    void add(Stage stage) {
        Stage.Lock lock = stage.lock();
        if (lock == null) {
            return;
        }
        for (Map.Entry<String, Map<String, Object>> file : lock.params().entrySet()) {
            String prefix = file.getKey().equals(Pipeline.PARAMS) ? "" : repository.inGit(file.getKey()) + ":";
            file.getValue()
                    .forEach((name, value) ->
                            Values.flatten(name, value, (leaf, item) -> put(stage, prefix + leaf, item)));
        }
    }

    private void put(Stage stage, String name, Object item) {
        String text = Values.jsonText(item);
        String known = values.putIfAbsent(name, text);
        if (known != null && !known.equals(text)) {
            values.put(repository.inGit(stage.address()) + ":" + name, text);
        }
    }

    SortedMap<String, String> values() {
        return values;
    }
}
