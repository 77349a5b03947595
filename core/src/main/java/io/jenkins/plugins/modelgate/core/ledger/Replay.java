package io.jenkins.plugins.modelgate.core.ledger;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Approval;
import io.jenkins.plugins.modelgate.core.document.Envelope;
import io.jenkins.plugins.modelgate.core.document.Evidence;
import io.jenkins.plugins.modelgate.core.document.Holder;
import io.jenkins.plugins.modelgate.core.document.Transition;
import io.jenkins.plugins.modelgate.core.document.TrustRoot;
import io.jenkins.plugins.modelgate.core.document.Verdicts;
import io.jenkins.plugins.modelgate.core.ledger.AuditReport.Problem;
import io.jenkins.plugins.modelgate.core.ledger.GitStore.Commit;
import io.jenkins.plugins.modelgate.core.ledger.Trees.Change;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;

/**
 * Goes through the commits of a ledger one by one, and rebuilds from each transition what its commit must be: the rules
 * that let it happen, the files, the message. Whatever differs is a problem.
 */
final class Replay {
    /** Who reads more has a ledger to restore, not to repair. */
    private static final int MAX_PROBLEMS = 100;

    private final GitStore store;
    private final TrustRoot trust;
    private final Shelf shelf;
    private final List<Problem> problems = new ArrayList<>();

    @CheckForNull
    private Commit at;

    private LedgerState state;
    private int transitions;
    private int unsigned;

    /** Starts after {@code from}, which is believed. */
    Replay(GitStore store, TrustRoot trust, VerifiedHead from) {
        this.store = store;
        this.trust = trust;
        shelf = from.shelf() == null ? new Shelf(store) : from.shelf();
        at = from.at();
        state = from.state();
    }

    VerifiedHead head() {
        return at == null ? VerifiedHead.EMPTY : new VerifiedHead(at, state, shelf);
    }

    /** @param tip what was asked for, which may be further than it was possible to go */
    AuditReport report(ObjectId tip) {
        return new AuditReport(tip.name(), transitions, unsigned, problems);
    }

    List<Problem> problems() {
        return problems;
    }

    void report(Problem problem) {
        problems.add(problem);
    }

    /**
     * The commits after {@code from} up to {@code tip}, oldest first, following first parents; nothing if {@code from}
     * is not among its ancestors.
     *
     * @param from null: from the first commit on
     */
    static Optional<List<ObjectId>> path(GitStore store, @CheckForNull ObjectId from, ObjectId tip)
            throws LedgerException {
        List<ObjectId> commits = new ArrayList<>();
        ObjectId id = tip;
        while (id != null && !id.equals(from)) {
            commits.add(id);
            id = store.commit(id).parent();
        }
        Collections.reverse(commits);
        return from == null || from.equals(id) ? Optional.of(commits) : Optional.empty();
    }

    /**
     * Goes on over {@code commits} until the end, until there are too many problems to go on, or until something cannot
     * be read: what follows would be nothing but its consequences.
     */
    void over(List<ObjectId> commits) {
        for (ObjectId id : commits) {
            try {
                Commit commit = store.commit(id);
                step(commit);
                at = commit;
            } catch (Damage e) {
                problems.add(e.problem(id.name()));
                return;
            } catch (LedgerException | IllegalArgumentException e) {
                problems.add(new Problem(id.name(), null, e.getMessage() + ".", Remedies.RESTORE));
                return;
            }
            if (problems.size() >= MAX_PROBLEMS) {
                return;
            }
        }
    }

    private void step(Commit commit) throws LedgerException {
        transitions++;
        if (commit.parents().size() > 1) {
            problem(commit, null, "It is a merge; a ledger has one line of history.", Remedies.REMOVE);
        }
        ObjectId before = at == null ? null : at.tree();
        SortedMap<String, Change> changes = Trees.changes(store, before, commit.tree());
        Map<Sha256, Envelope> added = added(changes);
        List<Sha256> decided = added.entrySet().stream()
                .filter(entry -> entry.getValue().document() instanceof Transition)
                .map(Map.Entry::getKey)
                .toList();
        if (decided.size() == 1) {
            Sha256 digest = decided.get(0);
            step(commit, changes, added, (Transition) added.get(digest).document(), digest);
        } else {
            String number = decided.isEmpty() ? "no transition" : decided.size() + " transitions";
            problem(commit, null, "It adds " + number + "; each commit adds exactly one.", Remedies.REMOVE);
            unexplained(commit, changes, Set.of());
        }
    }

    private void step(
            Commit commit,
            SortedMap<String, Change> changes,
            Map<Sha256, Envelope> added,
            Transition transition,
            Sha256 digest)
            throws LedgerException {
        int known = problems.size();
        TransitionRules.Library library = library(added, head());
        signatures(commit, added, library, digest);
        rules(commit, library, transition, digest);
        shelf.keep(digest, transition);
        state = state.after(transition, digest, data(library, transition));
        SortedMap<String, ObjectId> expected = new TreeMap<>();
        cited(library, transition, digest).stream()
                .filter(added::containsKey)
                .map(Names::object)
                .forEach(path -> expected.put(path, changes.get(path).after()));
        Set<String> explained = new HashSet<>(expected.keySet());
        explained.add(Names.README);
        explained.add(Names.state(transition.target()));
        unexplained(commit, changes, explained);
        for (var file : state.files(transition.target()).entrySet()) {
            ObjectId blob = GitStore.hash(Constants.OBJ_BLOB, file.getValue());
            expected.put(file.getKey(), blob);
            isRebuilt(commit, file.getKey(), blob);
        }
        if (problems.size() == known && !rebuilt(expected).equals(commit.tree())) {
            problem(commit, null, "Its tree is not what its files make it.", Remedies.REMOVE);
        }
        if (!commit.message().equals(LedgerState.message(transition, digest))) {
            problem(commit, null, "Its message is not the one that its transition gives it.", Remedies.REMOVE);
        }
    }

