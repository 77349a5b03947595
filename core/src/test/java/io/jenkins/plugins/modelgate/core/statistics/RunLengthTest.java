package io.jenkins.plugins.modelgate.core.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.jenkins.plugins.modelgate.core.statistics.Result.Chart;
import java.util.List;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * After how many values charts raise an alarm on average, were what is usual known exactly: as published in D. C. Montgomery,
 * Introduction to Statistical Quality Control, tables 9.3 (CUSUM, h = 5, k = 0.5) and 9.11 (EWMA, λ = 0.2, L = 2.962).
 */
class RunLengthTest {
    private static final int RUNS = 3_000;

    /** Their mean is 0 and their moving range that of a standard deviation of 1. */
    private static final double[] USUAL = IntStream.range(0, 20)
            .mapToDouble(i -> (i % 2 == 0 ? 1 : -1) * 1.128379167095513 / 2)
            .toArray();

    @ParameterizedTest
    @CsvSource({"0, 465", "0.25, 139", "0.5, 38.0", "0.75, 17.0", "1, 10.4", "1.5, 5.75", "2, 4.01", "3, 2.57"})
    void cusum(double shift, double published) {
        assertPublished(shift, published, 0, values -> ControlCharts.cusum(values, USUAL.length, 0, 0));
    }

    /** The table's limits are those that the chart comes to after a while; so it gets a while of nothing before. */
    @ParameterizedTest
    @CsvSource({"0, 500", "0.25, 150", "0.5, 41.8", "0.75, 18.2", "1, 10.5", "1.5, 5.5", "2, 3.7", "3, 2.4"})
    void ewma(double shift, double published) {
        assertPublished(shift, published, 25, values -> ControlCharts.ewma(values, USUAL.length, 0, 0));
    }

    private static void assertPublished(double shift, double published, int quiet, Function<double[], Result> chart) {
        SplitMix random = new SplitMix(Math.round(shift * 100));
        double[] lengths = IntStream.range(0, RUNS)
                .mapToDouble(run -> length(random, shift, quiet, (int) (12 * published) + 50, chart))
                .toArray();
        double error = Math.sqrt(Samples.variance(lengths) / RUNS);
        assertThat(Samples.mean(lengths)).isCloseTo(published, within(4 * error + 0.006 * published));
    }

    private static int length(SplitMix random, double shift, int quiet, int most, Function<double[], Result> chart) {
        double[] values = Stream.of(
                        DoubleStream.of(USUAL),
                        DoubleStream.of(new double[quiet]),
                        IntStream.range(0, most).mapToDouble(i -> shift + random.normal()))
                .flatMapToDouble(part -> part)
                .toArray();
        List<Chart.Point> points = ((Chart) chart.apply(values)).points();
        for (int i = quiet; i < points.size(); i++) {
            if (points.get(i).isOut()) {
                return i - quiet + 1;
            }
        }
        throw new AssertionError("no alarm within " + most);
    }
}
