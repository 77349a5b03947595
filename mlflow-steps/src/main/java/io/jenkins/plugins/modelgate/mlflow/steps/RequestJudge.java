package io.jenkins.plugins.modelgate.mlflow.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.Shown;
import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.document.Evidence;
import io.jenkins.plugins.modelgate.core.document.Holder;
import io.jenkins.plugins.modelgate.core.document.Verdicts;
import io.jenkins.plugins.modelgate.core.gate.GateEvaluator;
import io.jenkins.plugins.modelgate.core.ledger.LedgerException;
import io.jenkins.plugins.modelgate.core.ledger.LedgerHead;
import io.jenkins.plugins.modelgate.core.ledger.Quarantined;
import io.jenkins.plugins.modelgate.core.ledger.TargetState;
import io.jenkins.plugins.modelgate.core.policy.ModelPolicy;
import io.jenkins.plugins.modelgate.mlflow.client.ModelVersion;
import io.jenkins.plugins.modelgate.mlflow.steps.Approvals.Standing;
import io.jenkins.plugins.modelgate.mlflow.steps.PromotionRequest.Reply;
import io.jenkins.plugins.modelgate.mlflow.steps.PromotionRequest.State;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/** Says what there is to say to a request: by the policy before anything is started for it, by the ledger afterwards. */
public final class RequestJudge {
    private final Gatekeeper gatekeeper;

    public RequestJudge(Gatekeeper gatekeeper) {
        this.gatekeeper = Objects.requireNonNull(gatekeeper, "gatekeeper");
    }

    /**
     * What can be said at once.
     *
     * @param model the policy of its model
     * @param since the earliest time at which it can have been made, see {@link PromotionRequest#notBefore}
     * @param most how old it may be; null for as old as it is
     * @return empty if it is for gates and people to decide
     */
    public Optional<Reply> before(
            PromotionRequest request, ModelPolicy model, Instant since, @CheckForNull Duration most)
            throws LedgerException {
        Optional<Reply> formal = formal(request, model, since, most, gatekeeper.now());
        return formal.isPresent() ? formal : decided(request);
    }

    /** What the request itself tells. Needs nothing but what is given. */
    static Optional<Reply> formal(
            PromotionRequest request, ModelPolicy model, Instant since, @CheckForNull Duration most, Instant now) {
        if (!model.targets().containsKey(request.target())) {
            return reply(
                    State.UNKNOWN,
                    "The policy has no target ‘" + request.target() + "’ for ‘" + model.name() + "’, only: "
                            + String.join(", ", model.targets().keySet()));
        }
        if (request.reason().isEmpty()) {
            return reply(State.INCOMPLETE, "Say why: set the tag ‘" + PromotionRequest.REASON_TAG + "’");
        }
        String original = request.version().tags().get(Tags.DUPLICATE_OF);
        if (original != null) {
            return reply(
                    State.REFUSED,
                    "This is a duplicate of version " + Shown.text(original) + ": ask for that one to be promoted");
        }
        if (most != null && since.plus(most).isBefore(now)) {
            return reply(
                    State.STALE,
                    "This may have been asked as long ago as " + since + ", and nothing older than " + most.toDays()
                            + " days is done: give another reason to ask anew");
        }
        return Optional.empty();
    }

    /** What the ledger says of the version without any gates: it holds the target, or may not. */
    private Optional<Reply> decided(PromotionRequest request) throws LedgerException {
        ModelVersion version = request.version();
        LedgerHead head = gatekeeper.ledger().head();
        TargetState state =
                head.state(gatekeeper.target(version.model(), request.target())).orElse(null);
        if (state != null && version.version().equals(Versions.heldBy(state))) {
            return reply(
                    State.PROMOTED,
                    "Version " + version.version() + " holds ‘" + request.target() + "’ since " + state.since());
        }
        return gatekeeper.states(head, version.model()).stream()
                .flatMap(each -> each.quarantined().stream())
                .filter(quarantined -> isOf(quarantined.candidate(), version))
                .findFirst()
                .flatMap(RequestJudge::quarantined);
    }

    private static boolean isOf(Holder candidate, ModelVersion version) {
        return candidate.version().equals(version.version())
                || candidate.model().hex().equals(version.tags().get(Lookup.By.MODEL_HASH.tag()));
    }

    private static Optional<Reply> quarantined(Quarantined entry) {
        return reply(
                State.REFUSED, "It is quarantined since " + entry.since() + ": ‘" + Shown.text(entry.reason()) + "’");
    }

    /**
     * What became of it.
     *
     * @param asked whether its gates were asked for this request; else what they said some other time is not looked at
     * @return empty if the ledger does not say
     */
    public Optional<Reply> after(PromotionRequest request, boolean asked) throws LedgerException {
        Optional<Reply> decided = decided(request);
        return decided.isPresent() || !asked ? decided : judged(request);
    }

    private Optional<Reply> judged(PromotionRequest request) throws LedgerException {
        ModelVersion version = new Versions(gatekeeper)
                .get(request.version().model(), request.version().version());
        Evidence evidence =
                new Proofs(gatekeeper).of(version).map(Proofs.Proof::evidence).orElse(null);
        Verdicts verdicts = evidence == null
                ? null
                : gatekeeper
                        .ledger()
                        .recorded(evidence.candidateKey(), gatekeeper.target(version.model(), request.target()))
                        .orElse(null);
        if (verdicts == null) {
            return Optional.empty();
        }
        boolean open = verdicts.answer() == Answer.PASS || GateEvaluator.openToAPerson(verdicts);
        if (verdicts.approvals() != null && open) {
            return new Approvals(gatekeeper)
                    .of(version.model(), request.target(), version.version())
                    .map(RequestJudge::asked);
        }
        if (verdicts.answer() != Answer.PASS) {
            return reply(State.REFUSED, objection(verdicts));
        }
        Holder champion = Decisions.holder(gatekeeper.ledger().head(), verdicts.target());
        return Objects.equals(verdicts.baseline().champion(), champion)
                ? Optional.empty()
                : reply(
                        State.FAILED,
                        "Its gates passed against another champion than there is now: give another reason to ask anew");
    }

    private static Reply asked(Standing standing) {
        return standing.end()
                .map(why -> new Reply(State.REFUSED, why, null))
                .orElseGet(() -> new Reply(State.WAITING, standing.tally().sentence(), null));
    }

    private static String objection(Verdicts verdicts) {
        return GateEvaluator.objection(verdicts)
                .map(verdict -> "The gate ‘" + verdict.gate() + "’ says " + verdict.words() + ": " + verdict.sentence())
                .orElse("The gates say " + verdicts.answer() + ". " + verdicts.rule());
    }

    private static Optional<Reply> reply(State state, String sentence) {
        return Optional.of(new Reply(state, sentence, null));
    }
}
