package io.jenkins.plugins.modelgate.core.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modelgate.core.statistics.Result.Significance;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How often a model that is just too bad gets through, summed up exactly over all that may happen. */
class LevelTest {
    @ParameterizedTest
    @ValueSource(ints = {50, 51, 73, 120})
    void theCorrectedScoreTestNeverPassesMoreThanItsLevel(int n) {
        for (double margin : new double[] {0, 0.005, 0.01, 0.0137, 0.03, 0.05, 0.1, 0.2}) {
            for (double gain : new double[] {0, 0.001, 0.01, 0.05, 0.2, 0.39}) {
                assertThat(passes(n, gain, gain + margin, margin))
                        .as("n %d, margin %s, gain %s", n, margin, gain)
                        .isLessThanOrEqualTo(0.05);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.55, 0.8, 0.95, 0.99})
    void theDifferenceOfSharesNeverPassesMoreThanItsLevel(double confidence) {
        for (int n : new int[] {50, 73}) {
            for (double margin : new double[] {0, 0.005, 0.02, 0.1}) {
                for (double share : new double[] {0.3, 0.5, 0.8, 0.95, 0.995}) {
                    assertThat(Power.shares(n, share - margin, share, margin, confidence))
                            .as("n %d, margin %s, share %s", n, margin, share)
                            .isLessThanOrEqualTo(1 - confidence);
                }
            }
        }
    }

    private static double passes(int n, double gain, double loss, double margin) {
        BinomialDistribution losses = BinomialDistribution.of(n, loss);
        double sum = 0;
        for (int lost = 0; lost <= n; lost++) {
            BinomialDistribution gains = BinomialDistribution.of(n - lost, gain / (1 - loss));
            for (int gained = 0; gained <= n - lost; gained++) {
                if (isWithin(n, gained, lost, margin)) {
                    sum += losses.probability(lost) * gains.probability(gained);
                }
            }
        }
        return sum;
    }

    private static boolean isWithin(int n, int gained, int lost, double margin) {
        return new PairedProportions(n, gained, lost).nonInferiority(margin) instanceof Significance found
                && found.p() < 0.05;
    }
}
