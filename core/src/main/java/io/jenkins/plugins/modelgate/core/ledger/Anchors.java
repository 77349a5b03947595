package io.jenkins.plugins.modelgate.core.ledger;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.document.Envelope.Seal;
import io.jenkins.plugins.modelgate.core.document.SigningKey;
import io.jenkins.plugins.modelgate.core.ledger.AuditReport.Problem;
import io.jenkins.plugins.modelgate.core.ledger.GitStore.Author;
import io.jenkins.plugins.modelgate.core.ledger.GitStore.Commit;
import io.jenkins.plugins.modelgate.core.ledger.GitStore.Entry;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.URIish;

/**
 * Writes down the heads of the ledger in signed tags, where others keep them, and holds the ledger against what was written
 * down: what was there then must be there still.
 */
final class Anchors {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private static final int MAX_PROBLEMS = 100;
    private static final String NOT_OURS =
            "Find out who made it. If its key is to be trusted, add its public key to the trust root; else delete the tag.";

    private final LedgerConfig config;
    private final Location location;
    private final Origin origin;
    private final Path copy;

    /** @param cache the ledger’s folder in the cache */
    Anchors(LedgerConfig config, Location location, Origin origin, Path cache) {
        this.config = config;
        this.location = location;
        this.origin = origin;
        copy = cache.resolve("anchors.git");
    }

    // --- writing

    /**
     * Writes down the heads that are there now, unless they are written down already.
     *
     * @param main which was verified
     */
    Anchor write(AnchorPlace place, ObjectId main, boolean dryRun, Instant at, Deadline deadline)
            throws LedgerException {
        SigningKey key = config.key();
        if (key == null) {
            throw new LedgerException("An anchor of the ledger ‘" + config.location()
                    + "’ cannot be written: there is no signing key. Configure one");
        }
        SortedMap<String, String> heads = heads(main, deadline);
        try (GitStore read = open()) {
            for (var tag : tags(read, place, main, deadline).entrySet()) {
                Optional<AnchorTag> same = parse(read, tag.getValue())
                        .filter(anchor -> anchor.heads().equals(heads))
                        .filter(anchor -> anchor.seal().state() == Seal.State.TRUSTED
                                || anchor.seal().keyIds().equals(List.of(key.keyId())))
                        .filter(anchor -> anchor.name().equals(tag.getKey()));
                if (same.isPresent()) {
                    return new Anchor(
                            tag.getKey(),
                            text(place),
                            main.name(),
                            heads,
                            same.get().at(),
                            true);
                }
            }
        }
        Instant second = at.truncatedTo(ChronoUnit.SECONDS);
        String name =
                place.prefix() + TIME.format(second) + "-" + main.abbreviate(12).name();
        if (!dryRun) {
            GitStore store = origin.storeForWriting();
            Author author = new Author(config.committer(), config.email(), second);
            ObjectId tag = store.writeTag(AnchorTag.bytes(name, heads, author, key));
            if (isEmbedded(place)) {
                store.makeRef(Constants.R_TAGS + name, tag);
            } else {
                remote(place).tag(store, Constants.R_TAGS + name, tag, deadline);
            }
        }
        return new Anchor(name, text(place), main.name(), heads, second, false);
    }

    private SortedMap<String, String> heads(ObjectId main, Deadline deadline) throws LedgerException {
        SortedMap<String, String> heads = new TreeMap<>(Map.of(Branch.MAIN.branch(), main.name()));
        for (Branch branch : Branch.values()) {
            ObjectId tip = branch == Branch.MAIN ? null : origin.tip(branch, deadline);
            if (tip != null) {
                heads.put(branch.branch(), tip.name());
            }
        }
        return heads;
    }

    // --- where

    private String text(AnchorPlace place) throws LedgerException {
        return place.location() == null
                ? location.text()
                : Location.of(place.location()).text();
    }

