package io.jenkins.plugins.modelgate.core.ledger;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Actor;
import io.jenkins.plugins.modelgate.core.document.Holder;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The page that people see who open the ledger in a Git server. */
final class Readme {
    private static final String HEADER = """
            # Model Gate ledger

            What holds what. Model Gate rewrites this page with each transition; `model-gate audit` tells if somebody else did.
            MLflow follows the ledger. If it shows something else, that is drift: `model-gate status` shows it,
            `model-gate reconcile` ends it.

            """;

    private static final String QUARANTINE = """

            ## Quarantined

            These may hold no target of their model until the quarantine is lifted.

            """;

    private Readme() {}

    static byte[] of(LedgerState state) {
        StringBuilder page = new StringBuilder(HEADER);
        row(page, "Model", "Target", "Version", "Shown as", "Since", "By", "Data", "Evidence");
        row(page, "---", "---", "---", "---", "---", "---", "---", "---");
        state.targets().values().forEach(target -> holder(page, target));
        if (state.targets().values().stream()
                .anyMatch(target -> !target.quarantined().isEmpty())) {
            page.append(QUARANTINE);
            row(page, "Model", "Target", "Version", "Candidate", "Reason", "Since", "By");
            row(page, "---", "---", "---", "---", "---", "---", "---");
            state.targets().values().forEach(target -> target.quarantined()
                    .forEach(entry -> quarantined(page, target.target(), entry)));
        }
        return page.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void holder(StringBuilder page, TargetState state) {
        Holder holder = state.holder();
        row(
                page,
                model(state.target()),
                text(state.target().target()),
                holder == null ? "nobody" : text(holder.version()) + warning(state, holder),
                shownAs(state),
                time(state.since()),
                actor(state.by()),
                digest(state.data()),
                holder == null ? "" : holder.evidence() == null ? "none" : digest(holder.evidence()));
    }

    private static String warning(TargetState state, Holder holder) {
        return state.quarantine(holder).isPresent() ? " (**quarantined**)" : "";
    }

    private static void quarantined(StringBuilder page, TargetId target, Quarantined entry) {
        Sha256 key = entry.candidate().candidateKey();
        row(
                page,
                model(target),
                text(target.target()),
                text(entry.candidate().version()),
                digest(key == null ? entry.candidate().model() : key),
                PlainText.markdown(entry.reason(), 300),
                time(entry.since()),
                actor(entry.by()));
    }

    private static String model(TargetId target) {
        return text(target.model()) + " (" + text(target.server())
                + (target.workspace().equals("default") ? "" : ", " + text(target.workspace())) + ")";
    }

    private static String shownAs(TargetState state) {
        return Stream.of(shown("alias", state.alias()), shown("stage", state.stage()))
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(", "));
    }

    private static String shown(String kind, @CheckForNull String name) {
        return name == null ? "" : kind + " " + text(name);
    }

    private static String text(String name) {
        return PlainText.markdown(name, 300);
    }

    private static String digest(@CheckForNull Sha256 digest) {
        return digest == null ? "" : "`" + digest.abbreviated() + "`";
    }

    private static String time(@CheckForNull Instant at) {
        return at == null ? "" : at.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String actor(@CheckForNull Actor by) {
        return by == null ? "" : PlainText.markdown(PlainText.actor(by), 250);
    }

    private static void row(StringBuilder page, String... cells) {
        page.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }
}
