package io.jenkins.plugins.modelgate.cli;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.cli.ReportContent.Candidate;
import io.jenkins.plugins.modelgate.cli.ReportContent.Note;
import io.jenkins.plugins.modelgate.core.document.Approval;
import io.jenkins.plugins.modelgate.core.document.Holder;
import io.jenkins.plugins.modelgate.core.document.Transition;
import io.jenkins.plugins.modelgate.core.document.Verdicts;
import io.jenkins.plugins.modelgate.core.ledger.AuditReport;
import io.jenkins.plugins.modelgate.core.ledger.HistoryEntry;
import io.jenkins.plugins.modelgate.mlflow.steps.Drift;
import io.jenkins.plugins.modelgate.mlflow.steps.Reconciler.TargetStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * One HTML page that needs nothing else: no script, no font, no address. It can be kept with a release, printed, or sent to an
 * auditor.
 */
final class ReportPage {
    /** Even if a text of a stranger were taken for markup, nothing of it could run or load. */
    private static final String POLICY = "default-src 'none'; style-src 'unsafe-inline'";

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "d MMMM uuuu, HH:mm:ss 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final ReportContent content;
    private final Html html = new Html();

    private ReportPage(ReportContent content) {
        this.content = content;
    }

    static String of(ReportContent content) {
        return new ReportPage(content).page();
    }