    private RemoteOrigin remote(AnchorPlace place) throws LedgerException {
        boolean own = place.location() == null;
        Location where = own ? location : Location.of(place.location());
        CredentialsProvider credentials = own ? config.credentials() : place.credentials();
        // As a file: URL, so that a repository of others is written to by Git, with its hooks.
        URIish uri = where.remote() == null ? new URIish().setScheme("file").setPath(where.text()) : where.remote();
        return new RemoteOrigin(uri, copy, credentials);
    }

    /** What anchors bring along is kept apart from the ledger, whose objects can be read too. */
    private GitStore open() throws LedgerException {
        GitStore.openOrCreate(copy, false).close();
        Path objects = origin.store()
                .map(store -> store.folder().resolve(Constants.OBJECTS))
                .orElse(null);
        return GitStore.open(copy, objects, false).orElseThrow();
    }

    /** Of the ledger’s own folder as they are: Git would not tell of any if an object is damaged. */
    private SortedMap<String, ObjectId> tags(
            GitStore into, AnchorPlace place, @CheckForNull ObjectId main, Deadline deadline) throws LedgerException {
        if (!isEmbedded(place)) {
            return remote(place).tags(into, place.prefix(), main, deadline);
        }
        Optional<GitStore> own = origin.store();
        return own.isEmpty() ? new TreeMap<>() : own.get().tags(place.prefix());
    }

    private boolean isEmbedded(AnchorPlace place) {
        return place.location() == null && location.embedded();
    }

    private Optional<AnchorTag> parse(GitStore store, ObjectId tag) throws LedgerException {
        Optional<byte[]> raw = store.tag(tag);
        return raw.isPresent() ? AnchorTag.parse(raw.get(), config.trust()) : Optional.empty();
    }

    // --- auditing

    /**
     * What the ledger lacks of what was written down.
     *
     * @param main the head of {@code main}; null if there is none
     * @return with the number of anchors
     */
    Found audit(AnchorPlace place, @CheckForNull ObjectId main, Deadline deadline) throws LedgerException {
        try (GitStore store = open()) {
            SortedMap<String, ObjectId> tags = tags(store, place, main, deadline);
            Comparison comparison = new Comparison(store, main, deadline);
            for (var tag : tags.entrySet()) {
                comparison.check(tag.getKey(), tag.getValue(), text(place));
            }
            return new Found(tags.size(), comparison.problems);
        }
    }

    /** @param anchors how many the ledger was held against */
    record Found(int anchors, List<Problem> problems) {}

    /** Holds one ledger against anchors. */
    private final class Comparison {
        private final GitStore store;
        private final Deadline deadline;
        private final List<ObjectId> main;
        private final Map<Branch, Optional<Commit>> newest = new HashMap<>();
        private final Map<Branch, Map<ObjectId, Integer>> lines = new HashMap<>();
        private final List<Problem> problems = new ArrayList<>();

        Comparison(GitStore store, @CheckForNull ObjectId main, Deadline deadline) throws LedgerException {
            this.store = store;
            this.deadline = deadline;
            this.main = line(main);
            lines.put(Branch.MAIN, numbered(this.main));
        }

        /** Newest first; as far as it can be read: the replay names what cannot. */
        private List<ObjectId> line(@CheckForNull ObjectId tip) throws LedgerException {
            List<ObjectId> line = new ArrayList<>();
            ObjectId id = tip;
            while (id != null) {
                line.add(id);
                id = parent(id);
            }
            return line;
        }

        @CheckForNull
        private ObjectId parent(ObjectId id) throws LedgerException {
            try {
                return store.commit(id).parent();
            } catch (Damage e) {
                return null;
            }
        }

        private static Map<ObjectId, Integer> numbered(List<ObjectId> line) {
            Map<ObjectId, Integer> numbered = new HashMap<>();
            line.forEach(id -> numbered.put(id, numbered.size()));
            return numbered;
        }

        void check(String name, ObjectId tag, String place) throws LedgerException {
            try {
                hold(name, tag, place);
            } catch (Damage e) {
                problems.add(e.problem(tag.name()));
            }
        }

