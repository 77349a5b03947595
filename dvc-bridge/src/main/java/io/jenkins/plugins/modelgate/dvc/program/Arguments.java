package io.jenkins.plugins.modelgate.dvc.program;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.data.TrackedPath;
import io.jenkins.plugins.modelgate.dvc.DvcRepository;
import io.jenkins.plugins.modelgate.dvc.Output;
import io.jenkins.plugins.modelgate.dvc.SnapshotOptions;
import io.jenkins.plugins.modelgate.dvc.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** How the arguments of the dvc program are put together, so that no name is ever taken for an option. */
final class Arguments {
    private Arguments() {}

    static List<String> moving(String command, @CheckForNull String remote, int jobs) {
        List<String> arguments = new ArrayList<>(List.of(command));
        arguments.addAll(jobs == 0 ? List.of() : List.of("--jobs", Integer.toString(jobs)));
        arguments.addAll(remote(remote));
        return arguments;
    }

    /** In one word, for names such as {@code --force}. */
    static List<String> remote(@CheckForNull String name) {
        return name == null ? List.of() : List.of("--remote=" + name);
    }

    /** Outputs as targets, behind {@code --}. */
    static List<String> with(List<String> arguments, List<String> paths, DvcRepository repository) {
        List<String> all = new ArrayList<>(arguments);
        all.add("--");
        if (!paths.isEmpty()) {
            List<TrackedPath> targets =
                    Shown.recorded(repository, SnapshotOptions.defaults().within(paths));
            if (targets.isEmpty()) {
                throw new DvcProgramException(
                        DvcFailure.UNKNOWN_TARGET, -1, "DVC tracks nothing at or below", paths, null);
            }
            String below = repository.inGit("");
            int prefix = below.isEmpty() ? 0 : below.length() + 1;
            targets.forEach(target -> all.add(target.path().substring(prefix)));
        }
        return all;
    }

    /**
     * The same for what brings data into the workspace: DVC would fail at the outputs of stages that never ran, so where
     * there are such, all the others are named.
     *
     * @return no call if there are no others
     */
    static List<Call> bringing(List<String> arguments, List<String> paths, DvcRepository repository) {
        if (!paths.isEmpty() || outputs(repository).noneMatch(Arguments::isNeverMade)) {
            return List.of(Call.doing(with(arguments, paths, repository)));
        }
        List<String> others = outputs(repository)
                .filter(made -> !isNeverMade(made))
                .map(made -> made.output().path())
                .toList();
        List<String> all = new ArrayList<>(arguments);
        all.add("--");
        all.addAll(others);
        return others.isEmpty() ? List.of() : List.of(Call.doing(all));
    }

    private static boolean isNeverMade(Made made) {
        return made.stage().command() != null && made.output().recorded().hash() == null;
    }

    private static Stream<Made> outputs(DvcRepository repository) {
        return repository.project().stages().stream()
                .flatMap(stage ->
                        stage.outputs().stream().filter(Output::cached).map(output -> new Made(stage, output)));
    }

    /** An output and what makes it. */
    private record Made(Stage stage, Output output) {}
}
