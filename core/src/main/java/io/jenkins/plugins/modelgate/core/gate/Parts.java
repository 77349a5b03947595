package io.jenkins.plugins.modelgate.core.gate;

import io.jenkins.plugins.modelgate.core.digest.Shown;
import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.document.Verdict;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One verdict of several, each of which is named by its {@code gate}. */
final class Parts {
    private static final String ALL =
            " Each must pass, which needs no correction for their number; to fail, they share the level (Holm).";
    private static final String ANY =
            " One is enough, so to pass they share the level (Holm); that all fail needs no correction.";

    /** The further behind, the worse; what could not be told comes first. */
    private static final Comparator<Verdict> AHEAD = Comparator.comparingDouble(verdict -> verdict.difference() == null
            ? Double.NEGATIVE_INFINITY
            : verdict.difference().lower().value());

    private Parts() {}

    /**
     * Each must pass.
     *
     * @param what what they are, in the plural
     */
    static Verdict all(String gate, List<Verdict> parts, String what) {
        Verdict worst = parts.stream()
                .min(Comparator.comparing(Verdict::answer, GateEvaluator.SEVERITY.reversed())
                        .thenComparing(AHEAD))
                .orElseThrow();
        String outcome = worst.answer() == Answer.PASS
                ? "All " + parts.size() + " " + what + " pass; the worst is "
                : "Of " + parts.size() + " " + what + " " + troubles(parts) + ". ";
        return worst.ofParts(gate, worst.answer(), outcome + quoted(worst) + ": " + worst.sentence() + ALL, parts);
    }

    /** One is enough. */
    static Verdict any(String gate, List<Verdict> parts) {
        Verdict best = parts.stream()
                .max(Comparator.comparing(Verdict::answer, GateEvaluator.SEVERITY.reversed())
                        .thenComparing(AHEAD))
                .orElseThrow();
        long passed = count(parts, Answer.PASS);
        String outcome = passed == 0
                ? "None of " + parts.size() + " is shown to pass; the best is "
                : passed + " of " + parts.size() + " " + (passed == 1 ? "passes" : "pass") + ": ";
        return best.ofParts(gate, best.answer(), outcome + quoted(best) + ": " + best.sentence() + ANY, parts);
    }

    private static String troubles(List<Verdict> parts) {
        return Stream.of(
                        trouble(parts, Answer.ERROR, "could not be asked"),
                        trouble(parts, Answer.FAIL, "fail"),
                        trouble(parts, Answer.INCONCLUSIVE, "cannot be told"))
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining(", "));
    }

    private static String trouble(List<Verdict> parts, Answer answer, String does) {
        List<String> names = parts.stream()
                .filter(part -> part.answer() == answer)
                .map(Verdict::gate)
                .toList();
        return names.isEmpty() ? "" : names.size() + " " + does + " (" + Shown.names(names) + ")";
    }

    private static long count(List<Verdict> parts, Answer answer) {
        return parts.stream().filter(part -> part.answer() == answer).count();
    }

    private static String quoted(Verdict part) {
        return "‘" + Shown.text(part.gate()) + "’";
    }
}
