package io.jenkins.plugins.modelgate.core.ledger;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.approval.Tally;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.document.Approval;
import io.jenkins.plugins.modelgate.core.document.Document;
import io.jenkins.plugins.modelgate.core.document.Envelope;
import io.jenkins.plugins.modelgate.core.document.Evidence;
import io.jenkins.plugins.modelgate.core.document.Holder;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import io.jenkins.plugins.modelgate.core.document.Transition;
import io.jenkins.plugins.modelgate.core.document.Verdict;
import io.jenkins.plugins.modelgate.core.document.Verdicts;
import io.jenkins.plugins.modelgate.core.gate.GateEvaluator;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Which transitions may follow a head. The same rules hold when a transition is appended and when the ledger is audited;
 * they see the head and the documents that the transition cites, and nothing else.
 */
final class TransitionRules {
    private final LedgerHead before;
    private final Library library;
    private final Transition transition;
    private final TargetId target;

    @CheckForNull
    private final TargetState state;

    @CheckForNull
    private final Holder holder;

    /** Where cited documents are found. */
    @FunctionalInterface
    interface Library {
        Optional<Envelope> envelope(Sha256 digest) throws LedgerException;

        default <T extends Document> Optional<T> find(Sha256 digest, Class<T> type) throws LedgerException {
            return envelope(digest)
                    .map(Envelope::document)
                    .filter(type::isInstance)
                    .map(type::cast);
        }
    }

    TransitionRules(LedgerHead before, Library library, Transition transition) {
        this.before = before;
        this.library = library;
        this.transition = transition;
        target = transition.target();
        state = before.state(target).orElse(null);
        holder = state == null ? null : state.holder();
    }

    /** Whether the ledger says so already, so that there is nothing to append. */
    boolean alreadySo() {
        Holder quarantine = transition.quarantine();
        return switch (transition.type()) {
            case PROMOTE, ROLL_BACK -> holds(transition.to());
            // Adopting again is the way to show the target by another alias or stage.
            case ADOPT -> holds(transition.to()) && isShownAsBefore();
            case RETIRE -> state != null && holder == null;
            case QUARANTINE ->
                state != null
                        && quarantine != null
                        && state.quarantine(quarantine).isPresent();
            case LIFT ->
                state != null
                        && quarantine != null
                        && before.quarantine(target, quarantine).isEmpty();
        };
    }

    private boolean holds(@CheckForNull Holder to) {
        return holder != null && holder.sameVersion(to);
    }

    /** @throws RefusedException with the first rule that says no */
    void check() throws LedgerException {
        try {
            Names.state(target);
        } catch (IllegalArgumentException e) {
            throw new RefusedException(e.getMessage() + ".");
        }
        switch (transition.type()) {
            case PROMOTE -> promote();
            case ROLL_BACK -> rollBack();
            case QUARANTINE -> quarantine();
            case LIFT -> lift();
            case RETIRE -> retire();
            case ADOPT -> adopt();
        }
        if (!Objects.equals(transition.from(), holder)) {
            throw refused("it says that " + text(transition.from()) + " holds the target, but " + text(holder)
                    + " does. Read the ledger again");
        }
        if (!Objects.equals(transition.previous(), state == null ? null : state.transition())) {
            throw refused("it does not follow the target’s newest transition. Read the ledger again");
        }
        if (transition.type() != Transition.Type.PROMOTE && transition.reason().isBlank()) {
            throw refused("it gives no reason. Say why");
        }
    }

    private void promote() throws LedgerException {
        Holder to = present(transition.to(), "it does not say who is to hold the target");
        Sha256 cited = present(transition.verdicts(), "it cites no verdicts. Run the gates first");
        Sha256 evidenceDigest = present(to.evidence(), "the candidate has no evidence. Record it first, or adopt it");
        Verdicts verdicts = cited(cited, Verdicts.class, "verdicts");
        Evidence evidence = cited(evidenceDigest, Evidence.class, "evidence");
        fitTheCandidate(verdicts, to);
        fits(evidence, to);
        passes(verdicts);
        notVoid(verdicts);
        approved(verdicts);
        if (!verdicts.policy().equals(transition.policy())) {
            throw refused("it names another policy than its verdicts. Run the gates again");
        }
        mayHold(to);
        absent(transition.quarantine(), "a promotion quarantines nothing");
    }

