package io.jenkins.plugins.modelgate.dvc;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads a {@code dvc.yaml} with the {@code dvc.lock} beside it. */
final class Pipeline {
    static final String FILE = "dvc.yaml";
    static final String LOCK = "dvc.lock";
    static final String PARAMS = "params.yaml";

    private static final int MAX_STAGES = 100_000;
    private static final Set<String> TOP =
            Set.of("stages", "vars", "params", "metrics", "plots", "artifacts", "datasets");
    private static final Set<String> STAGE = Set.of(
            "cmd",
            "wdir",
            "deps",
            "params",
            "vars",
            "frozen",
            "meta",
            "desc",
            "always_changed",
            "outs",
            "metrics",
            "plots",
            "matrix");
    private static final Set<String> OUTPUT =
            Set.of("desc", "type", "labels", "meta", "cache", "persist", "checkpoint", "remote", "push");
    private static final Set<String> PLOT = Set.of(
            "desc",
            "type",
            "labels",
            "meta",
            "cache",
            "persist",
            "checkpoint",
            "remote",
            "push",
            "template",
            "x",
            "y",
            "x_label",
            "y_label",
            "title",
            "header");

    private final String name;
    private final String folder;
    private final Section top;
    private final LockFile lock;
    private final Interpolation vars;
    private final List<Stage> stages = new ArrayList<>();

    private Pipeline(Path root, DvcConfig config, String name, String text) {
        Path file = Names.resolve(root, name);
        this.name = name;
        this.folder = DvcFile.parent(name);
        this.top = Section.of(Yaml.parse(file, text)).allow(TOP);
        this.lock = LockFile.read(file.resolveSibling(LOCK));
        this.vars = new Interpolation(root, config);
    }

    /**
     * What a file declares.
     *
     * @param metrics the files of the {@code metrics} section, relative to the DVC root; {@code params} and {@code plots} alike
     * @param artifacts by name, its {@code path} relative to the DVC root
     */
    record Contents(
            List<Stage> stages,
            List<String> metrics,
            List<String> params,
            List<String> plots,
            Map<String, String> artifacts) {}

    /**
     * Reads a file.
     *
     * @param name relative to the DVC root
     * @throws DvcException if it is broken, or a variable in it cannot be resolved
     */
    static Contents read(Path root, DvcConfig config, String name, String text) {
        Pipeline pipeline = new Pipeline(root, config, name, text);
        try {
            return pipeline.read();
        } catch (Interpolation.Failure e) {
            throw pipeline.top.error(e.getMessage());
        }
    }

    private Contents read() throws Interpolation.Failure {
        List<?> declared = top.list("vars");
        refuseExpressions(declared, "vars");
        vars.loadDefault(folder);
        vars.load(declared, folder);
        Section definitions = top.section("stages");
        for (Object key : definitions.map().keySet()) {
            String stage = String.valueOf(key);
            Section definition = Section.of(top.document(), definitions.map().get(key), definitions.path(stage));
            define(stage, definition);
        }
        return new Contents(stages, files("metrics"), files("params"), files("plots"), artifacts());
    }

