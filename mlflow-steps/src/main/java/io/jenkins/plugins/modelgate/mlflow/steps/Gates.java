package io.jenkins.plugins.modelgate.mlflow.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.contract.Signature;
import io.jenkins.plugins.modelgate.core.data.DataHash;
import io.jenkins.plugins.modelgate.core.data.TrackedPath;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.document.Baseline;
import io.jenkins.plugins.modelgate.core.document.Documents;
import io.jenkins.plugins.modelgate.core.document.Evidence;
import io.jenkins.plugins.modelgate.core.document.Holder;
import io.jenkins.plugins.modelgate.core.document.Metric;
import io.jenkins.plugins.modelgate.core.document.ModelFiles;
import io.jenkins.plugins.modelgate.core.document.Observed;
import io.jenkins.plugins.modelgate.core.document.Observer;
import io.jenkins.plugins.modelgate.core.document.PolicyRef;
import io.jenkins.plugins.modelgate.core.document.Subject;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import io.jenkins.plugins.modelgate.core.document.Transition;
import io.jenkins.plugins.modelgate.core.document.Verdicts;
import io.jenkins.plugins.modelgate.core.gate.Context;
import io.jenkins.plugins.modelgate.core.gate.GateEvaluator;
import io.jenkins.plugins.modelgate.core.gate.Interfaces;
import io.jenkins.plugins.modelgate.core.gate.Looks;
import io.jenkins.plugins.modelgate.core.gate.Opponent;
import io.jenkins.plugins.modelgate.core.gate.ScoreTable;
import io.jenkins.plugins.modelgate.core.gate.Tables;
import io.jenkins.plugins.modelgate.core.ledger.DamagedRecordException;
import io.jenkins.plugins.modelgate.core.ledger.LedgerException;
import io.jenkins.plugins.modelgate.core.ledger.LedgerHead;
import io.jenkins.plugins.modelgate.core.ledger.Past;
import io.jenkins.plugins.modelgate.core.ledger.TargetState;
import io.jenkins.plugins.modelgate.core.policy.Gate;
import io.jenkins.plugins.modelgate.core.policy.Holdout;
import io.jenkins.plugins.modelgate.core.policy.ModelPolicy;
import io.jenkins.plugins.modelgate.core.policy.Reference;
import io.jenkins.plugins.modelgate.core.policy.TargetPolicy;
import io.jenkins.plugins.modelgate.mlflow.client.MlflowException;
import io.jenkins.plugins.modelgate.mlflow.client.ModelVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/** Asks the gates of a target about a version. */
public final class Gates {
    private static final Logger LOGGER = Logger.getLogger(Gates.class.getName());

    /** Enough for the longest trend. */
    private static final int LONGEST_HISTORY = 2_000;

    private final Gatekeeper gatekeeper;
    private final Versions versions;
    private final Proofs proofs;

    public Gates(Gatekeeper gatekeeper) {
        this.gatekeeper = Objects.requireNonNull(gatekeeper, "gatekeeper");
        this.versions = new Versions(gatekeeper);
        this.proofs = new Proofs(gatekeeper);
    }

    /**
     * What to ask.
     *
     * @param model the model's policy
     * @param policy where the policy was read
     * @param target the target's name
     * @param version the version in the registry
     * @param rescorer scores the champion; asked if the policy has a command for that, and needed then
     * @param makers who had a part in the candidate; null: nobody can tell
     */
    public record Question(
            ModelPolicy model,
            PolicyRef policy,
            String target,
            String version,
            @CheckForNull Rescorer rescorer,
            @CheckForNull Makers makers) {
        public Question {
            Objects.requireNonNull(model, "model");
            Objects.requireNonNull(policy, "policy");
            Objects.requireNonNull(target, "target");
            Objects.requireNonNull(version, "version");
        }

        /** A question about a candidate of whom nobody knows who made it. */
        public Question(
                ModelPolicy model, PolicyRef policy, String target, String version, @CheckForNull Rescorer rescorer) {
            this(model, policy, target, version, rescorer, null);
        }
    }

    /** Where the verdicts come from. */
    public enum Source {
        /** Reached now. */
        NOW,
        /** This candidate was judged before against the same champion under the same policy. */
        RECORDED,
        /** This candidate holds the target already; these let it through. */
        HOLDER
    }

