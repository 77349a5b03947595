package io.jenkins.plugins.modelgate.core.statistics;

import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.BinomialDistribution;

/**
 * A binomial distribution without what is rarer than 1e-12 on either side.
 *
 * @param from the first count
 * @param probabilities of it and the following ones
 */
record Likely(int from, List<Double> probabilities) {
    static Likely of(int n, double share) {
        BinomialDistribution all = BinomialDistribution.of(n, share);
        int from = all.inverseCumulativeProbability(1e-12);
        int to = all.inverseSurvivalProbability(1e-12);
        return new Likely(
                from, IntStream.rangeClosed(from, to).mapToObj(all::probability).toList());
    }

    /** The mean of a value over all counts. */
    double mean(IntToDoubleFunction value) {
        return IntStream.range(0, probabilities.size())
                .mapToDouble(i -> probabilities.get(i) * value.applyAsDouble(from + i))
                .sum();
    }
}
