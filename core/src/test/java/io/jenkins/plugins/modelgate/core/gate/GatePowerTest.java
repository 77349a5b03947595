package io.jenkins.plugins.modelgate.core.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.jenkins.plugins.modelgate.core.policy.Gate;
import io.jenkins.plugins.modelgate.core.policy.PolicyParser;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GatePowerTest {
    private static final GatePower NOTHING = new GatePower(null, null, null, null, null, null);

    @Test
    void whatNobodySupposesIsTakenFromTheMetrics() {
        Gate.Comparison share = comparison("metric: acc, better: higher, margin: 1 points, share-of: n");
        Map<String, Double> metrics = Map.of("acc", 0.9, "n", 2_000.0);

        assertThat(NOTHING.measured(share, metrics).of(share, 1).equal()).isCloseTo(0.264, within(0.001));
        assertThat(new GatePower(null, 5_000, null, null, null, null)
                        .measured(share, metrics)
                        .of(share, 1)
                        .equal())
                .isCloseTo(0.499, within(0.001));
        assertThat(NOTHING.measured(share, Map.of("acc", 0.9)).of(share, 1).unknown())
                .contains("--examples");
        assertThat(NOTHING.measured(share, Map.of()).of(share, 1).unknown()).contains("‘acc’", "--value");
    }

    @Test
    void theSpreadOfReplicatesIsTakenFromThem() {
        Gate.Comparison seeds = comparison("metric: f1, better: higher, margin: 4 %, replicates: f1.seed*");
        Map<String, Double> metrics = Map.of(
                "f1", 0.8, "f1.seed1", 0.8, "f1.seed2", 0.81, "f1.seed3", 0.79, "f1.seed4", 0.8, "f1.seed5", 0.8);

        GatePower measured = NOTHING.measured(seeds, metrics);

        assertThat(measured.replicates()).isEqualTo(5);
        assertThat(measured.of(seeds, 1).equal()).isGreaterThan(0.9);
        assertThat(NOTHING.measured(seeds, Map.of("f1", 0.8, "f1.seed1", 0.8))
                        .of(seeds, 1)
                        .unknown())
                .contains("--spread");
    }

    @Test
    void aStatedErrorIsTakenFromItsMetric() {
        Gate.Comparison stated = comparison("metric: rmse, better: lower, margin: 2 absolute, error: se");
        assertThat(NOTHING.measured(stated, Map.of("rmse", 50.0, "se", 0.70710678))
                        .of(stated, 1)
                        .equal())
                .isCloseTo(0.639, within(0.001));
    }

    private static Gate.Comparison comparison(String keys) {
        String yaml =
                "version: 1\nmodels:\n m:\n  targets:\n   p:\n    alias: a\n    without-baseline: person\n    gates:\n"
                        + "    - comparison: {name: g, " + keys + "}\n";
        return PolicyParser.parse(yaml.getBytes(StandardCharsets.UTF_8), "model-gate.yaml")
                .models()
                .get("m")
                .targets()
                .get("p")
                .comparisons()
                .get(0);
    }
}
