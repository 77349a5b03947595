package io.jenkins.plugins.modelgate.core.ledger;

import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Approval;
import io.jenkins.plugins.modelgate.core.document.Documents;
import io.jenkins.plugins.modelgate.core.document.Envelope;
import io.jenkins.plugins.modelgate.core.document.Verdicts;
import io.jenkins.plugins.modelgate.core.ledger.AuditReport.Problem;
import io.jenkins.plugins.modelgate.core.ledger.GitStore.Commit;
import io.jenkins.plugins.modelgate.core.ledger.GitStore.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;

/**
 * The branch {@code approvals}: what people said to verdicts, each in a file of its own ({@code approvals/VERDICTS/DIGEST.json}),
 * so that two people at the same instant lose nothing. What counts of it is decided by the transition that cites it.
 */
public final class ApprovalBook {
    private static final Logger LOG = Logger.getLogger(ApprovalBook.class.getName());
    private static final String JSON = ".json";

    /** {@code approvals/ab/cdef…/}. */
    /** Who reads more has a branch to restore, not to repair. */
    private static final int MAX_PROBLEMS = 100;

    private static final int DEPTH = 3;

    private final LedgerConfig config;
    private final Origin origin;
    private final SideBranch branch;
    private final Turn turn;

    ApprovalBook(LedgerConfig config, Origin origin, Turn turn) {
        this.config = config;
        this.origin = origin;
        this.turn = turn;
        branch = new SideBranch(config, origin, Branch.APPROVALS, "approvals");
    }

    /**
     * Seals what somebody said, with the ledger’s own key: whoever calls this has made sure who they are.
     *
     * @return what {@link #add} keeps
     */
    public Envelope seal(Approval approval) {
        return config.seal(approval);
    }

    /**
     * Keeps what somebody said. Doing it twice is doing it once.
     *
     * @param approval signed by a trusted key, or by the person’s own as {@code verdicts} list it
     * @param verdicts what it is about
     * @throws RefusedException if nobody vouches for it, or it is about something else
     * @throws LedgerException if the ledger cannot be written
     */
    public void add(Envelope approval, Verdicts verdicts) throws LedgerException {
        Sha256 judged = Documents.digest(verdicts);
        Approval said = (Approval) approval.document();
        if (!said.verdicts().equals(judged)) {
            throw new RefusedException("Refused to keep the approval of ‘"
                    + PlainText.line(said.by().name(), 200)
                    + "’: it is about the verdicts " + said.verdicts().abbreviated() + ", not "
                    + judged.abbreviated() + ".");
        }
        signed(approval, only(verdicts));
        String path = path(said.verdicts(), approval.digest());
        turn.take(deadline -> {
            branch.write(
                    (store, tree) ->
                            new TreeMap<>(store.file(tree, path) == null ? Map.of(path, approval.json()) : Map.of()),
                    message(said),
                    said.at(),
                    deadline);
            return null;
        });
    }

    private static TransitionRules.Library only(Verdicts verdicts) {
        Envelope judged = Envelope.unsigned(verdicts);
        return digest -> Optional.of(judged).filter(one -> one.digest().equals(digest));
    }

    private static String path(Sha256 verdicts, Sha256 approval) {
        return Names.approvals(verdicts) + approval.hex() + JSON;
    }

    private static String message(Approval said) {
        return PlainText.line(said.target().model(), 100) + ": "
                + said.decision().name().toLowerCase(Locale.ROOT).replace('_', '-') + " by "
                + PlainText.actor(said.by()) + "\n";
    }

    /** @throws RefusedException if nobody vouches for it */
    void signed(Envelope approval, TransitionRules.Library library) throws LedgerException {
        if (!Replay.isVouchedFor(approval, config.trust(), library)) {
            throw new RefusedException("The approval " + approval.digest().abbreviated() + " is "
                    + approval.check(config.trust())
                    + ", and by no key that its verdicts list for the person. Approve again.");
        }
    }

    /**
     * What was said to verdicts. What cannot be believed is left out, and named by an audit.
     *
     * @throws LedgerException if the ledger cannot be read
     */
    public List<Envelope> on(Verdicts verdicts) throws LedgerException {
        return onEach(List.of(verdicts)).get(0);
    }

