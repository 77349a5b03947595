package io.jenkins.plugins.modelgate.core.statistics;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Examples by group: of each, how many there are and by how much their sum differs from what the mean of all says. */
final class Clusters {
    private final double[] sizes;

    /** Of each group the sum of its values less its size times the mean of all. */
    private final double[] excess;

    /** Whether each group has one example. */
    private final boolean single;

    private Clusters(double[] sizes, double[] excess, boolean single) {
        this.sizes = sizes;
        this.excess = excess;
        this.single = single;
    }

    static Clusters of(double[] values, int[] groups, double mean) {
        double[] excess = Arrays.stream(values).map(x -> x - mean).toArray();
        double[] ones = new double[values.length];
        Arrays.fill(ones, 1);
        if (groups.length == 0) {
            return new Clusters(ones, excess, true);
        }
        Map<Integer, Integer> places = new HashMap<>();
        double[] sums = new double[values.length];
        double[] sizes = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            int place = places.computeIfAbsent(groups[i], group -> places.size());
            sums[place] += excess[i];
            sizes[place]++;
        }
        return new Clusters(Arrays.copyOf(sizes, places.size()), Arrays.copyOf(sums, places.size()), false);
    }

    int count() {
        return sizes.length;
    }

    /** The standard error of the mean (of a ratio, by linearisation). */
    double error() {
        double squares = Arrays.stream(excess).map(x -> x * x).sum();
        return Math.sqrt(squares * count() / (count() - 1.0))
                / Arrays.stream(sizes).sum();
    }

    /** How far the means of resamples lie from that of all, each in its own standard errors; sorted. */
    double[] studentised(SplitMix random, int resamples) {
        double[] ts = new double[resamples];
        for (int i = 0; i < ts.length; i++) {
            HeavyWork.goOn();
            ts[i] = drawn(random);
        }
        Arrays.sort(ts);
        return ts;
    }

    private double drawn(SplitMix random) {
        return single ? drawnExamples(random) : drawnGroups(random);
    }

    /** As {@link #drawnGroups}, where every size is 1. */
    private double drawnExamples(SplitMix random) {
        int count = count();
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < count; i++) {
            double u = excess[random.below(count)];
            sum += u;
            squares += u * u;
        }
        return studentised(count, sum, count, squares, sum);
    }

    private double drawnGroups(SplitMix random) {
        int count = count();
        double size = 0;
        double sum = 0;
        double sizeSquares = 0;
        double squares = 0;
        double products = 0;
        for (int i = 0; i < count; i++) {
            int one = random.below(count);
            double u = excess[one];
            double m = sizes[one];
            size += m;
            sum += u;
            sizeSquares += m * m;
            squares += u * u;
            products += u * m;
        }
        return studentised(size, sum, sizeSquares, squares, products);
    }

    private double studentised(double size, double sum, double sizeSquares, double squares, double products) {
        double shift = sum / size;
        double spread = squares - 2 * shift * products + shift * shift * sizeSquares;
        double t = shift * size / Math.sqrt(Math.max(0, spread) * count() / (count() - 1.0));
        return Double.isNaN(t) ? 0 : t;
    }
}
