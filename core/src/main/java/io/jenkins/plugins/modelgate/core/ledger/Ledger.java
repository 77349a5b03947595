package io.jenkins.plugins.modelgate.core.ledger;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Actor;
import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.document.Envelope;
import io.jenkins.plugins.modelgate.core.document.Evidence;
import io.jenkins.plugins.modelgate.core.document.SigningKey;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import io.jenkins.plugins.modelgate.core.document.Verdicts;
import io.jenkins.plugins.modelgate.core.gate.Looks;
import io.jenkins.plugins.modelgate.core.policy.Holdout;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.eclipse.jgit.lib.ObjectId;

/**
 * The ledger: a Git repository in which each commit of the branch {@code main} is one transition. Safe for use by several
 * threads, processes and machines at once.
 */
public final class Ledger implements AutoCloseable {
    private final LedgerConfig config;
    private final Location location;
    private final Origin origin;
    private final Turn turn;
    private final Verifier verifier;
    private final Records records;
    private final LookBook looks;
    private final ApprovalBook approvals;
    private final Appending appending;
    private final Anchors anchors;

    private Ledger(LedgerConfig config, Location location) {
        this.config = config;
        this.location = location;
        Path cache = config.cache().resolve(location.key());
        origin = location.origin(config, cache);
        turn = new Turn(location.text(), config.deadline(), origin);
        VerifiedMark mark = new VerifiedMark(cache.resolve("verified.json"), config.trust());
        verifier = new Verifier(location.text(), origin, config.trust(), mark);
        records = new Records(config, origin);
        looks = new LookBook(config, origin);
        approvals = new ApprovalBook(config, origin, turn);
        appending = new Appending(config, origin, verifier, approvals);
        anchors = new Anchors(config, location, origin, cache);
    }

    /**
     * Opens a ledger; nothing is read or written yet.
     *
     * @throws LedgerException if the configuration cannot work
     */
    public static Ledger open(LedgerConfig config) throws LedgerException {
        SigningKey key = config.key();
        if (key != null && !config.trust().isEmpty() && !config.trust().keyIds().contains(key.keyId())) {
            throw new LedgerException("The trust root does not hold the " + key + " that is to sign for the ledger ‘"
                    + config.location() + "’. Add its public key to the trust root");
        }
        return new Ledger(config, Location.of(config.location()));
    }

    /** The location: an absolute path or a URL. */
    public String location() {
        return location.text();
    }

    /** Whether the ledger is a folder of this machine, which nothing protects from its own administrator. */
    public boolean embedded() {
        return location.embedded();
    }

    /**
     * The newest head, fetched and verified. The cost is that of the commits that are new since the last call.
     *
     * @throws LedgerException if it cannot be reached, does not verify, or its history was rewritten
     */
    public LedgerHead head() throws LedgerException {
        return turn.take(verifier::head);
    }

    /**
     * A word that is another one as soon as there are new transitions, verdicts or approvals: for those who ask often whether
     * anything is new. Nothing is verified for it.
     *
     * @throws LedgerException if it cannot be reached
     */
    public String pulse() throws LedgerException {
        return turn.take(deadline -> {
            StringBuilder tips = new StringBuilder();
            for (Branch branch : List.of(Branch.MAIN, Branch.RECORDS, Branch.APPROVALS)) {
                tips.append(ObjectId.toString(origin.tip(branch, deadline)));
            }
            return tips.toString();
        });
    }

    /**
     * Appends one transition, or says that it is so already. When somebody else was first, the proposer is asked again
     * and all rules are checked again, on the new head.
     *
     * @throws RefusedException if a rule says no; a {@link LostRaceException} if only because somebody else was first
     * @throws PushRefusedException if the remote does not take it
     * @throws OutcomeUnknownException if nobody can say whether it was taken
     * @throws LedgerException if the ledger cannot be read or written
     * @throws IllegalArgumentException if the proposal comes with documents that its transition does not cite
     */
    public Receipt append(Proposer proposer) throws LedgerException {
        if (config.key() == null && !config.trust().isEmpty()) {
            throw new LedgerException("Cannot write to the ledger ‘" + location()
                    + "’: its trust root asks for signatures, and there is no signing key. Configure one");
        }
        return turn.take(deadline -> appending.append(proposer, deadline));
    }

    /**
     * Does all that {@link #append} does but writing, so that a person can see what would come of it.
     *
     * @return whether the ledger says so already
     * @throws RefusedException if a rule says no
     * @throws LedgerException if the ledger cannot be read
     */
    public boolean rehearse(Proposer proposer) throws LedgerException {
        return turn.take(deadline -> appending.rehearse(proposer, deadline));
    }

