package io.jenkins.plugins.modelgate.core.ledger;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.CanonicalJson;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Document;
import io.jenkins.plugins.modelgate.core.document.Envelope;
import io.jenkins.plugins.modelgate.core.document.Evidence;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import io.jenkins.plugins.modelgate.core.document.Verdicts;
import io.jenkins.plugins.modelgate.core.ledger.AuditReport.Problem;
import io.jenkins.plugins.modelgate.core.ledger.GitStore.Commit;
import io.jenkins.plugins.modelgate.core.ledger.GitStore.Entry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;

/**
 * The branch {@code records}: evidence and verdicts that led to no transition, and an index of the latest verdicts by
 * candidate and target. It decides nothing, so its history is not replayed; what is read from it is checked by itself,
 * and an audit looks at all that it holds now.
 */
final class Records {
    private static final String ELSEWHERE = "it leads to another candidate or target";
    private static final int LONGEST_PATH = 1 << 13;

    /** Who reads more has a branch to restore, not to repair. */
    private static final int MAX_PROBLEMS = 100;

    private static final String VERDICTS = "Model-Gate-Verdicts: ";
    private static final String TARGET = "Model-Gate-Target: ";

    /** Who asks for the past does not want all of it. */
    private static final int MOST_COMMITS = 20_000;

    /** Nobody answers older questions; the newest are what a page lists. */
    private static final int LATELY = 2_000;

    private final LedgerConfig config;
    private final Origin origin;
    private final SideBranch branch;

    Records(LedgerConfig config, Origin origin) {
        this.config = config;
        this.origin = origin;
        branch = new SideBranch(config, origin, Branch.RECORDS, "verdicts");
    }

    void put(Evidence evidence, Verdicts verdicts, Deadline deadline) throws LedgerException {
        Envelope judged = config.seal(evidence);
        Envelope judgement = config.seal(verdicts);
        if (!judged.digest().equals(verdicts.evidence())) {
            throw new IllegalArgumentException("The verdicts " + judgement.digest() + " judge the evidence "
                    + verdicts.evidence() + ", not " + judged.digest());
        }
        String index = Names.candidate(verdicts.candidateKey(), verdicts.target());
        byte[] latest = CanonicalJson.bytes(new Latest(judgement.digest()));
        branch.write(
                (store, tree) -> {
                    SortedMap<String, byte[]> files = new TreeMap<>();
                    for (Envelope envelope : List.of(judged, judgement)) {
                        if (!isThere(store, tree, envelope.digest())) {
                            files.put(Names.object(envelope.digest()), envelope.json());
                        }
                    }
                    if (!files.isEmpty() || !hashOf(latest).equals(store.file(tree, index))) {
                        files.put(index, latest);
                    }
                    return files;
                },
                message(verdicts, judgement.digest()),
                verdicts.at(),
                deadline);
    }

    /** Whether a document is there, and can be believed. */
    private boolean isThere(GitStore store, @CheckForNull ObjectId tree, Sha256 digest) throws LedgerException {
        try {
            Envelope there = new Shelf(store).envelope(tree, digest).orElse(null);
            return there != null && isSigned(there.check(config.trust()));
        } catch (Damage e) {
            return false;
        }
    }

    private static ObjectId hashOf(byte[] blob) {
        return GitStore.hash(org.eclipse.jgit.lib.Constants.OBJ_BLOB, blob);
    }

    private static String message(Verdicts verdicts, Sha256 digest) {
        return PlainText.line(verdicts.target().model(), 100) + ": " + verdicts.answer() + " for version "
                + PlainText.line(verdicts.version(), 50) + " ("
                + PlainText.line(verdicts.target().target(), 100) + ")\n\n" + VERDICTS + digest + "\n" + TARGET
                + Names.folders(verdicts.target()) + "\n";
    }

    /**
     * The verdicts on the latest candidates that were judged for a target, each once and the newest first, with their evidence.
     * What cannot be believed is left out.
     *
     * @param limit how many at most
     */
    List<Past> judged(TargetId target, int limit, Deadline deadline) throws LedgerException {
        // What a message says is a hint: what counts are the documents.
        String mark = TARGET + Names.folders(target) + "\n";
        return latest(
                message -> !message.contains(TARGET) || message.contains(mark),
                verdicts -> verdicts.target().equals(target),
                limit,
                MOST_COMMITS,
                deadline);
    }

    /**
     * The latest verdicts on each of the latest candidates for any target, the newest first, that were put to people.
     *
     * @param limit how many at most
     */
    List<Past> putToPeople(int limit, Deadline deadline) throws LedgerException {
        return latest(message -> true, verdicts -> verdicts.approvals() != null, limit, LATELY, deadline);
    }

    private List<Past> latest(
            Predicate<String> messages, Predicate<Verdicts> wanted, int limit, int commits, Deadline deadline)
            throws LedgerException {
        Commit commit = branch.newest(deadline);
        List<Past> latest = new ArrayList<>();
        if (commit == null) {
            return latest;
        }
        GitStore store = origin.storeForWriting();
        ObjectId tree = commit.tree();
        Set<List<?>> seen = new HashSet<>();
        for (int i = 0; i < commits && latest.size() < limit; i++) {
            Sha256 digest = messages.test(commit.message()) ? named(commit.message()) : null;
            Verdicts verdicts = believed(store, tree, digest, Verdicts.class);
            if (verdicts != null
                    && seen.add(List.of(verdicts.candidateKey(), verdicts.target()))
                    && wanted.test(verdicts)) {
                Evidence evidence = believed(store, tree, verdicts.evidence(), Evidence.class);
                if (evidence != null) {
                    latest.add(new Past(verdicts, evidence));
                }
            }
            if (commit.parents().isEmpty()) {
                break;
            }
            commit = store.commit(commit.parents().get(0));
        }
        return latest;
    }

