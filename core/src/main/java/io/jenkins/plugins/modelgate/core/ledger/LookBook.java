package io.jenkins.plugins.modelgate.core.ledger;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.CanonicalJson;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Actor;
import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import io.jenkins.plugins.modelgate.core.gate.Looks;
import io.jenkins.plugins.modelgate.core.ledger.GitStore.Commit;
import io.jenkins.plugins.modelgate.core.ledger.GitStore.Entry;
import io.jenkins.plugins.modelgate.core.policy.Holdout;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.eclipse.jgit.lib.ObjectId;

/**
 * The branch {@code looks}: which candidates were judged by which holdout. A file for each look
 * ({@code looks/SERVER/WORKSPACE/MODEL/HOLDOUT/HASH/CANDIDATE.json}), so that no file grows; and one that says why a hash counts
 * ({@code HASH/accepted.json}).
 */
final class LookBook {
    private static final String ACCEPTED = "accepted.json";
    private static final String JSON = ".json";

    private final Origin origin;
    private final SideBranch branch;

    LookBook(LedgerConfig config, Origin origin) {
        this.origin = origin;
        branch = new SideBranch(config, origin, Branch.LOOKS, "looks");
    }

    /**
     * One look.
     *
     * @param preview whether nothing can come of it
     * @param answer null until it is known
     */
    private record Look(
            Instant at, boolean preview, @CheckForNull Answer answer) {}

    /**
     * Why a hash counts.
     *
     * @param by null: it was the first one
     */
    private record Accepted(
            Instant at,
            @CheckForNull Actor by,
            @CheckForNull String reason) {}

    /** Counts a look before it is taken; the same candidate looks once, and a preview is no look. */
    Looks take(
            TargetId target,
            Holdout holdout,
            @CheckForNull String hash,
            Sha256 candidate,
            boolean preview,
            Instant at,
            Deadline deadline)
            throws LedgerException {
        if (hash != null) {
            String folder = folder(target, holdout, hash);
            branch.write(
                    (store, tree) ->
                            taken(store, tree, target, holdout, folder, candidate, new Look(at, preview, null)),
                    "A look at ‘" + PlainText.line(holdout.name(), 100) + "’ of " + PlainText.line(target.model(), 100)
                            + "\n",
                    at,
                    deadline);
        }
        return count(target, holdout, hash, candidate, deadline);
    }

    private SortedMap<String, byte[]> taken(
            GitStore store,
            @CheckForNull ObjectId tree,
            TargetId target,
            Holdout holdout,
            String folder,
            Sha256 candidate,
            Look look)
            throws LedgerException {
        SortedMap<String, byte[]> files = new TreeMap<>();
        ObjectId before = store.file(tree, folder + candidate.hex() + JSON);
        if (before == null || read(store, before).preview && !look.preview) {
            files.put(folder + candidate.hex() + JSON, CanonicalJson.bytes(look));
        }
        if (store.list(tree, Names.looks(target, holdout.name())).isEmpty()) {
            files.put(folder + ACCEPTED, CanonicalJson.bytes(new Accepted(look.at, null, null)));
        }
        return files;
    }

    /** Keeps what came of a look, at any target: a PASS stays one. */
    void answered(
            TargetId target,
            Holdout holdout,
            String hash,
            Sha256 candidate,
            Answer answer,
            Instant at,
            Deadline deadline)
            throws LedgerException {
        String path = folder(target, holdout, hash) + candidate.hex() + JSON;
        byte[] look = CanonicalJson.bytes(new Look(at, false, answer));
        branch.write(
                (store, tree) -> {
                    ObjectId before = store.file(tree, path);
                    Answer known = before == null ? null : read(store, before).answer;
                    return new TreeMap<>(known == answer || known == Answer.PASS ? Map.of() : Map.of(path, look));
                },
                answer + " by ‘" + PlainText.line(holdout.name(), 100) + "’ of " + PlainText.line(target.model(), 100)
                        + "\n",
                at,
                deadline);
    }

    /** Lets another hash count from now on. */
    void accept(TargetId target, Holdout holdout, String hash, Actor by, String reason, Instant at, Deadline deadline)
            throws LedgerException {
        String path = folder(target, holdout, hash) + ACCEPTED;
        branch.write(
                (store, tree) -> {
                    SortedMap<String, byte[]> files = new TreeMap<>();
                    if (store.file(tree, path) == null) {
                        files.put(path, CanonicalJson.bytes(new Accepted(at, by, reason)));
                    }
                    return files;
                },
                "Accept new examples as ‘" + PlainText.line(holdout.name(), 100) + "’ of "
                        + PlainText.line(target.model(), 100) + "\n",
                at,
                deadline);
    }

    /** How many looks there were. */
    Looks count(
            TargetId target,
            Holdout holdout,
            @CheckForNull String hash,
            @CheckForNull Sha256 candidate,
            Deadline deadline)
            throws LedgerException {
        Commit newest = branch.newest(deadline);
        if (hash == null || newest == null) {
            return new Looks(holdout, hash, newest == null, 0, 0, 0);
        }
        GitStore store = origin.storeForWriting();
        int taken = 0;
        int passed = 0;
        int previews = 0;
        boolean accepted =
                store.list(newest.tree(), Names.looks(target, holdout.name())).isEmpty();
        for (Entry entry : store.list(newest.tree(), folder(target, holdout, hash))) {
            if (entry.name().equals(ACCEPTED)) {
                accepted = true;
                continue;
            }
            Look look = read(store, entry.id());
            boolean own = candidate != null && entry.name().equals(candidate.hex() + JSON);
            taken += look.preview ? 0 : 1;
            previews += look.preview ? 1 : 0;
            passed += !own && look.answer == Answer.PASS ? 1 : 0;
        }
        return new Looks(holdout, hash, accepted, taken, passed, previews);
    }

    private static Look read(GitStore store, ObjectId blob) throws LedgerException {
        try {
            return CanonicalJson.read(store.blob(blob), Look.class);
        } catch (IllegalArgumentException e) {
            throw new Damage("A look is damaged: " + e.getMessage() + ".", Remedies.REMOVE);
        }
    }

    private static String folder(TargetId target, Holdout holdout, String hash) {
        return Names.looks(target, holdout.name()) + Names.encode(hash) + "/";
    }
}
