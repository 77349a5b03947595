package io.jenkins.plugins.modelgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modelgate.cli.ReportContent.Candidate;
import io.jenkins.plugins.modelgate.cli.ReportContent.Note;
import io.jenkins.plugins.modelgate.core.data.DataHash;
import io.jenkins.plugins.modelgate.core.data.GitState;
import io.jenkins.plugins.modelgate.core.data.TrackedPath;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Actor;
import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.document.Approval;
import io.jenkins.plugins.modelgate.core.document.Baseline;
import io.jenkins.plugins.modelgate.core.document.Envelope.Seal;
import io.jenkins.plugins.modelgate.core.document.Evidence;
import io.jenkins.plugins.modelgate.core.document.Holder;
import io.jenkins.plugins.modelgate.core.document.Metric;
import io.jenkins.plugins.modelgate.core.document.ModelFiles;
import io.jenkins.plugins.modelgate.core.document.Observed;
import io.jenkins.plugins.modelgate.core.document.Observer;
import io.jenkins.plugins.modelgate.core.document.Person;
import io.jenkins.plugins.modelgate.core.document.PolicyRef;
import io.jenkins.plugins.modelgate.core.document.Subject;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import io.jenkins.plugins.modelgate.core.document.Transition;
import io.jenkins.plugins.modelgate.core.document.Verdict;
import io.jenkins.plugins.modelgate.core.document.Verdicts;
import io.jenkins.plugins.modelgate.core.ledger.AuditReport;
import io.jenkins.plugins.modelgate.core.ledger.HistoryEntry;
import io.jenkins.plugins.modelgate.core.ledger.Quarantined;
import io.jenkins.plugins.modelgate.mlflow.steps.Drift;
import io.jenkins.plugins.modelgate.mlflow.steps.Reconciler.Status;
import io.jenkins.plugins.modelgate.mlflow.steps.Reconciler.TargetStatus;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ReportPageTest {
    private static final Instant AT = Instant.parse("2026-11-22T20:00:00Z");
    private static final TargetId PRODUCTION = new TargetId("demo", "default", "diabetes", "production");
    private static final ModelFiles FILES = new ModelFiles(List.of(new Subject("MLmodel", sha("mlmodel"))));
    private static final Actor ADA = new Actor(Actor.Kind.PERSON, "Ada", null, Observer.CONTROLLER);

    private static Sha256 sha(String text) {
        return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Holder holder(String version) {
        return new Holder(version, sha("model" + version), sha("key" + version), sha("evidence" + version));
    }

    @Test
    void showsWhatHoldsWhatAndWhy() {
        assertThat(ReportPage.of(content("It looks right", List.of())))
                .contains("version 2", "alias champion", "diabetes · production")
                .contains("rmse-in-bounds", "RMSE 53.4049 is at most 60.")
                .contains("champion 53.9872", "limit 55.0669", "candidate 53.4049")
                .contains("“It looks right”", "signed by a trusted key")
                .contains("the ledger stands its audit", "MLflow shows what the ledger says");
    }

    @Test
    void showsDriftAndWhatTheAuditFound() {
        Drift drift =
                new Drift(PRODUCTION, Drift.Kind.ALIAS, "2", "3", "The alias shows version 3, the ledger says 2.");
        assertThat(ReportPage.of(content("", List.of(drift))))
                .contains("✗ The alias shows version 3, the ledger says 2.")
                .contains("✗ MLflow shows something else");
    }

    @Test
    void writesTheTextOfStrangersAsText() {
        String page = ReportPage.of(content("<script>alert('1')</script> & \"\u202e\"", List.of()));
        assertThat(page)
                .contains("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp; &quot;\\u202e&quot;")
                .doesNotContain("<script");
    }

    @Test
    void saysWhyEvidenceCannotBeUsed() {
        assertThat(ReportPage.of(content("", List.of())))
                .contains("✗ The evidence in run ‘abc’ cannot be used")
                .contains("quarantined: too old");
    }

    @Test
    void needsNothingElse() {
        assertThat(ReportPage.of(content("", List.of())))
                .contains("default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;")
                .doesNotContain("http:", "https:", "src=", "url(", "@import");
    }

    /** In words, not by colour alone. */
    @Test
    void saysWhatBecomesOfAnAnswerAndOfWhatItWasMade() {
        String page = ReportPage.of(content("", List.of(), Weighed.verdicts()));
        assertThat(page)
                .contains("? INCONCLUSIVE (ASKS A PERSON)</span>")
                .contains("<span class=\"pill inconclusive\">✗ FAIL (WARN)</span><strong> slow</strong>")
                .contains("✗ FAIL (ASKS A PERSON)</span><strong> nowhere-worse</strong>")
                .contains("compared with: version 7&lt;i&gt;")
                .contains(
                        "<li><span class=\"pill fail\">✗ FAIL</span><strong> &lt;b&gt;eu&lt;/b&gt;\\u001b[2J</strong>")
                .contains("<strong> clinic-3</strong>", "12 examples are too few.")
                .doesNotContain("<b>", "<i>", "\u001b");
    }

    @Test
    void saysWhoApprovedAndWhoLetItThroughAlone() {
        String page = ReportPage.of(content(
                "",
                List.of(),
                verdicts(),
                List.of(said(Approval.Decision.APPROVE, ""), said(Approval.Decision.BREAK_GLASS, "<down>"))));
        assertThat(page)
                .contains("<p class=\"good\">✓ approved by Ada (leads, ‘I looked at it’), 22 November 2026")
                .contains("<p class=\"bad\">✗ let through alone (break-glass) by Ada (leads, ‘I looked at it’)")
                .contains("“&lt;down&gt;”");
    }

    private static Approval said(Approval.Decision decision, String comment) {
        Verdicts verdicts = verdicts();
        return new Approval(
                FILES,
                sha("verdicts"),
                PRODUCTION,
                verdicts.policy(),
                holder("1"),
                new Actor(Actor.Kind.PERSON, "Ada", null, Observer.SIGNED),
                new Person("Ada", null, List.of(), List.of(), null),
                decision,
                "leads",
                "I looked at it",
                comment,
                AT);
    }

    static ReportContent content(String reason, List<Drift> drift) {
        return content(reason, drift, verdicts());
    }

    private static ReportContent content(String reason, List<Drift> drift, Verdicts verdicts) {
        return content(reason, drift, verdicts, List.of());
    }

    private static ReportContent content(
            String reason, List<Drift> drift, Verdicts verdicts, List<Approval> approvals) {
        Transition transition = new Transition(
                FILES,
                Transition.Type.PROMOTE,
                PRODUCTION,
                holder("1"),
                holder("2"),
                null,
                "champion",
                null,
                sha("verdicts"),
                List.of(),
                null,
                reason,
                ADA,
                null,
                AT);
        HistoryEntry entry = new HistoryEntry(
                "4cfcaf0f35f3a3ec6f0a9a5b2c2f8a4b1d2e3f40",
                sha("transition"),
                transition,
                new Seal(Seal.State.TRUSTED, List.of(sha("key"))));
        TargetStatus target = new TargetStatus(PRODUCTION, holder("2"), "champion", null, AT, drift);
        Quarantined quarantine = new Quarantined(holder("1"), "too old", ADA, AT, sha("transition"));
        return new ReportContent(
                "diabetes",
                AT,
                "model-gate 1.0",
                "demo",
                "ledger.git",
                true,
                new AuditReport("4cfcaf0f35f3a3ec6f0a9a5b2c2f8a4b1d2e3f40", 1, 0, List.of()),
                new Status("4cfcaf0f35f3a3ec6f0a9a5b2c2f8a4b1d2e3f40", List.of(target), List.of()),
                List.of(entry),
                Map.of(sha("transition"), approvals),
                List.of(
                        new Candidate("diabetes", "2", evidence(), "signed by a trusted key", List.of(verdicts), null),
                        new Candidate(
                                "diabetes",
                                "1",
                                null,
                                "The evidence in run ‘abc’ cannot be used",
                                List.of(),
                                quarantine)),
                List.of(new Note("1. It begins", List.of("Proves: much", "✓ so it is"))));
    }

    static Verdicts verdicts() {
        Verdict bound = new Verdict(
                "rmse-in-bounds",
                "bound",
                Answer.PASS,
                "RMSE 53.4049 is at most 60.",
                new Metric(53.404930421855),
                null,
                new Metric(60),
                null,
                List.of(Observer.AGENT));
        Verdict comparison = new Verdict(
                "no-worse-than-champion",
                "point-difference",
                Answer.PASS,
                "RMSE 53.4049 is no worse than 55.0669.",
                new Metric(53.404930421855),
                new Metric(53.9872),
                new Metric(55.066944),
                110L,
                List.of(Observer.AGENT, Observer.AGENT));
        return new Verdicts(
                FILES,
                sha("evidence2"),
                sha("key2"),
                "2",
                PRODUCTION,
                new PolicyRef(sha("policy"), null, null, true),
                new Baseline(Baseline.Kind.CHAMPION, holder("1"), true, new TreeMap<>()),
                List.of(bound, comparison),
                Answer.PASS,
                "All gates must pass: no correction for their number.",
                AT);
    }

    private static Evidence evidence() {
        TrackedPath data = new TrackedPath(
                "data",
                TrackedPath.Kind.DIRECTORY,
                "data.dvc",
                DataHash.md5("4afdf21c5f7b4a6d81e0c9b3a2f1e0d9.dir"),
                DataHash.md5("4afdf21c5f7b4a6d81e0c9b3a2f1e0d9.dir"),
                21234,
                2,
                TrackedPath.State.UNCHANGED,
                true,
                TrackedPath.Presence.PRESENT,
                true);
        GitState git = new GitState(
                null, "0e5c1f7ad1d3c66a1f3f86d5a5c4b3a291807f6e", "refs/heads/main", sha("code"), List.of(), List.of());
        return new Evidence(
                FILES,
                "diabetes",
                sha("key2"),
                Evidence.Way.TRAINED_IN_CI,
                new Observed<>(new Evidence.Code(git, null, "refs/heads/main"), Observer.AGENT),
                new Observed<>(new Evidence.Data(sha("snapshot"), List.of(data), new TreeMap<>()), Observer.AGENT),
                new Observed<>(new TreeMap<>(Map.of("train.alpha", "1")), Observer.AGENT),
                new TreeMap<>(Map.of(
                        "rmse", new Observed<>(new Metric(53.404930421855), Observer.AGENT),
                        "train.rmse", new Observed<>(new Metric(53.76), Observer.CLAIMED))),
                new Observed<>(Evidence.Link.BYTE_IDENTICAL, Observer.REGISTRY),
                new Observed<>(new Evidence.Run("0f3c9c8e6a7b4d51", "1", null, null), Observer.REGISTRY),
                null,
                AT);
    }
}
