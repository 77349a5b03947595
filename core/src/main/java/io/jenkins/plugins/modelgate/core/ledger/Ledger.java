package io.jenkins.plugins.modelgate.core.ledger;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Evidence;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import io.jenkins.plugins.modelgate.core.document.Verdicts;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The ledger: a Git repository in which each commit of the branch {@code main} is one transition. Safe for use by several
 * threads, processes and machines at once.
 */
public interface Ledger extends AutoCloseable {
    /**
     * Opens a ledger; nothing is read or written yet.
     *
     * @throws LedgerException if the configuration cannot work
     */
    @SuppressWarnings("DoNotCallSuggester")
    static Ledger open(LedgerConfig config) throws LedgerException {
        throw new UnsupportedOperationException("Not written yet: " + config.location());
    }

    /** The location, without secrets. */
    String location();

    /** Whether the ledger is a folder of this machine, which nothing protects from its own administrator. */
    boolean embedded();

    /**
     * The newest head, fetched and verified. The cost is that of the commits that are new since the last call.
     *
     * @throws LedgerException if it cannot be reached, does not verify, or its history was rewritten
     */
    LedgerHead head() throws LedgerException;

    /**
     * Appends one transition, or says that it is so already. When somebody else was first, the proposer is asked again
     * and all rules are checked again, on the new head.
     *
     * @throws RefusedException if a rule says no; a {@link LostRaceException} if only because somebody else was first
     * @throws PushRefusedException if the remote does not take it
     * @throws OutcomeUnknownException if nobody can say whether it was taken
     * @throws LedgerException if the ledger cannot be read or written
     */
    Receipt append(Proposer proposer) throws LedgerException;

    /**
     * Keeps evidence and verdicts that led to no transition (a red stays red), beside the transitions on a branch of
     * their own. Doing it twice is doing it once.
     *
     * @throws IllegalArgumentException if {@code verdicts} do not judge {@code evidence}
     * @throws LedgerException if the ledger cannot be written
     */
    void record(Evidence evidence, Verdicts verdicts) throws LedgerException;

    /**
     * The latest verdicts that were {@linkplain #record recorded} for a candidate and a target.
     *
     * @throws LedgerException if the ledger cannot be read, or what is found there is damaged or signed by nobody trusted
     */
    Optional<Verdicts> recorded(Sha256 candidateKey, TargetId target) throws LedgerException;

    /**
     * Verified transitions, newest first.
     *
     * @param targets whose
     * @param limit how many at most
     * @throws LedgerException as {@link #head}
     */
    List<HistoryEntry> history(Predicate<TargetId> targets, int limit) throws LedgerException;

    /**
     * Replays everything from the first commit, believing nothing that was verified before.
     *
     * @param knownHead a commit that somebody wrote down earlier and that must still be there; null if nobody did
     * @throws LedgerException if the ledger cannot be reached; what is wrong in it is in the report
     */
    AuditReport audit(@CheckForNull String knownHead) throws LedgerException;

    /**
     * Checks what a push would change, as a pre-receive hook does.
     *
     * @param oldCommit the branch before, which is believed; null or zeros: there was none
     * @param newCommit the branch after; zeros: it would be deleted, which is a problem
     * @throws LedgerException if the repository cannot be read; what is wrong in it is in the report
     */
    AuditReport verify(@CheckForNull String oldCommit, String newCommit) throws LedgerException;

    @Override
    void close();
}