        private void hold(String name, ObjectId tag, String place) throws LedgerException {
            String anchor = "The anchor ‘" + PlainText.line(name, 200) + "’ at ‘" + place + "’";
            Optional<AnchorTag> parsed = parse(store, tag);
            if (parsed.isEmpty() || !parsed.get().name().equals(name)) {
                problem(tag, null, anchor + " is none that Model Gate wrote under this name.", NOT_OURS);
                return;
            }
            Seal seal = parsed.get().seal();
            if (!config.trust().isEmpty() && seal.state() != Seal.State.TRUSTED) {
                problem(tag, null, anchor + " is " + seal + ".", NOT_OURS);
                return;
            }
            String of = anchor + " of " + parsed.get().at();
            holdsMain(parsed.get().head(), of);
            for (var head : parsed.get().beside().entrySet()) {
                holdsBeside(head.getKey(), head.getValue(), of);
            }
        }

        private void holdsMain(ObjectId head, String anchor) throws LedgerException {
            if (lines.get(Branch.MAIN).containsKey(head)) {
                return;
            }
            problem(
                    head,
                    null,
                    anchor + " names this commit as the head. It is not in the ledger’s history any more: "
                            + whereTheyPart(head),
                    Remedies.RESTORE);
        }

        private String whereTheyPart(ObjectId head) throws LedgerException {
            ObjectId common = head;
            while (common != null && !lines.get(Branch.MAIN).containsKey(common)) {
                common = parent(common);
            }
            if (main.isEmpty()) {
                return "the ledger is empty.";
            }
            if (common == null) {
                return "it has another first commit, "
                        + main.get(main.size() - 1).name() + ".";
            }
            int part = lines.get(Branch.MAIN).get(common);
            return part == 0
                    ? "it was cut off after " + common.name() + "."
                    : "it goes on otherwise after " + common.name() + ", with "
                            + main.get(part - 1).name() + ".";
        }

        private void holdsBeside(Branch branch, ObjectId head, String anchor) throws LedgerException {
            if (!newest.containsKey(branch)) {
                ObjectId tip = origin.tip(branch, deadline);
                newest.put(branch, tip == null ? Optional.empty() : Optional.of(store.commit(tip)));
                lines.put(branch, numbered(line(tip)));
            }
            if (!lines.get(branch).containsKey(head)) {
                problem(
                        head,
                        null,
                        anchor + " names this commit as the head of ‘" + branch.branch()
                                + "’. It is not in the history of that branch any more: it was rewritten or cut off.",
                        Remedies.RESTORE);
                return;
            }
            Commit now = newest.get(branch).orElseThrow();
            stillThere(branch, "", store.commit(head).tree(), now.tree(), now, anchor);
        }

        /** Files beside transitions come and stay; what people said stays as it was, too. */
        private void stillThere(
                Branch branch, String folder, ObjectId before, @CheckForNull ObjectId after, Commit now, String anchor)
                throws LedgerException {
            if (before.equals(after)) {
                return;
            }
            Map<String, Entry> left = new HashMap<>();
            store.tree(after).forEach(entry -> left.put(entry.name(), entry));
            for (Entry entry : store.tree(before)) {
                Entry same = left.get(entry.name());
                String path = folder + entry.name();
                if (FileMode.TREE.equals(entry.mode())) {
                    ObjectId tree = same != null && FileMode.TREE.equals(same.mode()) ? same.id() : null;
                    stillThere(branch, path + "/", entry.id(), tree, now, anchor);
                } else if (same == null) {
                    problem(now.id(), path, anchor + " has the file, and it was removed since.", Remedies.RESTORE);
                } else if (branch == Branch.APPROVALS && !same.id().equals(entry.id())) {
                    problem(now.id(), path, anchor + " has other content of the file.", Remedies.RESTORE);
                }
            }
        }

        private void problem(ObjectId commit, @CheckForNull String path, String what, String remedy) {
            if (problems.size() < MAX_PROBLEMS) {
                problems.add(new Problem(commit.name(), path, what, remedy));
            }
        }
    }
}
