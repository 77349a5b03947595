package io.jenkins.plugins.modelgate.cli;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.data.DataHash;
import io.jenkins.plugins.modelgate.core.data.TrackedPath;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import io.jenkins.plugins.modelgate.core.gate.Looks;
import io.jenkins.plugins.modelgate.core.policy.Holdout;
import io.jenkins.plugins.modelgate.core.policy.ModelPolicy;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import picocli.CommandLine.Command;

@Command(
        name = "show",
        description = {
            "Show how often candidates looked at the model's holdout, as it lies in the workspace.",
            "What is counted, and why: docs/policy.md, “Looks at a holdout”."
        },
        footer = {"%nExamples:", "  model-gate holdout show", "  model-gate holdout show --model digits --json"},
        sortOptions = false)
final class HoldoutShowCommand extends ModelGateCommand {
    @Override
    Outcome run(Session session) throws Exception {
        ModelPolicy model = session.model();
        Holdout holdout = holdout(model);
        Looks looks = session.ledger().looks(target(session, model), holdout, hash(session, model));
        return Outcome.ok(json(model, looks), page -> print(page, model, looks));
    }

    static Holdout holdout(ModelPolicy model) {
        Holdout holdout = model.holdout();
        if (holdout == null) {
            throw new InputException("The policy names no holdout of ‘" + model.name()
                    + "’: see “Looks at a holdout” in docs/policy.md");
        }
        return holdout;
    }

    /** Looks are the model's: any of its targets stands for it. */
    static TargetId target(Session session, ModelPolicy model) throws Exception {
        return session.gatekeeper()
                .target(model.name(), model.targets().keySet().iterator().next());
    }

    /** The hash of the holdout's data as it lies in the workspace. */
    @CheckForNull
    static String hash(Session session, ModelPolicy model) throws IOException {
        return new Workspace(session)
                .snapshot(model).paths().stream()
                        .filter(path -> path.path().equals(holdout(model).data()))
                        .map(TrackedPath::hash)
                        .filter(Objects::nonNull)
                        .map(DataHash::toString)
                        .findFirst()
                        .orElse(null);
    }

    private static Map<String, Object> json(ModelPolicy model, Looks looks) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("model", model.name());
        json.put("holdout", looks.holdout().name());
        json.put("data", looks.holdout().data());
        json.put("hash", looks.hash());
        json.put("accepted", looks.accepted());
        json.put("taken", looks.taken());
        json.put("passed", looks.passed());
        json.put("previews", looks.previews());
        json.put("budget", looks.holdout().looks());
        json.put(
                "mayPass",
                looks.holdout().looks() == null ? null : looks.holdout().passes());
        json.values().removeIf(Objects::isNull);
        return json;
    }

    private static void print(Page page, ModelPolicy model, Looks looks) {
        Holdout holdout = looks.holdout();
        Integer budget = holdout.looks();
        page.table(
                List.of("MODEL", "HOLDOUT", "LOOKS", "PASSED", "PREVIEWS"),
                List.of(List.of(
                        model.name(),
                        holdout.name(),
                        looks.taken() + (budget == null ? "" : " of " + budget),
                        looks.passed() + (budget == null ? "" : " of " + holdout.passes()),
                        looks.previews())));
        page.line(
                Page.cell(holdout.data(), Page.Style.DIM),
                looks.hash() == null ? "is not tracked here" : looks.hash(),
                looks.hash() == null || looks.accepted() ? "" : Page.cell("not accepted yet", Page.Style.WARN));
    }
}
