package io.jenkins.plugins.modelgate.core.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modelgate.core.policy.PolicyParser;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyTrialTest {
    private static final Map<String, Double> TRUTH = Map.ofEntries(
            Map.entry("acc", 0.9),
            Map.entry("n", 20_000.0),
            Map.entry("few", 60.0),
            Map.entry("rmse", 53.0),
            Map.entry("rmse.se", 0.2),
            Map.entry("f1.0", 0.80),
            Map.entry("f1.1", 0.81),
            Map.entry("f1.2", 0.79),
            Map.entry("f1.3", 0.80),
            Map.entry("f1.4", 0.802),
            Map.entry("f1", 0.8));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bound: {name: g, metric: rmse, at-most: 60}",
                "bound: {name: g, metric: acc, at-least: 0.85, share-of: n}",
                "bound: {name: g, metric: acc, at-least: 0.85, scores: right}",
                "comparison: {name: g, metric: rmse, better: lower, margin: 2 %}",
                "comparison: {name: g, metric: rmse, better: lower, margin: 2 %, n: n}",
                "comparison: {name: g, metric: rmse, better: lower, margin: 2 %, error: rmse.se, against: version 4}",
                "comparison: {name: g, metric: acc, better: higher, margin: 2 points, share-of: n}",
                "comparison: {name: g, metric: acc, better: higher, superiority: true, share-of: n}",
                "comparison: {name: g, metric: acc, better: higher, margin: 2 points, scores: right}",
                "comparison: {name: g, metric: acc, better: higher, margin: 8 points, scores: right, slices: {by: s, only: [eu, us]}}",
                "comparison: {name: g, metric: rmse, better: lower, margin: 2 %, scores: loss, range: [0, 100]}",
                "comparison: {name: g, metric: f1, better: higher, margin: 4 %, replicates: f1.*, test: permutation}",
                "any: {name: g, of: [{name: a, metric: acc, better: higher, superiority: true, share-of: n}, {name: b, metric: rmse, better: lower, superiority: true, error: rmse.se}]}",
                "trend: {name: g, metric: acc, better: higher}",
            })
    void aGoodGateTellsThemApart(String gate) {
        PolicyTrial.Outcome outcome = trial(gate);
        assertThat(outcome.untried()).isNull();
        assertThat(outcome.isBlind()).as(outcome.toString()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // Sixty examples cannot show a point.
                "comparison: {name: g, metric: acc, better: higher, margin: 1 points, share-of: few}",
                "comparison: {name: g, metric: acc, better: higher, margin: 0.1 points, scores: right}",
                "bound: {name: g, metric: acc, at-least: 0.95}",
                "comparison: {name: g, metric: rmse, better: lower, margin: 0.1 %, error: rmse.se}",
            })
    void aBlindGateIsFound(String gate) {
        PolicyTrial.Outcome outcome = trial(gate);
        assertThat(outcome.isBlind()).as(outcome.toString()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bound: {name: g, metric: unknown, at-least: 0.95}",
                "lineage: {name: g, require: [clean]}",
                "comparison: {name: g, metric: acc, better: higher, margin: 1 %, replicates: acc.*}",
            })
    void whatCannotBePlantedIsNotTried(String gate) {
        assertThat(trial(gate).untried()).isNotBlank();
        assertThat(trial(gate).isBlind()).isFalse();
    }

    /** Five questions that share the level pass by chance no more often than one. */
    @Test
    void whatShareTheLevelIsTriedSo() {
        String one = "{name: %s, metric: rmse, better: lower, superiority: true, error: rmse.se, confidence: 80 %%}";
        String gate = "any: {name: g, of: ["
                + Stream.of("a", "b", "c", "d", "e").map(one::formatted).collect(Collectors.joining(", ")) + "]}";
        assertThat(trial(gate).bad()).isBetween(0.05, 0.3);
    }

    @Test
    void whatIsNotKnownOfChanceIsNotDrawn() {
        assertThat(trial("bound: {name: g, metric: rmse, at-most: 60}").chance())
                .isFalse();
        assertThat(trial("bound: {name: g, metric: acc, at-least: 0.85, share-of: n}")
                        .chance())
                .isTrue();
    }

    private static PolicyTrial.Outcome trial(String gate) {
        String yaml = "version: 1\nmodels:\n m:\n  rescore: score\n  targets:\n   p:\n    alias: a\n    gates:\n    - "
                + "bound: {name: first, metric: rmse, at-most: 100}\n    - " + gate + "\n";
        return new PolicyTrial(new Planted.Supposed(new TreeMap<>(TRUTH), 3_000, 0.04))
                .of(
                        PolicyParser.parse(yaml.getBytes(StandardCharsets.UTF_8), "model-gate.yaml")
                                .models()
                                .get("m")
                                .targets()
                                .get("p"),
                        null)
                .get(1);
    }
}
