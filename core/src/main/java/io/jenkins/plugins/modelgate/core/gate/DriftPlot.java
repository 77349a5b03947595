package io.jenkins.plugins.modelgate.core.gate;

import io.jenkins.plugins.modelgate.core.digest.Shown;
import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.document.Metric;
import io.jenkins.plugins.modelgate.core.document.Verdict;
import io.jenkins.plugins.modelgate.core.statistics.Drift;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;

/** Draws how far the columns of a table went: a bar for each one's population stability index, against the limit, the worst first. */
final class DriftPlot {
    private static final Set<String> METHODS =
            Set.of(Drift.KOLMOGOROV_SMIRNOV, Drift.CHI_SQUARE, Drift.PSI, DataGate.DRIFT);

    private static final int WIDTH = 320;
    private static final int LEFT = 104;
    private static final int RIGHT = 262;
    private static final int TOP = 28;
    private static final int ROW = 20;
    private static final int MOST_ROWS = 8;
    private static final int MOST_LETTERS = 15;

    /** How many limits the scale is long; what went farther ends at its edge. */
    private static final double MOST_LIMITS = 6;

    /** What drifted without a test went farther than any number. */
    private static final Comparator<Verdict> WORST = Comparator.comparing(Verdict::answer, GateEvaluator.SEVERITY)
            .thenComparingDouble(part -> part.value() == null
                    ? Double.POSITIVE_INFINITY
                    : part.value().value())
            .reversed();

    private final List<Verdict> shown;
    private final int more;
    private final double limit;
    private final double end;

    private DriftPlot(List<Verdict> columns, double limit) {
        shown = columns.subList(0, Math.min(MOST_ROWS, columns.size()));
        more = columns.size() - shown.size();
        this.limit = limit;
        double farthest = shown.stream()
                .map(Verdict::value)
                .mapToDouble(index -> index == null ? 0 : index.value())
                .max()
                .orElse(0);
        end = Math.max(2 * limit, Math.min(farthest, MOST_LIMITS * limit));
    }

    /** The drawing; empty if no part is about drift. */
    static Optional<String> svg(List<Verdict> parts) {
        Map<String, Verdict> columns = parts.stream()
                .filter(part -> METHODS.contains(part.method()) && part.bound() != null)
                .collect(
                        Collectors.toMap(Verdict::gate, part -> part, BinaryOperator.minBy(WORST), LinkedHashMap::new));
        return limit(columns.values())
                .map(limit ->
                        new DriftPlot(columns.values().stream().sorted(WORST).toList(), limit).drawn());
    }

    private static Optional<Double> limit(Collection<Verdict> columns) {
        return columns.stream()
                .map(Verdict::bound)
                .filter(bound -> bound != null && Double.isFinite(bound.value()) && bound.value() > 0)
                .map(Metric::value)
                .findFirst();
    }

    private String drawn() {
        int bottom = TOP + ROW * shown.size();
        SvgWriter svg = new SvgWriter(WIDTH, bottom + (more > 0 ? 14 : 0), title());
        svg.text(x(limit), 12, "middle", "limit " + VerdictPlot.rounded(limit));
        svg.line("limit", x(limit), 17, x(limit), bottom - 6.0, true);
        for (int i = 0; i < shown.size(); i++) {
            row(svg, shown.get(i), TOP + 4 + ROW * i);
        }
        if (more > 0) {
            svg.text(2, bottom + 6.0, "start", more());
        }
        return svg.end();
    }

    private void row(SvgWriter svg, Verdict part, int y) {
        Metric index = part.value();
        String name = part.answer().name().toLowerCase(Locale.ROOT);
        svg.text(2, y + 4.0, "start", cut(part.gate()));
        double x = index == null ? part.answer() == Answer.FAIL ? RIGHT : LEFT : x(index.value());
        svg.line(name, LEFT, y, x, y, false);
        svg.mark(part.answer(), x, y);
        svg.text(WIDTH - 2.0, y + 4.0, "end", index == null ? "" : VerdictPlot.rounded(index.value()));
    }

    private double x(double index) {
        return LEFT + Math.max(0, Math.min(end, index)) / end * (RIGHT - LEFT);
    }

    private static String cut(String name) {
        return name.codePointCount(0, name.length()) <= MOST_LETTERS ? name : Shown.text(name, MOST_LETTERS - 1);
    }

    private String title() {
        return "population stability index by column, at most " + VerdictPlot.rounded(limit) + " is allowed: "
                + shown.stream().map(DriftPlot::words).collect(Collectors.joining(", "))
                + (more > 0 ? ", " + more() : "");
    }

    private static String words(Verdict part) {
        Metric index = part.value();
        return Shown.text(part.gate())
                + (index == null ? "" : " " + VerdictPlot.rounded(index.value()))
                + switch (part.answer()) {
                    case PASS -> "";
                    case FAIL -> " drifted";
                    default -> " not told";
                };
    }

    private String more() {
        return "and " + more + " more";
    }
}