    private static void refuseExpressions(Object value, String where) throws Interpolation.Failure {
        if (value instanceof String text && text.matches("(?s).*(?<!\\\\)\\$\\{.*?\\}.*")) {
            throw new Interpolation.Failure("‘" + where + "’ may not hold ‘${…}’, but has ‘" + text + "’");
        }
        if (value instanceof List<?> list) {
            for (Object item : list) {
                refuseExpressions(item, where);
            }
        } else if (value instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                refuseExpressions(String.valueOf(entry.getKey()), where);
                if (entry.getValue() != null) {
                    refuseExpressions(entry.getValue(), where);
                }
            }
        }
    }

    private void define(String stage, Section definition) {
        try {
            if (definition.map().containsKey("foreach") || definition.map().containsKey("do")) {
                definition.allow(Set.of("foreach", "do"));
                Section template = definition.section("do");
                for (Map.Entry<String, Map<String, Object>> round :
                        Rounds.foreach(vars, definition.value("foreach")).entrySet()) {
                    stage(stage + "@" + round.getKey(), template, vars.with(round.getValue()));
                }
            } else if (definition.map().containsKey("matrix")) {
                for (Map.Entry<String, Map<String, Object>> round :
                        Rounds.matrix(vars, definition.value("matrix")).entrySet()) {
                    stage(stage + "@" + round.getKey(), definition, vars.with(round.getValue()));
                }
            } else {
                stage(stage, definition, vars);
            }
        } catch (Interpolation.Failure e) {
            throw definition.error("‘" + definition.where() + "’: " + e.getMessage());
        }
    }

    private void stage(String stage, Section template, Interpolation context) throws Interpolation.Failure {
        if (stages.size() >= MAX_STAGES) {
            throw template.error("makes more than " + MAX_STAGES + " stages");
        }
        template.allow(STAGE);
        Interpolation scope = context;
        Object wdir = scope.resolve(template.text("wdir"), "wdir");
        String work = wdir == null ? folder : Names.join(folder, scope.text(wdir));
        List<?> own = template.list("vars");
        if (!own.isEmpty()) {
            refuseExpressions(own, template.path("vars"));
            scope = scope.with(own, work);
        }
        Map<Object, Object> resolved = new LinkedHashMap<>();
        for (Map.Entry<Object, Object> field : template.map().entrySet()) {
            String key = String.valueOf(field.getKey());
            if (!key.equals("vars") && !key.equals("matrix")) {
                resolved.put(key, scope.resolve(field.getValue(), key));
            }
        }
        Section section = new Section(template.document(), resolved, template.where());
        template.document().lines().put(resolved, template.document().line(template.map()));
        stages.add(build(stage, work, section));
    }

    private Stage build(String stage, String work, Section section) {
        Object command = section.value("cmd");
        if (!(command instanceof String) && !(command instanceof List)) {
            throw section.error("‘" + section.path("cmd") + "’ must be text or a list, not " + Section.type(command));
        }
        return new Stage(
                name,
                stage,
                command,
                section.flag("frozen", false),
                section.flag("always_changed", false),
                dependencies(stage, work, section),
                params(work, section),
                outputs(stage, work, section),
                lock.entry(stage, work));
    }

    private List<Dependency> dependencies(String stage, String work, Section section) {
        Map<String, Section> recorded = lock.entries(stage, "deps");
        List<Dependency> dependencies = new ArrayList<>();
        for (Object item : section.list("deps")) {
            if (!(item instanceof String written)) {
                throw section.error("‘" + section.path("deps") + "’ takes paths, not " + Section.type(item));
            }
            String path = DvcFile.locate(work, written);
            boolean external = DvcFile.isOutside(path);
            dependencies.add(new Dependency(path, external, false, recorded(recorded, work, written, !external)));
        }
        return dependencies;
    }

    /** The lock has DVC's own form of the path: normalized, relative to the working directory. */
    private static Recorded recorded(Map<String, Section> entries, String work, String written, boolean inRepository) {
        Section entry = entries.get(written);
        if (entry == null && inRepository) {
            String path = Names.join(work, written);
            entry = entries.entrySet().stream()
                    .filter(candidate -> Names.join(work, candidate.getKey()).equals(path))
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .orElse(null);
        }
        return entry == null ? Recorded.NOTHING : Recorded.of(entry, inRepository);
    }

    private List<Output> outputs(String stage, String work, Section section) {
        Map<String, Section> recorded = lock.entries(stage, "outs");
        List<Output> outputs = new ArrayList<>();
        for (String kind : List.of("outs", "metrics", "plots")) {
            Map<String, Section> flags = new LinkedHashMap<>();
            for (Object item : section.list(kind)) {
                collect(section, kind, item, flags);
            }
            flags.forEach(
                    (written, flag) -> outputs.add(output(work, written, flag, kind.equals("metrics"), recorded)));
        }
        return outputs;
    }

    private static void collect(Section section, String kind, @CheckForNull Object item, Map<String, Section> flags) {
        if (item instanceof String path) {
            flags.putIfAbsent(path, new Section(section.document(), new LinkedHashMap<>(), section.path(kind)));
            return;
        }
        Section entry = Section.of(section.document(), item, section.path(kind));
        for (Object path : entry.map().keySet()) {
            Section own = Section.of(section.document(), entry.map().get(path), entry.path(String.valueOf(path)))
                    .allow(kind.equals("plots") ? PLOT : OUTPUT);
            flags.computeIfAbsent(
                            String.valueOf(path),
                            key -> new Section(section.document(), new LinkedHashMap<>(), own.where()))
                    .map()
                    .putAll(own.map());
        }
    }

    private static Output output(
            String work, String written, Section flags, boolean metric, Map<String, Section> recorded) {
        String path = DvcFile.locate(work, written);
        boolean external = DvcFile.isOutside(path);
        return new Output(
                path,
                external,
                flags.flag("cache", true),
                flags.flag("push", true),
                flags.text("remote"),
                metric,
                recorded(recorded, work, written, !external));
    }

    private static List<Stage.Params> params(String work, Section section) {
        Map<String, List<String>> keys = new LinkedHashMap<>();
        List<String> whole = new ArrayList<>();
        for (Object item : section.list("params")) {
            if (item instanceof String key) {
                keys.computeIfAbsent(PARAMS, file -> new ArrayList<>()).add(key);
                continue;
            }
            Section files = Section.of(section.document(), item, section.path("params"));
            for (Object key : files.map().keySet()) {
                String file = String.valueOf(key);
                List<String> names = keys.computeIfAbsent(file, any -> new ArrayList<>());
                files.list(file).forEach(name -> names.add(String.valueOf(name)));
                if (files.list(file).isEmpty()) {
                    whole.add(file);
                }
            }
        }
        List<Stage.Params> params = new ArrayList<>();
        keys.forEach((file, names) ->
                params.add(new Stage.Params(DvcFile.locate(work, file), whole.contains(file) ? List.of() : names)));
        return params;
    }

    private List<String> files(String key) throws Interpolation.Failure {
        List<String> files = new ArrayList<>();
        for (Object item : top.list(key)) {
            Object value = vars.resolve(item, null);
            if (value instanceof String path) {
                files.add(DvcFile.locate(folder, path));
            } else if (value instanceof Map<?, ?> map && key.equals("plots")) {
                // A plot's name is its file, unless ‘y’ names other ones, which are plain files of the workspace.
                map.keySet().forEach(path -> files.add(DvcFile.locate(folder, String.valueOf(path))));
            } else {
                throw top.error("‘" + key + "’ takes paths, not " + Section.type(value));
            }
        }
        return files;
    }

    private Map<String, String> artifacts() throws Interpolation.Failure {
        Map<String, String> artifacts = new LinkedHashMap<>();
        Section section = top.section("artifacts");
        for (Map.Entry<Object, Object> entry : section.map().entrySet()) {
            String artifact = vars.text(vars.resolve(entry.getKey(), null));
            Object value = vars.resolve(entry.getValue(), null);
            String path =
                    Section.of(top.document(), value, section.path(artifact)).requiredText("path");
            artifacts.put(artifact, DvcFile.locate(folder, path));
        }
        return artifacts;
    }
}