    /**
     * Makes the folder of an embedded ledger, if it is not there; the first write would do the same. A remote is somebody
     * else's to make.
     *
     * @throws LedgerException if it cannot be made
     */
    public void create() throws LedgerException {
        turn.take(deadline -> origin.storeForWriting());
    }

    /**
     * Keeps evidence and verdicts that led to no transition (a red stays red), beside the transitions on a branch of
     * their own, in the place of what is damaged there. Doing it twice is doing it once.
     *
     * @throws IllegalArgumentException if {@code verdicts} do not judge {@code evidence}
     * @throws LedgerException if the ledger cannot be written
     */
    public void record(Evidence evidence, Verdicts verdicts) throws LedgerException {
        turn.take(deadline -> {
            records.put(evidence, verdicts, deadline);
            return null;
        });
    }

    /**
     * The latest verdicts that were {@linkplain #record recorded} for a candidate and a target.
     *
     * @throws DamagedRecordException if what is found there is damaged or signed by nobody trusted
     * @throws LedgerException if the ledger cannot be read
     */
    public Optional<Verdicts> recorded(Sha256 candidateKey, TargetId target) throws LedgerException {
        try {
            return turn.take(deadline -> records.find(candidateKey, target, deadline));
        } catch (Damage e) {
            throw new DamagedRecordException(e.getMessage(), e);
        }
    }

    /**
     * What was {@linkplain #record recorded} of the latest candidates for a target, each once, the newest first.
     *
     * @param limit how many at most
     * @throws LedgerException as {@link #recorded}
     */
    public List<Past> judged(TargetId target, int limit) throws LedgerException {
        return turn.take(deadline -> records.judged(target, limit, deadline));
    }

    /**
     * The latest verdicts on each of the latest candidates that were put to people, the newest first.
     *
     * @param limit how many at most
     * @throws LedgerException as {@link #recorded}
     */
    public List<Past> putToPeople(int limit) throws LedgerException {
        return turn.take(deadline -> records.putToPeople(limit, deadline));
    }

    /**
     * A document by its digest, wherever it is: a transition cites it, it was recorded, or somebody said it. Who signed it is
     * not checked.
     *
     * @throws LedgerException if the ledger cannot be read
     */
    public Optional<Envelope> find(Sha256 digest) throws LedgerException {
        return turn.take(deadline -> {
            Optional<Envelope> found =
                    documents(verifier.head(deadline).id(), deadline).envelope(digest);
            return found.isPresent() ? found : approvals.find(digest, deadline);
        });
    }

    /** What people said to verdicts. */
    public ApprovalBook approvals() {
        return approvals;
    }

    /**
     * Counts a look at a holdout before it is taken. The same candidate looks once.
     *
     * @param target whose model
     * @param hash of the holdout's data; null if that is not known
     * @param preview whether nothing can come of it: it is counted, and free
     * @throws LedgerException if it could not be counted
     */
    public Looks look(
            TargetId target, Holdout holdout, @CheckForNull String hash, Sha256 candidate, boolean preview, Instant at)
            throws LedgerException {
        return turn.take(deadline -> looks.take(target, holdout, hash, candidate, preview, at, deadline));
    }

    /**
     * Keeps what came of a look.
     *
     * @throws LedgerException if it could not be kept
     */
    public void looked(TargetId target, Holdout holdout, String hash, Sha256 candidate, Answer answer, Instant at)
            throws LedgerException {
        turn.take(deadline -> {
            looks.answered(target, holdout, hash, candidate, answer, at, deadline);
            return null;
        });
    }

    /**
     * Lets other data be a model's holdout of that name from now on; its looks are counted anew.
     *
     * @param by who says so
     * @throws LedgerException if it could not be kept
     */
    public void acceptHoldout(TargetId target, Holdout holdout, String hash, Actor by, String reason, Instant at)
            throws LedgerException {
        turn.take(deadline -> {
            looks.accept(target, holdout, hash, by, reason, at, deadline);
            return null;
        });
    }

    /**
     * How many looks there were.
     *
     * @throws LedgerException if the ledger cannot be read
     */
    public Looks looks(TargetId target, Holdout holdout, @CheckForNull String hash) throws LedgerException {
        return turn.take(deadline -> looks.count(target, holdout, hash, null, deadline));
    }

    /**
     * The newest verified transitions, newest first.
     *
     * @param targets whose
     * @param limit how many at most
     * @throws LedgerException as {@link #head}
     */
    public List<HistoryEntry> history(Predicate<TargetId> targets, int limit) throws LedgerException {
        return history(targets, null, limit);
    }

