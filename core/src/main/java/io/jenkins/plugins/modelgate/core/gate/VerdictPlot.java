package io.jenkins.plugins.modelgate.core.gate;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.Shown;
import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.document.Holder;
import io.jenkins.plugins.modelgate.core.document.Metric;
import io.jenkins.plugins.modelgate.core.document.Verdict;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * Draws a verdict as SVG 1.1: an interval against its limit, a control chart, how far columns drifted, or plain numbers on a line. It has the colour of the
 * text around it, and classes ({@code plot}, {@code limit}, {@code champion}, {@code candidate} and the answer in lower case) for those
 * who want others; no styles or scripts of its own. What is drawn is in its title too.
 */
public final class VerdictPlot {
    private static final int WIDTH = 320;
    private static final int EDGE = 60;
    private static final int ROW = 22;
    private static final int MOST_ROWS = 20;
    private static final int CHART_HEIGHT = 96;
    private static final MathContext DIGITS = new MathContext(4);

    private final SvgWriter svg;
    private final double low;
    private final double high;

    private VerdictPlot(SvgWriter svg, double low, double high) {
        this.svg = svg;
        this.low = low;
        this.high = high;
    }

    /** The drawing; empty if there is nothing to be drawn. */
    public static Optional<String> svg(Verdict verdict) {
        List<Verdict.Point> chart = verdict.chart();
        if (chart != null && chart.size() > 1) {
            return chart(verdict, chart);
        }
        List<Verdict> parts = verdict.parts();
        Optional<String> drift = parts == null ? Optional.empty() : DriftPlot.svg(parts);
        if (drift.isPresent()) {
            return drift;
        }
        List<Row> rows = (parts == null ? List.of(verdict) : parts)
                .stream()
                        .flatMap(part -> Row.of(part).stream())
                        .limit(MOST_ROWS)
                        .toList();
        return rows.isEmpty() ? numbers(verdict) : intervals(rows, parts != null);
    }

    // --- intervals

    /**
     * One interval.
     *
     * @param limit where it would be just good enough, on the scale of the difference
     * @param whose of what the difference is
     */
    private record Row(Verdict verdict, double value, double lower, double upper, double limit, String whose) {
        static Optional<Row> of(Verdict verdict) {
            Verdict.Difference difference = verdict.difference();
            if (difference == null) {
                return Optional.empty();
            }
            Metric bound = verdict.bound();
            Metric baseline = verdict.baseline();
            return Optional.of(new Row(
                    verdict,
                    difference.value().value(),
                    difference.lower().value(),
                    difference.upper().value(),
                    bound == null || baseline == null ? 0 : -Math.abs(bound.value() - baseline.value()),
                    baseline == null ? "within the limit" : "ahead of " + opponent(verdict, "the champion")));
        }

        String words() {
            return whose + " by " + rounded(value) + ", from " + rounded(lower) + " to " + rounded(upper)
                    + "; the limit is " + rounded(limit);
        }
    }

    private static String opponent(Verdict verdict, String champion) {
        Holder reference = verdict.reference();
        return reference == null ? champion : "version " + reference.version();
    }

    private static Optional<String> intervals(List<Row> rows, boolean named) {
        double[] all = rows.stream()
                .flatMapToDouble(row -> DoubleStream.of(row.lower, row.upper, row.value, row.limit))
                .filter(Double::isFinite)
                .toArray();
        String title = rows.stream()
                .map(row -> (named ? Shown.text(row.verdict.gate()) + ": " : "") + row.words())
                .collect(Collectors.joining("; "));
        return drawn(title, 26 + ROW * rows.size(), all, plot -> {
            for (int i = 0; i < rows.size(); i++) {
                plot.interval(rows.get(i), 20 + ROW * i, named);
            }
        });
    }

    private void interval(Row row, int y, boolean named) {
        svg.line("limit", x(row.limit), y - 9, x(row.limit), y + 9, true);
        if (row.verdict.baseline() != null) {
            svg.line("champion", x(0), y - 6, x(0), y + 6, false);
        }
        Answer answer = row.verdict.answer();
        String name = answer.name().toLowerCase(Locale.ROOT);
        svg.line(name, x(row.lower), y, x(row.upper), y, false);
        svg.line(name, x(row.lower), y - 4, x(row.lower), y + 4, false);
        svg.line(name, x(row.upper), y - 4, x(row.upper), y + 4, false);
        svg.mark(answer, x(row.value), y);
        if (named) {
            svg.text(2, y + 4, "start", row.verdict.gate());
        } else {
            svg.text(x(row.limit), 10, "middle", "limit " + rounded(row.limit));
            svg.text(x(row.value), y + 22, "middle", rounded(row.value));
        }
    }

    // --- control charts