    /** The documents that a commit adds. */
    private Map<Sha256, Envelope> added(SortedMap<String, Change> changes) throws LedgerException {
        Map<Sha256, Envelope> added = new HashMap<>();
        for (var change : changes.entrySet()) {
            Optional<Sha256> digest = Names.digest(change.getKey());
            Change file = change.getValue();
            if (digest.isPresent() && file.before() == null && file.isRegularFile()) {
                added.put(digest.get(), shelf.open(change.getKey(), digest.get(), file.after()));
            }
        }
        return added;
    }

    private void signatures(
            Commit commit, Map<Sha256, Envelope> added, TransitionRules.Library library, Sha256 transition)
            throws LedgerException {
        for (var document : added.entrySet()) {
            Envelope.Seal seal = document.getValue().check(trust);
            if (seal.state() != Envelope.Seal.State.TRUSTED && document.getKey().equals(transition)) {
                unsigned++;
            }
            if (!isVouchedFor(document.getValue(), trust, library)) {
                problem(
                        commit,
                        Names.object(document.getKey()),
                        "Nobody who is trusted vouches for the document: " + seal + ".",
                        "If its key is to be trusted, add its public key to the trust root; else: " + Remedies.REMOVE);
            }
        }
    }

    /** Whether a trusted key signed a document; or, as the verdicts list them, a person’s own their approval. */
    static boolean isVouchedFor(Envelope envelope, TrustRoot trust, TransitionRules.Library library)
            throws LedgerException {
        if (trust.isEmpty() || envelope.check(trust).state() == Envelope.Seal.State.TRUSTED) {
            return true;
        }
        return envelope.document() instanceof Approval approval
                && library.find(approval.verdicts(), Verdicts.class)
                        .map(Verdicts::approvals)
                        .filter(rules -> rules.vouchesFor(envelope))
                        .isPresent();
    }

    private void rules(Commit commit, TransitionRules.Library library, Transition transition, Sha256 digest)
            throws LedgerException {
        TransitionRules rules = new TransitionRules(head(), library, transition);
        try {
            rules.check();
            if (rules.alreadySo()) {
                problem(commit, Names.object(digest), "The transition changes nothing.", Remedies.REMOVE);
            }
        } catch (RefusedException e) {
            problem(commit, Names.object(digest), "A rule is broken. " + e.getMessage(), Remedies.REMOVE);
        }
    }

    private void unexplained(Commit commit, SortedMap<String, Change> changes, Set<String> explained) {
        changes.forEach((path, change) -> {
            if (!explained.contains(path) && problems.size() < MAX_PROBLEMS) {
                String verb = change.after() == null ? "removed" : change.before() == null ? "added" : "changed";
                problem(commit, path, "The file is " + verb + ", which no transition explains.", Remedies.REMOVE);
            }
        });
    }

    private void isRebuilt(Commit commit, String path, ObjectId expected) throws LedgerException {
        ObjectId actual = store.file(commit.tree(), path);
        if (actual == null) {
            problem(commit, path, "The file is missing.", Remedies.REMOVE);
        } else if (!actual.equals(expected)) {
            problem(
                    commit,
                    path,
                    "The file is not what the transitions so far make it: it was edited.",
                    Remedies.REMOVE);
        } else {
            try {
                store.blob(actual);
            } catch (Damage e) {
                throw e.at(path);
            }
        }
    }

    private ObjectId rebuilt(SortedMap<String, ObjectId> expected) throws LedgerException {
        try (ObjectInserter.Formatter formatter = new ObjectInserter.Formatter()) {
            return Trees.rewrite(store, at == null ? null : at.tree(), expected, tree -> tree.computeId(formatter));
        } catch (IOException e) {
            throw new LedgerException("Cannot hash a tree", e);
        }
    }

    private void problem(Commit commit, @CheckForNull String path, String what, String remedy) {
        problems.add(new Problem(commit.id().name(), path, what, remedy));
    }

    // --- what a transition draws on

    static TransitionRules.Library library(Map<Sha256, Envelope> added, LedgerHead head) {
        return digest -> {
            Envelope handedIn = added.get(digest);
            return handedIn == null ? head.envelope(digest) : Optional.of(handedIn);
        };
    }

    /** The digests of all documents that may come with a transition, itself included. */
    static Set<Sha256> cited(TransitionRules.Library library, Transition transition, Sha256 digest)
            throws LedgerException {
        Set<Sha256> cited = new HashSet<>(transition.approvals());
        cited.add(digest);
        addEvidence(cited, transition.to());
        addEvidence(cited, transition.quarantine());
        Sha256 verdicts = transition.verdicts();
        if (verdicts != null) {
            cited.add(verdicts);
            library.find(verdicts, Verdicts.class).ifPresent(found -> cited.add(found.evidence()));
        }
        return cited;
    }

    private static void addEvidence(Set<Sha256> cited, @CheckForNull Holder holder) {
        if (holder != null && holder.evidence() != null) {
            cited.add(holder.evidence());
        }
    }

    /** The snapshot digest of the data of who is to hold the target. */
    @CheckForNull
    static Sha256 data(TransitionRules.Library library, Transition transition) throws LedgerException {
        Holder to = transition.to();
        if (to == null || to.evidence() == null) {
            return null;
        }
        return library.find(to.evidence(), Evidence.class)
                .map(Evidence::data)
                .map(data -> data.value().snapshot())
                .orElse(null);
    }
}
