package io.jenkins.plugins.modelgate.core.gate;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.document.Evidence;
import io.jenkins.plugins.modelgate.core.policy.Reference;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What gates are told beside the candidate's own evidence.
 *
 * @param scores what the candidate scored on each example; null if that is not known, or nothing asks for it
 * @param champion who holds the target
 * @param promoted the versions that were promoted to the target before, the last one first, without the champion; as far as
 *     gates ask for them
 * @param pinned other versions that gates compare with, by version
 * @param before the evidence of the candidates before, the first one first; as far as gates ask for them
 * @param looks the looks at the model's holdout, with this one; null if the policy names none
 * @param tables what is known of tables
 * @param interfaces what models take and give
 */
public record Context(
        @CheckForNull ScoreTable scores,
        Opponent champion,
        List<Opponent> promoted,
        Map<String, Opponent> pinned,
        List<Evidence> before,
        @CheckForNull Looks looks,
        Tables tables,
        Interfaces interfaces) {
    public Context {
        Objects.requireNonNull(champion, "champion");
        Objects.requireNonNull(tables, "tables");
        Objects.requireNonNull(interfaces, "interfaces");
        promoted = List.copyOf(promoted);
        before = List.copyOf(before);
        pinned = Collections.unmodifiableMap(new TreeMap<>(pinned));
    }

    /** Nothing is known of tables and signatures. */
    public Context(
            @CheckForNull ScoreTable scores,
            Opponent champion,
            List<Opponent> promoted,
            Map<String, Opponent> pinned,
            List<Evidence> before,
            @CheckForNull Looks looks) {
        this(scores, champion, promoted, pinned, before, looks, Tables.none(), Interfaces.none());
    }

    /** Only the champion is known. */
    public static Context of(Opponent champion) {
        return new Context(null, champion, List.of(), Map.of(), List.of(), null);
    }

    /** How sure a gate of this confidence must be, by what is left of the holdout. */
    Levels levels(double confidence) {
        Levels levels = Levels.of(confidence);
        return looks == null ? levels : levels.passingOneOf(looks.holdout().questions());
    }

    /** Whom a comparison compares with, at least one; who is not known is nobody. */
    List<Opponent> opponents(Reference against) {
        if (against instanceof Reference.Pinned one) {
            return List.of(pinned.getOrDefault(one.version(), Opponent.none()));
        }
        return against instanceof Reference.Last last
                ? Stream.concat(Stream.of(champion), promoted.stream())
                        .limit(last.count())
                        .toList()
                : List.of(champion);
    }
}
