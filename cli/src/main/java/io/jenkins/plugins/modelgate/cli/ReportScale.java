package io.jenkins.plugins.modelgate.cli;

import io.jenkins.plugins.modelgate.core.document.Metric;
import io.jenkins.plugins.modelgate.core.document.Verdict;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Draws the numbers of a verdict on one line: the candidate's, the baseline's, and what it was held against. */
final class ReportScale {
    private static final int WIDTH = 300;
    private static final int HEIGHT = 72;
    private static final int LINE = 42;
    private static final int EDGE = 60;

    private final Html html;
    private final double low;
    private final double high;

    private ReportScale(Html html, DoubleSummaryStatistics range) {
        this.html = html;
        this.low = range.getMin();
        this.high = range.getMax();
    }

    static void draw(Html html, Verdict verdict) {
        Map<String, Metric> marks = marks(verdict);
        DoubleSummaryStatistics range = marks.values().stream()
                .mapToDouble(Metric::value)
                .filter(Double::isFinite)
                .summaryStatistics();
        if (range.getCount() == marks.size() && range.getMax() > range.getMin()) {
            new ReportScale(html, range).draw(verdict, marks);
        }
    }

    private static Map<String, Metric> marks(Verdict verdict) {
        Map<String, Metric> marks = new LinkedHashMap<>();
        if (verdict.baseline() != null) {
            marks.put("champion", verdict.baseline());
        }
        if (verdict.bound() != null) {
            marks.put("limit", verdict.bound());
        }
        if (verdict.value() != null) {
            marks.put("candidate", verdict.value());
        }
        return marks;
    }

    private void draw(Verdict verdict, Map<String, Metric> marks) {
        StringBuilder words = new StringBuilder();
        marks.forEach((name, metric) -> words.append(name)
                .append(' ')
                .append(Outputs.number(metric.value()))
                .append(' '));
        html.open(
                "svg",
                "viewBox",
                "0 0 " + WIDTH + " " + HEIGHT,
                "role",
                "img",
                "class",
                "scale",
                "aria-label",
                words.toString().strip());
        html.open(
                        "line",
                        "class",
                        "axis",
                        "x1",
                        "8",
                        "x2",
                        String.valueOf(WIDTH - 8),
                        "y1",
                        String.valueOf(LINE),
                        "y2",
                        String.valueOf(LINE))
                .close();
        marks.forEach((name, metric) -> mark(name, metric, verdict));
        html.close();
    }

    private void mark(String name, Metric metric, Verdict verdict) {
        String x =
                String.format(Locale.ROOT, "%.1f", EDGE + (metric.value() - low) / (high - low) * (WIDTH - 2 * EDGE));
        String y = String.valueOf(LINE);
        if (name.equals("candidate")) {
            String answer = verdict.answer().name().toLowerCase(Locale.ROOT);
            html.open("circle", "class", answer, "cx", x, "cy", y, "r", "6").close();
        } else {
            String from = String.valueOf(LINE - 9);
            String to = String.valueOf(LINE + 9);
            html.open("line", "class", name, "x1", x, "x2", x, "y1", from, "y2", to)
                    .close();
        }
        html.element(
                "text", name + " " + Outputs.number(metric.value()), "x", x, "y", row(name), "text-anchor", "middle");
    }

    /** A row of its own for each label: numbers that are close do not write over one another. */
    private static String row(String name) {
        return switch (name) {
            case "limit" -> "12";
            case "champion" -> "27";
            default -> "66";
        };
    }
}
