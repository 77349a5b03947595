package io.jenkins.plugins.modelgate.cli;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.cli.ReportContent.Candidate;
import io.jenkins.plugins.modelgate.cli.ReportContent.Note;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Approval;
import io.jenkins.plugins.modelgate.core.document.Evidence;
import io.jenkins.plugins.modelgate.core.document.Holder;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import io.jenkins.plugins.modelgate.core.document.Transition;
import io.jenkins.plugins.modelgate.core.document.Verdicts;
import io.jenkins.plugins.modelgate.core.ledger.AuditReport;
import io.jenkins.plugins.modelgate.core.ledger.HistoryEntry;
import io.jenkins.plugins.modelgate.core.ledger.LedgerException;
import io.jenkins.plugins.modelgate.core.ledger.LedgerHead;
import io.jenkins.plugins.modelgate.core.ledger.Quarantined;
import io.jenkins.plugins.modelgate.mlflow.steps.Gatekeeper;
import io.jenkins.plugins.modelgate.mlflow.steps.Lookup;
import io.jenkins.plugins.modelgate.mlflow.steps.Lookup.Descent;
import io.jenkins.plugins.modelgate.mlflow.steps.Lookup.VersionEntry;
import io.jenkins.plugins.modelgate.mlflow.steps.Reconciler;
import io.jenkins.plugins.modelgate.mlflow.steps.Reconciler.Status;
import io.jenkins.plugins.modelgate.mlflow.steps.StepException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "report",
        description = {
            "Write one HTML page about a model: what holds what, each candidate with its evidence and verdicts, all",
            "decisions, the audit, and drift. The page needs nothing else; it can be kept, printed and sent."
        },
        footer = {
            "%nExamples:",
            "  model-gate report --out report.html",
            "  model-gate report --model diabetes --out report.html"
        },
        sortOptions = false)
final class ReportCommand extends ModelGateCommand {
    @Option(
            names = {"-o", "--out"},
            paramLabel = "FILE",
            required = true,
            description = "Where to write it.")
    private Path out;

    @Option(
            names = {"-n", "--limit"},
            paramLabel = "COUNT",
            defaultValue = "20",
            description = "How many versions at most, the newest; default: ${DEFAULT-VALUE}.")
    private int limit;

    @CheckForNull
    @Option(
            names = "--notes",
            paramLabel = "FILE",
            description = "Text to add: a blank line between notes, the first line of each is its heading.")
    private Path notes;

    @Override
    Outcome run(Session session) throws Exception {
        AuditReport audit = session.ledger().audit(null);
        Gatekeeper gatekeeper = session.gatekeeper();
        List<HistoryEntry> history = audit.ok() ? history(session) : List.of();
        ReportContent content = new ReportContent(
                session.modelName(),
                gatekeeper.clock().instant(),
                new Main.Version().getVersion()[0],
                gatekeeper.server(),
                session.ledger().location(),
                session.ledger().embedded(),
                audit,
                audit.ok()
                        ? new Reconciler(gatekeeper).status(session.modelName(), true, null)
                        : new Status(audit.head(), List.of(), List.of()),
                history,
                approvals(session, history),
                audit.ok() ? candidates(session, gatekeeper, history) : List.of(),
                notes == null ? List.of() : notes(Files.readString(notes)));
        Files.writeString(out, ReportPage.of(content));
        return new Outcome(
                audit.ok() ? ExitCode.OK : ExitCode.PROBLEM_FOUND,
                Map.of("file", out.toString(), "ledger", audit),
                page -> page.line("Wrote", out));
    }

    /** Oldest first. */
    private static List<HistoryEntry> history(Session session) throws IOException, LedgerException {
        String model = session.modelName();
        List<HistoryEntry> history =
                new ArrayList<>(session.ledger().history(id -> id.model().equals(model), Integer.MAX_VALUE));
        Collections.reverse(history);
        return history;
    }

    private static Map<Sha256, List<Approval>> approvals(Session session, List<HistoryEntry> history)
            throws IOException, LedgerException {
        Map<Sha256, List<Approval>> approvals = new HashMap<>();
        for (HistoryEntry entry : history) {
            approvals.put(entry.digest(), Approved.of(session.ledger().head(), entry.transition()));
        }
        return approvals;
    }

    private List<Candidate> candidates(Session session, Gatekeeper gatekeeper, List<HistoryEntry> history)
            throws IOException, LedgerException {
        Lookup lookup = new Lookup(gatekeeper);
        List<Candidate> candidates = new ArrayList<>();
        for (VersionEntry entry : lookup.newest(session.modelName(), limit)) {
            candidates.add(candidate(session, gatekeeper, lookup, entry, history));
        }
        return candidates;
    }

    private static Candidate candidate(
            Session session, Gatekeeper gatekeeper, Lookup lookup, VersionEntry entry, List<HistoryEntry> history)
            throws IOException, LedgerException {
        Descent descent;
        try {
            descent = lookup.descent("models:/" + entry.model() + "/" + entry.version());
        } catch (StepException e) {
            if (e.kind() != StepException.Kind.MISMATCH) {
                throw e;
            }
            return new Candidate(entry.model(), entry.version(), null, e.getMessage(), List.of(), null);
        }
        return new Candidate(
                entry.model(),
                entry.version(),
                descent.evidence(),
                descent.seal(),
                verdicts(session, gatekeeper, descent, history),
                quarantine(session.ledger().head(), gatekeeper, descent));
    }

    /** The latest for each target. */
    private static List<Verdicts> verdicts(
            Session session, Gatekeeper gatekeeper, Descent descent, List<HistoryEntry> history)
            throws IOException, LedgerException {
        Evidence evidence = descent.evidence();
        List<Verdicts> latest = new ArrayList<>();
        if (evidence == null) {
            return latest;
        }
        for (String name : session.model().targets().keySet()) {
            TargetId target = gatekeeper.target(evidence.name(), name);
            List<Verdicts> all = new ArrayList<>();
            session.ledger().recorded(evidence.candidateKey(), target).ifPresent(all::add);
            for (HistoryEntry entry : history) {
                Transition transition = entry.transition();
                Holder to = transition.to();
                Sha256 digest = transition.verdicts();
                if (transition.target().equals(target)
                        && digest != null
                        && to != null
                        && to.version().equals(descent.entry().version())) {
                    session.ledger().head().find(digest, Verdicts.class).ifPresent(all::add);
                }
            }
            all.stream().max(Comparator.comparing(Verdicts::at)).ifPresent(latest::add);
        }
        return latest;
    }

    @CheckForNull
    private static Quarantined quarantine(LedgerHead head, Gatekeeper gatekeeper, Descent descent) {
        Evidence evidence = descent.evidence();
        if (evidence == null) {
            return null;
        }
        Holder candidate = new Holder(
                descent.entry().version(), evidence.model().hash(), evidence.candidateKey(), descent.digest());
        return head.quarantine(gatekeeper.target(evidence.name(), "any"), candidate)
                .orElse(null);
    }

    static List<Note> notes(String text) {
        return Stream.of(text.strip().split("\\R\\s*\\R"))
                .filter(part -> !part.isBlank())
                .map(part -> part.strip().lines().toList())
                .map(lines -> new Note(lines.get(0), lines.subList(1, lines.size())))
                .toList();
    }
}
