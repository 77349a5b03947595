package io.jenkins.plugins.modelgate.core.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modelgate.core.statistics.Result.Estimate;
import io.jenkins.plugins.modelgate.core.statistics.Result.Significance;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PermutationIntervalTest {
    /** Each end is where the test begins to rule out. */
    @Test
    void endsWhereTheTestDecides() {
        SplitMix random = new SplitMix(3);
        for (int run = 0; run < 50; run++) {
            double[] ours = normal(random, 5 + random.below(4), 0.1);
            double[] theirs = normal(random, 5 + random.below(4), 0);
            Estimate found = (Estimate) Replicates.permutationInterval(ours, theirs, 0.95, 1);
            assertThat(p(ours, theirs, -found.lower() + 1e-6)).isLessThanOrEqualTo(0.05);
            assertThat(p(ours, theirs, -found.lower() - 1e-6)).isGreaterThan(0.05);
            assertThat(p(theirs, ours, found.upper() + 1e-6)).isLessThanOrEqualTo(0.05);
            assertThat(p(theirs, ours, found.upper() - 1e-6)).isGreaterThan(0.05);
            assertThat(found.value()).isBetween(found.lower(), found.upper());
        }
    }

    @Test
    void fewReplicatesCannotBeSoSure() {
        SplitMix random = new SplitMix(3);
        // 252 arrangements of five and five: none is rarer than 0.4 %.
        Estimate found =
                (Estimate) Replicates.permutationInterval(normal(random, 5, 0), normal(random, 5, 0), 0.999, 1);
        assertThat(found.upper() - found.lower()).isGreaterThan(5);
    }

    private static double p(double[] more, double[] less, double margin) {
        return ((Significance) Replicates.permutation(more, less, margin, 1)).p();
    }

    private static double[] normal(SplitMix random, int count, double mean) {
        return IntStream.range(0, count)
                .mapToDouble(i -> mean + random.normal())
                .toArray();
    }
}
