package io.jenkins.plugins.modelgate.approvals;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Job;
import hudson.model.Run;
import io.jenkins.plugins.modelgate.build.Samples;
import io.jenkins.plugins.modelgate.config.ModelGateConfiguration;
import io.jenkins.plugins.modelgate.config.ServerSession;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Actor;
import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.document.ApprovalRules;
import io.jenkins.plugins.modelgate.core.document.ApprovalRules.Group;
import io.jenkins.plugins.modelgate.core.document.ApprovalRules.Rule;
import io.jenkins.plugins.modelgate.core.document.Documents;
import io.jenkins.plugins.modelgate.core.document.Evidence;
import io.jenkins.plugins.modelgate.core.document.Maker;
import io.jenkins.plugins.modelgate.core.document.Observed;
import io.jenkins.plugins.modelgate.core.document.Observer;
import io.jenkins.plugins.modelgate.core.document.Verdicts;
import io.jenkins.plugins.modelgate.mlflow.steps.Approvals;
import io.jenkins.plugins.modelgate.mlflow.steps.Approvals.Standing;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** What is put to people, straight into the ledger: nothing of it needs a server. */
final class Asked {
    static final Rule LEADS = new Rule(new Group("ml-leads", null), 2, "I reviewed the evidence.");
    static final Rule RISK = new Rule(new Group("risk", List.of("carol", "rita")), 1, "I accept the risk.");
    static final Group SRE = new Group("sre", List.of("sam"));

    private final List<Maker> makers =
            new ArrayList<>(List.of(new Maker(Maker.Role.AUTHOR, "Ada", "ada@example.org", Observer.AGENT)));
    private String name = "diabetes-data";
    private String sentence = "54.25 is at most 60";
    private Instant at = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    private List<Rule> rules = List.of(LEADS, RISK);
    private boolean personal;
    private boolean comment;

    @CheckForNull
    private Evidence.Build build;

    Asked by(Run<?, ?> run) {
        build = new Evidence.Build(run.getParent().getFullName(), Integer.toString(run.getNumber()), null, null);
        return this;
    }

    Asked by(Job<?, ?> job, @CheckForNull String url) {
        build = new Evidence.Build(job.getFullName(), "1", url, null);
        return this;
    }

    Asked named(String hostile) {
        name = hostile;
        sentence = hostile;
        makers.add(new Maker(Maker.Role.CO_AUTHOR, hostile, hostile, Observer.CLAIMED));
        return this;
    }

    Asked rules(Rule... others) {
        rules = List.of(others);
        return this;
    }

    Asked personal() {
        personal = true;
        return this;
    }

    Asked withComment() {
        comment = true;
        return this;
    }

    Asked at(Instant other) {
        at = other.truncatedTo(ChronoUnit.MILLIS);
        return this;
    }

    Asked madeBy(String id) {
        makers.add(new Maker(Maker.Role.REBUILDER, id, null, Observer.CONTROLLER));
        return this;
    }

    Evidence evidence(String version) {
        Evidence plain = Samples.evidence(version, name);
        return new Evidence(
                plain.model(),
                plain.name(),
                plain.candidateKey(),
                plain.way(),
                plain.code(),
                plain.data(),
                plain.params(),
                plain.metrics(),
                plain.link(),
                plain.run(),
                build == null ? null : new Observed<>(build, Observer.CONTROLLER),
                Samples.AT);
    }

    /** Puts it to people, and gives the digest of what they are asked. */
    Sha256 put(String version) throws Exception {
        Evidence evidence = evidence(version);
        Verdicts plain = Samples.verdicts(version, Answer.PASS, sentence);
        Verdicts verdicts = new Verdicts(
                        plain.model(),
                        Documents.digest(evidence),
                        evidence.candidateKey(),
                        version,
                        plain.target(),
                        plain.policy(),
                        plain.baseline(),
                        plain.verdicts(),
                        plain.answer(),
                        plain.rule(),
                        at)
                .putTo(
                        new ApprovalRules(rules, 24, comment, ApprovalRules.everyRole(), personal, List.of(), SRE),
                        makers,
                        at);
        try (ServerSession session = open()) {
            session.gatekeeper().ledger().record(evidence, verdicts);
        }
        ApprovalsPage.get().boards().forget(Samples.SERVER);
        return Documents.digest(verdicts);
    }

    static ServerSession open() throws Exception {
        return ServerSession.open(
                ModelGateConfiguration.get().server(Samples.SERVER),
                null,
                new Actor(Actor.Kind.JOB, "test", null, Observer.CONTROLLER));
    }

    /** How it stands in the ledger itself. */
    static Standing standing(Sha256 verdicts) throws Exception {
        try (ServerSession session = open()) {
            return new Approvals(session.gatekeeper())
                    .all().stream()
                            .filter(standing -> standing.digest().equals(verdicts))
                            .findFirst()
                            .orElseThrow();
        }
    }
}