    /** A document that is there and can be believed; else null: an audit finds what is wrong, and the past goes on without. */
    @CheckForNull
    private <T extends Document> T believed(
            GitStore store, @CheckForNull ObjectId tree, @CheckForNull Sha256 digest, Class<T> type)
            throws LedgerException {
        if (digest == null || !isThere(store, tree, digest)) {
            return null;
        }
        Document document =
                new Shelf(store).envelope(tree, digest).orElseThrow().document();
        return type.isInstance(document) ? type.cast(document) : null;
    }

    @CheckForNull
    private static Sha256 named(String message) {
        return message.lines()
                .filter(line -> line.matches(VERDICTS + "[0-9a-f]{64}"))
                .map(line -> new Sha256(line.substring(VERDICTS.length())))
                .findFirst()
                .orElse(null);
    }

    Optional<Verdicts> find(Sha256 candidateKey, TargetId target, Deadline deadline) throws LedgerException {
        ObjectId tip = origin.tip(Branch.RECORDS, deadline);
        if (tip == null) {
            return Optional.empty();
        }
        GitStore store = origin.storeForWriting();
        ObjectId tree = store.commit(tip).tree();
        String index = Names.candidate(candidateKey, target);
        ObjectId latest = store.file(tree, index);
        return latest == null ? Optional.empty() : Optional.of(read(store, tree, index, latest, candidateKey, target));
    }

    private Verdicts read(
            GitStore store,
            @CheckForNull ObjectId tree,
            String index,
            ObjectId latest,
            Sha256 candidateKey,
            TargetId target)
            throws LedgerException {
        Verdicts verdicts = verdicts(store, tree, index, latest);
        if (verdicts.candidateKey().equals(candidateKey) && verdicts.target().equals(target)) {
            return verdicts;
        }
        throw damaged(index, ELSEWHERE);
    }

    /** The verdicts that an entry of the index leads to. */
    private Verdicts verdicts(GitStore store, @CheckForNull ObjectId tree, String index, ObjectId latest)
            throws LedgerException {
        try {
            Sha256 digest = CanonicalJson.read(store.blob(latest), Latest.class).verdicts;
            Envelope envelope = new Shelf(store)
                    .envelope(tree, digest)
                    .orElseThrow(() -> damaged(index, "its verdicts " + digest + " are not there"));
            signed(index, envelope);
            if (envelope.document() instanceof Verdicts verdicts) {
                return verdicts;
            }
            throw damaged(index, "it leads to something else than verdicts");
        } catch (IllegalArgumentException e) {
            throw damaged(index, e.getMessage());
        }
    }

    private void signed(String path, Envelope envelope) throws Damage {
        Envelope.Seal seal = envelope.check(config.trust());
        if (!isSigned(seal)) {
            throw damaged(path, "the document " + envelope.digest() + " is " + seal);
        }
    }

    private boolean isSigned(Envelope.Seal seal) {
        return config.trust().isEmpty() || seal.state() == Envelope.Seal.State.TRUSTED;
    }

    /**
     * What is wrong with what the branch holds now: documents that cannot be read, are not what their names say or that
     * nobody trusted signed; an index that does not lead to the verdicts that it is for; anything else.
     */
    List<Problem> audit(Deadline deadline) throws LedgerException {
        ObjectId tip = origin.tip(Branch.RECORDS, deadline);
        if (tip == null) {
            return List.of();
        }
        GitStore store = origin.storeForWriting();
        store.forget();
        List<Problem> problems = new ArrayList<>();
        try {
            ObjectId root = store.commit(tip).tree();
            audit(store, root, "", root, problem -> problems.add(problem.problem(tip.name())));
        } catch (Damage e) {
            problems.add(e.problem(tip.name()));
        }
        return problems.subList(0, Math.min(problems.size(), MAX_PROBLEMS));
    }

    private void audit(GitStore store, ObjectId root, String folder, ObjectId tree, Consumer<Damage> problems)
            throws LedgerException {
        for (Entry entry : store.tree(tree)) {
            String path = folder + entry.name();
            try {
                if (!FileMode.TREE.equals(entry.mode())) {
                    audit(store, root, path, entry);
                } else if (path.length() < LONGEST_PATH) {
                    audit(store, root, path + "/", entry.id(), problems);
                } else {
                    throw new Damage("It is too deep.", Remedies.REMOVE).at(path);
                }
            } catch (Damage e) {
                problems.accept(e.at(path));
            }
        }
    }

    private void audit(GitStore store, ObjectId root, String path, Entry entry) throws LedgerException {
        Sha256 digest = Names.digest(path).orElse(null);
        if (!FileMode.REGULAR_FILE.equals(entry.mode()) || digest == null && !path.startsWith(Names.CANDIDATES)) {
            throw new Damage("It is no record.", Remedies.REMOVE).at(path);
        }
        if (digest != null) {
            signed(path, new Shelf(store).open(path, digest, entry.id()));
            return;
        }
        Verdicts verdicts = verdicts(store, root, path, entry.id());
        if (!path.equals(Names.candidate(verdicts.candidateKey(), verdicts.target()))) {
            throw damaged(path, ELSEWHERE);
        }
        if (new Shelf(store).find(root, verdicts.evidence(), Evidence.class).isEmpty()) {
            throw damaged(path, "the evidence " + verdicts.evidence() + " that its verdicts judge is not there");
        }
    }

    private static Damage damaged(String index, String why) {
        return new Damage("The record is damaged: " + why + ".", "Run the gates again to replace it.").at(index);
    }

    private record Latest(Sha256 verdicts) {
        Latest {
            Objects.requireNonNull(verdicts, "verdicts");
        }
    }
}
