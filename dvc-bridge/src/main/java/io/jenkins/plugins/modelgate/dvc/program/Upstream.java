package io.jenkins.plugins.modelgate.dvc.program;

import io.jenkins.plugins.modelgate.dvc.DvcRepository;
import io.jenkins.plugins.modelgate.dvc.Stage;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What {@code dvc repro} is about when stages are named: they, and all that they depend on. */
final class Upstream {
    private final List<Stage> all;

    private Upstream(List<Stage> all) {
        this.all = all;
    }

    /**
     * The outputs of the named stages and of those above them, relative to the Git root. Names that are not understood mean
     * the outputs of all stages, which is more than DVC ran, never less.
     */
    static Set<String> outputs(DvcRepository repository, List<String> names) {
        Upstream upstream = new Upstream(repository.project().stages());
        boolean understood =
                names.stream().allMatch(name -> upstream.all.stream().anyMatch(stage -> isNamed(stage, name)));
        Set<String> paths = new HashSet<>();
        (names.isEmpty() || !understood ? Set.copyOf(upstream.all) : upstream.of(names))
                .forEach(stage -> stage.outputs().forEach(output -> paths.add(repository.inGit(output.path()))));
        return paths;
    }

    private Set<Stage> of(List<String> names) {
        Set<Stage> found = new HashSet<>();
        Deque<Stage> open = new ArrayDeque<>(all.stream()
                .filter(stage -> names.stream().anyMatch(name -> isNamed(stage, name)))
                .toList());
        while (!open.isEmpty()) {
            Stage stage = open.remove();
            if (found.add(stage)) {
                all.stream().filter(other -> feeds(other, stage)).forEach(open::add);
            }
        }
        return found;
    }

    /** By its address, by its name if it is in the root’s {@code dvc.yaml}, by its group, or by its file. */
    private static boolean isNamed(Stage stage, String name) {
        String address = stage.address();
        return address.equals(name)
                || address.equals("dvc.yaml:" + name)
                || address.startsWith(name + "@")
                || address.startsWith("dvc.yaml:" + name + "@")
                || stage.file().equals(name);
    }

    private static boolean feeds(Stage other, Stage stage) {
        return other.outputs().stream().anyMatch(output -> stage.dependencies().stream()
                .anyMatch(dependency -> touches(output.path(), dependency.path())));
    }

    private static boolean touches(String output, String dependency) {
        return output.equals(dependency) || output.startsWith(dependency + "/") || dependency.startsWith(output + "/");
    }
}
