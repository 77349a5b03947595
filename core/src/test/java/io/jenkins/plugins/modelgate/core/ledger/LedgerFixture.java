package io.jenkins.plugins.modelgate.core.ledger;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Actor;
import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.document.Baseline;
import io.jenkins.plugins.modelgate.core.document.CandidateKey;
import io.jenkins.plugins.modelgate.core.document.Documents;
import io.jenkins.plugins.modelgate.core.document.Evidence;
import io.jenkins.plugins.modelgate.core.document.Holder;
import io.jenkins.plugins.modelgate.core.document.ModelFiles;
import io.jenkins.plugins.modelgate.core.document.Observed;
import io.jenkins.plugins.modelgate.core.document.Observer;
import io.jenkins.plugins.modelgate.core.document.PolicyRef;
import io.jenkins.plugins.modelgate.core.document.Subject;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import io.jenkins.plugins.modelgate.core.document.Transition;
import io.jenkins.plugins.modelgate.core.document.Verdict;
import io.jenkins.plugins.modelgate.core.document.Verdicts;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;

/** Documents of a small world: a model of one file, whose versions differ by their number. */
public final class LedgerFixture {
    public static final TargetId PRODUCTION = new TargetId("mlflow", "default", "diabetes", "production");
    public static final TargetId STAGING = new TargetId("mlflow", "default", "diabetes", "staging");
    static final PolicyRef POLICY = new PolicyRef(sha("policy"), "refs/heads/main", "c".repeat(40), true);
    static final Actor JOB = new Actor(Actor.Kind.JOB, "train/main", "http://ci/1", Observer.CONTROLLER);
    static final Instant AT = Instant.parse("2026-11-22T10:00:00Z");

    private LedgerFixture() {}

