package io.jenkins.plugins.modelgate.mlflow.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.approval.Tally;
import io.jenkins.plugins.modelgate.core.data.TrackedPath;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.digest.Shown;
import io.jenkins.plugins.modelgate.core.document.Approval;
import io.jenkins.plugins.modelgate.core.document.Documents;
import io.jenkins.plugins.modelgate.core.document.Envelope;
import io.jenkins.plugins.modelgate.core.document.Evidence;
import io.jenkins.plugins.modelgate.core.document.Holder;
import io.jenkins.plugins.modelgate.core.document.ModelFiles;
import io.jenkins.plugins.modelgate.core.document.Observed;
import io.jenkins.plugins.modelgate.core.document.PolicyRef;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import io.jenkins.plugins.modelgate.core.document.Transition;
import io.jenkins.plugins.modelgate.core.document.Verdicts;
import io.jenkins.plugins.modelgate.core.ledger.LedgerException;
import io.jenkins.plugins.modelgate.core.ledger.LedgerHead;
import io.jenkins.plugins.modelgate.core.ledger.Proposal;
import io.jenkins.plugins.modelgate.core.ledger.RefusedException;
import io.jenkins.plugins.modelgate.core.ledger.TargetState;
import io.jenkins.plugins.modelgate.core.policy.ModelPolicy;
import io.jenkins.plugins.modelgate.core.policy.TargetPolicy;
import io.jenkins.plugins.modelgate.mlflow.client.MlflowException;
import io.jenkins.plugins.modelgate.mlflow.client.ModelVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Changes what holds a target. The ledger decides; MLflow follows. */
public final class Targets {
    private final Gatekeeper gatekeeper;
    private final Versions versions;
    private final Proofs proofs;
    private final Bytes bytes;
    private final Decisions decisions;

    public Targets(Gatekeeper gatekeeper) {
        this.gatekeeper = Objects.requireNonNull(gatekeeper, "gatekeeper");
        this.versions = new Versions(gatekeeper);
        this.proofs = new Proofs(gatekeeper);
        this.bytes = new Bytes(gatekeeper.artifacts());
        this.decisions = new Decisions(gatekeeper);
    }

    /**
     * What has changed.
     *
     * @param transition what the ledger says now; with {@code dryRun} what it would say
     * @param digest the transition's digest
     * @param commit the ledger's commit that has it; null with {@code dryRun}
     * @param already whether it was so before, and nothing was decided
     * @param projection what was done to MLflow; null with {@code dryRun}, or if MLflow could not be brought to it or has
     *     another owner: the decision stands, and {@code reconcile} completes it
     * @param remarks what a person should know, each a sentence: versions that were passed over, why MLflow is behind
     */
    public record Moved(
            Transition transition,
            Sha256 digest,
            @CheckForNull String commit,
            boolean already,
            @CheckForNull Reconciler.Reconciled projection,
            List<String> remarks) {
        public Moved {
            remarks = List.copyOf(remarks);
        }

        /** With more remarks. */
        Moved and(List<String> more) {
            List<String> all = new ArrayList<>(remarks);
            all.addAll(more);
            return new Moved(transition, digest, commit, already, projection, all);
        }
    }

    /**
     * A candidate whose gates pass takes the target; its verdicts are those that {@link Gates#judge} recorded.
     *
     * @param model the model's policy
     * @param policy where the policy was read
     * @param reason in words; may be empty
     * @param dryRun whether all is checked and nothing is changed
     */
    public record Promotion(
            ModelPolicy model, PolicyRef policy, String target, String version, String reason, boolean dryRun) {}

    /**
     * The target goes back.
     *
     * @param from the version to leave; null: whatever holds the target. A door that may repeat the call names it, or the
     *     second call goes back further
     * @param to the version to go back to; null: the last holder that is neither quarantined nor gone
     * @param reason in words; never blank
     * @param presence looks for the version's data
     * @param withoutData go back even if its data is gone
     * @param dryRun whether all is checked and nothing is changed
     */
    public record RollBack(
            String model,
            String target,
            @CheckForNull String from,
            @CheckForNull String to,
            String reason,
            DataPresence presence,
            boolean withoutData,
            boolean dryRun) {}