    /**
     * The same of many, at one time.
     *
     * @return for each of them, in that order
     * @throws LedgerException if the ledger cannot be read
     */
    public List<List<Envelope>> onEach(List<Verdicts> many) throws LedgerException {
        return turn.take(deadline -> {
            Commit newest = branch.newest(deadline);
            List<List<Envelope>> said = new ArrayList<>();
            for (Verdicts verdicts : many) {
                said.add(newest == null ? List.of() : on(verdicts, origin.storeForWriting(), newest));
            }
            return said;
        });
    }

    /** By its digest, whatever it is about; empty if nobody said it. */
    Optional<Envelope> find(Sha256 approval, Deadline deadline) throws LedgerException {
        Commit newest = branch.newest(deadline);
        if (newest == null) {
            return Optional.empty();
        }
        GitStore store = origin.storeForWriting();
        for (Entry two : store.list(newest.tree(), Names.APPROVALS)) {
            for (Entry verdicts : store.tree(two.id())) {
                String path = Names.APPROVALS + two.name() + "/" + verdicts.name() + "/" + approval.hex() + JSON;
                ObjectId file = store.file(newest.tree(), path);
                if (file != null) {
                    return Optional.of(new Shelf(store).open(path, approval, file));
                }
            }
        }
        return Optional.empty();
    }

    private List<Envelope> on(Verdicts verdicts, GitStore store, Commit newest) throws LedgerException {
        String folder = Names.approvals(Documents.digest(verdicts));
        List<Envelope> said = new ArrayList<>();
        for (Entry entry : store.list(newest.tree(), folder)) {
            try {
                said.add(read(store, folder, entry, only(verdicts)));
            } catch (Damage e) {
                LOG.log(Level.WARNING, e::getMessage);
            }
        }
        return said;
    }

    private Envelope read(GitStore store, String folder, Entry entry, TransitionRules.Library library)
            throws LedgerException {
        String path = folder + entry.name();
        Envelope envelope =
                FileMode.REGULAR_FILE.equals(entry.mode()) && entry.name().matches("[0-9a-f]{64}\\.json")
                        ? new Shelf(store).open(path, new Sha256(entry.name().substring(0, 64)), entry.id())
                        : null;
        if (envelope == null
                || !(envelope.document() instanceof Approval approval)
                || !path.equals(path(approval.verdicts(), envelope.digest()))) {
            throw new Damage("It is no approval of these verdicts.", Remedies.REMOVE).at(path);
        }
        try {
            signed(envelope, library);
        } catch (RefusedException e) {
            throw new Damage("It is forged. " + e.getMessage(), Remedies.REMOVE).at(path);
        }
        return envelope;
    }

    /**
     * What is wrong with what the branch holds now.
     *
     * @param verdicts where verdicts are found
     */
    List<Problem> audit(TransitionRules.Library verdicts, Deadline deadline) throws LedgerException {
        ObjectId tip = origin.tip(Branch.APPROVALS, deadline);
        List<Problem> problems = new ArrayList<>();
        if (tip != null) {
            GitStore store = origin.storeForWriting();
            try {
                audit(store, "", store.commit(tip).tree(), verdicts, tip.name(), problems);
            } catch (Damage e) {
                problems.add(e.problem(tip.name()));
            }
        }
        return problems.subList(0, Math.min(problems.size(), MAX_PROBLEMS));
    }

    private void audit(
            GitStore store,
            String folder,
            ObjectId tree,
            TransitionRules.Library verdicts,
            String commit,
            List<Problem> problems)
            throws LedgerException {
        for (Entry entry : store.tree(tree)) {
            String path = folder + entry.name();
            try {
                if (FileMode.TREE.equals(entry.mode())
                        && path.chars().filter(c -> c == '/').count() < DEPTH) {
                    audit(store, path + "/", entry.id(), verdicts, commit, problems);
                } else {
                    read(store, folder, entry, verdicts);
                }
            } catch (Damage e) {
                problems.add(e.at(path).problem(commit));
            }
        }
    }
}
