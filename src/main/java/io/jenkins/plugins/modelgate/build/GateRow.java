package io.jenkins.plugins.modelgate.build;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.document.Holder;
import io.jenkins.plugins.modelgate.core.document.Verdict;
import io.jenkins.plugins.modelgate.core.gate.VerdictPlot;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One gate's answer as pages show it.
 *
 * @param effect what becomes of all answers together if this is no PASS
 * @param reference the version that it was compared with; null if it was the champion, or none
 * @param parts of what the answer was made; empty if of nothing else
 * @param plot the drawing as SVG, which is safe as it is; null if there is none
 */
public record GateRow(
        String name,
        String answer,
        String words,
        String effect,
        String sentence,
        @CheckForNull String reference,
        List<GateRow> parts,
        @CheckForNull String plot) {
    public GateRow {
        parts = List.copyOf(parts);
    }

    public static GateRow of(Verdict verdict) {
        return of(verdict, VerdictPlot.svg(verdict).orElse(null));
    }

    private static GateRow of(Verdict verdict, @CheckForNull String plot) {
        Holder other = verdict.reference();
        return new GateRow(
                verdict.gate(),
                verdict.answer().name(),
                verdict.words(),
                verdict.weight().word(),
                verdict.sentence(),
                other == null ? null : other.version(),
                partsOf(verdict),
                plot);
    }

    /** What a build keeps of an answer, with what its statement says beyond that, if that is there. */
    static GateRow of(VerdictRecord.Gate kept, Optional<Verdict> stated) {
        return new GateRow(
                kept.getName(),
                kept.getAnswer(),
                kept.getWords(),
                kept.getEffect(),
                kept.getSentence(),
                kept.getReference(),
                stated.map(GateRow::partsOf).orElse(List.of()),
                stated.flatMap(VerdictPlot::svg).orElse(null));
    }

    /** All in the drawing of the whole. */
    private static List<GateRow> partsOf(Verdict verdict) {
        List<Verdict> parts = Objects.requireNonNullElse(verdict.parts(), List.of());
        return parts.stream().map(part -> of(part, null)).toList();
    }
}