    /**
     * Puts the candidate in the place of the champion.
     *
     * @throws RefusedException if its verdicts are missing, void or not PASS, if it is quarantined, or if somebody else was
     *     faster
     * @throws StepException if the registry's bytes are not those of its evidence
     */
    public Moved promote(Promotion promotion) throws LedgerException {
        TargetPolicy policy = Gates.policy(promotion.model(), promotion.target());
        ModelVersion version = versions.get(promotion.model().name(), promotion.version());
        Proofs.Proof proof = proofs.need(version);
        Holder to = Gates.holder(version, proof);
        TargetId target = gatekeeper.target(version.model(), promotion.target());
        LedgerHead seen = gatekeeper.ledger().head();
        if (to.sameVersion(Decisions.holder(seen, target))) {
            return decisions.already(seen, Decisions.state(seen, target).installed());
        }
        Verdicts verdicts = verdicts(target, to, promotion.policy(), Decisions.holder(seen, target));
        bytes.expect(version, proof.evidence().model());
        Moved moved = decisions.decide(
                head -> {
                    List<Envelope> approvals = approvals(verdicts);
                    return new Proposal(
                            new Transition(
                                    proof.evidence().model(),
                                    Transition.Type.PROMOTE,
                                    target,
                                    Decisions.holder(head, target),
                                    to,
                                    null,
                                    policy.alias(),
                                    policy.stage(),
                                    Documents.digest(verdicts),
                                    approvals.stream().map(Envelope::digest).toList(),
                                    verdicts.policy(),
                                    promotion.reason(),
                                    gatekeeper.actor(),
                                    Decisions.previous(head, target),
                                    gatekeeper.now()),
                            List.of(proof.evidence(), verdicts),
                            approvals);
                },
                promotion.dryRun(),
                List.of());
        return promotion.dryRun() || moved.already() ? moved : moved.and(lateNo(verdicts, moved.transition()));
    }

    /** What counts of what people said by now: asked on each head anew, so that a no that comes in meanwhile counts. */
    private List<Envelope> approvals(Verdicts verdicts) throws LedgerException {
        return verdicts.approvals() == null
                ? List.of()
                : Tally.of(verdicts, gatekeeper.ledger().approvals().on(verdicts), gatekeeper.now())
                        .counted();
    }

    /** Who said no while the transition was on its way, for people. The decision stands: it was made before it knew. */
    private List<String> lateNo(Verdicts verdicts, Transition transition) {
        try {
            return approvals(verdicts).stream()
                    .filter(said -> !transition.approvals().contains(said.digest()))
                    .map(said -> (Approval) said.document())
                    .filter(said -> said.decision() == Approval.Decision.REJECT)
                    .map(said ->
                            "‘" + Shown.text(said.by().name()) + "’ said no at the same moment, too late to be heard:"
                                    + " talk to them, and roll back if they are right.")
                    .toList();
        } catch (LedgerException e) {
            return List.of();
        }
    }

    private Verdicts verdicts(TargetId target, Holder candidate, PolicyRef policy, @CheckForNull Holder champion)
            throws LedgerException {
        Verdicts verdicts = gatekeeper
                .ledger()
                .recorded(candidate.candidateKey(), target)
                .orElseThrow(() -> new RefusedException("Refused to promote version " + candidate.version() + " to ‘"
                        + target + "’: its gates were never asked. Run `model-gate gate` first."));
        if (!Gates.stillAnswers(verdicts, candidate, policy, champion)) {
            throw new RefusedException("Refused to promote version " + candidate.version() + " to ‘" + target
                    + "’: its verdicts are void, since " + changed(verdicts, candidate, policy, champion)
                    + ". Run `model-gate gate` again.");
        }
        return verdicts;
    }

    private static String changed(
            Verdicts verdicts, Holder candidate, PolicyRef policy, @CheckForNull Holder champion) {
        if (!Objects.equals(verdicts.baseline().champion(), champion)) {
            return champion == null
                    ? "nobody holds the target any more"
                    : "the target is held by version " + champion.version() + " now";
        }
        if (!verdicts.policy().digest().equals(policy.digest())) {
            return "the policy has changed";
        }
        return verdicts.version().equals(candidate.version())
                ? "they could not all be asked, or the evidence has changed"
                : "they are about version " + verdicts.version();
    }

