package io.jenkins.plugins.modelgate.cli;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.cli.Page.Style;
import io.jenkins.plugins.modelgate.core.document.Approval;
import io.jenkins.plugins.modelgate.core.document.Holder;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import io.jenkins.plugins.modelgate.core.ledger.LedgerException;
import io.jenkins.plugins.modelgate.core.ledger.LedgerHead;
import io.jenkins.plugins.modelgate.core.ledger.TargetState;
import io.jenkins.plugins.modelgate.mlflow.steps.Drift;
import io.jenkins.plugins.modelgate.mlflow.steps.Reconciler;
import io.jenkins.plugins.modelgate.mlflow.steps.Reconciler.Status;
import io.jenkins.plugins.modelgate.mlflow.steps.Reconciler.TargetStatus;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "status",
        description = {
            "Show who holds which target, and where MLflow shows something that the ledger doesn't say.",
            "Exit code 6 on drift. Changes nothing."
        },
        footer = {"%nExamples:", "  model-gate status", "  model-gate status --model diabetes --bytes --data"},
        sortOptions = false)
final class StatusCommand extends ModelGateCommand {
    @Option(names = "--bytes", description = "Download and hash the holders' files, too.")
    private boolean bytes;

    @Option(
            names = "--data",
            description =
                    "Look in the DVC remote for the data of the holders and of those to which a roll-back may go, too.")
    private boolean data;

    @Override
    Outcome run(Session session) throws Exception {
        Status status = new Reconciler(session.gatekeeper())
                .status(session.onlyModel(), bytes, data ? session.dataPresence() : null);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("drifted", status.drifted());
        Outputs.putIfPresent(json, "head", status.head());
        json.put("targets", status.targets());
        json.put("notes", status.notes());
        Map<TargetId, List<Approval>> approved = approved(session);
        json.put(
                "approvals",
                approved.entrySet().stream()
                        .filter(entry -> !entry.getValue().isEmpty())
                        .map(entry -> Map.of("target", entry.getKey(), "approvals", entry.getValue()))
                        .toList());
        return new Outcome(
                status.drifted() ? ExitCode.PROBLEM_FOUND : ExitCode.OK, json, page -> print(page, status, approved));
    }

    /** Who let the holders in. */
    static Map<TargetId, List<Approval>> approved(Session session) throws IOException, LedgerException {
        LedgerHead head = session.ledger().head();
        Map<TargetId, List<Approval>> approved = new TreeMap<>();
        for (TargetState state : head.targets().values()) {
            approved.put(state.target(), Approved.of(head, state));
        }
        return approved;
    }

    static void print(Page page, Status status, Map<TargetId, List<Approval>> approved) {
        if (status.targets().isEmpty()) {
            page.line("The ledger knows no target on this server yet.");
            return;
        }
        page.table(
                List.of("MODEL", "TARGET", "VERSION", "SHOWN BY", "SINCE", "APPROVED BY", "MLFLOW"),
                status.targets().stream()
                        .<List<?>>map(target -> row(target, approved.getOrDefault(target.target(), List.of())))
                        .toList());
        for (TargetStatus target : status.targets()) {
            target.drift().forEach(drift -> explain(page, drift));
        }
        status.notes().forEach(note -> page.line(Page.cell("note:", Style.WARN), note));
    }

    private static void explain(Page page, Drift drift) {
        page.line(
                Page.cell("drift:", Style.BAD),
                drift.sentence(),
                drift.repairable() ? "(‘model-gate reconcile’ repairs it)" : "");
    }

    private static List<?> row(TargetStatus status, List<Approval> approvals) {
        Holder holder = status.holder();
        Instant since = status.since();
        return List.of(
                status.target().model(),
                status.target().target(),
                holder == null ? "nobody" : holder.version(),
                shown(status.alias(), status.stage()),
                since == null ? "" : Outputs.when(since),
                Approved.cell(approvals),
                status.drift().isEmpty() ? Page.cell("agrees", Style.GOOD) : Page.cell("differs", Style.BAD));
    }

    private static String shown(@CheckForNull String alias, @CheckForNull String stage) {
        return Stream.of(alias == null ? "" : "@" + alias, stage == null ? "" : "stage " + stage)
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining(", "));
    }
}