    private String page() {
        html.raw("<!DOCTYPE html>").open("html", "lang", "en").open("head").single("meta", "charset", "utf-8");
        html.single("meta", "http-equiv", "Content-Security-Policy", "content", POLICY);
        html.single("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        html.single("meta", "name", "color-scheme", "content", "light dark");
        html.element("title", "Model Gate: " + content.title());
        html.open("style").raw(styleSheet()).close().close();
        html.open("body").open("main");
        header();
        section("What holds what", this::targets);
        section("Candidates", this::overview);
        content.candidates().forEach(candidate -> new ReportCandidate(html, candidate, holds(candidate)).write());
        section("Decisions", this::timeline);
        section("Audit", this::audit);
        if (!content.notes().isEmpty()) {
            section("Notes", this::notes);
        }
        footer();
        return html.close().close().close().toString();
    }

    private static String styleSheet() {
        try (InputStream in = ReportPage.class.getResourceAsStream("report.css")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void section(String title, Runnable body) {
        html.open("section").element("h2", title);
        body.run();
        html.close();
    }

    private void empty(String sentence) {
        html.element(
                "p",
                content.audit().ok() ? sentence : "Not shown: the ledger does not stand its audit.",
                "class",
                "empty");
    }

    // --- the head

    private void header() {
        html.open("header")
                .open("div")
                .element("p", "Model Gate", "class", "mark")
                .element("h1", content.title());
        html.element(
                "p", "Which code, which data, which numbers, who said yes, and how do we go back?", "class", "lead");
        html.close().open("ul", "class", "state");
        state(content.audit().ok(), "the ledger stands its audit", "the ledger does not stand its audit");
        if (content.audit().ok()) {
            state(!content.status().drifted(), "MLflow shows what the ledger says", "MLflow shows something else");
        }
        html.close().close();
    }

    private void state(boolean good, String yes, String no) {
        html.element("li", (good ? "✓ " : "✗ ") + (good ? yes : no), "class", good ? "good" : "bad");
    }

    // --- what holds what

    private void targets() {
        if (content.status().targets().isEmpty()) {
            empty("Nothing was ever promoted.");
            return;
        }
        html.open("div", "class", "cards");
        content.status().targets().forEach(this::target);
        html.close();
    }

    private void target(TargetStatus status) {
        html.open("article", "class", "target");
        html.element("h3", status.target().model() + " · " + status.target().target());
        Holder holder = status.holder();
        html.element("p", holder == null ? "nobody" : "version " + holder.version(), "class", "big");
        html.element("p", shownBy(status) + "since " + TIME.format(status.since()), "class", "quiet");
        content.history().stream()
                .filter(entry -> entry.transition().target().equals(status.target()))
                .filter(entry -> Approved.moves(entry.transition()))
                .reduce((earlier, later) -> later)
                .ifPresent(this::approvedBy);
        for (Drift drift : status.drift()) {
            html.element("p", "✗ " + drift.sentence(), "class", "bad");
        }
        html.close();
    }

    private static String shownBy(TargetStatus status) {
        String alias = status.alias() == null ? "" : "alias " + status.alias() + ", ";
        return alias + (status.stage() == null ? "" : "stage " + status.stage() + ", ");
    }

    private String holds(Candidate candidate) {
        return String.join(
                ", ",
                content.status().targets().stream()
                        .filter(status -> status.target().model().equals(candidate.model()))
                        .filter(status -> status.holder() != null
                                && status.holder().version().equals(candidate.version()))
                        .map(status -> status.target().target())
                        .toList());
    }

    // --- candidates

    private void overview() {
        if (content.candidates().isEmpty()) {
            empty("The registry has no version that evidence was recorded for.");
            return;
        }
        table("overview", List.of("version", "data", "commit", "numbers", "gates", "holds"), () -> {
            for (Candidate candidate : content.candidates()) {
                row(candidate);
            }
        });
    }

    private void row(Candidate candidate) {
        html.open("tr").open("th", "scope", "row");
        html.element("a", candidate.version(), "href", "#" + ReportCandidate.anchor(candidate))
                .close();
        html.open("td").element("code", ReportCandidate.data(candidate)).close();
        html.open("td").element("code", ReportCandidate.commit(candidate)).close();
        html.element("td", ReportCandidate.numbers(candidate)).open("td");
        for (Verdicts verdicts : candidate.verdicts()) {
            ReportCandidate.pill(html, verdicts);
            html.element("span", " " + verdicts.target().target() + " ", "class", "quiet");
        }
        html.close();
        html.element("td", candidate.quarantine() == null ? holds(candidate) : "quarantined")
                .close();
    }

    private void table(String kind, List<String> columns, Runnable rows) {
        html.open("div", "class", "scroll")
                .open("table", "class", kind)
                .open("thead")
                .open("tr");
        columns.forEach(column -> html.element("th", column, "scope", "col"));
        html.close().close().open("tbody");
        rows.run();
        html.close().close().close();
    }

    // --- decisions

    private void timeline() {
        if (content.history().isEmpty()) {
            empty("None yet.");
            return;
        }
        html.open("ol", "class", "timeline");
        content.history().forEach(this::transition);
        html.close();
    }

    private void transition(HistoryEntry entry) {
        Transition transition = entry.transition();
        html.open("li", "class", "kind-" + Outputs.words(transition.type()));
        html.open("h3").text(headline(transition)).close();
        if (!transition.reason().isBlank()) {
            html.element("p", "“" + transition.reason() + "”", "class", "reason");
        }
        html.open("p", "class", "quiet").text(TIME.format(transition.at()) + ", ");
        html.text(transition.actor().name() + " ("
                + Outputs.words(transition.actor().kind()) + ", ");
        html.text(Outputs.words(transition.actor().observer()) + "); " + entry.seal())
                .close();
        approvedBy(entry);
        html.open("p", "class", "quiet")
                .text("commit ")
                .element("code", entry.commit().substring(0, 12));
        html.text(", transition ").element("code", entry.digest().abbreviated());
        if (transition.verdicts() != null) {
            html.text(", verdicts ").element("code", transition.verdicts().abbreviated());
        }
        html.close().close();
    }

    private void approvedBy(HistoryEntry entry) {
        for (Approval approval : content.approvals().getOrDefault(entry.digest(), List.of())) {
            boolean alone = approval.decision() == Approval.Decision.BREAK_GLASS;
            String said = alone ? "✗ let through alone (break-glass) by " : "✓ approved by ";
            String comment = approval.comment().isEmpty() ? "" : ": “" + approval.comment() + "”";
            html.element(
                    "p",
                    said + approval.by().name() + " (" + approval.group() + ", ‘" + approval.meaning() + "’), "
                            + TIME.format(approval.at()) + comment,
                    "class",
                    alone ? "bad" : "good");
        }
    }

    private static String headline(Transition transition) {
        String target =
                transition.target().model() + " · " + transition.target().target();
        return switch (transition.type()) {
            case PROMOTE, ROLL_BACK, ADOPT, RETIRE ->
                Outputs.words(transition.type()) + ": " + target + ", " + version(transition.from()) + " → "
                        + version(transition.to());
            case QUARANTINE, LIFT ->
                Outputs.words(transition.type()) + ": " + target + ", " + version(transition.quarantine());
        };
    }

    private static String version(@CheckForNull Holder holder) {
        return holder == null ? "nobody" : "version " + holder.version();
    }

    // --- audit

    private void audit() {
        AuditReport audit = content.audit();
        html.open("dl", "class", "facts");
        fact(
                "ledger",
                content.ledger() + (content.embedded() ? " (embedded: its administrator could rewrite it)" : ""));
        fact("head", audit.head() == null ? "empty" : audit.head());
        fact("transitions", audit.transitions() + ", replayed from the first one; unsigned: " + audit.unsigned());
        fact("anchors", audit.anchors() == 0 ? "none" : "held against " + audit.anchors());
        fact(
                "found",
                audit.ok() ? "no problem" : "problems: " + audit.problems().size());
        html.close();
        for (AuditReport.Problem problem : audit.problems()) {
            html.element("p", "✗ " + problem, "class", "bad");
        }
    }

    private void fact(String name, String value) {
        html.element("dt", name).element("dd", value);
    }

    // --- the end

    private void notes() {
        html.open("div", "class", "notes");
        for (Note note : content.notes()) {
            html.open("article").element("h3", note.heading());
            note.lines().forEach(line -> html.element("p", line));
            html.close();
        }
        html.close();
    }

    private void footer() {
        html.open("footer")
                .element(
                        "p",
                        "Read on " + TIME.format(content.at()) + " from the MLflow server ‘" + content.server()
                                + "’ and the ledger, by " + content.madeBy()
                                + ". A copy of what was true then: ask ‘model-gate status’ for what is true now.");
        html.close();
    }
}
