package io.jenkins.plugins.modelgate.core.ledger;

import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Document;
import io.jenkins.plugins.modelgate.core.document.Envelope;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import io.jenkins.plugins.modelgate.core.document.Transition;
import io.jenkins.plugins.modelgate.core.ledger.GitStore.Author;
import io.jenkins.plugins.modelgate.core.ledger.GitStore.Commit;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/** Puts a proposal on top of the newest head, again and again until it is there, is so already, or is refused. */
final class Appending {
    private final LedgerConfig config;
    private final Origin origin;
    private final Verifier verifier;
    private final ApprovalBook approvals;

    Appending(LedgerConfig config, Origin origin, Verifier verifier, ApprovalBook approvals) {
        this.config = config;
        this.origin = origin;
        this.verifier = verifier;
        this.approvals = approvals;
    }

    /** As {@link Ledger#append}. */
    Receipt append(Proposer proposer, Deadline deadline) throws LedgerException {
        Optional<Attempt> lost = Optional.empty();
        for (int number = 0; number == 0 || deadline.pause(number); number++) {
            Attempt attempt = attempt(proposer, verifier.head(deadline), lost);
            Optional<Receipt> receipt = attempt.run(deadline);
            if (receipt.isPresent()) {
                return receipt.get();
            }
            lost = Optional.of(attempt);
        }
        throw new LedgerException("The ledger ‘" + config.location() + "’ did not take the transition within "
                + config.deadline().toSeconds() + " s: others were always first, or the network failed."
                + " Do the same again: that is safe, also if a push comes through late");
    }

    /** As {@link Ledger#rehearse}. */
    boolean rehearse(Proposer proposer, Deadline deadline) throws LedgerException {
        return attempt(proposer, verifier.head(deadline), Optional.empty()).alreadySo;
    }

    private Attempt attempt(Proposer proposer, VerifiedHead head, Optional<Attempt> lost) throws LedgerException {
        try {
            return new Attempt(head, proposer.propose(head));
        } catch (RefusedException e) {
            throw lost.isPresent() ? lost.get().lostTo(head, e) : e;
        }
    }

    /** A proposal on one head. */
    private final class Attempt {
        private final VerifiedHead head;
        private final Transition transition;
        private final Sha256 digest;
        private final boolean alreadySo;
        private final Map<Sha256, Envelope> documents = new HashMap<>();

        Attempt(VerifiedHead head, Proposal proposal) throws LedgerException {
            this.head = head;
            transition = proposal.transition();
            add(transition);
            digest = documents.keySet().iterator().next();
            proposal.documents().forEach(this::add);
            TransitionRules.Library library = Replay.library(documents, head);
            for (Envelope approval : proposal.approvals()) {
                documents.put(approval.digest(), approval);
                approvals.signed(approval, library);
            }
            TransitionRules rules = new TransitionRules(head, library, transition);
            alreadySo = rules.alreadySo();
            if (!alreadySo) {
                rules.check();
            }
        }

        private void add(Document document) {
            Envelope envelope = config.seal(document);
            documents.put(envelope.digest(), envelope);
        }

        /** @return empty if somebody else was first */
        Optional<Receipt> run(Deadline deadline) throws LedgerException {
            if (alreadySo) {
                TargetState state = head.targets().get(transition.target());
                return Optional.of(new Receipt(state.transition(), head.commit().orElseThrow(), state, true));
            }
            GitStore store = origin.storeForWriting();
            TransitionRules.Library library = Replay.library(documents, head);
            LedgerState after = head.state().after(transition, digest, Replay.data(library, transition));
            SortedMap<String, byte[]> files = after.files(transition.target());
            addDocuments(files, Replay.cited(library, transition, digest));
            Commit commit = store.write(
                    head.at(),
                    files,
                    LedgerState.message(transition, digest),
                    new Author(config.committer(), config.email(), transition.at()));
            if (!origin.publish(Branch.MAIN, head.id(), commit.id(), deadline)) {
                return Optional.empty();
            }
            verifier.arrived(commit, after, Objects.requireNonNullElseGet(head.shelf(), () -> new Shelf(store)));
            return Optional.of(
                    new Receipt(digest, commit.id().name(), after.targets().get(transition.target()), false));
        }

        private void addDocuments(SortedMap<String, byte[]> files, Set<Sha256> cited) throws LedgerException {
            for (var document : documents.entrySet()) {
                if (!cited.contains(document.getKey())) {
                    throw new IllegalArgumentException("The transition does not cite the "
                            + document.getValue().document().getClass().getSimpleName() + " " + document.getKey());
                }
                if (head.find(document.getKey(), Document.class).isEmpty()) {
                    files.put(
                            Names.object(document.getKey()), document.getValue().json());
                }
            }
        }

        /** Why this attempt, which somebody else was faster than, is refused on the new head. */
        RefusedException lostTo(VerifiedHead now, RefusedException refusal) throws LedgerException {
            TargetId target = transition.target();
            Optional<Sha256> winner = now.state(target).map(TargetState::transition);
            if (winner.isEmpty() || winner.equals(head.state(target).map(TargetState::transition))) {
                return refusal;
            }
            Transition first = now.find(winner.get(), Transition.class).orElseThrow();
            return new LostRaceException(
                    "Somebody else was first: " + PlainText.actor(first.actor()) + ", with ‘"
                            + LedgerState.subject(first) + "’. " + refusal.getMessage(),
                    winner.get());
        }
    }
}
