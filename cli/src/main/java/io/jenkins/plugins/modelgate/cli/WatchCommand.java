package io.jenkins.plugins.modelgate.cli;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.cli.Page.Style;
import io.jenkins.plugins.modelgate.cli.config.Setting;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.mlflow.steps.Drift;
import io.jenkins.plugins.modelgate.mlflow.steps.Gatekeeper;
import io.jenkins.plugins.modelgate.mlflow.steps.Watch;
import io.jenkins.plugins.modelgate.mlflow.steps.Watch.Finding;
import io.jenkins.plugins.modelgate.mlflow.steps.Watch.Request;
import io.jenkins.plugins.modelgate.mlflow.steps.Watch.Round;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "watch",
        description = {
            "Look once where MLflow, the files, their data, what is deployed or the policy differ from what the ledger",
            "says; for cron. Does what the policy says: report, restore, or ask for a person who adopts. Exit code 6 if",
            "there was drift."
        },
        footer = {
            "%nExamples:",
            "  model-gate watch",
            "  model-gate watch --within-hours 6 --json",
            "  */15 * * * * cd /srv/diabetes && model-gate watch || mail -s drift ml-ops"
        },
        sortOptions = false)
final class WatchCommand extends ModelGateCommand {
    @CheckForNull
    @Option(
            names = "--memory",
            paramLabel = "FILE",
            description = "What it remembers from round to round; default: a file among your own.")
    private Path memory;

    @Option(
            names = "--within-hours",
            paramLabel = "HOURS",
            defaultValue = "24",
            description = "Hash all files within this time, some in each round; default: ${DEFAULT-VALUE}.")
    private int hours;

    @Option(
            names = "--roll-backs",
            paramLabel = "COUNT",
            defaultValue = "" + Watch.ROLL_BACKS,
            description = "Look after so many earlier holders of each target, too; default: ${DEFAULT-VALUE}.")
    private int rollBacks;

    @Option(names = "--dry-run", description = "Put nothing back, whatever the policy says.")
    private boolean dryRun;

    @Override
    Outcome run(Session session) throws Exception {
        if (hours < 1 || rollBacks < 0) {
            throw new InputException("--within-hours must be at least 1, and --roll-backs at least 0");
        }
        Gatekeeper gatekeeper = session.gatekeeper();
        Round round = new Watch(gatekeeper)
                .round(new Request(
                        session.onlyModel(),
                        session.policies(),
                        session.dataPresence(),
                        session.config().path(Setting.DEPLOYMENTS).isPresent() ? session.deployments() : null,
                        memory == null
                                ? usual(session, gatekeeper)
                                : session.workspace().resolve(memory),
                        Duration.ofHours(hours),
                        rollBacks,
                        dryRun));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("drifted", round.drifted());
        json.put("round", round);
        return new Outcome(round.drifted() ? ExitCode.PROBLEM_FOUND : ExitCode.OK, json, page -> print(page, round));
    }

    /** One for each ledger and server. */
    private static Path usual(Session session, Gatekeeper gatekeeper) {
        String watched = String.join(
                "\n",
                gatekeeper.ledger().location(),
                gatekeeper.server(),
                gatekeeper.mlflow().config().workspaceName());
        return session.config()
                .dataFolder()
                .resolve("watch")
                .resolve(Sha256.of(watched.getBytes(StandardCharsets.UTF_8)).abbreviated() + ".json");
    }

    private static void print(Page page, Round round) {
        round.findings().forEach(finding -> print(page, finding));
        if (!round.drifted()) {
            page.line(Page.cell("What is shown is what the ledger says.", Style.GOOD));
        }
        page.line(Page.cell(
                "Files and data of " + round.looked() + " of " + round.versions() + " versions were looked at now"
                        + (round.lookedSince() == null
                                ? "."
                                : ", of all since " + Outputs.when(round.lookedSince()) + "."),
                Style.DIM));
        round.notes().forEach(note -> page.line(Page.cell("note:", Style.WARN), note));
    }

    private static void print(Page page, Finding finding) {
        Drift drift = finding.drift();
        page.line(
                Page.cell(
                        word(finding),
                        !finding.counts()
                                ? Style.DIM
                                : finding.outcome() == Watch.Outcome.RESTORED ? Style.WARN : Style.BAD),
                drift.target() + ":",
                drift.sentence());
        page.line(Page.cell("  " + since(finding) + remedy(finding), Style.DIM));
    }

    private static String word(Finding finding) {
        return switch (finding.outcome()) {
            case COMPLETED -> "completed:";
            case RESTORED -> "restored:";
            case PROPOSED -> "proposed:";
            case FAILED -> "failed:";
            case REPORTED, WAITS -> finding.counts() ? "drift:" : "note:";
        };
    }

    private static String since(Finding finding) {
        return "first seen " + Outputs.when(finding.since())
                + (finding.unseen() == null ? "" : ", not yet there " + Outputs.when(finding.unseen()))
                + (finding.by() != null
                        ? ", by " + finding.by()
                        : finding.drift().kind() == Drift.Kind.DEPLOYMENT ? "" : "; nobody keeps who did it");
    }

    private static String remedy(Finding finding) {
        return switch (finding.outcome()) {
            case WAITS -> "; waits for a person: ‘model-gate adopt’ takes it over, ‘model-gate reconcile’ puts it back";
            case REPORTED -> finding.drift().repairable() ? "; ‘model-gate reconcile’ puts it back" : "";
            case FAILED -> "; the next round tries again";
            case RESTORED, COMPLETED, PROPOSED -> "";
        };
    }
}
