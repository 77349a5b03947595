package io.jenkins.plugins.modelgate.cli;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.cli.Page.Style;
import io.jenkins.plugins.modelgate.core.contract.Contract;
import io.jenkins.plugins.modelgate.core.policy.Gate;
import io.jenkins.plugins.modelgate.core.policy.GateWords;
import io.jenkins.plugins.modelgate.core.policy.ModelPolicy;
import io.jenkins.plugins.modelgate.core.policy.Policy;
import io.jenkins.plugins.modelgate.core.policy.PolicyParser;
import io.jenkins.plugins.modelgate.core.policy.PolicyRepository;
import io.jenkins.plugins.modelgate.core.policy.TargetPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "check",
        description = {
            "Check a policy and say in words what it demands. A mistake is named with line and column; exit code 2.",
            "Reads the file as it lies here; the one in force is in Git: see --ref and the setting --policy-ref."
        },
        footer = {
            "%nExamples:",
            "  model-gate policy check",
            "  model-gate policy check other/model-gate.yaml",
            "  model-gate policy check --ref refs/remotes/origin/main"
        },
        sortOptions = false)
final class PolicyCheckCommand extends ModelGateCommand {
    @CheckForNull
    @Parameters(
            paramLabel = "FILE",
            arity = "0..1",
            description = "The file; default: " + PolicyRepository.FILE + " in the workspace.")
    private Path file;

    @CheckForNull
    @Option(names = "--ref", paramLabel = "REF", description = "Check the policy as this Git ref has it.")
    private String ref;

    @Override
    Outcome run(Session session) throws IOException {
        Policy policy = read(session, file, ref);
        return Outcome.ok(policy, page -> print(page, policy));
    }

    /**
     * Reads a policy.
     *
     * @param file null for the usual one in the workspace
     * @param ref null to read the file as it lies here
     */
    static Policy read(Session session, @CheckForNull Path file, @CheckForNull String ref) throws IOException {
        if (ref != null) {
            if (file != null) {
                throw new InputException("Name a file or a ref, not both");
            }
            return session.git()
                    .policy(ref, false, session.servers().includes())
                    .policy();
        }
        Path path = session.workspace().resolve(file == null ? Path.of(PolicyRepository.FILE) : file);
        try (InputStream in = Files.newInputStream(path)) {
            return PolicyParser.parse(
                    in.readNBytes(PolicyParser.MAX_BYTES + 1),
                    path.toString(),
                    name -> beside(path, name),
                    session.servers().includes());
        } catch (NoSuchFileException e) {
            throw new InputException("There is no policy ‘" + path + "’", e);
        }
    }

    /** Another file that a policy names; null if it is not there. */
    @CheckForNull
    private static byte[] beside(Path policy, String name) {
        try (InputStream in = Files.newInputStream(policy.resolveSibling(name))) {
            return in.readNBytes(Contract.MAX_BYTES + 1);
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void print(Page page, Policy policy) {
        for (ModelPolicy model : policy.models().values()) {
            page.line(Page.cell(model.name(), Style.BOLD));
            if (model.holdout() != null) {
                page.line("  " + GateWords.of(model.holdout()));
            }
            for (TargetPolicy target : model.targets().values()) {
                page.line("  " + target.name(), Page.cell(shown(target), Style.DIM));
                page.table(List.of(), rows(target));
            }
        }
        policy.includes().forEach(file -> page.line(Page.cell("includes", Style.DIM), file));
        page.line(Page.cell("policy", Style.DIM), policy.digest(), Page.cell("valid", Style.GOOD));
    }

    private static List<List<?>> rows(TargetPolicy target) {
        List<List<?>> rows = new ArrayList<>();
        for (Gate gate : target.gates()) {
            TargetPolicy.Origin origin = target.included().get(gate.name());
            rows.add(List.of(
                    "    " + gate.name(), GateWords.of(gate) + (origin == null ? "" : " " + GateWords.of(origin))));
        }
        if (rows.isEmpty()) {
            rows.add(List.of("    no gates", "Every registered version may go there."));
        } else if (!target.comparisons().isEmpty()) {
            rows.add(List.of(
                    "    no champion yet",
                    target.withoutBaseline() == TargetPolicy.WithoutBaseline.BOUNDS
                            ? "Comparisons are set aside, and everything else must pass."
                            : "A person decides."));
        }
        if (target.approvals() != null) {
            rows.add(List.of("    approvals", GateWords.of(target.approvals())));
        }
        if (target.onDrift() != TargetPolicy.OnDrift.REPORT) {
            rows.add(List.of(
                    "    on drift",
                    target.onDrift() == TargetPolicy.OnDrift.RESTORE
                            ? "What the ledger says is put back."
                            : "A person takes over what the registry shows."));
        }
        return rows;
    }

    private static String shown(TargetPolicy target) {
        return Stream.of(
                        target.alias() == null ? "" : "@" + target.alias(),
                        target.stage() == null ? "" : "stage " + target.stage())
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining(", "));
    }
}