    /**
     * Goes back to an earlier holder. It needs no gates, and quarantines what it leaves.
     *
     * @throws RefusedException if there is nowhere to go, or the target's holder is not {@code from}
     */
    public Moved rollBack(RollBack rollBack) throws LedgerException {
        TargetId target = gatekeeper.target(rollBack.model(), rollBack.target());
        LedgerHead seen = gatekeeper.ledger().head();
        TargetState state = Decisions.state(seen, target);
        String from = rollBack.from();
        if (from != null && !from.equals(Versions.heldBy(state))) {
            return leftAlready(seen, state, from);
        }
        List<String> remarks = new ArrayList<>();
        String to = rollBack.to();
        for (Holder earlier : seen.earlierHolders(target)) {
            if (to == null || to.equals(earlier.version())) {
                Optional<ModelFiles> files = there(target, seen, earlier, rollBack, remarks);
                if (files.isPresent()) {
                    Holder leaves = state.holder();
                    return decisions.decide(
                            head -> goBack(head, target, leaves, earlier, files.get(), rollBack.reason()),
                            rollBack.dryRun(),
                            remarks);
                }
            }
        }
        String why = remarks.isEmpty()
                ? "no other version that is free of quarantine held it before"
                : String.join(" ", remarks);
        throw new RefusedException(
                "Refused to roll back ‘" + target + "’" + (to == null ? "" : " to version " + to) + ": " + why);
    }

    private Moved leftAlready(LedgerHead head, TargetState state, String from) throws LedgerException {
        Transition newest = head.find(state.transition(), Transition.class).orElseThrow();
        if (newest.type() == Transition.Type.ROLL_BACK && from.equals(version(newest.from()))) {
            return decisions.already(head, state.transition());
        }
        throw new RefusedException("Refused to roll back ‘" + state.target() + "’: it is not held by version " + from
                + " but by " + (state.holder() == null ? "nobody" : "version " + Versions.heldBy(state)) + ".");
    }

    private Proposal goBack(
            LedgerHead head, TargetId target, @CheckForNull Holder leaves, Holder to, ModelFiles files, String reason)
            throws LedgerException {
        TargetState state = Decisions.state(head, target);
        if (!Objects.equals(leaves, state.holder())) {
            throw new RefusedException("Refused to roll back ‘" + target + "’: meanwhile "
                    + (state.holder() == null ? "it was retired" : "version " + Versions.heldBy(state) + " took it")
                    + ".");
        }
        return new Proposal(
                new Transition(
                        files,
                        Transition.Type.ROLL_BACK,
                        target,
                        leaves,
                        to,
                        leaves,
                        state.alias(),
                        state.stage(),
                        null,
                        List.of(),
                        null,
                        reason,
                        gatekeeper.actor(),
                        state.transition(),
                        gatekeeper.now()),
                List.of());
    }

    /** The files of an earlier holder, if all that it needs is still there; else a remark says what is not. */
    private Optional<ModelFiles> there(
            TargetId target, LedgerHead head, Holder earlier, RollBack rollBack, List<String> remarks)
            throws LedgerException {
        String passedOver = "Version " + earlier.version() + " was passed over: ";
        ModelFiles served;
        try {
            served = bytes.of(versions.get(target.model(), earlier.version()));
        } catch (StepException | MlflowException.NotFound e) {
            remarks.add(passedOver + "its files are gone from the registry.");
            return Optional.empty();
        }
        if (!served.hash().equals(earlier.model())) {
            remarks.add(passedOver + "its bytes in the registry are not those that were promoted.");
            return Optional.empty();
        }
        TrackedPath gone = rollBack.withoutData() ? null : gone(stored(head, earlier), rollBack.presence());
        if (gone != null) {
            remarks.add(passedOver + "its ‘" + gone.path() + "’ (" + gone.hash()
                    + ") is gone from the DVC remote; --without-data goes there all the same.");
            return Optional.empty();
        }
        return Optional.of(served);
    }

