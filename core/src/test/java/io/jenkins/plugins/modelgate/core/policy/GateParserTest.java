package io.jenkins.plugins.modelgate.core.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jenkins.plugins.modelgate.core.document.Effect;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GateParserTest {
    private static final byte[] CONTRACT =
            "version: 1\ncolumns: { x: { type: text } }".getBytes(StandardCharsets.UTF_8);

    private static final String COMPARISON = "name: g, metric: m, better: lower";

    @Test
    void readsWhatAGateWeighs() {
        assertThat(gate("bound: {name: g, metric: m, at-most: 1}").severity()).isEqualTo(Severity.BLOCK);
        assertThat(gate("bound: {name: g, metric: m, at-most: 1, severity: warn}")
                        .severity())
                .isEqualTo(Severity.WARN);
        assertThat(gate("lineage: {name: g, require: [clean], inconclusive: person}")
                        .severity())
                .isEqualTo(new Severity(Effect.BLOCK, Effect.PERSON));
    }

    @Test
    void readsABoundWithBothEndsAndItsUnit() {
        assertThat(gate("bound: {name: g, metric: m, between: [-1, 2.5], unit: ms}"))
                .isEqualTo(new Gate.Bound(
                        "g", Severity.BLOCK, "m", -1.0, 2.5, "ms", new Grounds.Bare(), Gate.USUAL_CONFIDENCE));
    }

    @Test
    void readsWhomAComparisonIsAgainst() {
        assertThat(against("champion")).isEqualTo(new Reference.Champion());
        assertThat(against("version 7")).isEqualTo(new Reference.Pinned("7"));
        assertThat(against("last 5")).isEqualTo(new Reference.Last(5));
    }

    private static Reference against(String text) {
        return ((Gate.Comparison) gate("comparison: {" + COMPARISON + ", margin: 1 %, against: " + text + "}"))
                .against();
    }

    @Test
    void readsSlices() {
        assertThat(slices("region")).isEqualTo(new Slices("region", List.of(), null));
        assertThat(slices("{by: region, only: [eu, 7], least: 100}"))
                .isEqualTo(new Slices("region", List.of("eu", "7"), 100));
    }

    private static Slices slices(String text) {
        Gate.Bound bound =
                (Gate.Bound) gate("bound: {name: g, metric: m, at-least: 1, scores: right, slices: " + text + "}");
        return ((Grounds.Scores) bound.grounds()).slices();
    }

    @Test
    void readsComparisonsOfWhichOneIsEnough() {
        Gate.Any any = (Gate.Any) gate(
                "any: {name: g, severity: warn, of: [{name: a, metric: m, better: lower, margin: 1 %, error: se}, {name: b,"
                        + " metric: m, better: higher, superiority: true, replicates: m*, test: permutation}]}");
        assertThat(any.severity()).isEqualTo(Severity.WARN);
        assertThat(any.of()).extracting(Gate.Comparison::name).containsExactly("a", "b");
        assertThat(any.of().get(1).grounds()).isEqualTo(new Grounds.Replicates("m*", true));
    }

    @Test
    void readsDataByContractAndDrift() {
        assertThat(gate("data: {name: g, path: data/train.csv, contract: contracts/train.yaml, drift: champion}"))
                .isEqualTo(new Gate.Data(
                        "g",
                        Severity.BLOCK,
                        "data/train.csv",
                        "contracts/train.yaml",
                        ContractParser.parse(CONTRACT, "contracts/train.yaml"),
                        new Gate.DriftLimit(0.25, 0.95, List.of(), null)));
        assertThat(gate("data: {name: g, path: data/parts/, severity: warn, drift: {against: champion, at-most: 0.1,"
                        + " confidence: 99 %, except: [id, at], lasting: 3}}"))
                .isEqualTo(new Gate.Data(
                        "g",
                        Severity.WARN,
                        "data/parts",
                        null,
                        null,
                        new Gate.DriftLimit(0.1, 0.99, List.of("id", "at"), 3)));
    }

    @Test
    void readsATrendThatOnlyWarns() {
        assertThat(gate("trend: {name: g, metric: m, better: higher}"))
                .isEqualTo(new Gate.Trend(
                        "g", Severity.WARN, "m", Gate.Direction.HIGHER, Gate.Trend.Chart.EWMA, 20, null, null));
        assertThat(gate(
                        "trend: {name: g, severity: block, metric: m, better: lower, chart: cusum, usual: 30, band: 1 %, noise:"
                                + " m.seed*}"))
                .isEqualTo(new Gate.Trend(
                        "g",
                        Severity.BLOCK,
                        "m",
                        Gate.Direction.LOWER,
                        Gate.Trend.Chart.CUSUM,
                        30,
                        Margin.parse("1 %"),
                        new Grounds.Replicates("m.seed*", false)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bound: {name: g, metric: m, at-most: 1, severity: loud} | unknown value ‘loud’ of severity; allowed: block, person, warn",
                "bound: {name: g, metric: m, between: [1, 2], at-most: 3} | a bound has ‘between’, or ‘at-least’ and ‘at-most’, not both",
                "bound: {name: g, metric: m, between: [1]} | between is two numbers, as in ‘[0, 1]’",
                "bound: {name: g, metric: m, between: [2, 1]} | nothing is both at least 2 and at most 1",
                "bound: {name: g, metric: m, at-most: 1, replicates: m*} | unknown key ‘replicates’ in a bound",
                "comparison: {name: g, metric: m, better: lower, margin: 1 %, against: version 0} | a comparison is against ‘champion’, a ‘version 7’ or the ‘last 5’ that were promoted, found ‘version 0’",
                "comparison: {name: g, metric: m, better: lower, margin: 1 %, against: last 1} | the last 2 to 20 promoted versions can be compared with, found 1",
                "comparison: {name: g, metric: m, better: lower, margin: 1 %, test: welch} | test is about ‘replicates’, which this gate has not",
                "comparison: {name: g, metric: m, better: lower, margin: 1 %, slices: s} | slices is about ‘scores’, which this gate has not",
                "comparison: {name: g, metric: m, better: lower, margin: 1 %, scores: r, slices: {by: s, only: [a, a]}} | ‘a’ is there twice in only",
                "comparison: {name: g, metric: m, better: lower, margin: 1 %, scores: r, slices: {by: s, least: 0}} | least is a whole number, 1 or more",
                "comparison: {name: g, metric: m, better: lower, margin: 1 %, scores: r, slices: {by: s, least: 1.5}} | least is a whole number, 1 or more",
                "any: {name: g, of: [{name: a, metric: m, better: lower, margin: 1 %, error: e}]} | of one comparison, any is that one: name two or more",
                "any: {name: g, of: [{name: a, metric: m, better: lower, margin: 1 %}, {name: b, metric: m, better: lower, margin: 1 %}]} | each must know of chance",
                "any: {name: g, of: [{name: a, metric: m, better: lower, margin: 1 %, error: e}, {name: a, metric: m, better: lower, margin: 1 %, error: e}]} | two comparisons here have the name ‘a’",
                "any: {name: g, of: [{name: a, metric: m, better: lower, margin: 1 %, error: e, confidence: 90 %}, {name: b, metric: m, better: lower, margin: 1 %, error: e}]} | all share one confidence",
                "data: {name: g, path: d.csv} | a data gate needs ‘contract’, ‘drift’ or both",
                "data: {name: g, path: ../d.csv, drift: champion} | path is a file or folder relative to the repository’s root",
                "data: {name: g, path: d.csv, contract: /c.yaml} | contract is a file or folder relative to the repository’s root",
                "data: {name: g, path: d.csv, contract: c.yaml} | the contract ‘c.yaml’ is not there, beside the policy; commit it",
                "data: {name: g, path: d.csv, drift: chapion} | unknown value ‘chapion’ of drift; did you mean ‘champion’?",
                "data: {name: g, path: d.csv, drift: {against: champion, lasting: 1}} | a drift lasts for 2 to 100 candidates in a row, found 1",
                "data: {name: g, path: d.csv, drift: {at-most: 0.1}} | drift needs the key ‘against’",
                "data: {name: g, path: d.csv, drift: {against: champion, at-most: 0}} | a population stability index is held against a number above 0",
                "trend: {name: g, metric: m, better: higher, usual: 19} | the first 20 to 1000 candidates can be learned from, found 19",
                "trend: {name: g, metric: m, better: higher, usual: 20.5} | usual is a whole number, 1 or more, found 20.5",
                "trend: {name: g, metric: m, better: higher, noise: m} | a star stands for",
                "any: {name: g, of: [{name: a, severity: warn}]} | unknown key ‘severity’ in a comparison of ‘any’",
            })
    void refusesABadGate(String gate, String message) {
        assertThatExceptionOfType(PolicyException.class)
                .isThrownBy(() -> gate(gate))
                .withMessageContaining(message)
                .withMessageStartingWith("model-gate.yaml:");
    }

    private static Gate gate(String gate) {
        String yaml = "version: 1\nmodels:\n m:\n  rescore: score\n  targets:\n   p:\n    alias: a\n    gates:\n"
                + "    - bound: {name: first, metric: m, at-most: 1}\n    - " + gate + "\n";
        try {
            return PolicyParser.parse(
                            yaml.getBytes(StandardCharsets.UTF_8),
                            "model-gate.yaml",
                            path -> path.equals("contracts/train.yaml") ? CONTRACT : null,
                            Includes.NONE)
                    .models()
                    .get("m")
                    .targets()
                    .get("p")
                    .gates()
                    .get(1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
