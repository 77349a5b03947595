package io.jenkins.plugins.modelgate.cli;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.cli.Page.Style;
import io.jenkins.plugins.modelgate.cli.config.Setting;
import io.jenkins.plugins.modelgate.core.deploy.Deployment;
import io.jenkins.plugins.modelgate.core.deploy.DeploymentException;
import io.jenkins.plugins.modelgate.core.deploy.DeploymentFile;
import io.jenkins.plugins.modelgate.core.deploy.Deployments;
import io.jenkins.plugins.modelgate.core.deploy.Deployments.Result;
import io.jenkins.plugins.modelgate.mlflow.client.ServerConfig;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
        Deployments deployments =
                new Deployments(session.ledger(), session.config().cacheFolder().resolve("deployments"));
        List<Map<String, Object>> json = new ArrayList<>();
        List<Line> lines = new ArrayList<>();
        boolean failed = false;
        for (Deployment deployment : configured(session)) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("name", deployment.name());
            entry.put("target", deployment.target());
            try {
                Result result = deployments.bring(
                        deployment, session.servers().credentials(Servers.DEPLOY, deployment.name()), dryRun);
                entry.put("outcome", result.outcome());
                entry.put("diff", result.diff());
                Outputs.putIfPresent(entry, "commit", result.commit());
                lines.add(new Line(deployment, result, ""));
            } catch (DeploymentException e) {
                entry.put("failure", String.valueOf(e.getMessage()));
                lines.add(new Line(deployment, null, e.getMessage()));
                failed = true;
            }
            json.add(entry);
        }
        return new Outcome(
                failed ? ExitCode.ERROR : ExitCode.OK, Map.of("deployments", json), page -> print(page, lines));
    }

    private record Line(Deployment deployment, @CheckForNull Result result, String failure) {}

    private static List<Deployment> configured(Session session) throws Exception {
        session.config().required(Setting.DEPLOYMENTS);
        Path file = session.config().path(Setting.DEPLOYMENTS).orElseThrow();
        if (!Files.isRegularFile(file)) {
            throw new InputException(
                    session.config().source(Setting.DEPLOYMENTS) + ": there is no file ‘" + file + "’");
        }
        try (InputStream in = Files.newInputStream(file)) {
            return DeploymentFile.parse(
                            in.readNBytes(DeploymentFile.MAX_BYTES + 1),
                            file.toString(),
                            session.serverName(),
                            session.config().text(Setting.MLFLOW_WORKSPACE).orElse(ServerConfig.DEFAULT_WORKSPACE))
                    .stream()
                    .filter(deployment -> session.onlyModel() == null
                            || deployment.target().model().equals(session.onlyModel()))
                    .toList();
        } catch (DeploymentException e) {
            throw new InputException(e.getMessage(), e);
        }
    }

    private void print(Page page, List<Line> lines) {
        for (Line line : lines) {
            Result result = line.result;
            if (result == null) {
                page.line(Page.cell("failed:", Style.BAD), line.failure);
                continue;
            }
            page.line(
                    Page.cell(line.deployment.name() + ":", Style.BOLD),
                    line.deployment.target(),
                    switch (result.outcome()) {
                        case UP_TO_DATE -> "shows what the ledger says";
                        case WRITTEN -> "written, commit " + result.commit();
                        case PROPOSED -> "waits in the branch ‘" + line.deployment.proposal() + "’ to be merged";
                        case DIFFERS -> "would be written:";
                        case NOBODY -> "nobody holds it; what is deployed stays until somebody removes it";
                    });
            if (dryRun && !result.diff().isEmpty()) {
                page.text(result.diff());
            }
        }
        if (lines.isEmpty()) {
            page.line("No deployment is configured for that.");
        }
    }
}
