package io.jenkins.plugins.modelgate.core.gate;

import io.jenkins.plugins.modelgate.core.contract.Profile;
import io.jenkins.plugins.modelgate.core.document.Verdicts;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is known of tables, as far as gates ask for it.
 *
 * @param candidate the candidate's profiles by the table's path
 * @param champion the champion's profiles by the table's path
 * @param before the verdicts about the candidates before, the newest first
 */
public record Tables(SortedMap<String, Profile> candidate, SortedMap<String, Profile> champion, List<Verdicts> before) {
    public Tables {
        before = List.copyOf(before);
        candidate = Collections.unmodifiableSortedMap(new TreeMap<>(candidate));
        champion = Collections.unmodifiableSortedMap(new TreeMap<>(champion));
    }

    /** Nothing is known. */
    public static Tables none() {
        return new Tables(new TreeMap<>(), new TreeMap<>(), List.of());
    }
}
