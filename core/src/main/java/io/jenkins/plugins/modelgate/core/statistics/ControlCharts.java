package io.jenkins.plugins.modelgate.core.statistics;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.statistics.Result.Chart;
import io.jenkins.plugins.modelgate.core.statistics.Result.Chart.Point;
import io.jenkins.plugins.modelgate.core.statistics.Result.Inconclusive;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A number's history: whether it still is where it was. What is usual is learned from the first values, by their mean and their
 * average moving range (D. C. Montgomery, Introduction to Statistical Quality Control, sections 6.4 and 9).
 */
public final class ControlCharts {
    public static final String EWMA = "ewma";
    public static final String CUSUM = "cusum";

    /** The fewest values to learn from. */
    public static final int FEWEST = 20;

    /** The mean of the range of two normal values, in standard deviations. */
    private static final double RANGE_OF_TWO = 1.128379167095513;

    private static final double WEIGHT = 0.2;
    private static final double EWMA_LIMIT = 2.962;
    private static final double SLACK = 0.5;
    private static final double CUSUM_LIMIT = 5;

    private ControlCharts() {}

    private record Usual(double mean, double deviation) {}

    /**
     * The exponentially weighted moving average of S. W. Roberts, Technometrics 1 (1959) 239–250; weight 0.2, limit 2.962
     * (J. M. Lucas and M. S. Saccucci, Technometrics 32 (1990) 1–12: a false alarm in 500 values on average, were what is usual
     * known exactly).
     *
     * @param values in order of time
     * @param usual how many of them, from the first on, are to be learned from
     * @param floor the least standard deviation that is to be believed, 0 or more: what chance alone does
     * @param band how far from what is usual is no matter, 0 or more
     */
    public static Result ewma(double[] values, int usual, double floor, double band) {
        Inconclusive problem = problem(EWMA, values, usual, floor);
        if (problem != null) {
            return problem;
        }
        Usual learned = learned(values, usual, floor);
        List<Point> points = new ArrayList<>();
        double average = learned.mean;
        for (int i = usual; i < values.length; i++) {
            average += WEIGHT * (values[i] - average);
            double rest = Math.pow(1 - WEIGHT, 2.0 * (i - usual + 1));
            double width =
                    Math.max(band, EWMA_LIMIT * learned.deviation * Math.sqrt(WEIGHT / (2 - WEIGHT) * (1 - rest)));
            points.add(new Point(average, learned.mean - width, learned.mean + width));
        }
        return new Chart(EWMA, values.length, points);
    }

    /**
     * The tabular cumulative sums of E. S. Page, Biometrika 41 (1954) 100–115; slack 0.5 and limit 5 standard deviations
     * (a false alarm in 465 values on average, were what is usual known exactly), or a slack of the band if that is more. Each
     * point is that of both sums that lies further from 0, the lower one negative.
     *
     * @param values in order of time
     * @param usual how many of them, from the first on, are to be learned from
     * @param floor the least standard deviation that is to be believed, 0 or more: what chance alone does
     * @param band how far from what is usual is no matter, 0 or more
     */
    public static Result cusum(double[] values, int usual, double floor, double band) {
        Inconclusive problem = problem(CUSUM, values, usual, floor);
        if (problem != null) {
            return problem;
        }
        Usual learned = learned(values, usual, floor);
        double slack = Math.max(SLACK, band / learned.deviation);
        List<Point> points = new ArrayList<>();
        double up = 0;
        double down = 0;
        for (int i = usual; i < values.length; i++) {
            double z = (values[i] - learned.mean) / learned.deviation;
            up = Math.max(0, up + z - slack);
            down = Math.min(0, down + z + slack);
            points.add(new Point(up >= -down ? up : down, -CUSUM_LIMIT, CUSUM_LIMIT));
        }
        return new Chart(CUSUM, values.length, points);
    }

    @CheckForNull
    private static Inconclusive problem(String method, double[] values, int usual, double floor) {
        Inconclusive problem = Samples.problem(method, 1, values);
        if (problem != null) {
            return problem;
        }
        if (usual < FEWEST || usual > values.length) {
            return Samples.tooFew(method, Math.min(usual, values.length), Math.max(usual, FEWEST));
        }
        return floor == 0 && Samples.isConstant(Arrays.copyOf(values, usual)) ? Samples.constant(method, usual) : null;
    }

    private static Usual learned(double[] values, int usual, double floor) {
        double ranges = 0;
        for (int i = 1; i < usual; i++) {
            ranges += Math.abs(values[i] - values[i - 1]);
        }
        return new Usual(
                Samples.mean(Arrays.copyOf(values, usual)), Math.max(floor, ranges / (usual - 1) / RANGE_OF_TWO));
    }
}
