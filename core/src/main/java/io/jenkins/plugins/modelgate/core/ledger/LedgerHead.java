package io.jenkins.plugins.modelgate.core.ledger;

import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Document;
import io.jenkins.plugins.modelgate.core.document.Envelope;
import io.jenkins.plugins.modelgate.core.document.Holder;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** The ledger at one commit that was verified, with all its ancestors. It never changes. */
public interface LedgerHead {
    /** 40 hex digits; empty if the ledger is. */
    Optional<String> commit();

    /** All targets that ever had a transition. */
    SortedMap<TargetId, TargetState> targets();

    /** One target; empty if it never had a transition. */
    default Optional<TargetState> state(TargetId target) {
        return Optional.ofNullable(targets().get(target));
    }

    /** What keeps {@code candidate} out of {@code target}: a quarantine under any target of the same model. */
    default Optional<Quarantined> quarantine(TargetId target, Holder candidate) {
        return targets().values().stream()
                .filter(state -> state.target().sameModel(target))
                .flatMap(state -> state.quarantine(candidate).stream())
                .findFirst();
    }

    /**
     * Who a roll-back may go to, newest first: held the target before, is not its holder now, and is not quarantined.
     *
     * @throws LedgerException if the ledger cannot be read
     */
    List<Holder> earlierHolders(TargetId target) throws LedgerException;

    /**
     * A document that a transition of this ledger cites, or a transition.
     *
     * @return empty if there is none of that digest and type
     * @throws LedgerException if the ledger cannot be read
     */
    <T extends Document> Optional<T> find(Sha256 digest, Class<T> type) throws LedgerException;

    /**
     * The same with its signatures, which were checked.
     *
     * @throws LedgerException if the ledger cannot be read
     */
    Optional<Envelope> envelope(Sha256 digest) throws LedgerException;
}
