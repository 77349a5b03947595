package io.jenkins.plugins.modelgate.cli;

import io.jenkins.plugins.modelgate.cli.Page.Style;
import io.jenkins.plugins.modelgate.core.deploy.Deployments.Projected;
import io.jenkins.plugins.modelgate.core.deploy.Deployments.Result;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "deploy",
        description = {
            "Write what the ledger says into the repositories from which others deploy, as ‘--deployments FILE’ names them.",
            "Doing it twice is the same as once; what could not be written is written the next time. Decides nothing."
        },
        footer = {"%nExamples:", "  model-gate deploy --deployments deployments.yaml --dry-run", "  model-gate deploy"},
        sortOptions = false)
final class DeployCommand extends ModelGateCommand {
    @Option(names = "--dry-run", description = "Show what would change, and write nothing.")
    private boolean dryRun;

    @Override
    Outcome run(Session session) throws Exception {
        List<Projected> all = session.deployments().bring(deployment -> session.isWanted(deployment.target()), dryRun);
        boolean failed = all.stream().anyMatch(projected -> projected.failure() != null);
        return new Outcome(
                failed ? ExitCode.ERROR : ExitCode.OK,
                Map.of("deployments", all.stream().map(DeployCommand::json).toList()),
                page -> print(page, all));
    }

    private static Map<String, Object> json(Projected projected) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("name", projected.deployment().name());
        entry.put("target", projected.deployment().target());
        Result result = projected.result();
        if (result != null) {
            entry.put("outcome", result.outcome());
            entry.put("diff", result.diff());
            Outputs.putIfPresent(entry, "transition", result.transition());
            Outputs.putIfPresent(entry, "commit", result.commit());
        }
        Outputs.putIfPresent(entry, "failure", projected.failure());
        return entry;
    }

    private void print(Page page, List<Projected> all) {
        for (Projected projected : all) {
            Result result = projected.result();
            if (result == null) {
                page.line(Page.cell("failed:", Style.BAD), projected.failure());
                continue;
            }
            page.line(
                    Page.cell(result.deployment().name() + ":", Style.BOLD),
                    result.deployment().target(),
                    switch (result.outcome()) {
                        case UP_TO_DATE -> "shows what the ledger says";
                        case WRITTEN -> "written, commit " + result.commit();
                        case PROPOSED ->
                            "waits in the branch ‘" + result.deployment().proposal() + "’ to be merged";
                        case DIFFERS -> "would be written:";
                        case NOBODY -> "nobody holds it; what is deployed stays until somebody removes it";
                    });
            if (dryRun && !result.diff().isEmpty()) {
                page.text(result.diff());
            }
        }
        if (all.isEmpty()) {
            page.line("No deployment is configured for that.");
        }
    }
}
