package io.jenkins.plugins.modelgate.core.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.jenkins.plugins.modelgate.core.statistics.Result.Estimate;
import org.junit.jupiter.api.Test;

class PowerTest {
    @Test
    void sharesAreSummedUpOverAllThatMayHappen() {
        double sum = 0;
        int n = 50;
        for (int a = 0; a <= n; a++) {
            for (int b = 0; b <= n; b++) {
                Estimate found = (Estimate) new Proportion(n, a).minus(new Proportion(n, b), 0.9);
                sum += found.lower() > -0.1 ? chance(n, a, 0.7) * chance(n, b, 0.8) : 0;
            }
        }
        assertThat(Power.shares(n, 0.7, 0.8, 0.1, 0.9)).isCloseTo(sum, within(1e-9));
        assertThat(sum).isBetween(0.05, 0.1);
        assertThatIllegalArgumentException().isThrownBy(() -> Power.shares(n, 1.1, 0.8, 0.1, 0.9));
    }

    private static double chance(int n, int k, double share) {
        double chance = Math.pow(share, k) * Math.pow(1 - share, n - k);
        for (int i = 1; i <= k; i++) {
            chance = chance * (n - k + i) / i;
        }
        return chance;
    }

    /** Of the interval that gates judge by, drawn example by example. */
    @Test
    void pairedScoresPassAsOftenAsDrawnOnesDo() {
        SplitMix random = new SplitMix(1);
        int n = 400;
        int passed = 0;
        for (int run = 0; run < 4_000; run++) {
            int gained = 0;
            int lost = 0;
            for (int i = 0; i < n; i++) {
                int at = random.below(100);
                gained += at < 4 ? 1 : 0;
                lost += at >= 4 && at < 10 ? 1 : 0;
            }
            Estimate found = (Estimate) new PairedProportions(n, gained, lost).corrected(0.9);
            passed += found.lower() > -0.04 ? 1 : 0;
        }
        assertThat(Power.paired(n, 0.1, -0.02, 0.04, 0.9)).isCloseTo(passed / 4_000.0, within(0.025));
        assertThat(Power.paired(2_000, 0.04, -0.01, 0.01, 0.95)).isBetween(0.03, 0.05);
        assertThatIllegalArgumentException().isThrownBy(() -> Power.paired(n, 0.01, 0.02, 0.04, 0.9));
    }

    @Test
    void belowTheFewestNothingPasses() {
        assertThat(Power.shares(49, 1, 0.5, 0.5, 0.95)).isZero();
        assertThat(Power.replicates(4, 1, 9, 0, 0.95)).isZero();
    }

    @Test
    void statedErrorsKeepTheLevelAtTheMargin() {
        assertThat(Power.statedErrors(0.4, -1, 1, 0.95)).isCloseTo(0.05, within(1e-12));
        // Equal models two standard errors of the difference above the margin: Φ(2 − 1.645).
        assertThat(Power.statedErrors(Math.sqrt(0.5), 0, 2, 0.95)).isCloseTo(0.6387, within(1e-4));
    }

    @Test
    void replicatesKeepTheLevelAtTheMargin() {
        assertThat(Power.replicates(5, 0.3, -0.2, 0.2, 0.95)).isCloseTo(0.05, within(0.006));
        assertThat(Power.replicates(20, 1, 0, 1, 0.95)).isCloseTo(0.93, within(0.01));
    }
}
