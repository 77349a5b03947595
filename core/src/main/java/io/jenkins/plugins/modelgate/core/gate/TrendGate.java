package io.jenkins.plugins.modelgate.core.gate;

import io.jenkins.plugins.modelgate.core.digest.Shown;
import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.document.Evidence;
import io.jenkins.plugins.modelgate.core.document.Metric;
import io.jenkins.plugins.modelgate.core.document.Observed;
import io.jenkins.plugins.modelgate.core.document.Verdict;
import io.jenkins.plugins.modelgate.core.policy.Gate;
import io.jenkins.plugins.modelgate.core.policy.Gate.Direction;
import io.jenkins.plugins.modelgate.core.policy.Grounds;
import io.jenkins.plugins.modelgate.core.policy.Margin;
import io.jenkins.plugins.modelgate.core.statistics.ControlCharts;
import io.jenkins.plugins.modelgate.core.statistics.Replicates;
import io.jenkins.plugins.modelgate.core.statistics.Result;
import io.jenkins.plugins.modelgate.core.statistics.Result.Chart;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.DoubleStream;

/** A metric's history: FAIL if it went astray for the worse. */
final class TrendGate {
    /** Verdicts keep the last points only. */
    private static final int MOST_POINTS = 100;

    private TrendGate() {}

    /** @param before the evidence of the candidates before, the first one first */
    static Verdict verdict(Gate.Trend gate, Evidence evidence, List<Evidence> before) {
        Reading reading = Reading.of(gate.metric(), evidence.metrics(), "the candidate");
        String method = gate.chart() == Gate.Trend.Chart.EWMA ? ControlCharts.EWMA : ControlCharts.CUSUM;
        if (reading.problem() != null) {
            return verdict(gate, reading, method, Answer.INCONCLUSIVE, reading.problem() + ".", 0);
        }
        double[] past = before.stream()
                .map(one -> Reading.of(gate.metric(), one.metrics(), "a candidate"))
                .filter(one -> one.problem() == null)
                .mapToDouble(Reading::value)
                .toArray();
        double[] values = DoubleStream.concat(DoubleStream.of(past), DoubleStream.of(reading.value()))
                .toArray();
        if (past.length < gate.usual()) {
            return verdict(
                    gate,
                    reading,
                    method,
                    Answer.INCONCLUSIVE,
                    name(gate) + " of " + past.length + " candidates before is known; what is usual is learned from "
                            + gate.usual() + ".",
                    values.length);
        }
        double mean = DoubleStream.of(past).limit(gate.usual()).average().orElseThrow();
        Margin margin = gate.band();
        double band = margin == null ? 0 : margin.against(mean).doubleValue();
        double floor = floor(gate, evidence.metrics());
        Result result = gate.chart() == Gate.Trend.Chart.EWMA
                ? ControlCharts.ewma(values, gate.usual(), floor, band)
                : ControlCharts.cusum(values, gate.usual(), floor, band);
        return result instanceof Chart chart
                ? charted(gate, reading, chart, mean)
                : verdict(
                        gate,
                        reading,
                        method,
                        Answer.INCONCLUSIVE,
                        name(gate) + " cannot be charted: " + ((Result.Inconclusive) result).reason() + ".",
                        values.length);
    }

    /** What chance alone does. */
    private static double floor(Gate.Trend gate, SortedMap<String, Observed<Metric>> metrics) {
        Grounds.Replicates noise = gate.noise();
        if (noise == null) {
            return 0;
        }
        double[] replicates = metrics.entrySet().stream()
                .filter(metric -> noise.matches(metric.getKey()))
                .mapToDouble(metric -> metric.getValue().value().value())
                .filter(Double::isFinite)
                .toArray();
        return Replicates.spread(replicates);
    }

    private static Verdict charted(Gate.Trend gate, Reading reading, Chart chart, double mean) {
        List<Chart.Point> points = chart.points();
        Chart.Point last = points.get(points.size() - 1);
        boolean worse = gate.better() == Direction.LOWER ? last.value() > last.upper() : last.value() < last.lower();
        String outcome = worse
                ? "has gone astray for the worse"
                : last.isOut() ? "has gone astray for the better" : "is where it usually is";
        int from = Math.max(0, points.size() - MOST_POINTS);
        return verdict(
                        gate,
                        reading,
                        chart.method(),
                        worse ? Answer.FAIL : Answer.PASS,
                        name(gate) + " is " + Shown.number(reading.value(), mean) + " and " + outcome + ", "
                                + Shown.number(mean, reading.value()) + " in the first " + gate.usual() + " of "
                                + chart.n() + " candidates; method: " + chart.method() + ".",
                        chart.n())
                .charted(points.subList(from, points.size()).stream()
                        .map(point -> new Verdict.Point(
                                new Metric(point.value()), new Metric(point.lower()), new Metric(point.upper())))
                        .toList());
    }

    private static String name(Gate.Trend gate) {
        return Shown.text(gate.metric());
    }

    private static Verdict verdict(
            Gate.Trend gate, Reading reading, String method, Answer answer, String sentence, long n) {
        return new Verdict(
                gate.name(),
                method,
                answer,
                sentence + reading.caveat("the candidate"),
                reading.metric(),
                null,
                null,
                n == 0 ? null : n,
                reading.observers());
    }
}
