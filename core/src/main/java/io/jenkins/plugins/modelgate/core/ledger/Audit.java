package io.jenkins.plugins.modelgate.core.ledger;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.document.TrustRoot;
import io.jenkins.plugins.modelgate.core.ledger.AuditReport.Problem;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.jgit.lib.ObjectId;

/** Makes reports of what a {@link Replay} finds. */
final class Audit {
    private Audit() {}

    /** Everything from the first commit to {@code tip}, among which {@code known} commits must be. */
    static AuditReport all(Optional<GitStore> store, TrustRoot trust, @CheckForNull ObjectId tip, List<String> known)
            throws LedgerException {
        if (store.isEmpty() || tip == null) {
            return new AuditReport(
                    null, 0, 0, known.stream().distinct().map(Audit::gone).toList());
        }
        store.get().forget();
        Replay replay = new Replay(store.get(), trust, VerifiedHead.EMPTY);
        try {
            List<ObjectId> path = Replay.path(store.get(), null, tip).orElseThrow();
            replay.over(path);
            Set<String> there = path.stream().map(ObjectId::name).collect(Collectors.toSet());
            known.stream()
                    .distinct()
                    .filter(commit -> !there.contains(commit))
                    .map(Audit::gone)
                    .forEach(replay::report);
        } catch (Damage e) {
            replay.report(e.problem(tip.name()));
        }
        return replay.report(tip);
    }

    /** What comes after {@code from}, which is believed. */
    static AuditReport between(GitStore store, TrustRoot trust, VerifiedHead from, ObjectId tip)
            throws LedgerException {
        Replay replay = new Replay(store, trust, from);
        ObjectId before = from.id();
        try {
            Optional<List<ObjectId>> path =
                    tip.equals(ObjectId.zeroId()) ? Optional.empty() : Replay.path(store, before, tip);
            if (path.isPresent()) {
                replay.over(path.get());
            } else if (before != null) {
                replay.report(gone(before.name()));
            }
        } catch (Damage e) {
            replay.report(e.problem(tip.name()));
        }
        return replay.report(tip);
    }

    private static Problem gone(String commit) {
        return new Problem(
                commit,
                null,
                "The commit is not in the ledger’s history any more: it was rewritten or cut off.",
                Remedies.RESTORE);
    }

    /** @throws LedgerException if it is no full commit id */
    static ObjectId id(String commit) throws LedgerException {
        if (!ObjectId.isId(commit)) {
            throw new LedgerException(
                    "‘" + PlainText.line(commit, 80) + "’ is no commit id. Give all 40 hex digits of it");
        }
        return ObjectId.fromString(commit);
    }
}