    private void fitTheCandidate(Verdicts verdicts, Holder to) throws RefusedException {
        if (!verdicts.target().equals(target)) {
            throw refused("its verdicts are about the target ‘" + verdicts.target() + "’. Run the gates for this one");
        }
        if (!verdicts.candidateKey().equals(to.candidateKey())
                || !verdicts.version().equals(to.version())
                || !verdicts.evidence().equals(to.evidence())
                || !verdicts.model().hash().equals(to.model())) {
            throw refused("its verdicts judge version " + verdicts.version() + " (candidate "
                    + verdicts.candidateKey().abbreviated() + ", model "
                    + verdicts.model().hash().abbreviated() + "), not " + text(to)
                    + ". Run the gates for this version");
        }
    }

    private void fits(Evidence evidence, Holder to) throws RefusedException {
        if (!evidence.candidateKey().equals(to.candidateKey())
                || !evidence.model().hash().equals(to.model())) {
            throw refused("its evidence is about another candidate ("
                    + evidence.candidateKey().abbreviated() + "). Record the candidate again");
        }
        if (!evidence.name().equals(target.model())) {
            throw refused("its evidence is about the model ‘" + evidence.name() + "’. Record the candidate for ‘"
                    + target.model() + "’");
        }
    }

    private void passes(Verdicts verdicts) throws RefusedException {
        if (GateEvaluator.openToAPerson(verdicts)) {
            if (verdicts.approvals() == null) {
                throw refused("its verdicts ask a person, and the policy names nobody who may approve. Name somebody"
                        + " under ‘approvals’");
            }
            return;
        }
        if (verdicts.answer() != Answer.PASS) {
            throw refused("its verdicts say " + verdicts.answer() + ", not PASS. See the gates’ reasons");
        }
        Optional<Verdict> objection = GateEvaluator.objection(verdicts);
        if (objection.isPresent()) {
            throw refused("its verdicts say PASS, but the gate ‘"
                    + objection.get().gate() + "’ says " + objection.get().answer() + ". Run the gates again");
        }
    }

    private void notVoid(Verdicts verdicts) throws RefusedException {
        Holder champion = verdicts.baseline().champion();
        if (!Objects.equals(champion, holder)) {
            throw refused("its verdicts are void: they compare with " + text(champion) + ", but by now " + text(holder)
                    + " holds the target. Run the gates again");
        }
    }

    private void approved(Verdicts verdicts) throws LedgerException {
        if (verdicts.approvals() == null) {
            if (!transition.approvals().isEmpty()) {
                throw refused("it cites approvals, and its verdicts ask for none");
            }
            return;
        }
        List<Envelope> said = new ArrayList<>();
        for (Sha256 approval : transition.approvals()) {
            cited(approval, Approval.class, "approval");
            said.add(library.envelope(approval).orElseThrow());
        }
        Tally tally = Tally.of(verdicts, said, transition.at());
        if (!tally.discounted().isEmpty()) {
            var first = tally.discounted().entrySet().iterator().next();
            throw refused(
                    "the approval of ‘" + PlainText.line(first.getKey().by().name(), 200) + "’ does not count: "
                            + PlainText.line(first.getValue(), 300) + ". Ask again");
        }
        if (tally.state() != Tally.State.MET) {
            String sentence = PlainText.line(tally.sentence(), 500);
            throw refused("the approvals that the policy asks for are not there. "
                    + sentence.substring(0, sentence.length() - 1));
        }
        for (Envelope approval : said) {
            if (before.envelope(approval.digest()).isPresent()) {
                throw refused("its approvals let this version in once before, and count once. Run the gates again, and"
                        + " ask again");
            }
        }
    }

    private void rollBack() throws LedgerException {
        Holder to = present(transition.to(), "it does not say who is to hold the target");
        mayHold(to);
        List<Holder> earlier = before.earlierHolders(target);
        if (!earlier.contains(to)) {
            String choice = earlier.isEmpty() ? "There is none" : "The last one is " + text(earlier.get(0));
            throw refused(text(to) + " never held the target, and a roll-back goes to an earlier holder. " + choice);
        }
        if (!Objects.equals(transition.quarantine(), holder)) {
            throw refused("a roll-back quarantines what it leaves: " + text(holder));
        }
        noVerdicts();
    }

    private void quarantine() throws RefusedException {
        Holder candidate = present(transition.quarantine(), "it does not say what is quarantined");
        isAbout(candidate);
        holderStays();
    }

    private void lift() throws RefusedException {
        Holder candidate = present(transition.quarantine(), "it does not say whose quarantine ends");
        isAbout(candidate);
        holderStays();
        if (state == null || state.quarantine(candidate).isEmpty()) {
            String where = before.quarantine(target, candidate)
                    .flatMap(this::quarantinedUnder)
                    .map(other -> "It is under the target ‘" + other + "’: lift it there")
                    .orElse("Name one of those that the ledger’s page lists");
            throw refused(text(candidate) + " is not quarantined under this target. " + where);
        }
    }

