package io.jenkins.plugins.modelgate.cli;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.cli.Page.Style;
import io.jenkins.plugins.modelgate.core.document.Approval;
import io.jenkins.plugins.modelgate.core.document.Envelope;
import io.jenkins.plugins.modelgate.mlflow.steps.Approvals;
import io.jenkins.plugins.modelgate.mlflow.steps.Approvals.Standing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "approvals",
        description = {
            "Show what waits for people: candidates whose gates were asked, and who said what.",
            "The digest is what an approval is bound to; ‘model-gate show DIGEST’ shows what it stands for."
        },
        footer = {
            "%nExamples:",
            "  model-gate approvals",
            "  model-gate approvals --all --json",
            "  model-gate approvals --target production"
        },
        sortOptions = false)
final class ApprovalsCommand extends ModelGateCommand {
    @CheckForNull
    @Option(
            names = {"-t", "--target"},
            paramLabel = "TARGET",
            description = "Only this target, such as production.")
    private String target;

    @Option(names = "--all", description = "What is settled or closed, too.")
    private boolean all;

    @Override
    Outcome run(Session session) throws Exception {
        String model = session.onlyModel();
        List<Standing> standings = new Approvals(session.gatekeeper())
                .all().stream()
                        .filter(standing -> all || standing.open())
                        .filter(standing -> target == null
                                || target.equals(standing.verdicts().target().target()))
                        .filter(standing -> model == null
                                || model.equals(standing.verdicts().target().model()))
                        .toList();
        return Outcome.ok(
                Map.of(
                        "approvals",
                        standings.stream().map(ApprovalsCommand::json).toList()),
                page -> {
                    if (standings.isEmpty()) {
                        page.line("Nothing waits for anybody.");
                    }
                    standings.forEach(standing -> print(page, standing));
                });
    }

    static Map<String, Object> json(Standing standing) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("model", standing.verdicts().target().model());
        json.put("target", standing.verdicts().target().target());
        json.put("version", standing.verdicts().version());
        json.put("verdicts", standing.digest());
        json.put("state", Outputs.words(standing.tally().state()));
        json.put("closes", standing.rules().closes(standing.verdicts().at()));
        json.put("sentence", standing.tally().sentence());
        if (standing.closed() != null) {
            json.put("closed", standing.closed());
        }
        json.put(
                "said",
                standing.tally().counted().stream().map(Envelope::document).toList());
        return json;
    }

    static void print(Page page, Standing standing) {
        page.line(
                Page.cell(
                        standing.verdicts().target().model() + " "
                                + standing.verdicts().version() + " → "
                                + standing.verdicts().target().target(),
                        Style.BOLD),
                Outputs.answer(standing.verdicts()),
                Page.cell(standing.digest(), Style.DIM));
        page.line("  " + (standing.closed() == null ? standing.tally().sentence() : standing.closed()));
        List<List<?>> rows = new ArrayList<>();
        for (Envelope envelope : standing.tally().counted()) {
            Approval said = (Approval) envelope.document();
            rows.add(List.of(
                    "  " + said.by().name(),
                    Page.cell(Outputs.words(said.decision()), style(said.decision())),
                    said.group() + ": " + said.meaning(),
                    said.at(),
                    said.comment()));
        }
        standing.tally()
                .discounted()
                .forEach((said, why) ->
                        rows.add(List.of("  " + said.by().name(), "does not count", why, said.at(), said.comment())));
        page.table(List.of(), rows);
    }

    private static Style style(Approval.Decision decision) {
        return switch (decision) {
            case APPROVE -> Style.GOOD;
            case REJECT, BREAK_GLASS, EXPIRE -> Style.BAD;
        };
    }
}