    static Sha256 sha(String text) {
        return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A candidate of {@code target}'s model. */
    static Candidate candidate(TargetId target, int version) {
        ModelFiles files = new ModelFiles(List.of(new Subject("model.pkl", sha("model " + version))));
        Sha256 key = CandidateKey.of(null, new TreeMap<>(), new TreeMap<>(), files.hash());
        Evidence evidence = new Evidence(
                files,
                target.model(),
                key,
                Evidence.Way.TRAINED_IN_CI,
                null,
                new Observed<>(
                        new Evidence.Data(sha("snapshot " + version), List.of(), new TreeMap<>()), Observer.AGENT),
                new Observed<>(new TreeMap<>(), Observer.AGENT),
                new TreeMap<>(),
                new Observed<>(Evidence.Link.SAME_BUILD, Observer.AGENT),
                null,
                null,
                AT);
        return new Candidate(Integer.toString(version), files, evidence, Documents.digest(evidence));
    }

    record Candidate(String version, ModelFiles files, Evidence evidence, Sha256 evidenceDigest) {
        Holder holder() {
            return new Holder(version, files.hash(), evidence.candidateKey(), evidenceDigest);
        }

        Verdicts verdicts(TargetId target, @CheckForNull Holder champion, Answer answer) {
            return new Verdicts(
                    files,
                    evidenceDigest,
                    evidence.candidateKey(),
                    version,
                    target,
                    POLICY,
                    champion == null
                            ? Baseline.none()
                            : new Baseline(Baseline.Kind.CHAMPION, champion, false, new TreeMap<>()),
                    List.of(new Verdict("bound", "bound", answer, "So it is.", null, null, null, null, List.of())),
                    answer,
                    "All gates must pass.",
                    AT);
        }
    }

    static String alias(TargetId target) {
        return target.target().equals("production") ? "champion" : target.target();
    }

    public static Proposer promote(TargetId target, int version) {
        return head -> promotion(head, target, candidate(target, version), champion(head, target));
    }

    /** Made for a champion that was read earlier, as a build does between its gates and its promotion. */
    static Proposer promoteAgainst(TargetId target, int version, @CheckForNull Holder champion) {
        return head -> promotion(head, target, candidate(target, version), champion);
    }

    static Proposal promotion(LedgerHead head, TargetId target, Candidate candidate, @CheckForNull Holder champion) {
        Verdicts verdicts = candidate.verdicts(target, champion, Answer.PASS);
        return new Proposal(
                transition(
                        head,
                        target,
                        Transition.Type.PROMOTE,
                        candidate.files(),
                        candidate.holder(),
                        null,
                        Documents.digest(verdicts),
                        ""),
                List.of(candidate.evidence(), verdicts));
    }

    public static Proposer rollBack(TargetId target, int version) {
        return head -> {
            Candidate to = candidate(target, version);
            return new Proposal(
                    transition(
                            head,
                            target,
                            Transition.Type.ROLL_BACK,
                            to.files(),
                            to.holder(),
                            champion(head, target),
                            null,
                            "it answers nonsense"),
                    List.of());
        };
    }

    static Proposer quarantine(TargetId target, int version, String reason) {
        return head -> {
            Candidate bad = candidate(target, version);
            return new Proposal(
                    asBefore(head, target, Transition.Type.QUARANTINE, bad.files(), bad.holder(), reason),
                    List.of(bad.evidence()));
        };
    }

    static Proposer lift(TargetId target, int version) {
        return head -> {
            Candidate good = candidate(target, version);
            return new Proposal(
                    asBefore(head, target, Transition.Type.LIFT, good.files(), good.holder(), "it was the data"),
                    List.of());
        };
    }

    public static Proposer retire(TargetId target, int version) {
        return head -> {
            Transition kept = asBefore(
                    head,
                    target,
                    Transition.Type.RETIRE,
                    candidate(target, version).files(),
                    null,
                    "not used");
            return new Proposal(
                    new Transition(
                            kept.model(),
                            kept.type(),
                            target,
                            kept.from(),
                            null,
                            null,
                            kept.alias(),
                            kept.stage(),
                            null,
                            List.of(),
                            null,
                            kept.reason(),
                            JOB,
                            kept.previous(),
                            AT),
                    List.of());
        };
    }

    /** Without evidence. */
    static Proposer adopt(TargetId target, int version, String alias) {
        return head -> {
            ModelFiles files = candidate(target, version).files();
            Transition t = transition(
                    head,
                    target,
                    Transition.Type.ADOPT,
                    files,
                    new Holder(Integer.toString(version), files.hash(), null, null),
                    null,
                    null,
                    "it was there before us");
            return new Proposal(
                    new Transition(
                            t.model(),
                            t.type(),
                            target,
                            t.from(),
                            t.to(),
                            null,
                            alias,
                            null,
                            null,
                            List.of(),
                            null,
                            t.reason(),
                            JOB,
                            t.previous(),
                            AT),
                    List.of());
        };
    }

    @CheckForNull
    static Holder champion(LedgerHead head, TargetId target) {
        return head.state(target).map(TargetState::holder).orElse(null);
    }

    static Transition transition(
            LedgerHead head,
            TargetId target,
            Transition.Type type,
            ModelFiles files,
            @CheckForNull Holder to,
            @CheckForNull Holder quarantine,
            @CheckForNull Sha256 verdicts,
            String reason) {
        return new Transition(
                files,
                type,
                target,
                champion(head, target),
                to,
                quarantine,
                alias(target),
                null,
                verdicts,
                List.of(),
                verdicts == null ? null : POLICY,
                reason,
                JOB,
                head.state(target).map(TargetState::transition).orElse(null),
                AT);
    }

    private static Transition asBefore(
            LedgerHead head,
            TargetId target,
            Transition.Type type,
            ModelFiles files,
            @CheckForNull Holder quarantine,
            String reason) {
        return new Transition(
                files,
                type,
                target,
                champion(head, target),
                champion(head, target),
                quarantine,
                head.state(target).map(TargetState::alias).orElse(null),
                head.state(target).map(TargetState::stage).orElse(null),
                null,
                List.of(),
                null,
                reason,
                JOB,
                head.state(target).map(TargetState::transition).orElse(null),
                AT);
    }
}
