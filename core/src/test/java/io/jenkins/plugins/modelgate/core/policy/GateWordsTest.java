package io.jenkins.plugins.modelgate.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modelgate.core.document.ApprovalRules;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GateWordsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "bound: {name: g, metric: rmse, at-most: 70} | ‘rmse’ must be at most 70, as it is recorded.",
                "bound: {name: g, metric: p95, between: [1, 40], unit: ms, severity: warn} | ‘p95’ must be at least 1 ms and at most 40 ms, as it is recorded; if not, it is a warning only.",
                "bound: {name: g, metric: acc, at-least: 0.9, share-of: n} | ‘acc’ must be at least 0.9, shown with 95 % confidence by the number of examples in ‘n’.",
                "comparison: {name: g, metric: rmse, better: lower, margin: 2 %} | ‘rmse’ (lower is better) must be no worse than the champion by more than 2 %, as the bare numbers are, whatever their uncertainty.",
                "comparison: {name: g, metric: acc, better: higher, superiority: true, replicates: acc.seed*, test: permutation, confidence: 99 %, against: last 3} | ‘acc’ (higher is better) must be better than each of the last 3 promoted versions, shown with 99 % confidence by permutation of the replicates ‘acc.seed*’.",
                "comparison: {name: g, metric: acc, better: higher, margin: 1 points, scores: right, slices: {by: region, only: [eu], least: 200}, against: version 4, inconclusive: person} | ‘acc’ (higher is better) must be no worse than version 4 by more than 1 points, shown with 95 % confidence by the scores ‘right’ of the same examples, in each slice by ‘region’ of ‘eu’, each of 200 examples or more; if it cannot be told, a person decides.",
                "trend: {name: g, metric: acc, better: higher, band: 1 %} | ‘acc’ must not go astray for the worse (lower) from the first 20 candidates, by an EWMA chart; within 1 % is no matter; if not, it is a warning only.",
                "signature: {name: g, inconclusive: warn} | Who calls the champion must be able to call the candidate in its place, by their signatures; if it cannot be told, it is a warning only.",
                "data: {name: g, path: d.csv, drift: {against: champion, at-most: 0.1, except: [id]}} | The table ‘d.csv’ must not drift from the champion’s (population stability index up to 0.1, but for ‘id’).",
                "lineage: {name: g, require: [clean, data-in-remote], severity: person} | Of its descent must hold: clean, data-in-remote; if not, a person decides.",
            })
    void saysWhatAGateDemands(String gate, String words) {
        assertThat(GateWords.of(model("", gate).targets().get("p").gates().get(1)))
                .isEqualTo(words);
    }

    @Test
    void saysHowAHoldoutMayBeLookedAt() {
        String gate = "bound: {name: g, metric: m, at-most: 1}";
        assertThat(GateWords.of(
                        model("  holdout: {name: h, data: test.csv}\n", gate).holdout()))
                .isEqualTo("Candidates are judged by the examples in ‘test.csv’; looks are counted, without a budget.");
        assertThat(GateWords.of(model("  holdout: {name: h, data: test.csv, looks: 20, passes: 2}\n", gate)
                        .holdout()))
                .isEqualTo(
                        "Candidates are judged by the examples in ‘test.csv’; 20 may look, of which 2 may pass, and the level"
                                + " of each gate is shared among 210 questions.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "from: [{group: leads, meaning: m}] | Approved by 1 of ‘leads’, within 14 days; by nobody who had a part in the candidate.",
                "from: [{group: leads, count: 2, meaning: m}, {group: risk, meaning: m}], expires: 1 days, comment: required, never: nobody, break-glass: sre | Approved by 2 of ‘leads’ and 1 of ‘risk’, within 1 day, with a comment; whatever part they had in the candidate; one of ‘sre’ can break the glass.",
                "from: [{group: leads, meaning: m}], expires: 36 hours, never: [starter, co-author] | Approved by 1 of ‘leads’, within 36 hours; not by its starter, co-author.",
            })
    void saysWhoHasToApprove(String rules, String words) {
        String yaml = "version: 1\nmodels:\n m:\n  targets:\n   p:\n    alias: a\n    approvals: {" + rules + "}\n";
        ApprovalRules approvals = PolicyParser.parse(yaml.getBytes(StandardCharsets.UTF_8), "model-gate.yaml")
                .models()
                .get("m")
                .targets()
                .get("p")
                .approvals();
        assertThat(GateWords.of(Objects.requireNonNull(approvals))).isEqualTo(words);
    }

    private static ModelPolicy model(String holdout, String gate) {
        String yaml = "version: 1\nmodels:\n m:\n  rescore: score\n" + holdout
                + "  targets:\n   p:\n    alias: a\n    gates:\n"
                + "    - bound: {name: first, metric: m, at-most: 1}\n    - " + gate + "\n";
        return PolicyParser.parse(yaml.getBytes(StandardCharsets.UTF_8), "model-gate.yaml")
                .models()
                .get("m");
    }
}