    private Optional<TargetId> quarantinedUnder(Quarantined entry) {
        return before.targets().values().stream()
                .filter(other -> other.quarantined().contains(entry))
                .map(TargetState::target)
                .findFirst();
    }

    private void retire() throws RefusedException {
        Holder from = present(holder, "nobody holds the target");
        absent(transition.to(), "after retiring nobody holds the target");
        absent(transition.quarantine(), "retiring quarantines nothing; do that first");
        isAbout(from);
        shownAsBefore();
        noVerdicts();
    }

    private void adopt() throws LedgerException {
        Holder to = present(transition.to(), "it does not say who holds the target");
        mayHold(to);
        absent(transition.quarantine(), "adopting quarantines nothing; do that first");
        if (to.evidence() != null) {
            fits(cited(to.evidence(), Evidence.class, "evidence"), to);
        }
        noVerdicts();
    }

    /** What holds for everybody who is to hold the target. */
    private void mayHold(Holder to) throws RefusedException {
        isAbout(to);
        Optional<Quarantined> quarantine = before.quarantine(target, to);
        if (quarantine.isPresent()) {
            throw refused(text(to) + " is quarantined since " + quarantine.get().since() + " (‘"
                    + PlainText.line(quarantine.get().reason(), 300)
                    + "’). Lift the quarantine first, or choose another version");
        }
        if (transition.alias() == null && transition.stage() == null) {
            throw refused("neither an alias nor a stage shows the target. Name one in the policy");
        }
        for (TargetState other : before.targets().values()) {
            if (other.holder() != null
                    && !other.target().equals(target)
                    && other.target().sameModel(target)) {
                shownApart(other, "alias", other.alias(), transition.alias());
                shownApart(other, "stage", other.stage(), transition.stage());
            }
        }
    }

    private void shownApart(TargetState other, String kind, @CheckForNull String theirs, @CheckForNull String ours)
            throws RefusedException {
        if (theirs != null && theirs.equals(ours)) {
            throw refused("the " + kind + " ‘" + ours + "’ shows the target ‘"
                    + other.target().target() + "’ already. Retire that target, or name another " + kind
                    + " in the policy");
        }
    }

    private void holderStays() throws RefusedException {
        if (!Objects.equals(transition.to(), holder)) {
            throw refused("it would change who holds the target, from " + text(holder) + " to " + text(transition.to())
                    + ". Roll back or promote instead");
        }
        shownAsBefore();
        noVerdicts();
    }

    private void shownAsBefore() throws RefusedException {
        if (!isShownAsBefore()) {
            throw refused("it names another alias or stage than the ledger has for the target. Read the ledger again");
        }
    }

    private boolean isShownAsBefore() {
        return Objects.equals(transition.alias(), state == null ? null : state.alias())
                && Objects.equals(transition.stage(), state == null ? null : state.stage());
    }

    private void noVerdicts() throws RefusedException {
        if (transition.verdicts() != null || !transition.approvals().isEmpty()) {
            throw refused("only a promotion cites verdicts and approvals");
        }
    }

    private void isAbout(Holder holder) throws RefusedException {
        if (!transition.model().hash().equals(holder.model())) {
            throw refused("it lists other files than those of " + text(holder) + ". Record the candidate again");
        }
    }

    private <T extends Document> T cited(Sha256 digest, Class<T> type, String word) throws LedgerException {
        return library.find(digest, type)
                .orElseThrow(() -> refused("the " + word + " " + digest.abbreviated()
                        + " that it cites is not there. Hand it in as well"));
    }

    private <T> T present(@CheckForNull T value, String otherwise) throws RefusedException {
        if (value == null) {
            throw refused(otherwise);
        }
        return value;
    }

    private void absent(@CheckForNull Object value, String otherwise) throws RefusedException {
        if (value != null) {
            throw refused(otherwise);
        }
    }

    private RefusedException refused(String because) {
        String verb =
                switch (transition.type()) {
                    case PROMOTE -> "promote to";
                    case ROLL_BACK -> "roll back";
                    case QUARANTINE -> "quarantine under";
                    case LIFT -> "lift the quarantine under";
                    case RETIRE -> "retire";
                    case ADOPT -> "adopt for";
                };
        return new RefusedException("Refused to " + verb + " ‘" + target + "’: " + because + ".");
    }

    private static String text(@CheckForNull Holder holder) {
        if (holder == null) {
            return "nobody";
        }
        Sha256 key = holder.candidateKey();
        return "version " + PlainText.line(holder.version(), 50) + " ("
                + (key == null ? "model " + holder.model().abbreviated() : "candidate " + key.abbreviated()) + ")";
    }
}
