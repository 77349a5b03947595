package io.jenkins.plugins.modelgate.cli;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.cli.ReportContent.Candidate;
import io.jenkins.plugins.modelgate.core.data.DataHash;
import io.jenkins.plugins.modelgate.core.data.TrackedPath;
import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.document.Evidence;
import io.jenkins.plugins.modelgate.core.document.Holder;
import io.jenkins.plugins.modelgate.core.document.Observed;
import io.jenkins.plugins.modelgate.core.document.Observer;
import io.jenkins.plugins.modelgate.core.document.Subject;
import io.jenkins.plugins.modelgate.core.document.Verdict;
import io.jenkins.plugins.modelgate.core.document.Verdicts;
import io.jenkins.plugins.modelgate.core.gate.GateEvaluator;
import io.jenkins.plugins.modelgate.core.gate.VerdictPlot;
import io.jenkins.plugins.modelgate.core.ledger.Quarantined;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The part of a report that is about one candidate: its gates, and all that its evidence says, with who saw it. */
final class ReportCandidate {
    private final Html html;
    private final Candidate candidate;
    private final String holds;

    ReportCandidate(Html html, Candidate candidate, String holds) {
        this.html = html;
        this.candidate = candidate;
        this.holds = holds;
    }

    void write() {
        html.open("article", "class", "candidate", "id", anchor(candidate));
        html.open("h3").text(candidate.model() + " · version " + candidate.version());
        if (!holds.isEmpty()) {
            html.text(" ").element("span", "holds " + holds, "class", "pill pass");
        }
        Quarantined quarantine = candidate.quarantine();
        if (quarantine != null) {
            html.text(" ").element("span", "quarantined: " + quarantine.reason(), "class", "pill fail");
        }
        html.close();
        candidate.verdicts().forEach(this::verdicts);
        Evidence evidence = candidate.evidence();
        if (evidence == null) {
            String problem = candidate.seal();
            html.element(
                    "p",
                    problem == null ? "Nobody recorded evidence of it." : "✗ " + problem,
                    "class",
                    problem == null ? "empty" : "bad");
        } else {
            evidence(evidence);
        }
        html.close();
    }

    static String anchor(Candidate candidate) {
        return "version-" + candidate.model() + "-" + candidate.version();
    }

    /** DVC's hashes of its data, abbreviated. */
    static String data(Candidate candidate) {
        Evidence evidence = candidate.evidence();
        Observed<Evidence.Data> data = evidence == null ? null : evidence.data();
        if (data == null) {
            return "–";
        }
        return data.value().paths().stream()
                .filter(path -> path.owner().endsWith(".dvc"))
                .map(path -> Hashes.abbreviated(path.hash()))
                .collect(Collectors.joining(" "));
    }

    /** The numbers that somebody but the run itself saw, four at most. */
    static String numbers(Candidate candidate) {
        Evidence evidence = candidate.evidence();
        if (evidence == null) {
            return "–";
        }
        return evidence.metrics().entrySet().stream()
                .filter(entry -> entry.getValue().observer() != Observer.CLAIMED)
                .limit(4)
                .map(entry -> entry.getKey() + " "
                        + Outputs.number(entry.getValue().value().value()))
                .collect(Collectors.joining(", "));
    }

    static String commit(Candidate candidate) {
        Evidence evidence = candidate.evidence();
        Observed<Evidence.Code> code = evidence == null ? null : evidence.code();
        if (code == null) {
            return "–";
        }
        String commit = commit(code.value());
        return commit.substring(0, Math.min(12, commit.length()));
    }

    /** The commit that holds the lock as used, where there is one. */
    private static String commit(Evidence.Code code) {
        return code.resultCommit() != null
                ? code.resultCommit()
                : Objects.requireNonNullElse(code.git().commit(), "–");
    }

    static void pill(Html html, Verdicts verdicts) {
        pill(html, verdicts.answer(), false, GateEvaluator.words(verdicts));
    }

    private void pill(Verdict verdict) {
        pill(html, verdict.answer(), verdict.warns(), verdict.words());
    }

    private static void pill(Html html, Answer answer, boolean warns, String words) {
        String sign =
                switch (answer) {
                    case PASS -> "✓ ";
                    case FAIL -> "✗ ";
                    case INCONCLUSIVE -> "? ";
                    case ERROR -> "! ";
                };
        Answer colour = warns ? Answer.INCONCLUSIVE : answer;
        html.element("span", sign + words, "class", "pill " + colour.name().toLowerCase(Locale.ROOT));
    }

    // --- gates

    private void verdicts(Verdicts verdicts) {
        html.open("div", "class", "verdicts")
                .open("h4")
                .text("Gates of " + verdicts.target().target() + " ");
        pill(html, verdicts);
        html.close();
        for (Verdict verdict : verdicts.verdicts()) {
            html.open("div", "class", "verdict").open("div");
            pill(verdict);
            html.element("strong", " " + verdict.gate());
            html.element("p", verdict.sentence());
            Holder reference = verdict.reference();
            if (reference != null) {
                html.element("p", "compared with: version " + reference.version(), "class", "quiet");
            }
            observers(verdict.observers());
            parts(verdict);
            html.close();
            VerdictPlot.svg(verdict).ifPresent(html::raw);
            html.close();
        }
        html.element("p", verdicts.rule(), "class", "quiet");
        html.close();
    }

