package io.jenkins.plugins.modelgate.cli;

import io.jenkins.plugins.modelgate.cli.Page.Style;
import io.jenkins.plugins.modelgate.core.data.GitState;
import io.jenkins.plugins.modelgate.core.data.Snapshot;
import io.jenkins.plugins.modelgate.core.data.TrackedPath;
import io.jenkins.plugins.modelgate.dvc.DvcRepository;
import io.jenkins.plugins.modelgate.dvc.SnapshotOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "snapshot",
        description = {
            "Show all that DVC tracks here, with its hash and state, and the Git state.",
            "Reads and hashes natively: no dvc, no MLflow, and nothing is changed."
        },
        footer = {
            "%nExamples:",
            "  model-gate snapshot",
            "  model-gate snapshot --remote src data",
            "  model-gate snapshot --json | jq -r .result.digest"
        },
        sortOptions = false)
final class SnapshotCommand extends ModelGateCommand {
    @Parameters(paramLabel = "PATH", description = "Only these paths of the repository; default: everything.")
    private List<String> paths = List.of();

    @Option(names = "--remote", description = "Look into the DVC remote, too.")
    private boolean remote;

    @Override
    Outcome run(Session session) {
        Progress progress = Progress.of(session.console(), "hashing");
        SnapshotOptions options = SnapshotOptions.defaults().within(paths).reporting(progress::advance);
        Snapshot snapshot =
                DvcRepository.open(session.workspace()).snapshot(remote ? options.lookingInRemote() : options);
        progress.end();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("digest", snapshot.digest());
        json.put("unmodified", snapshot.unmodified());
        json.put("snapshot", snapshot);
        return Outcome.ok(json, page -> print(page, snapshot));
    }

    private static void print(Page page, Snapshot snapshot) {
        List<List<?>> rows = new ArrayList<>();
        for (TrackedPath path : snapshot.paths()) {
            rows.add(List.of(
                    path.path(),
                    Hashes.abbreviated(path.hash()),
                    state(path.state()),
                    path.size() < 0 ? "–" : Sizes.human(path.size()),
                    path.files() < 0 ? "–" : path.files(),
                    remote(path),
                    path.owner()));
        }
        if (rows.isEmpty()) {
            page.line("DVC tracks nothing here.");
        } else {
            page.table(List.of("PATH", "HASH", "STATE", "SIZE", "FILES", "REMOTE", "OWNER"), rows);
        }
        page.blank().table(List.of(), git(snapshot.git()));
        page.line(Page.cell("snapshot", Style.DIM), snapshot.digest());
    }

    private static List<List<?>> git(GitState git) {
        String dirty = git.dirty().isEmpty()
                ? "clean"
                : git.dirty().size() + " changed" + (git.cleanButForDvc() ? ", only by DVC" : "");
        return List.of(
                List.of(Page.cell("commit", Style.DIM), git.commit() == null ? "none yet" : git.commit()),
                List.of(Page.cell("branch", Style.DIM), git.branch() == null ? "none (detached)" : git.branch()),
                List.of(Page.cell("code", Style.DIM), git.code() + " (" + dirty + ")"));
    }

    private static Page.Cell state(TrackedPath.State state) {
        String word = state.name().toLowerCase(Locale.ROOT).replace('_', '-');
        return Page.cell(
                word,
                switch (state) {
                    case UNCHANGED -> Style.GOOD;
                    case NOT_HERE, UNRECORDED -> Style.WARN;
                    case MODIFIED, MISSING, NEVER_MADE -> Style.BAD;
                });
    }

    private static String remote(TrackedPath path) {
        return path.stored() ? Outputs.words(path.inRemote()) : "in Git";
    }
}
