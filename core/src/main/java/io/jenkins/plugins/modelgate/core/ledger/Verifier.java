package io.jenkins.plugins.modelgate.core.ledger;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.document.TrustRoot;
import io.jenkins.plugins.modelgate.core.ledger.GitStore.Commit;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.jgit.lib.ObjectId;

/**
 * Verifies what is new in a ledger since this machine verified it last, and notices if its history was rewritten. For those
 * whose {@link Turn} it is.
 */
final class Verifier {
    private static final Logger LOG = Logger.getLogger(Verifier.class.getName());

    private final String ledger;
    private final Origin origin;
    private final TrustRoot trust;
    private final VerifiedMark mark;

    @CheckForNull
    private VerifiedHead verified;

    Verifier(String ledger, Origin origin, TrustRoot trust, VerifiedMark mark) {
        this.ledger = ledger;
        this.origin = origin;
        this.trust = trust;
        this.mark = mark;
    }

    /**
     * The newest head, fetched and verified.
     *
     * @throws LedgerException if it cannot be reached, does not verify, or its history was rewritten
     */
    VerifiedHead head(Deadline deadline) throws LedgerException {
        // First what is known, then what is there: the other way round, somebody may append in between, and write down
        // that they verified what would then be newer than what is there.
        Optional<VerifiedMark.Mark> known = verified == null ? mark.read() : Optional.empty();
        ObjectId tip = origin.tip(Branch.MAIN, deadline);
        if (tip == null) {
            if (verified != null || known.isPresent()) {
                throw rewritten("its branch ‘" + Branch.MAIN.branch() + "’ is gone");
            }
            return VerifiedHead.EMPTY;
        }
        GitStore store = origin.storeForWriting();
        VerifiedHead from = verified == null ? believed(store, known) : verified;
        if (!tip.equals(from.id())) {
            from = follow(store, from, tip, known);
        }
        verified = from;
        return from;
    }

    private VerifiedHead follow(GitStore store, VerifiedHead from, ObjectId tip, Optional<VerifiedMark.Mark> known)
            throws LedgerException {
        List<ObjectId> path = Replay.path(store, from.id(), tip).orElse(List.of());
        // A mark that does not hold any more, since the trust root changed, still says what must be there.
        boolean outdated = known.isPresent() && !known.get().stillHolds();
        if (path.isEmpty() || outdated && !path.contains(known.get().commit())) {
            throw rewritten("the head " + tip.name() + " does not descend from it");
        }
        Replay replay = new Replay(store, trust, from);
        replay.over(path);
        if (!replay.problems().isEmpty()) {
            throw new LedgerException("The ledger ‘" + ledger + "’ does not verify, so nothing follows it. "
                    + replay.problems().get(0)
                    + (replay.problems().size() > 1 ? " ‘model-gate audit’ lists more problems" : ""));
        }
        mark.write(tip);
        return replay.head();
    }

    private VerifiedHead believed(GitStore store, Optional<VerifiedMark.Mark> known) throws LedgerException {
        if (known.isEmpty() || !known.get().stillHolds()) {
            return VerifiedHead.EMPTY;
        }
        if (!store.has(known.get().commit())) {
            throw rewritten("the commit " + known.get().commit().name() + " is gone");
        }
        return VerifiedHead.at(store, known.get().commit());
    }

    private LedgerException rewritten(String why) {
        return new LedgerException("The history of the ledger ‘" + ledger
                + "’ was rewritten: this machine verified it up to a commit that is not in it any more; " + why
                + ". Restore the ledger from a clone; if it was replaced on purpose, delete ‘" + mark.file() + "’");
    }

    /** Takes over what was checked before it was written. */
    void arrived(Commit commit, LedgerState state, Shelf shelf) {
        verified = new VerifiedHead(commit, state, shelf);
        try {
            mark.write(commit.id());
        } catch (LedgerException e) {
            LOG.log(Level.WARNING, e, () -> "The transition is in the ledger, but will be verified again");
        }
    }

    /** What this machine verified last; empty if nothing. */
    Optional<ObjectId> known() throws LedgerException {
        return mark.read().map(VerifiedMark.Mark::commit);
    }
}