    /** What DVC keeps of an earlier holder. */
    static List<TrackedPath> stored(LedgerHead head, Holder earlier) throws LedgerException {
        Sha256 digest = earlier.evidence();
        Observed<Evidence.Data> data = digest == null
                ? null
                : head.find(digest, Evidence.class).map(Evidence::data).orElse(null);
        return data == null
                ? List.of()
                : data.value().paths().stream().filter(TrackedPath::stored).toList();
    }

    @CheckForNull
    private static TrackedPath gone(List<TrackedPath> stored, DataPresence presence) {
        Map<String, TrackedPath.Presence> found = stored.isEmpty() ? Map.of() : presence.look(stored);
        return stored.stream()
                .filter(path -> found.get(path.path()) == TrackedPath.Presence.ABSENT)
                .findFirst()
                .orElse(null);
    }

    /**
     * The version's candidate may hold no target of its model any more; a target that it holds stays until it is rolled back
     * or retired.
     *
     * @param target under which target the quarantine is written
     * @param reason in words; never blank
     */
    public Moved quarantine(String model, String target, String version, String reason, boolean dryRun)
            throws LedgerException {
        return stays(Transition.Type.QUARANTINE, gatekeeper.target(model, target), version, reason, dryRun);
    }

    /**
     * Ends a quarantine.
     *
     * @param target under which target the quarantine was written
     * @param reason in words; never blank
     */
    public Moved lift(String model, String target, String version, String reason, boolean dryRun)
            throws LedgerException {
        return stays(Transition.Type.LIFT, gatekeeper.target(model, target), version, reason, dryRun);
    }

    private Moved stays(Transition.Type type, TargetId target, String version, String reason, boolean dryRun)
            throws LedgerException {
        Known known = known(target, version);
        return decisions.decide(
                head -> {
                    TargetState state = head.state(target).orElse(null);
                    Holder holder = state == null ? null : state.holder();
                    return new Proposal(
                            new Transition(
                                    known.files,
                                    type,
                                    target,
                                    holder,
                                    holder,
                                    known.holder,
                                    state == null ? null : state.alias(),
                                    state == null ? null : state.stage(),
                                    null,
                                    List.of(),
                                    null,
                                    reason,
                                    gatekeeper.actor(),
                                    state == null ? null : state.transition(),
                                    gatekeeper.now()),
                            List.of());
                },
                dryRun,
                List.of());
    }

    /**
     * Nobody holds the target any more.
     *
     * @param reason in words; never blank
     */
    public Moved retire(String model, String target, String reason, boolean dryRun) throws LedgerException {
        TargetId id = gatekeeper.target(model, target);
        LedgerHead seen = gatekeeper.ledger().head();
        TargetState before = Decisions.state(seen, id);
        if (before.holder() == null) {
            return decisions.newest(seen, id);
        }
        ModelFiles files = Decisions.filesOf(seen, before);
        return decisions.decide(
                head -> {
                    TargetState state = Decisions.state(head, id);
                    return new Proposal(
                            new Transition(
                                    files,
                                    Transition.Type.RETIRE,
                                    id,
                                    state.holder(),
                                    null,
                                    null,
                                    state.alias(),
                                    state.stage(),
                                    null,
                                    List.of(),
                                    null,
                                    reason,
                                    gatekeeper.actor(),
                                    state.transition(),
                                    gatekeeper.now()),
                            List.of());
                },
                dryRun,
                List.of());
    }

    /** A version that the ledger or the registry knows. */
    private record Known(Holder holder, ModelFiles files) {}

    private Known known(TargetId target, String version) throws LedgerException {
        LedgerHead head = gatekeeper.ledger().head();
        for (TargetState state : gatekeeper.states(head, target.model())) {
            if (version.equals(Versions.heldBy(state))) {
                return new Known(state.holder(), Decisions.filesOf(head, state));
            }
        }
        ModelVersion registered = versions.get(target.model(), version);
        Proofs.Proof proof = proofs.of(registered).orElse(null);
        if (proof != null) {
            return new Known(Gates.holder(registered, proof), proof.evidence().model());
        }
        ModelFiles files = bytes.of(registered);
        return new Known(new Holder(version, files.hash(), null, null), files);
    }

    @CheckForNull
    private static String version(@CheckForNull Holder holder) {
        return holder == null ? null : holder.version();
    }
}