    private static Optional<String> chart(Verdict verdict, List<Verdict.Point> points) {
        double[] all = points.stream()
                .flatMap(point -> Stream.of(point.value(), point.lower(), point.upper()))
                .mapToDouble(Metric::value)
                .filter(Double::isFinite)
                .toArray();
        Verdict.Point last = points.get(points.size() - 1);
        String title = verdict.method() + " of " + points.size() + " candidates; the last is at "
                + rounded(last.value().value()) + ", its limits are "
                + rounded(last.lower().value()) + " and "
                + rounded(last.upper().value());
        return drawn(title, CHART_HEIGHT, all, plot -> plot.chart(verdict.answer(), points));
    }

    private void chart(Answer answer, List<Verdict.Point> points) {
        List<String> value = new ArrayList<>();
        List<String> lower = new ArrayList<>();
        List<String> upper = new ArrayList<>();
        double step = (WIDTH - EDGE - 16.0) / (points.size() - 1);
        for (int i = 0; i < points.size(); i++) {
            double x = 8 + i * step;
            value.add(SvgWriter.point(x, y(points.get(i).value())));
            lower.add(SvgWriter.point(x, y(points.get(i).lower())));
            upper.add(SvgWriter.point(x, y(points.get(i).upper())));
        }
        svg.polyline("limit", lower, true);
        svg.polyline("limit", upper, true);
        svg.polyline("candidate", value, false);
        for (int i = 0; i < points.size(); i++) {
            Verdict.Point point = points.get(i);
            boolean out = point.value().value() > point.upper().value()
                    || point.value().value() < point.lower().value();
            if (out && i < points.size() - 1) {
                svg.mark(Answer.FAIL, 8 + i * step, y(point.value()));
            }
        }
        Verdict.Point last = points.get(points.size() - 1);
        svg.mark(answer, WIDTH - EDGE - 8.0, y(last.value()));
        svg.text(
                WIDTH - EDGE + 2.0,
                y(last.value()) + 4,
                "start",
                rounded(last.value().value()));
    }

    private double y(Metric metric) {
        return 10 + (high - metric.value()) / (high - low) * (CHART_HEIGHT - 20);
    }

    // --- bare numbers

    private static Optional<String> numbers(Verdict verdict) {
        Map<String, Metric> marks = new LinkedHashMap<>();
        put(marks, "limit", verdict.bound());
        put(marks, opponent(verdict, "champion"), verdict.baseline());
        put(marks, "candidate", verdict.value());
        String title = marks.entrySet().stream()
                .map(mark -> mark.getKey() + " " + Shown.number(mark.getValue().value()))
                .collect(Collectors.joining(", "));
        double[] all = marks.values().stream().mapToDouble(Metric::value).toArray();
        return marks.size() > 1 ? drawn(title, 72, all, plot -> plot.numbers(verdict, marks)) : Optional.empty();
    }

    private static void put(Map<String, Metric> marks, String name, @CheckForNull Metric metric) {
        if (metric != null) {
            marks.put(name, metric);
        }
    }

    private void numbers(Verdict verdict, Map<String, Metric> marks) {
        svg.line("axis", 8, 42, WIDTH - 8.0, 42, false);
        // A row of its own for each label: numbers that are close do not write over one another.
        int row = 12;
        for (Map.Entry<String, Metric> mark : marks.entrySet()) {
            double x = x(mark.getValue().value());
            boolean candidate = mark.getKey().equals("candidate");
            if (candidate) {
                svg.mark(verdict.answer(), x, 42);
            } else {
                svg.line(
                        mark.getKey().equals("limit") ? "limit" : "champion",
                        x,
                        33,
                        x,
                        51,
                        mark.getKey().equals("limit"));
            }
            svg.text(
                    x,
                    candidate ? 66 : row,
                    "middle",
                    mark.getKey() + " " + Shown.number(mark.getValue().value()));
            row += 15;
        }
    }

    // --- all

    /** What draws. */
    private interface Drawing {
        void on(VerdictPlot plot);
    }

    private static Optional<String> drawn(String title, int height, double[] all, Drawing drawing) {
        double low = DoubleStream.of(all).min().orElse(0);
        double high = DoubleStream.of(all).max().orElse(0);
        if (!(high > low) || Double.isInfinite(high - low)) {
            return Optional.empty();
        }
        SvgWriter svg = new SvgWriter(WIDTH, height, title);
        drawing.on(new VerdictPlot(svg, low, high));
        return Optional.of(svg.end());
    }

    private double x(double value) {
        double inside = Math.max(low, Math.min(high, value));
        return EDGE + (inside - low) / (high - low) * (WIDTH - 2 * EDGE);
    }

    static String rounded(double value) {
        return Double.isFinite(value)
                ? Shown.number(BigDecimal.valueOf(value).round(DIGITS).doubleValue())
                : Double.toString(value);
    }
}
