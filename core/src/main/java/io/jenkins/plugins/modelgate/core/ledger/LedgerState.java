package io.jenkins.plugins.modelgate.core.ledger;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.CanonicalJson;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Holder;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import io.jenkins.plugins.modelgate.core.document.Transition;
import io.jenkins.plugins.modelgate.core.ledger.GitStore.Commit;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What holds what: a pure function of the transitions so far, and of nothing else. */
record LedgerState(SortedMap<TargetId, TargetState> targets) {
    static final LedgerState EMPTY = new LedgerState(Collections.emptySortedMap());

    /** Enough for a thousand quarantines of one target. */
    private static final int MAX_STATE = 1 << 20;

    private static final String TARGET = "Model-Gate-Target: ";

    LedgerState {
        targets = Collections.unmodifiableSortedMap(new TreeMap<>(targets));
    }

    /**
     * The state after one more transition.
     *
     * @param data the snapshot digest of the new holder's data; null if it is not known
     */
    LedgerState after(Transition transition, Sha256 digest, @CheckForNull Sha256 data) {
        SortedMap<TargetId, TargetState> after = new TreeMap<>(targets);
        after.put(transition.target(), next(targets.get(transition.target()), transition, digest, data));
        return new LedgerState(after);
    }

    private static TargetState next(
            @CheckForNull TargetState before, Transition t, Sha256 digest, @CheckForNull Sha256 data) {
        List<Quarantined> quarantined = quarantined(before == null ? List.of() : before.quarantined(), t, digest);
        return switch (t.type()) {
            case PROMOTE, ROLL_BACK, ADOPT ->
                new TargetState(
                        t.target(), t.to(), t.alias(), t.stage(), data, digest, t.at(), t.actor(), digest, quarantined);
            // Alias and stage stay, so that it is known what to take away.
            case RETIRE ->
                new TargetState(
                        t.target(), null, t.alias(), t.stage(), null, digest, t.at(), t.actor(), digest, quarantined);
            case QUARANTINE, LIFT ->
                before == null
                        ? new TargetState(t.target(), null, null, null, null, null, null, null, digest, quarantined)
                        : new TargetState(
                                t.target(),
                                before.holder(),
                                before.alias(),
                                before.stage(),
                                before.data(),
                                before.installed(),
                                before.since(),
                                before.by(),
                                digest,
                                quarantined);
        };
    }

    private static List<Quarantined> quarantined(List<Quarantined> before, Transition t, Sha256 digest) {
        Holder candidate = t.quarantine();
        if (candidate == null) {
            return before;
        }
        List<Quarantined> after = new ArrayList<>(before);
        if (t.type() == Transition.Type.LIFT) {
            after.removeIf(entry -> entry.covers(candidate));
        } else if (before.stream().noneMatch(entry -> entry.candidate().equals(candidate))) {
            after.add(new Quarantined(candidate, t.reason(), t.actor(), t.at(), digest));
        }
        return after;
    }

    /** The files that a transition of {@code target} rewrites, as they are in this state. */
    SortedMap<String, byte[]> files(TargetId target) {
        return new TreeMap<>(Map.of(Names.state(target), json(targets.get(target)), Names.README, Readme.of(this)));
    }

    /** Canonical JSON, whose bytes a standard defines, so that any language can rebuild them; and a line end. */
    private static byte[] json(TargetState state) {
        byte[] json = CanonicalJson.bytes(state);
        byte[] line = Arrays.copyOf(json, json.length + 1);
        line[json.length] = '\n';
        return line;
    }

    /** Reads the state out of the tree of a commit that was verified before. */
    static LedgerState load(GitStore store, Commit commit) throws LedgerException {
        SortedMap<TargetId, TargetState> targets = new TreeMap<>();
        for (GitStore.Entry entry : store.tree(commit.tree())) {
            if (Names.MODELS.equals(entry.name() + "/")) {
                for (var file : Trees.changes(store, null, entry.id()).entrySet()) {
                    TargetState state = load(store, Names.MODELS + file.getKey(), file.getValue());
                    targets.put(state.target(), state);
                }
            }
        }
        return new LedgerState(targets);
    }

    private static TargetState load(GitStore store, String path, Trees.Change file) throws LedgerException {
        Optional<TargetId> target = Names.target(path);
        if (target.isEmpty() || !file.isRegularFile()) {
            throw new Damage("‘" + path + "’ is no state of a target.", Remedies.RESTORE);
        }
        byte[] json = store.blob(file.after());
        if (json.length > MAX_STATE) {
            throw new Damage("‘" + path + "’ has " + json.length + " bytes.", Remedies.RESTORE);
        }
        try {
            TargetState state = CanonicalJson.read(json, TargetState.class);
            if (state.target().equals(target.get()) && Arrays.equals(json(state), json)) {
                return state;
            }
        } catch (IllegalArgumentException e) {
            throw new Damage("‘" + path + "’ is no state of a target: " + e.getMessage() + ".", Remedies.RESTORE, e);
        }
        throw new Damage("‘" + path + "’ is not the state of its target.", Remedies.RESTORE);
    }

    /** One line for people, the reason, and lines for programs. Its bytes are a function of the transition. */
    static String message(Transition t, Sha256 digest) {
        String reason = PlainText.line(t.reason(), 1000);
        return subject(t) + "\n\n" + (reason.isEmpty() ? "" : reason + "\n\n")
                + "Model-Gate-Transition: " + digest + "\n"
                + TARGET + text(t.target()) + "\n"
                + "Model-Gate-Actor: " + PlainText.actor(t.actor()) + "\n";
    }

    /** Such as {@code diabetes: Promote version 3 (production)}. */
    static String subject(Transition t) {
        String what =
                switch (t.type()) {
                    case PROMOTE -> "Promote " + version(t.to());
                    case ROLL_BACK -> "Roll back to " + version(t.to());
                    case QUARANTINE -> "Quarantine " + version(t.quarantine());
                    case LIFT -> "Lift the quarantine of " + version(t.quarantine());
                    case RETIRE -> "Retire " + version(t.from());
                    case ADOPT -> "Adopt " + version(t.to());
                };
        return PlainText.line(t.target().model(), 100) + ": " + what + " ("
                + PlainText.line(t.target().target(), 100) + ")";
    }

    private static String version(@CheckForNull Holder holder) {
        return "version " + (holder == null ? "?" : PlainText.line(holder.version(), 50));
    }

    /** A target as a message names it, for people: two targets may be named the same. */
    static String text(TargetId target) {
        return PlainText.line(target.toString(), 1000);
    }

    /** The {@linkplain #text target} that the message of a verified commit names. */
    static String target(String message) {
        int at = message.lastIndexOf("\n" + TARGET) + 1 + TARGET.length();
        return message.substring(at, message.indexOf('\n', at));
    }

    /** The reverse of {@link #message}, for a commit that was verified. */
    static Optional<Sha256> digest(String message) {
        String key = "\nModel-Gate-Transition: ";
        int at = message.lastIndexOf(key);
        return at < 0 ? Optional.empty() : hex(message, at + key.length());
    }

    private static Optional<Sha256> hex(String message, int from) {
        try {
            return Optional.of(new Sha256(message.substring(from, Math.min(from + 64, message.length()))));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
