package io.jenkins.plugins.modelgate.dvc;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/**
 * All that DVC's files declare.
 *
 * @param stages by file and in its order
 * @param metrics metrics files that are no outputs, each with the file that declares it, relative to the DVC root
 * @param params files of parameters, relative to the DVC root; {@code plots} alike
 * @param artifacts the paths of the {@code artifacts} sections by name, relative to the DVC root
 */
public record Project(
        List<Stage> stages,
        SortedMap<String, String> metrics,
        List<String> params,
        List<String> plots,
        Map<String, String> artifacts) {
    public Project {
        stages = List.copyOf(stages);
        metrics = Collections.unmodifiableSortedMap(new TreeMap<>(metrics));
        params = List.copyOf(params);
        plots = List.copyOf(plots);
        artifacts = Map.copyOf(artifacts);
    }

    /**
     * The metrics files that count, relative to the DVC root, outputs first.
     *
     * @param inScope whether a path relative to the DVC root counts; what a file that counts declares counts with it
     */
    List<String> metricsFiles(Predicate<String> inScope) {
        Set<String> files = new LinkedHashSet<>();
        for (Stage stage : stages) {
            boolean whole = inScope.test(stage.file());
            stage.outputs().stream()
                    .filter(output -> output.metric() && !output.external())
                    .filter(output -> whole || inScope.test(output.path()))
                    .forEach(output -> files.add(output.path()));
        }
        metrics.forEach((file, declaredIn) -> {
            if (inScope.test(declaredIn) || inScope.test(file)) {
                files.add(file);
            }
        });
        return List.copyOf(files);
    }

    /**
     * Reads the files of a repository where DVC would: not in what {@code .dvcignore} or Git ignores, nor in outputs.
     *
     * @param gitIgnores whether Git ignores a path that is relative to the DVC root; the flag says whether it is a folder
     */
    static Project read(Path root, DvcConfig config, DvcIgnore ignore, BiPredicate<String, Boolean> gitIgnores) {
        return new Reader(root, config, ignore, gitIgnores).read();
    }

    private static final class Reader {
        private static final int MAX_DEPTH = 200;
        private final Path root;
        private final DvcConfig config;
        private final DvcIgnore ignore;
        private final BiPredicate<String, Boolean> gitIgnores;
        private final List<Stage> stages = new ArrayList<>();
        private final SortedMap<String, String> metrics = new TreeMap<>();
        private final List<String> params = new ArrayList<>();
        private final List<String> plots = new ArrayList<>();
        private final Map<String, String> artifacts = new TreeMap<>();
        private final Set<String> outputs = new HashSet<>();

        Reader(Path root, DvcConfig config, DvcIgnore ignore, BiPredicate<String, Boolean> gitIgnores) {
            this.root = root;
            this.config = config;
            this.ignore = ignore;
            this.gitIgnores = gitIgnores;
        }

        Project read() {
            folder("", root, 0);
            stages.sort(Comparator.comparing(Stage::file, Names.CODE_POINT_ORDER));
            refuseClashes();
            return new Project(stages, metrics, params, plots, artifacts);
        }

        private void folder(String name, Path folder, int depth) {
            if (depth > MAX_DEPTH) {
                throw DvcException.invalid(folder, "is nested more than " + MAX_DEPTH + " folders deep");
            }
            List<IgnoreRule> rules = ignore.rules(name);
            List<Path> folders = new ArrayList<>();
            for (Path child : children(folder)) {
                if (Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
                    folders.add(child);
                } else {
                    file(Names.join(name, Names.of(child)), child, rules);
                }
            }
            for (Path child : folders) {
                String path = Names.join(name, Names.of(child));
                if (!outputs.contains(path)
                        && !DvcIgnore.ignored(rules, path, true)
                        && !gitIgnores.test(path, true)
                        && !ignore.isOtherRepository(child)) {
                    folder(path, child, depth + 1);
                }
            }
        }

        private static List<Path> children(Path folder) {
            DvcException.stopIfInterrupted();
            List<Path> children = new ArrayList<>();
            try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
                stream.forEach(children::add);
            } catch (IOException e) {
                throw DvcException.unreadable(folder, e);
            } catch (DirectoryIteratorException e) {
                throw DvcException.unreadable(folder, e.getCause());
            }
            return children;
        }

        private void file(String name, Path file, List<IgnoreRule> rules) {
            boolean pipeline = Names.of(file).equals(Pipeline.FILE);
            if (!pipeline && !name.endsWith(".dvc")
                    || DvcIgnore.ignored(rules, name, false)
                    || gitIgnores.test(name, false)
                    || Files.isDirectory(file)) {
                return;
            }
            String text = DataFiles.text(file);
            if (text == null) {
                throw DvcException.invalid(file, "is a symbolic link that leads nowhere");
            }
            if (pipeline) {
                Pipeline.Contents contents = Pipeline.read(root, config, name, text);
                contents.stages().forEach(this::add);
                contents.metrics().forEach(metric -> metrics.putIfAbsent(metric, name));
                params.addAll(contents.params());
                plots.addAll(contents.plots());
                artifacts.putAll(contents.artifacts());
            } else {
                add(DvcFile.read(file, name, text));
            }
        }

        private void add(Stage stage) {
            stages.add(stage);
            stage.outputs().forEach(output -> outputs.add(output.path()));
        }

        /** Two stages may not make the same path, nor one a part of what another makes; DVC refuses that, too. */
        private void refuseClashes() {
            Map<String, Stage> owners = new HashMap<>();
            for (Stage stage : stages) {
                for (Output output : stage.outputs()) {
                    Stage other = owners.putIfAbsent(output.path(), stage);
                    if (other != null) {
                        throw clash(stage, output.path(), other);
                    }
                    if (!output.external() && ignore.ignored(output.path(), isFolder(output.path()))) {
                        throw DvcException.invalid(
                                root.resolve(stage.file()),
                                "tracks ‘" + output.path() + "’, which a .dvcignore file ignores");
                    }
                }
            }
            owners.forEach((path, stage) -> {
                for (String above = DvcFile.parent(path); !above.isEmpty(); above = DvcFile.parent(above)) {
                    if (owners.containsKey(above)) {
                        throw clash(stage, path, owners.get(above));
                    }
                }
            });
        }

        private boolean isFolder(String path) {
            return Files.isDirectory(Names.resolve(root, path));
        }

        private DvcException clash(Stage stage, String path, @CheckForNull Stage other) {
            return DvcException.invalid(
                    root.resolve(stage.file()),
                    "‘" + stage.address() + "’ tracks ‘" + path + "’, and so does ‘"
                            + (other == null ? "" : other.address()) + "’; only one may");
        }
    }
}
