package io.jenkins.plugins.modelgate.mlflow.steps;

import io.jenkins.plugins.modelgate.core.data.TrackedPath;
import io.jenkins.plugins.modelgate.core.data.TrackedPath.Presence;
import io.jenkins.plugins.modelgate.core.document.Holder;
import io.jenkins.plugins.modelgate.core.ledger.LedgerException;
import io.jenkins.plugins.modelgate.core.ledger.LedgerHead;
import java.util.List;
import java.util.Map;

/**
 * Whether a version's data can still be had.
 *
 * @param gone the paths with their hashes, in words
 * @param unknown whether some could not be seen
 */
record StoredData(List<String> gone, boolean unknown) {
    static StoredData look(LedgerHead head, Holder version, DataPresence presence) throws LedgerException {
        List<TrackedPath> stored = Targets.stored(head, version);
        Map<String, Presence> found = stored.isEmpty() ? Map.of() : presence.look(stored);
        return new StoredData(
                stored.stream()
                        .filter(path -> found.get(path.path()) == Presence.ABSENT)
                        .map(path -> "‘" + path.path() + "’ (" + path.hash() + ")")
                        .toList(),
                stored.stream()
                        .anyMatch(path -> found.getOrDefault(path.path(), Presence.UNKNOWN) == Presence.UNKNOWN));
    }
}