    /**
     * What they answered.
     *
     * @param verdicts the answers
     * @param digest their digest
     * @param evidence what they are about
     * @param source where they come from
     */
    public record Judged(Verdicts verdicts, Sha256 digest, Evidence evidence, Source source) {}

    /**
     * Asks the gates, and records what they answer in the ledger. What was answered before about the same candidate, policy
     * and champion is not asked again: a red stays red.
     */
    public Judged judge(Question question) throws LedgerException {
        return judge(question, true);
    }

    /** As {@link #judge}, and nothing is written but that somebody looked at the model's holdout. */
    public Judged preview(Question question) throws LedgerException {
        return judge(question, false);
    }

    private Judged judge(Question question, boolean keep) throws LedgerException {
        TargetPolicy policy = policy(question.model(), question.target());
        ModelVersion version = versions.get(question.model().name(), question.version());
        Proofs.Proof proof = proofs.need(version);
        Holder candidate = holder(version, proof);
        TargetId target = gatekeeper.target(version.model(), question.target());
        LedgerHead head = gatekeeper.ledger().head();
        Holder champion = Decisions.holder(head, target);
        boolean holds = candidate.sameVersion(champion);
        Optional<Verdicts> before = holds
                ? letThrough(head, target)
                : recorded(proof.evidence().candidateKey(), target)
                        .filter(verdicts -> stillAnswers(verdicts, candidate, question.policy(), champion));
        Consent consent = new Consent(gatekeeper, proofs, question);
        if (before.isPresent()) {
            Verdicts verdicts = holds ? before.get() : consent.again(before.get(), policy, proof.evidence(), champion);
            if (keep && !verdicts.equals(before.get())) {
                gatekeeper.ledger().record(proof.evidence(), verdicts);
            }
            Source source = holds ? Source.HOLDER : Source.RECORDED;
            return new Judged(verdicts, Documents.digest(verdicts), proof.evidence(), source);
        }
        Context context = new Context(
                scores(question, policy, candidate),
                opponent(question, policy, champion),
                promoted(question, policy, head.earlierHolders(target)),
                pinned(question, policy),
                before(policy, target, proof.evidence()),
                look(question.model(), policy, target, proof.evidence(), !keep),
                tables(policy, target, version, proof.evidence(), champion),
                interfaces(policy, version, candidate, champion));
        Verdicts verdicts = consent.ask(
                GateEvaluator.evaluate(
                        proof.evidence(),
                        version.version(),
                        target,
                        policy,
                        question.policy(),
                        context,
                        gatekeeper.now()),
                policy,
                proof.evidence(),
                champion);
        gatekeeper.checkpoint().at(Checkpoint.Boundary.JUDGED);
        if (keep) {
            gatekeeper.ledger().record(proof.evidence(), verdicts);
            gatekeeper.checkpoint().at(Checkpoint.Boundary.VERDICTS_RECORDED);
            looked(target, context.looks(), verdicts);
        }
        return new Judged(verdicts, Documents.digest(verdicts), proof.evidence(), Source.NOW);
    }

    /** What cannot be believed is as good as not recorded: the gates are asked again, and their answer replaces it. */
    private Optional<Verdicts> recorded(Sha256 candidateKey, TargetId target) throws LedgerException {
        try {
            return gatekeeper.ledger().recorded(candidateKey, target);
        } catch (DamagedRecordException e) {
            LOGGER.log(Level.WARNING, e::getMessage);
            return Optional.empty();
        }
    }

    static TargetPolicy policy(ModelPolicy model, String target) {
        TargetPolicy policy = model.targets().get(target);
        if (policy == null) {
            throw new StepException(
                    StepException.Kind.BAD_INPUT,
                    "The policy has no target ‘" + target + "’ for the model ‘" + model.name() + "’; it has "
                            + String.join(", ", model.targets().keySet()));
        }
        return policy;
    }

    static Holder holder(ModelVersion version, Proofs.Proof proof) {
        return new Holder(
                version.version(),
                proof.evidence().model().hash(),
                proof.evidence().candidateKey(),
                proof.digest());
    }

    /** The verdicts of the transition that made the holder hold the target; empty if it needed none. */
    private static Optional<Verdicts> letThrough(LedgerHead head, TargetId target) throws LedgerException {
        Sha256 installed = head.state(target).map(TargetState::installed).orElse(null);
        Transition transition = installed == null
                ? null
                : head.find(installed, Transition.class).orElse(null);
        return transition == null || transition.verdicts() == null
                ? Optional.empty()
                : head.find(transition.verdicts(), Verdicts.class);
    }

