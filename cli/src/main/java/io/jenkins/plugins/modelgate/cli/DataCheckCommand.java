package io.jenkins.plugins.modelgate.cli;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.cli.Page.Style;
import io.jenkins.plugins.modelgate.core.contract.Profile;
import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.gate.GateEvaluator;
import io.jenkins.plugins.modelgate.core.policy.Gate;
import io.jenkins.plugins.modelgate.core.policy.ModelPolicy;
import io.jenkins.plugins.modelgate.core.policy.TargetPolicy;
import io.jenkins.plugins.modelgate.mlflow.steps.DataCheck;
import io.jenkins.plugins.modelgate.mlflow.steps.DataCheck.Checked;
import io.jenkins.plugins.modelgate.profile.InvalidDataException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "check",
        description = {
            "Ask the policy's gates on data about the tables in the workspace, before anything is trained.",
            "Contracts are checked, and drift from the champion's tables. Written nowhere. Exit code 3 for FAIL,",
            "4 for INCONCLUSIVE."
        },
        footer = {"%nExamples:", "  model-gate data check", "  model-gate data check --target production --json"},
        sortOptions = false)
final class DataCheckCommand extends ModelGateCommand {
    @CheckForNull
    @Option(
            names = {"-t", "--target"},
            paramLabel = "TARGET",
            description = "Whose gates; default: those of every target.")
    private String target;

    @Override
    Outcome run(Session session) throws Exception {
        ModelPolicy model = session.model();
        List<TargetPolicy> asked = model.targets().values().stream()
                .filter(policy -> target == null
                        ? !policy.data().isEmpty()
                        : policy.name().equals(target))
                .toList();
        if (asked.stream().allMatch(policy -> policy.data().isEmpty())) {
            throw new InputException("The policy has no gate on data for ‘" + model.name() + "’"
                    + (target == null ? "" : " at ‘" + target + "’") + "; add one, as in ‘data: { name: train, path:"
                    + " data/train.csv, drift: champion }’");
        }
        SortedMap<String, Profile> profiles = profiles(session, asked);
        DataCheck check = new DataCheck(session.gatekeeper());
        List<Checked> all = new ArrayList<>();
        for (TargetPolicy policy : asked) {
            all.add(check.check(model, policy.name(), profiles));
        }
        Answer answer = GateEvaluator.together(
                all.stream().flatMap(checked -> checked.verdicts().stream()).toList());
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("answer", answer);
        json.put("targets", all);
        return new Outcome(GateCommand.exitCode(answer), json, page -> all.forEach(checked -> print(page, checked)));
    }

    private static SortedMap<String, Profile> profiles(Session session, List<TargetPolicy> asked) throws IOException {
        Workspace workspace = new Workspace(session);
        SortedMap<String, Profile> profiles = new TreeMap<>();
        for (TargetPolicy policy : asked) {
            for (Gate.Data gate : policy.data()) {
                if (!profiles.containsKey(gate.path())) {
                    try {
                        profiles.put(gate.path(), workspace.readProfile(gate.path()));
                    } catch (InvalidDataException | NoSuchFileException e) {
                        throw new InputException(e.getMessage(), e);
                    }
                }
            }
        }
        return profiles;
    }

    private static void print(Page page, Checked checked) {
        page.line(
                Page.cell(checked.target().model() + " → " + checked.target().target(), Style.BOLD),
                Page.cell(checked.answer(), Outputs.style(checked.answer())),
                checked.champion() == null ? "nobody holds it yet" : "compared with version " + checked.champion());
        Outputs.verdicts(page, checked.verdicts());
    }
}
