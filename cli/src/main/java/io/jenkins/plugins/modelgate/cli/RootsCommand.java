package io.jenkins.plugins.modelgate.cli;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.data.DataHash;
import io.jenkins.plugins.modelgate.mlflow.steps.Roots;
import io.jenkins.plugins.modelgate.mlflow.steps.Roots.Kept;
import io.jenkins.plugins.modelgate.mlflow.steps.Roots.Root;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "roots",
        description = {
            "Show what must not be cleaned away: data in DVC's remotes, versions and runs in MLflow.",
            "Reads the ledger alone, of all servers. With --dvc-files, ‘dvc gc -w’ keeps the data, too."
        },
        footer = {
            "%nExamples:",
            "  model-gate roots",
            "  model-gate roots --list runs",
            "  model-gate roots --dvc-files kept-by-model-gate && dvc gc -w -c"
        },
        sortOptions = false)
final class RootsCommand extends ModelGateCommand {
    private static final Pattern MD5 = Pattern.compile("[0-9a-f]{32}(\\.dir)?");

    private enum Listed {
        HASHES,
        RUNS,
        VERSIONS,
        COMMITS;

        Stream<String> of(Root root) {
            return switch (this) {
                case HASHES -> root.data().stream().map(data -> data.hash().toString());
                case RUNS -> Stream.ofNullable(root.run());
                case VERSIONS -> Stream.of("models:/" + root.model() + "/" + root.version());
                case COMMITS -> Stream.ofNullable(root.commit());
            };
        }
    }

    @CheckForNull
    @Option(
            names = "--list",
            paramLabel = "WHAT",
            description = "Only these, one a line, each once: hashes, runs, versions or commits.")
    private Listed list;

    @CheckForNull
    @Option(
            names = "--dvc-files",
            paramLabel = "FOLDER",
            description = "Write a .dvc file for each hash into this folder of the DVC workspace, in the place of those"
                    + " that are there.")
    private Path dvcFiles;

    @Option(
            names = "--needed",
            description = "Without versions that old transitions name, but no roll-back can go to any more.")
    private boolean needed;

    @Override
    Outcome run(Session session) throws Exception {
        Kept kept = new Roots(session.ledger()).kept(session.onlyModel(), !needed);
        int written = dvcFiles == null ? 0 : write(session.workspace().resolve(Objects.requireNonNull(dvcFiles)), kept);
        return Outcome.ok(kept, page -> print(page, kept, written));
    }

    private void print(Page page, Kept kept, int written) {
        Listed wanted = list;
        if (wanted != null) {
            kept.roots().stream().flatMap(wanted::of).distinct().sorted().forEach(page::line);
            return;
        }
        if (kept.roots().isEmpty()) {
            page.line("The ledger names no version: nothing has to be kept.");
            return;
        }
        page.table(
                List.of("MODEL", "VERSION", "WHY", "RUN", "COMMIT", "DATA"),
                kept.roots().stream().<List<?>>map(RootsCommand::row).toList());
        kept.roots().stream()
                .filter(root -> root.evidence() == null)
                .forEach(root -> page.line(
                        Page.cell("note:", Page.Style.WARN),
                        "Version " + root.version() + " of ‘" + root.model()
                                + "’ was adopted without evidence: nobody knows its data."));
        if (dvcFiles != null) {
            page.line(written + " .dvc files in ‘" + dvcFiles + "’");
        }
    }

    private static List<?> row(Root root) {
        String why = root.reasons().stream()
                .map(reason -> Outputs.words(reason.why()) + " " + reason.target())
                .collect(Collectors.joining(", "));
        String data = root.data().stream()
                .map(each -> each.path() + " " + each.hash())
                .collect(Collectors.joining(", "));
        return Stream.of(root.model(), root.version(), why, root.run(), root.commit(), data)
                .map(Page::cell)
                .toList();
    }

    /** So that {@code dvc gc -w} takes the data for that of the workspace. */
    private static int write(Path folder, Kept kept) throws IOException {
        Files.createDirectories(folder);
        SortedSet<String> wanted = new TreeSet<>();
        for (Root root : kept.roots()) {
            for (Roots.Data data : root.data()) {
                DataHash hash = data.hash();
                if (MD5.matcher(hash.value()).matches()) {
                    wanted.add(hash.value() + ".dvc");
                    Files.writeString(folder.resolve(hash.value() + ".dvc"), content(hash));
                }
            }
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                String name = String.valueOf(file.getFileName());
                if (!wanted.contains(name) && name.matches("[0-9a-f]{32}(\\.dir)?\\.dvc")) {
                    Files.delete(file);
                }
            }
        }
        return wanted.size();
    }

    /** As DVC 3 writes it; what DVC 2 hashed has no {@code hash}. */
    private static String content(DataHash hash) {
        return "outs:\n- md5: " + hash.value() + "\n" + (hash.name().equals("md5") ? "  hash: md5\n" : "") + "  path: "
                + hash.value() + "\n";
    }
}