    /**
     * Whether verdicts that were recorded are the answer still. A red sticks to the candidate, whatever version it got; a
     * green, or a red for nothing but its descent, holds for the very version and evidence. What could not be asked is asked
     * again.
     */
    static boolean stillAnswers(Verdicts verdicts, Holder candidate, PolicyRef policy, @CheckForNull Holder champion) {
        return verdicts.answer() != Answer.ERROR
                && !Looks.stopped(verdicts)
                && verdicts.model().hash().equals(candidate.model())
                && verdicts.policy().digest().equals(policy.digest())
                && Objects.equals(verdicts.baseline().champion(), champion)
                && (GateEvaluator.failsByItself(verdicts)
                        || verdicts.version().equals(candidate.version())
                                && verdicts.evidence().equals(candidate.evidence()));
    }

    /** What the candidate scored on each example; null unless the target's gates ask for it and the command wrote it. */
    @CheckForNull
    private ScoreTable scores(Question question, TargetPolicy policy, Holder candidate) {
        return policy.needsScores() ? measured(question, "candidate", candidate).examples() : null;
    }

    /** The evidence of the candidates before, the first one first. */
    private List<Evidence> before(TargetPolicy policy, TargetId target, Evidence candidate) throws LedgerException {
        List<Evidence> before = new ArrayList<>();
        if (policy.needsHistory()) {
            for (Past past : gatekeeper.ledger().judged(target, LONGEST_HISTORY)) {
                if (!past.evidence().candidateKey().equals(candidate.candidateKey())) {
                    before.add(0, past.evidence());
                }
            }
        }
        return before;
    }

    /** Counts this look at the model's holdout; null if the policy names none, or nothing judges by it. */
    @CheckForNull
    private Looks look(ModelPolicy model, TargetPolicy policy, TargetId target, Evidence evidence, boolean preview)
            throws LedgerException {
        Holdout holdout = model.holdout();
        return holdout == null || !policy.judgesNumbers()
                ? null
                : gatekeeper
                        .ledger()
                        .look(
                                target,
                                holdout,
                                hash(evidence, holdout.data()),
                                evidence.candidateKey(),
                                preview,
                                gatekeeper.now());
    }

    private void looked(TargetId target, @CheckForNull Looks looks, Verdicts verdicts) throws LedgerException {
        if (looks != null && looks.hash() != null && !Looks.stopped(verdicts)) {
            gatekeeper
                    .ledger()
                    .looked(
                            target,
                            looks.holdout(),
                            looks.hash(),
                            verdicts.candidateKey(),
                            verdicts.answer(),
                            verdicts.at());
        }
    }

    @CheckForNull
    private static String hash(Evidence evidence, String path) {
        Observed<Evidence.Data> data = evidence.data();
        return data == null
                ? null
                : data.value().paths().stream()
                        .filter(tracked -> tracked.path().equals(path))
                        .map(TrackedPath::hash)
                        .filter(Objects::nonNull)
                        .map(DataHash::toString)
                        .findFirst()
                        .orElse(null);
    }

    /** What candidate and champion take and give, if gates ask for it. */
    private Interfaces interfaces(
            TargetPolicy policy, ModelVersion version, Holder candidate, @CheckForNull Holder champion)
            throws LedgerException {
        return policy.needsSignatures()
                ? new Interfaces(
                        signature(version, candidate),
                        champion == null
                                ? null
                                : signature(versions.get(version.model(), champion.version()), champion))
                : Interfaces.none();
    }

    @CheckForNull
    private Signature signature(ModelVersion version, Holder holder) throws LedgerException {
        byte[] file;
        try {
            file = new Bytes(gatekeeper.artifacts())
                    .read(gatekeeper.artifacts().of(version), Origins.MARKER, Signature.MAX_BYTES);
        } catch (MlflowException.NotFound e) {
            return null;
        }
        if (holder.evidence() != null) {
            Subject found = new Subject(Origins.MARKER, Sha256.of(file));
            Evidence evidence = proofs.need(version).evidence();
            if (!evidence.model().files().contains(found)) {
                throw new StepException(
                        StepException.Kind.MISMATCH,
                        "The file MLmodel of version " + version.version() + " of ‘" + version.model()
                                + "’ is not the one that its evidence names: run `model-gate verify models:/"
                                + version.model() + "/" + version.version() + "`");
            }
        }
        try {
            return Signature.of(file).orElse(null);
        } catch (IllegalArgumentException e) {
            throw new StepException(
                    StepException.Kind.BAD_INPUT,
                    "The signature of version " + version.version() + " of ‘" + version.model() + "’ cannot be read: "
                            + e.getMessage(),
                    e);
        }
    }

