package io.jenkins.plugins.modelgate.dvc;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.CanonicalJson;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A {@code dvc.lock} of schema 2.0, or of 1.0 (DVC 1), where the stages stand at the top. */
final class LockFile {
    private static final Set<String> STAGE = Set.of("cmd", "deps", "params", "outs");

    private final Map<String, Section> stages = new HashMap<>();

    /**
     * Reads the lock beside a {@code dvc.yaml}; one that isn't there has no stages.
     *
     * @throws DvcException if it is broken
     */
    static LockFile read(Path file) {
        LockFile lock = new LockFile();
        String text = DataFiles.text(file);
        if (text == null) {
            return lock;
        }
        Section top = Section.of(Yaml.parse(file, text));
        Object schema = top.value("schema");
        Section stages = top;
        if (schema != null) {
            if (!"2.0".equals(String.valueOf(schema))) {
                throw top.error("has the schema ‘" + schema + "’; known are 2.0 and 1.0");
            }
            stages = top.allow(Set.of("schema", "stages", "datasets")).section("stages");
        }
        for (Object name : stages.map().keySet()) {
            String key = String.valueOf(name);
            lock.stages.put(
                    key,
                    Section.of(top.document(), stages.map().get(name), stages.path(key))
                            .allow(STAGE));
        }
        return lock;
    }

    /**
     * What is recorded of a stage; null if nothing is.
     *
     * @param folder the stage's working directory, relative to the DVC root
     */
    @CheckForNull
    Stage.Lock entry(String stage, String folder) {
        Section section = stages.get(stage);
        if (section == null) {
            return null;
        }
        Map<String, Map<String, Object>> params = new TreeMap<>();
        Section files = section.section("params");
        for (Object file : files.map().keySet()) {
            Section values = files.section(String.valueOf(file));
            Map<String, Object> byName = new TreeMap<>();
            values.map().forEach((key, value) -> byName.put(String.valueOf(key), value));
            params.put(DvcFile.locate(folder, String.valueOf(file)), byName);
        }
        return new Stage.Lock(digest(section), section.value("cmd"), params);
    }

    private static io.jenkins.plugins.modelgate.core.digest.Sha256 digest(Section section) {
        Map<String, Object> essence = new TreeMap<>();
        essence.put("cmd", Values.json(section.value("cmd")));
        essence.put("deps", DvcFile.entries(section.sections("deps")));
        essence.put("params", Values.json(section.section("params").map()));
        essence.put("outs", DvcFile.entries(section.sections("outs")));
        return CanonicalJson.digest(essence);
    }

    /** A stage's entries of {@code deps} or {@code outs}, by their path as written there. */
    Map<String, Section> entries(String stage, String list) {
        Map<String, Section> byPath = new HashMap<>();
        Section section = stages.get(stage);
        if (section != null) {
            section.sections(list).forEach(entry -> byPath.put(entry.requiredText("path"), entry));
        }
        return byPath;
    }
}
