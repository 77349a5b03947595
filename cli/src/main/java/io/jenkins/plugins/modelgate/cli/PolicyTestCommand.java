package io.jenkins.plugins.modelgate.cli;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.gate.Planted;
import io.jenkins.plugins.modelgate.core.gate.PolicyTrial;
import io.jenkins.plugins.modelgate.core.policy.ModelPolicy;
import io.jenkins.plugins.modelgate.core.policy.TargetPolicy;
import io.jenkins.plugins.modelgate.dvc.DvcRepository;
import io.jenkins.plugins.modelgate.dvc.SnapshotOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "test",
        description = {
            "Try every gate on planted candidates, known-good and known-bad, and fail if it cannot tell them apart.",
            "Good ones are as good as the champion, bad ones worse by twice the margin or out of bounds; a gate",
            "must let pass half of the good and at most a tenth of the bad. What the champion measures is taken",
            "from the project's metrics files. Gates on data are tried on a table as their contract demands, on",
            "one for each rule, which breaks it, and on drifted ones; gates on signatures on six broken ones."
        },
        footer = {
            "%nExamples:",
            "  model-gate policy test",
            "  model-gate policy test --value accuracy=0.915 --value test.n=2000",
            "  model-gate policy test --examples 5000 --disagreement 0.02 --json"
        },
        sortOptions = false)
final class PolicyTestCommand extends ModelGateCommand {
    @CheckForNull
    @Parameters(
            paramLabel = "FILE",
            arity = "0..1",
            description = "The file; default: model-gate.yaml in the workspace.")
    private Path file;

    @CheckForNull
    @Option(names = "--ref", paramLabel = "REF", description = "Take the policy as this Git ref has it.")
    private String ref;

    @Option(
            names = "--value",
            paramLabel = "NAME=NUMBER",
            description = "What the champion measures; goes before the metrics files.")
    private Map<String, Double> values = new LinkedHashMap<>();

    @Option(
            names = "--examples",
            paramLabel = "N",
            description = "How many examples there are, where no metric says so; default: ${DEFAULT-VALUE}.")
    private int examples = 2_000;

    @Option(
            names = "--disagreement",
            paramLabel = "SHARE",
            description = "On what share of the examples two equal models differ; default: ${DEFAULT-VALUE}.")
    private double disagreement = 0.04;

    @Override
    Outcome run(Session session) throws IOException {
        PolicyTrial trial = new PolicyTrial(supposed(session));
        List<Map<String, Object>> answers = new ArrayList<>();
        List<List<?>> rows = new ArrayList<>();
        int blind = 0;
        boolean bare = false;
        for (ModelPolicy model :
                PolicyCheckCommand.read(session, file, ref).models().values()) {
            for (TargetPolicy target : model.targets().values()) {
                for (PolicyTrial.Outcome outcome : trial.of(target, model.holdout())) {
                    answers.add(json(model, target, outcome));
                    rows.add(row(model, target, outcome));
                    blind += outcome.isBlind() ? 1 : 0;
                    bare |= outcome.untried() == null && !outcome.chance();
                }
            }
        }
        String last = last(blind, bare);
        return new Outcome(
                blind == 0 ? ExitCode.OK : ExitCode.GATE_FAILED, Map.of("gates", answers, "blind", blind), page -> {
                    page.table(List.of("MODEL", "TARGET", "GATE", "GOOD PASS", "BAD PASS", ""), rows);
                    page.line(last);
                });
    }

    private static String last(int blind, boolean bare) {
        return (blind == 0
                        ? "Each gate that was tried tells good candidates from bad ones."
                        : blind
                                + " of them cannot tell good candidates from bad ones: take more examples, or a wider margin.")
                + (!bare
                        ? ""
                        : " How bare numbers vary by chance is not known: gates on them were tried as if they did not.");
    }

    private Planted.Supposed supposed(Session session) throws IOException {
        SortedMap<String, Double> metrics = measured(session);
        metrics.putAll(values);
        try {
            return new Planted.Supposed(metrics, examples, disagreement);
        } catch (IllegalArgumentException e) {
            throw new InputException(e.getMessage(), e);
        }
    }

    /** What the project's metrics files say; nothing, where it has none. */
    static SortedMap<String, Double> measured(Session session) throws IOException {
        return Files.isDirectory(session.workspace().resolve(".dvc"))
                ? new TreeMap<>(DvcRepository.open(session.workspace())
                        .snapshot(SnapshotOptions.defaults())
                        .metrics())
                : new TreeMap<>();
    }

    private static Map<String, Object> json(ModelPolicy model, TargetPolicy target, PolicyTrial.Outcome outcome) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("model", model.name());
        json.put("target", target.name());
        json.put("gate", outcome.gate());
        if (outcome.untried() == null) {
            json.put("good", outcome.good());
            json.put("bad", outcome.bad());
            json.put("blind", outcome.isBlind());
            json.put("chance", outcome.chance());
            if (!outcome.missed().isEmpty()) {
                json.put("missed", outcome.missed());
            }
        } else {
            json.put("untried", outcome.untried());
        }
        return json;
    }

    private static List<?> row(ModelPolicy model, TargetPolicy target, PolicyTrial.Outcome outcome) {
        boolean tried = outcome.untried() == null;
        return List.of(
                model.name(),
                target.name(),
                outcome.gate(),
                tried ? percent(outcome.good()) : "–",
                tried ? percent(outcome.bad()) : "–",
                tried
                        ? outcome.isBlind()
                                ? Page.cell(blind(outcome), Page.Style.BAD)
                                : outcome.chance() ? Page.cell("sees", Page.Style.GOOD) : "sees, without chance"
                        : "not tried: " + outcome.untried());
    }

    private static String blind(PolicyTrial.Outcome outcome) {
        return outcome.missed().isEmpty() ? "blind" : "blind to: " + String.join(", ", outcome.missed());
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f %%", share * 100);
    }
}