    /** The profiles that the target's gates ask about. */
    private Tables tables(
            TargetPolicy policy,
            TargetId target,
            ModelVersion version,
            Evidence evidence,
            @CheckForNull Holder champion)
            throws LedgerException {
        Set<String> paths = policy.data().stream().map(Gate.Data::path).collect(Collectors.toSet());
        return new DataCheck(gatekeeper)
                .tables(
                        policy,
                        target,
                        proofs.profiles(evidence, Proofs.runOf(version), paths),
                        champion,
                        evidence.candidateKey());
    }

    private List<Opponent> promoted(Question question, TargetPolicy policy, List<Holder> earlier)
            throws LedgerException {
        int most = policy.comparisons().stream()
                .mapToInt(gate -> gate.against() instanceof Reference.Last last ? last.count() - 1 : 0)
                .max()
                .orElse(0);
        List<Opponent> promoted = new ArrayList<>();
        for (Holder holder : earlier.subList(0, Math.min(most, earlier.size()))) {
            promoted.add(opponent(question, policy, holder));
        }
        return promoted;
    }

    private Map<String, Opponent> pinned(Question question, TargetPolicy policy) throws LedgerException {
        Map<String, Opponent> pinned = new TreeMap<>();
        for (Gate.Comparison gate : policy.comparisons()) {
            if (gate.against() instanceof Reference.Pinned one && !pinned.containsKey(one.version())) {
                ModelVersion version = versions.get(question.model().name(), one.version());
                pinned.put(one.version(), opponent(question, policy, holder(version, proofs.need(version))));
            }
        }
        return pinned;
    }

    private Opponent opponent(Question question, TargetPolicy policy, @CheckForNull Holder holder)
            throws LedgerException {
        if (holder == null) {
            return Opponent.none();
        }
        if (question.model().rescore() != null) {
            return rescored(question, policy, holder);
        }
        Evidence evidence =
                holder.evidence() == null ? null : proofs.of(question.model().name(), holder);
        return new Opponent(
                evidence == null
                        ? new Baseline(Baseline.Kind.ADOPTED_CHAMPION, holder, false, new TreeMap<>())
                        : new Baseline(Baseline.Kind.CHAMPION, holder, false, evidence.metrics()),
                null);
    }

    private Opponent rescored(Question question, TargetPolicy policy, Holder holder) {
        Rescorer.Measured theirs = measured(question, "baseline", holder);
        SortedMap<String, Observed<Metric>> metrics = new TreeMap<>();
        theirs.metrics().forEach((key, value) -> metrics.put(key, new Observed<>(new Metric(value), Observer.AGENT)));
        return new Opponent(
                new Baseline(Baseline.Kind.CHAMPION, holder, true, metrics),
                policy.needsScores() ? theirs.examples() : null);
    }

    /** Scores the very files that are in the registry. */
    private Rescorer.Measured measured(Question question, String which, Holder holder) {
        Rescorer rescorer = question.rescorer();
        if (rescorer == null) {
            throw new StepException(
                    StepException.Kind.BAD_INPUT,
                    "The policy has models of ‘" + question.model().name()
                            + "’ scored: ask the gates in the workspace that has its command");
        }
        ModelVersion version = versions.get(question.model().name(), holder.version());
        return TemporaryFolder.use(folder -> {
            ModelFiles served = new Bytes(gatekeeper.artifacts()).download(version, folder);
            if (!served.hash().equals(holder.model())) {
                throw new StepException(
                        StepException.Kind.MISMATCH,
                        "The " + which + ", version " + holder.version() + " of ‘" + version.model()
                                + "’, has other bytes in the registry than the ledger says: run `model-gate verify models:/"
                                + version.model() + "/" + holder.version() + "`");
            }
            return rescorer.measure(folder);
        });
    }
}
