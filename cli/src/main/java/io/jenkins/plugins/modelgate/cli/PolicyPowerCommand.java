package io.jenkins.plugins.modelgate.cli;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.document.Effect;
import io.jenkins.plugins.modelgate.core.gate.GatePower;
import io.jenkins.plugins.modelgate.core.policy.Gate;
import io.jenkins.plugins.modelgate.core.policy.Holdout;
import io.jenkins.plugins.modelgate.core.policy.ModelPolicy;
import io.jenkins.plugins.modelgate.core.policy.TargetPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "power",
        description = {
            "Say how often each comparison would let through an equal model, and one that is just too bad.",
            "What you do not suppose of the champion and of how its numbers vary is taken from the project's metrics files."
        },
        footer = {
            "%nExamples:",
            "  model-gate policy power",
            "  model-gate policy power --value 0.915 --examples 2000 --disagreement 0.04",
            "  model-gate policy power --value accuracy=0.915 --value rmse=54 --examples 2000",
            "  model-gate policy power --replicates 10 --spread 0.004 --value 0.9",
            "  model-gate policy power --error 0.4 --value 54 --json"
        },
        sortOptions = false)
final class PolicyPowerCommand extends ModelGateCommand {
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
            paramLabel = "[NAME=]NUMBER",
            description = "The champion's number, of one metric or of each, such as 0.915.")
    private List<String> values = new ArrayList<>();

    @CheckForNull
    @Option(names = "--examples", paramLabel = "N", description = "How many examples stand behind a share.")
    private Integer examples;

    @CheckForNull
    @Option(
            names = "--disagreement",
            paramLabel = "SHARE",
            description = "On what share of the examples one model is right and the other wrong, such as 0.04.")
    private Double disagreement;

    @CheckForNull
    @Option(names = "--error", paramLabel = "NUMBER", description = "The standard error that both sides state.")
    private Double error;

    @CheckForNull
    @Option(names = "--replicates", paramLabel = "N", description = "How many replicates there are on each side.")
    private Integer replicates;

    @CheckForNull
    @Option(names = "--spread", paramLabel = "NUMBER", description = "The standard deviation of replicates.")
    private Double spread;

    @Override
    Outcome run(Session session) throws IOException {
        Map<String, Double> metrics = PolicyTestCommand.measured(session);
        GatePower power = supposed(metrics);
        List<Map<String, Object>> answers = new ArrayList<>();
        List<List<?>> rows = new ArrayList<>();
        List<String> together = new ArrayList<>();
        for (ModelPolicy model :
                PolicyCheckCommand.read(session, file, ref).models().values()) {
            Holdout holdout = model.holdout();
            double questions = holdout == null ? 1 : holdout.questions();
            for (TargetPolicy target : model.targets().values()) {
                List<Double> equal = new ArrayList<>();
                for (Gate.Comparison gate : target.comparisons()) {
                    GatePower.Passes passes = power.measured(gate, metrics).of(gate, questions);
                    add(answers, rows, List.of(model.name(), target.name(), gate.name()), passes);
                    if (passes.unknown() == null
                            && target.gates().contains(gate)
                            && gate.severity().fail() != Effect.WARN) {
                        equal.add(passes.equal());
                    }
                }
                if (equal.size() > 1) {
                    together.add(together(model.name() + " " + target.name(), equal));
                }
            }
        }
        return Outcome.ok(Map.of("gates", answers), page -> {
            page.table(List.of("MODEL", "TARGET", "GATE", "METHOD", "EQUAL PASSES", "JUST TOO BAD PASSES"), rows);
            together.forEach(page::line);
        });
    }

    /**
     * That all must pass costs no level, but power: M. Schultzberg and others, Risk-aware product decisions in A/B tests with
     * multiple metrics, arXiv 2402.11609.
     */
    private static String together(String where, List<Double> equal) {
        double atLeast =
                Math.max(0, 1 - equal.stream().mapToDouble(one -> 1 - one).sum());
        double most = equal.stream().mapToDouble(one -> one).min().orElseThrow();
        return where + ": all " + equal.size() + " must pass; an equal model passes all of them in " + percent(atLeast)
                + " to " + percent(most) + ". For 80 % together, each needs " + percent(1 - 0.2 / equal.size()) + ".";
    }

    /**
     * What is supposed of every metric.
     *
     * @param metrics what is supposed of one is added to them
     */
    private GatePower supposed(Map<String, Double> metrics) {
        try {
            Double each = null;
            for (String value : values) {
                int equals = value.lastIndexOf('=');
                double number = Double.parseDouble(value.substring(equals + 1));
                if (!Double.isFinite(number)) {
                    throw new IllegalArgumentException("The champion’s number is finite, found " + value);
                }
                if (equals < 0) {
                    each = number;
                } else {
                    metrics.put(value.substring(0, equals), number);
                }
            }
            return new GatePower(each, examples, disagreement, error, replicates, spread);
        } catch (NumberFormatException e) {
            throw new InputException("A value is a number, or a metric’s name, ‘=’ and a number, found " + values, e);
        } catch (IllegalArgumentException e) {
            throw new InputException(e.getMessage(), e);
        }
    }

    private static void add(
            List<Map<String, Object>> answers, List<List<?>> rows, List<String> names, GatePower.Passes passes) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("model", names.get(0));
        answer.put("target", names.get(1));
        answer.put("gate", names.get(2));
        answer.put("method", passes.method());
        if (passes.unknown() == null) {
            answer.put("equal", passes.equal());
            answer.put("justTooBad", passes.justTooBad());
        } else {
            answer.put("unknown", passes.unknown());
        }
        answers.add(answer);
        List<Object> row = new ArrayList<>(names);
        row.add(passes.method());
        row.add(passes.unknown() == null ? percent(passes.equal()) : passes.unknown());
        row.add(passes.unknown() == null ? percent(passes.justTooBad()) : "");
        rows.add(row);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", share * 100);
    }
}
