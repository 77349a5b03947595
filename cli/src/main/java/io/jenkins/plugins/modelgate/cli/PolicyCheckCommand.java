package io.jenkins.plugins.modelgate.cli;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.cli.Page.Style;
import io.jenkins.plugins.modelgate.core.policy.Gate;
import io.jenkins.plugins.modelgate.core.policy.ModelPolicy;
import io.jenkins.plugins.modelgate.core.policy.Policy;
import io.jenkins.plugins.modelgate.core.policy.PolicyParser;
import io.jenkins.plugins.modelgate.core.policy.PolicyRepository;
import io.jenkins.plugins.modelgate.core.policy.TargetPolicy;
import java.io.IOException;
import java.io.InputStream;
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
            "Check a policy and show what it says. A mistake is named with line and column; exit code 2.",
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
            return session.git().policy(ref, false).policy();
        }
        Path path = session.workspace().resolve(file == null ? Path.of(PolicyRepository.FILE) : file);
        try (InputStream in = Files.newInputStream(path)) {
            return PolicyParser.parse(in.readNBytes(PolicyParser.MAX_BYTES + 1), path.toString());
        } catch (NoSuchFileException e) {
            throw new InputException("There is no policy ‘" + path + "’", e);
        }
    }

    private static void print(Page page, Policy policy) {
        List<List<?>> rows = new ArrayList<>();
        for (ModelPolicy model : policy.models().values()) {
            for (TargetPolicy target : model.targets().values()) {
                rows.add(List.of(model.name(), target.name(), shown(target), gates(target)));
            }
        }
        page.table(List.of("MODEL", "TARGET", "SHOWN BY", "GATES"), rows);
        page.line(Page.cell("policy", Style.DIM), policy.digest(), Page.cell("valid", Style.GOOD));
    }

    private static String shown(TargetPolicy target) {
        return Stream.of(
                        target.alias() == null ? "" : "@" + target.alias(),
                        target.stage() == null ? "" : "stage " + target.stage())
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining(", "));
    }

    private static String gates(TargetPolicy target) {
        return target.gates().isEmpty()
                ? "none: everything registered may go there"
                : target.gates().stream().map(Gate::name).collect(Collectors.joining(", "));
    }
}