    private void parts(Verdict verdict) {
        List<Verdict> parts = verdict.parts();
        if (parts == null || parts.isEmpty()) {
            return;
        }
        html.open("ul", "class", "parts");
        for (Verdict part : parts) {
            html.open("li");
            pill(part);
            html.element("strong", " " + part.gate()).element("span", " " + part.sentence(), "class", "quiet");
            parts(part);
            html.close();
        }
        html.close();
    }

    private void observers(List<Observer> observers) {
        if (!observers.isEmpty()) {
            html.element(
                    "p",
                    "seen by: "
                            + observers.stream().map(Outputs::words).distinct().collect(Collectors.joining(", ")),
                    "class",
                    "quiet");
        }
    }

    // --- evidence

    private void evidence(Evidence evidence) {
        Observed<Evidence.Code> code = evidence.code();
        html.open("div", "class", "columns");
        group("Code", code == null ? null : code.observer(), code == null ? List.of() : code(code.value()));
        group("Numbers", null, metrics(evidence));
        group("Parameters", evidence.params().observer(), params(evidence));
        group("Identity", null, identity(evidence));
        html.close();
        Observed<Evidence.Data> data = evidence.data();
        if (data != null) {
            data(data);
        }
        html.open("h4").text("Model: " + sentence(evidence.link().value()) + " ");
        html.element("span", Outputs.words(evidence.link().observer()), "class", "observer")
                .close();
        html.open("dl", "class", "facts files");
        for (Subject file : evidence.model().files()) {
            html.element("dt", file.name())
                    .open("dd")
                    .element("code", file.sha256())
                    .close();
        }
        html.close();
    }

    private void group(String title, @CheckForNull Observer observer, List<Fact> facts) {
        html.open("div").open("h4").text(title);
        if (observer != null) {
            html.text(" ").element("span", Outputs.words(observer), "class", "observer");
        }
        html.close().open("dl", "class", "facts");
        for (Fact fact : facts) {
            html.element("dt", fact.name).open("dd").element(fact.code ? "code" : "span", fact.value);
            if (fact.observer != null) {
                html.text(" ").element("span", Outputs.words(fact.observer), "class", "observer");
            }
            html.close();
        }
        if (facts.isEmpty()) {
            html.element("dt", "–").element("dd", "nothing is known");
        }
        html.close().close();
    }

    private record Fact(
            String name,
            String value,
            boolean code,
            @CheckForNull Observer observer) {
        Fact(String name, String value) {
            this(name, value, false, null);
        }
    }

    private static List<Fact> code(Evidence.Code code) {
        List<String> dirty = code.git().dirty();
        return List.of(
                new Fact("commit", commit(code), true, null),
                new Fact("protected ref", Objects.requireNonNullElse(code.protectedRef(), "none")),
                new Fact("changed files", dirty.isEmpty() ? "none" : String.join(", ", dirty)),
                new Fact("code", code.git().code().toString(), true, null));
    }

    private static List<Fact> metrics(Evidence evidence) {
        return evidence.metrics().entrySet().stream()
                .map(entry -> new Fact(
                        entry.getKey(),
                        Outputs.number(entry.getValue().value().value()),
                        false,
                        entry.getValue().observer()))
                .toList();
    }

    private static List<Fact> params(Evidence evidence) {
        return evidence.params().value().entrySet().stream()
                .map(entry -> new Fact(entry.getKey(), entry.getValue(), true, null))
                .toList();
    }

    private List<Fact> identity(Evidence evidence) {
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("candidate", evidence.candidateKey().toString(), true, null));
        facts.add(new Fact("born", Outputs.words(evidence.way())));
        facts.add(new Fact("evidence", Objects.requireNonNullElse(candidate.seal(), "–")));
        Observed<Evidence.Run> run = evidence.run();
        if (run != null) {
            facts.add(new Fact("MLflow run", run.value().id(), true, run.observer()));
        }
        Observed<Evidence.Build> build = evidence.build();
        if (build != null) {
            facts.add(
                    new Fact("build", build.value().name() + " " + build.value().number(), false, build.observer()));
        }
        return facts;
    }

    private void data(Observed<Evidence.Data> data) {
        html.open("h4")
                .text("Data ")
                .element("span", Outputs.words(data.observer()), "class", "observer")
                .close();
        html.open("div", "class", "scroll").open("table").open("thead").open("tr");
        Stream.of("path", "hash", "files", "size", "state", "in the remote", "from")
                .forEach(column -> html.element("th", column, "scope", "col"));
        html.close().close().open("tbody");
        for (TrackedPath path : data.value().paths()) {
            html.open("tr").element("th", path.path(), "scope", "row");
            DataHash hash = path.hash();
            html.open("td").element("code", hash == null ? "–" : hash.value()).close();
            html.element("td", path.files() < 0 ? "–" : path.files());
            html.element("td", path.size() < 0 ? "–" : Sizes.human(path.size()));
            html.element("td", Outputs.words(path.state()));
            html.element("td", path.stored() ? Outputs.words(path.inRemote()) : "in Git");
            html.element("td", path.owner()).close();
        }
        html.close().close().close();
    }

    private static String sentence(Evidence.Link link) {
        return switch (link) {
            case BYTE_IDENTICAL -> "the registry's bytes are those of DVC's lock";
            case SAME_BUILD -> "made by the same build as the lock; the bytes were not compared";
            case NONE -> "tied to the data by the run's word alone";
        };
    }
}
