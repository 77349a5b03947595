package io.jenkins.plugins.modelgate.cli;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Approval;
import io.jenkins.plugins.modelgate.core.document.Envelope;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import io.jenkins.plugins.modelgate.core.document.Transition;
import io.jenkins.plugins.modelgate.core.ledger.HistoryEntry;
import io.jenkins.plugins.modelgate.core.ledger.LedgerHead;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "history",
        description = "Show the transitions in the ledger, verified, newest first: what, who, why, when.",
        footer = {
            "%nExamples:",
            "  model-gate history --model diabetes --target production",
            "  model-gate history --limit 5 --json"
        },
        sortOptions = false)
final class HistoryCommand extends ModelGateCommand {
    @CheckForNull
    @Option(
            names = {"-t", "--target"},
            paramLabel = "TARGET",
            description = "Only this target.")
    private String target;

    @Option(
            names = {"-n", "--limit"},
            paramLabel = "COUNT",
            defaultValue = "50",
            description = "How many at most; default: ${DEFAULT-VALUE}.")
    private int limit;

    @Override
    Outcome run(Session session) throws Exception {
        if (limit < 1) {
            throw new InputException("--limit must be at least 1, not " + limit);
        }
        String model = session.onlyModel();
        Predicate<TargetId> wanted = id -> (model == null || id.model().equals(model))
                && (target == null || id.target().equals(target));
        List<Entry> entries = new ArrayList<>();
        LedgerHead head = session.ledger().head();
        for (HistoryEntry entry : session.ledger().history(wanted, limit)) {
            entries.add(new Entry(
                    entry.commit(),
                    entry.digest(),
                    entry.transition(),
                    Approved.of(head, entry.transition()),
                    entry.seal()));
        }
        return Outcome.ok(Map.of("entries", entries), page -> print(page, entries));
    }

    /** A transition with the approvals that it cites. */
    private record Entry(
            String commit, Sha256 digest, Transition transition, List<Approval> approvals, Envelope.Seal seal) {}

    private static void print(Page page, List<Entry> entries) {
        if (entries.isEmpty()) {
            page.line("No transition yet.");
            return;
        }
        page.table(
                List.of("WHEN", "MODEL", "TARGET", "WHAT", "WHO", "APPROVED BY", "SIGNED", "TRANSITION", "WHY"),
                entries.stream().<List<?>>map(HistoryCommand::row).toList());
    }

    private static List<?> row(Entry entry) {
        Transition transition = entry.transition();
        return List.of(
                Outputs.when(transition.at()),
                transition.target().model(),
                transition.target().target(),
                Movement.sentence(transition),
                transition.actor().name(),
                Approved.cell(entry.approvals()),
                seal(entry.seal()),
                entry.digest().abbreviated(),
                transition.reason());
    }

    static Page.Cell seal(Envelope.Seal seal) {
        return Page.cell(
                Outputs.words(seal.state()),
                switch (seal.state()) {
                    case TRUSTED -> Page.Style.GOOD;
                    case UNSIGNED -> Page.Style.WARN;
                    case UNTRUSTED, BROKEN -> Page.Style.BAD;
                });
    }
}
