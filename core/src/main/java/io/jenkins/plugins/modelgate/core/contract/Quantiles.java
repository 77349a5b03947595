package io.jenkins.plugins.modelgate.core.contract;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Numbers that stand for all numbers of a column. */
final class Quantiles {
    private Quantiles() {}

    /** How often each finite number is there; null if they are too many. */
    @CheckForNull
    static Map<String, Long> values(Profile.Column column) {
        Map<String, Long> written = column.values();
        if (written == null) {
            return null;
        }
        Map<String, Long> values = new TreeMap<>();
        written.forEach((value, count) -> values.merge(Written.canonical(Double.parseDouble(value)), count, Long::sum));
        return values;
    }

    /** At most {@link Profiler#QUANTILES}, in order. */
    static double[] of(Profile.Column column) {
        Profile.Numbers numbers = column.numbers();
        if (numbers == null) {
            return new double[0];
        }
        List<Double> quantiles = numbers.quantiles();
        return quantiles == null
                ? ofValues(column)
                : quantiles.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static double[] ofValues(Profile.Column column) {
        Map<Double, Long> counts = new TreeMap<>();
        Map<String, Long> values = values(column);
        if (values != null) {
            values.forEach((value, count) -> counts.put(Double.parseDouble(value), count));
        }
        long total = counts.values().stream().mapToLong(Long::longValue).sum();
        double[] quantiles = new double[(int) Math.min(total, Profiler.QUANTILES)];
        int i = 0;
        long below = 0;
        for (Map.Entry<Double, Long> entry : counts.entrySet()) {
            below += entry.getValue();
            while (i < quantiles.length && rank(i, quantiles.length, total) < below) {
                quantiles[i] = entry.getKey();
                i++;
            }
        }
        return quantiles;
    }

    /** Which of so many numbers in order is the quantile. */
    private static long rank(int i, int quantiles, long total) {
        return quantiles == 1 ? 0 : Math.round((double) i * (total - 1) / (quantiles - 1));
    }

    /** Counts of both in bins that hold equal shares of the first; a number that many share has one of its own. */
    static long[][] binned(double[] expected, double[] actual, int bins) {
        TreeSet<Double> ends = new TreeSet<>();
        for (int i = 1; i < bins && expected.length > 0; i++) {
            double end = expected[(int) ((long) i * expected.length / bins)];
            if (!ends.add(end)) {
                ends.add(Math.nextUp(end));
            }
        }
        double[] sorted = ends.stream().mapToDouble(Double::doubleValue).toArray();
        return new long[][] {counts(expected, sorted), counts(actual, sorted)};
    }

    private static long[] counts(double[] numbers, double... ends) {
        long[] counts = new long[ends.length + 1];
        for (double number : numbers) {
            int place = Arrays.binarySearch(ends, number);
            counts[place >= 0 ? place + 1 : -place - 1]++;
        }
        return counts;
    }
}
