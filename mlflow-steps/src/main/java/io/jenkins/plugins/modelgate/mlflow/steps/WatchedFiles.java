package io.jenkins.plugins.modelgate.mlflow.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Holder;
import io.jenkins.plugins.modelgate.core.ledger.LedgerException;
import io.jenkins.plugins.modelgate.core.ledger.LedgerHead;
import io.jenkins.plugins.modelgate.mlflow.client.MlflowException;
import io.jenkins.plugins.modelgate.mlflow.steps.WatchMemory.Look;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Looks at the files and the data of versions that must not be lost. To hash files is costly, so each round takes some of
 * them, as many as it takes to have looked at all within the time that was set.
 */
final class WatchedFiles {
    private final Gatekeeper gatekeeper;
    private final LedgerHead head;
    private final DataPresence presence;
    private final Duration within;

    WatchedFiles(Gatekeeper gatekeeper, LedgerHead head, DataPresence presence, Duration within) {
        this.gatekeeper = gatekeeper;
        this.head = head;
        this.presence = presence;
        this.within = within;
    }

    /**
     * What is known of a model's versions, and what was done for it.
     *
     * @param looks the latest at each version
     * @param looked how many are of now
     * @param notes of what could not be read
     */
    record Looked(List<Look> looks, int looked, List<String> notes) {}

    /** Looks at those versions whose turn it is, and at those of which something was wrong. */
    Looked look(String model, List<Holder> versions, WatchMemory memory, Instant now) throws LedgerException {
        WatchMemory.OfModel known = memory.of(model);
        Map<Holder, Look> latest = known == null ? new HashMap<>() : latest(versions, known.looks());
        List<String> notes = new ArrayList<>();
        int looked = 0;
        for (Holder version : due(versions, latest, known == null ? null : known.round(), now)) {
            try {
                Look look = look(model, version);
                memory.keep(model, look);
                latest.put(version, look);
                looked++;
            } catch (StepException | MlflowException e) {
                notes.add("The files of version " + version.version() + " of ‘" + model + "’ could not be read: "
                        + e.getMessage());
            }
        }
        return new Looked(List.copyOf(latest.values()), looked, notes);
    }

    private static Map<Holder, Look> latest(List<Holder> versions, List<Look> looks) {
        Map<Holder, Look> latest = new HashMap<>();
        versions.forEach(version -> looks.stream()
                .filter(look -> look.isOf(version))
                .findFirst()
                .ifPresent(look -> latest.put(version, look)));
        return latest;
    }

    /**
     * Those that nobody looked at yet, those of which something was wrong, and of all the share that is due by the time that
     * went by, the oldest first.
     */
    private Set<Holder> due(
            List<Holder> versions, Map<Holder, Look> latest, @CheckForNull Instant lastRound, Instant now) {
        Set<Holder> due = new LinkedHashSet<>(versions);
        due.removeAll(latest.keySet());
        long all = within.toMillis();
        long passed = lastRound == null
                ? all
                : Math.min(all, Math.max(0, Duration.between(lastRound, now).toMillis()));
        latest.entrySet().stream()
                .sorted(Comparator.comparing(entry -> entry.getValue().at()))
                .limit(Math.max(1, (versions.size() * passed + all - 1) / all))
                .forEach(entry -> due.add(entry.getKey()));
        latest.forEach((version, look) -> {
            if (!look.good()) {
                due.add(version);
            }
        });
        return due;
    }

    private Look look(String model, Holder version) throws LedgerException {
        StoredData data = StoredData.look(head, version, presence);
        return new Look(
                version.version(),
                version.model(),
                gatekeeper.now(),
                hash(model, version),
                data.gone(),
                data.unknown());
    }

    /** The hash of a version's files; null if they are gone. */
    @CheckForNull
    private Sha256 hash(String model, Holder version) {
        try {
            return new Bytes(gatekeeper.artifacts())
                    .of(new Versions(gatekeeper).get(model, version.version()))
                    .hash();
        } catch (MlflowException.NotFound e) {
            return null;
        } catch (StepException e) {
            if (e.kind() == StepException.Kind.NOT_FOUND) {
                return null;
            }
            throw e;
        }
    }
}
