package io.jenkins.plugins.modelgate.approvals;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Job;
import hudson.model.Run;
import io.jenkins.plugins.modelgate.build.Samples;
import io.jenkins.plugins.modelgate.config.ModelGateConfiguration;
import io.jenkins.plugins.modelgate.config.ServerSession;
import io.jenkins.plugins.modelgate.core.data.GitState;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Actor;
import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.document.ApprovalRules;
import io.jenkins.plugins.modelgate.core.document.ApprovalRules.Group;
import io.jenkins.plugins.modelgate.core.document.ApprovalRules.Rule;
import io.jenkins.plugins.modelgate.core.document.Documents;
import io.jenkins.plugins.modelgate.core.document.Evidence;
import io.jenkins.plugins.modelgate.core.document.Maker;
import io.jenkins.plugins.modelgate.core.document.Metric;
import io.jenkins.plugins.modelgate.core.document.Observed;
import io.jenkins.plugins.modelgate.core.document.Observer;
import io.jenkins.plugins.modelgate.core.document.PolicyRef;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import io.jenkins.plugins.modelgate.core.document.Verdict;
import io.jenkins.plugins.modelgate.core.document.Verdicts;
import io.jenkins.plugins.modelgate.mlflow.steps.Approvals;
import io.jenkins.plugins.modelgate.mlflow.steps.Approvals.Standing;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What is put to people, straight into the ledger: nothing of it needs a server. */
public final class Asked {
    public static final Rule LEADS = new Rule(new Group("ml-leads", null), 2, "I reviewed the evidence.");
    public static final Rule RISK = new Rule(new Group("risk", List.of("carol", "rita")), 1, "I accept the risk.");
    static final Group SRE = new Group("sre", List.of("sam"));

    private final List<Maker> makers =
            new ArrayList<>(List.of(new Maker(Maker.Role.AUTHOR, "Ada", "ada@example.org", Observer.AGENT)));
    private String name = "diabetes-data";
    private String sentence = "54.25 is at most 60";
    private Instant at = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    private List<Rule> rules = List.of(LEADS, RISK);
    private List<String> hostile = List.of();
    private boolean personal;
    private boolean comment;

    @CheckForNull
    private Evidence.Build build;

    public Asked by(Run<?, ?> run) {
        build = new Evidence.Build(run.getParent().getFullName(), Integer.toString(run.getNumber()), null, null);
        return this;
    }

    public Asked by(Job<?, ?> job, @CheckForNull String url) {
        build = new Evidence.Build(job.getFullName(), "1", url, null);
        return this;
    }

    public Asked named(String hostile) {
        name = hostile;
        sentence = hostile;
        makers.add(new Maker(Maker.Role.CO_AUTHOR, hostile, hostile, Observer.CLAIMED));
        return this;
    }

    /** Every text that somebody else chose is one of these. */
    public Asked hostile(List<String> texts) {
        hostile = texts;
        rules = new ArrayList<>(rules);
        texts.forEach(text -> rules.add(new Rule(new Group(text, List.of(text)), 1, text)));
        return named(texts.get(0));
    }

    public Asked rules(Rule... others) {
        rules = List.of(others);
        return this;
    }

    public Asked personal() {
        personal = true;
        return this;
    }

    public Asked withComment() {
        comment = true;
        return this;
    }

    public Asked at(Instant other) {
        at = other.truncatedTo(ChronoUnit.MILLIS);
        return this;
    }

    public Asked madeBy(String id) {
        makers.add(new Maker(Maker.Role.REBUILDER, id, null, Observer.CONTROLLER));
        return this;
    }

    Evidence evidence(String version) {
        Evidence plain = Samples.evidence(version, name);
        SortedMap<String, String> params = new TreeMap<>(plain.params().value());
        SortedMap<String, Observed<Metric>> metrics = new TreeMap<>(plain.metrics());
        for (String text : hostile) {
            params.put(text, text);
            metrics.put(text, new Observed<>(new Metric(1), Observer.CLAIMED));
        }
        return new Evidence(
                plain.model(),
                model(),
                plain.candidateKey(),
                plain.way(),
                hostile.isEmpty() ? plain.code() : hostileCode(),
                plain.data(),
                new Observed<>(params, Observer.AGENT),
                metrics,
                plain.link(),
                plain.run(),
                build == null ? null : new Observed<>(build, Observer.CONTROLLER),
                Samples.AT);
    }

    private String model() {
        return hostile.isEmpty() ? "diabetes" : name;
    }

    private Observed<Evidence.Code> hostileCode() {
        GitState git = new GitState(name, "a".repeat(40), name, Samples.hash("code"), hostile, hostile);
        return new Observed<>(new Evidence.Code(git, null, name), Observer.AGENT);
    }

    private TargetId target() {
        return hostile.isEmpty()
                ? Samples.PRODUCTION
                : new TargetId(Samples.SERVER, "default", name, hostile.get(hostile.size() - 1));
    }

    private List<Verdict> verdicts(Verdicts plain) {
        List<Verdict> verdicts = new ArrayList<>(plain.verdicts());
        for (String text : hostile) {
            verdicts.add(new Verdict(
                    text, text, Answer.PASS, text, new Metric(1), null, null, null, List.of(Observer.CLAIMED)));
        }
        return verdicts;
    }

    /** Puts it to people, and gives the digest of what they are asked. */
    public Sha256 put(String version) throws Exception {
        Evidence evidence = evidence(version);
        Verdicts plain = Samples.verdicts(version, Answer.PASS, sentence);
        Verdicts verdicts = new Verdicts(
                        plain.model(),
                        Documents.digest(evidence),
                        evidence.candidateKey(),
                        version,
                        target(),
                        hostile.isEmpty()
                                ? plain.policy()
                                : new PolicyRef(Samples.hash("policy"), name, "c".repeat(40), true),
                        plain.baseline(),
                        verdicts(plain),
                        plain.answer(),
                        hostile.isEmpty() ? plain.rule() : name,
                        at)
                .putTo(
                        new ApprovalRules(rules, 24, comment, ApprovalRules.everyRole(), personal, List.of(), SRE),
                        makers,
                        at);
        try (ServerSession session = open()) {
            session.gatekeeper().ledger().record(evidence, verdicts);
        }
        forget();
        return Documents.digest(verdicts);
    }

    /** What was said before shows, or another ledger. */
    public static void forget() {
        ApprovalsPage.get().boards().forget(Samples.SERVER);
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