    /**
     * A page of the verified transitions, newest first.
     *
     * @param targets whose
     * @param before a commit of the ledger, after which, going back in time, the page begins; null: it begins with the newest
     * @param limit how many at most
     * @throws LedgerException as {@link #head}; or if {@code before} is not in the ledger’s history
     */
    public List<HistoryEntry> history(Predicate<TargetId> targets, @CheckForNull String before, int limit)
            throws LedgerException {
        ObjectId after = before == null ? null : Audit.id(before);
        return turn.take(deadline -> {
            VerifiedHead head = verifier.head(deadline);
            if (head.at() != null) {
                return new History(origin.storeForWriting(), config.trust(), head).page(targets, after, limit);
            }
            if (after != null) {
                throw History.outside(after);
            }
            return List.of();
        });
    }

    /**
     * Writes down the heads of the ledger, verified, in a tag that the ledger’s key signs. The same heads are written down once.
     *
     * @param dryRun whether only to say what would be written
     * @throws PushRefusedException if the place does not take it
     * @throws LedgerException as {@link #head}; or if there is nothing to write down, or the place cannot be reached
     */
    public Anchor anchor(AnchorPlace place, boolean dryRun, Instant at) throws LedgerException {
        return turn.take(deadline -> {
            ObjectId main = verifier.head(deadline).id();
            if (main == null) {
                throw new LedgerException("The ledger ‘" + location() + "’ is empty: there is nothing to anchor yet");
            }
            return anchors.write(place, main, dryRun, at, deadline);
        });
    }

    /** {@link #audit(String, List)} against the anchors in the ledger itself. */
    public AuditReport audit(@CheckForNull String knownHead) throws LedgerException {
        return audit(knownHead, List.of(AnchorPlace.ledger()));
    }

    /**
     * Replays everything from the first commit, believing nothing that was verified before, and checks all records: whether
     * they are what their names say, signed, and where their index leads. That a record was removed is seen only where an
     * anchor names it.
     *
     * @param knownHead a commit that somebody wrote down earlier and that must still be there; null if nobody did
     * @param places whose anchors the ledger is held against
     * @throws LedgerException if the ledger or a place cannot be reached; what is wrong in it is in the report
     */
    public AuditReport audit(@CheckForNull String knownHead, List<AnchorPlace> places) throws LedgerException {
        List<String> known = new ArrayList<>();
        if (knownHead != null) {
            known.add(Audit.id(knownHead).name());
        }
        return turn.take(deadline -> {
            verifier.known().map(ObjectId::name).ifPresent(known::add);
            ObjectId tip = origin.tip(Branch.MAIN, deadline);
            AuditReport report = Audit.all(origin.store(), config.trust(), tip, known);
            report = report.with(records.audit(deadline)).with(approvals.audit(documents(tip, deadline), deadline));
            for (AnchorPlace place : places) {
                Anchors.Found found = anchors.audit(place, tip, deadline);
                report = report.with(found.anchors(), found.problems());
            }
            return report;
        });
    }

    /** Whatever transitions or records cite. What is damaged is damage to whoever looks for a document, not before. */
    private TransitionRules.Library documents(@CheckForNull ObjectId tip, Deadline deadline) throws LedgerException {
        ObjectId recorded = origin.tip(Branch.RECORDS, deadline);
        Optional<GitStore> store = origin.store();
        if (store.isEmpty()) {
            return digest -> Optional.empty();
        }
        Shelf shelf = new Shelf(store.get());
        return digest -> {
            Optional<Envelope> found = shelf.envelope(tree(store.get(), recorded), digest);
            return found.isPresent() ? found : shelf.envelope(tree(store.get(), tip), digest);
        };
    }

    @CheckForNull
    private static ObjectId tree(GitStore store, @CheckForNull ObjectId commit) throws LedgerException {
        return commit == null ? null : store.commit(commit).tree();
    }

    /**
     * Checks what a push would change, as a pre-receive hook does.
     *
     * @param oldCommit the branch before, which is believed; null or zeros: there was none
     * @param newCommit the branch after; zeros: it would be deleted, which is a problem
     * @throws LedgerException if the repository cannot be read; what is wrong in it is in the report
     */
    public AuditReport verify(@CheckForNull String oldCommit, String newCommit) throws LedgerException {
        ObjectId before = oldCommit == null ? ObjectId.zeroId() : Audit.id(oldCommit);
        ObjectId after = Audit.id(newCommit);
        GitStore store = origin.store()
                .orElseThrow(() -> new LedgerException("There is no ledger at ‘" + location() + "’. Check the path"));
        if (!after.equals(ObjectId.zeroId()) && !store.has(after)) {
            origin.tip(Branch.MAIN, new Deadline(config.deadline()));
        }
        VerifiedHead from = before.equals(ObjectId.zeroId()) ? VerifiedHead.EMPTY : VerifiedHead.at(store, before);
        return Audit.between(store, config.trust(), from, after);
    }

    @Override
    public void close() {
        origin.close();
    }
}
