package io.jenkins.plugins.modelgate.core.statistics;

import java.util.stream.IntStream;

/** Several questions at once. */
public final class Holm {
    private Holm() {}

    /**
     * Probabilities that may each be held against the level, although any one may pass: S. Holm, A simple sequentially rejective
     * multiple test procedure, Scandinavian Journal of Statistics 6 (1979) 65–70.
     *
     * @param ps each from 0 to 1; an unanswered question counts as 1
     * @return in the same order
     */
    public static double[] adjusted(double... ps) {
        int[] order = IntStream.range(0, ps.length)
                .boxed()
                .sorted((a, b) -> Double.compare(ps[a], ps[b]))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] adjusted = new double[ps.length];
        double largest = 0;
        for (int i = 0; i < order.length; i++) {
            double p = Double.isNaN(ps[order[i]]) ? 1 : ps[order[i]];
            largest = Math.max(largest, Math.min(1, (ps.length - i) * p));
            adjusted[order[i]] = largest;
        }
        return adjusted;
    }
}
