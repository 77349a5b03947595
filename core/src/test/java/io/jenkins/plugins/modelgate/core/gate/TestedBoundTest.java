package io.jenkins.plugins.modelgate.core.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modelgate.core.document.Observer;
import io.jenkins.plugins.modelgate.core.document.Verdict;
import io.jenkins.plugins.modelgate.core.policy.Gate;
import io.jenkins.plugins.modelgate.core.policy.PolicyParser;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestedBoundTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // 1,840 of 2,000: the exact interval begins at 0.9093.
                "metric: acc, at-least: 0.9, share-of: n|0.92|2000|PASS|acc is 0.92: shown to be at least 0.9. 95 % sure: at least 0.909; 2,000 examples; method: clopper-pearson.",
                "metric: acc, at-least: 0.915, share-of: n|0.92|2000|INCONCLUSIVE|acc is 0.92: not shown to be at least 0.915. 95 % sure: at least 0.909; 2,000 examples, about 21,000 would do; method: clopper-pearson.",
                "metric: acc, at-least: 0.925, share-of: n|0.92|2000|INCONCLUSIVE|acc is 0.92: not shown to be at least 0.925. 95 % sure: at least 0.909; 2,000 examples, and more would not do, if the truth is as measured; method: clopper-pearson.",
                "metric: acc, between: [0.5, 0.9], share-of: n|0.92|2000|FAIL|acc is 0.92: shown not to be at least 0.5 and at most 0.9. 95 % sure: at most 0.93; 2,000 examples; method: clopper-pearson.",
                // What was rounded may be one fewer.
                "metric: acc, at-least: 0.9095, share-of: n|0.9205|2000|PASS|acc is 0.9205: shown",
                "metric: acc, at-least: 0.9095, share-of: n|0.9204|2000|INCONCLUSIVE|acc is 0.9204: not shown",
                "metric: acc, at-least: 0.9, share-of: n|1.2|2000|INCONCLUSIVE|acc of the candidate is 1.2, which is no share.",
                // 1.645 standard errors above.
                "metric: acc, at-most: 54, unit: ms, error: n|53|0.5|PASS|acc is 53 ms: shown to be at most 54 ms. 95 % sure: at most 53.8; method: stated-error.",
                "metric: acc, at-most: 53.5, error: n|53|0.5|INCONCLUSIVE|acc is 53: not shown to be at most 53.5. 95 % sure: at most 53.8; method: stated-error.",
                "metric: acc, at-most: 52, error: n|53|0.5|FAIL|acc is 53: shown not to be at most 52.",
                "metric: acc, at-most: 52, error: n|53|0|INCONCLUSIVE|acc cannot be judged by stated-error: a standard error is a finite number above 0.",
                "metric: acc, at-most: 52, error: n|53|NaN|INCONCLUSIVE|n of the candidate is NaN, which is no number to judge by.",
            })
    void aBoundThatKnowsOfChanceIsShownToHoldOrNot(
            String bound, double value, double second, String answer, String sentence) {
        Verdict verdict = BoundGate.verdict(
                gate(bound),
                new EvidenceBuilder()
                        .metric("acc", value, Observer.AGENT)
                        .metric("n", second, Observer.AGENT)
                        .build(),
                new Context(null, Opponent.none(), List.of(), Map.of(), List.of(), null));
        assertThat(verdict.sentence()).startsWith(sentence);
        assertThat(verdict.answer()).hasToString(answer);
    }

    private static Gate.Bound gate(String keys) {
        String yaml = "version: 1\nmodels:\n m:\n  targets:\n   p:\n    alias: a\n    gates:\n    - bound: {name: g, "
                + keys + "}\n";
        return (Gate.Bound) PolicyParser.parse(yaml.getBytes(StandardCharsets.UTF_8), "model-gate.yaml")
                .models()
                .get("m")
                .targets()
                .get("p")
                .gates()
                .get(0);
    }
}
