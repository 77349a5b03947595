package io.jenkins.plugins.modelgate.core.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.document.Baseline;
import io.jenkins.plugins.modelgate.core.document.Effect;
import io.jenkins.plugins.modelgate.core.document.Holder;
import io.jenkins.plugins.modelgate.core.document.Metric;
import io.jenkins.plugins.modelgate.core.document.Observed;
import io.jenkins.plugins.modelgate.core.document.Observer;
import io.jenkins.plugins.modelgate.core.document.PolicyRef;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import io.jenkins.plugins.modelgate.core.document.Verdict;
import io.jenkins.plugins.modelgate.core.document.Verdicts;
import io.jenkins.plugins.modelgate.core.policy.Gate;
import io.jenkins.plugins.modelgate.core.policy.Grounds;
import io.jenkins.plugins.modelgate.core.policy.Margin;
import io.jenkins.plugins.modelgate.core.policy.Reference;
import io.jenkins.plugins.modelgate.core.policy.Severity;
import io.jenkins.plugins.modelgate.core.policy.TargetPolicy;
import io.jenkins.plugins.modelgate.core.policy.TargetPolicy.WithoutBaseline;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a person may decide. */
class PersonTest {
    private static final Sha256 HASH = Sha256.of(new byte[] {1});
    private static final Map<String, Double> METRICS = Map.of("GOOD", 1.0, "BAD", 9.0);

    /**
     * A gate is a kind (bound, or a comparison with the champion), how the candidate does in it (GOOD, BAD, or LOST where its
     * number is missing), and its weight: on FAIL and, after a comma, on INCONCLUSIVE. What is left to a person is named by place.
     */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                // without-baseline, champion, gates, answer, open to a person, left to a person
                "BOUNDS | there | bound GOOD BLOCK                                   | PASS         | no  | -",
                "BOUNDS | there | bound BAD BLOCK                                    | FAIL         | no  | -",
                "BOUNDS | there | bound LOST BLOCK                                   | INCONCLUSIVE | no  | -",
                "BOUNDS | there | bound BAD PERSON                                   | INCONCLUSIVE | yes | 0",
                "BOUNDS | there | bound LOST PERSON                                  | INCONCLUSIVE | yes | 0",
                "BOUNDS | there | bound LOST BLOCK,PERSON                            | INCONCLUSIVE | yes | 0",
                "BOUNDS | there | bound BAD BLOCK,PERSON                             | FAIL         | no  | -",
                "BOUNDS | there | bound LOST PERSON,BLOCK                            | INCONCLUSIVE | no  | -",
                "BOUNDS | there | bound BAD WARN                                     | PASS         | no  | -",
                // One that blocks is enough to leave nothing to anybody.
                "BOUNDS | there | bound BAD PERSON; bound GOOD BLOCK                 | INCONCLUSIVE | yes | 0",
                "BOUNDS | there | bound BAD PERSON; bound LOST BLOCK                 | INCONCLUSIVE | no  | -",
                "BOUNDS | there | bound BAD PERSON; bound BAD BLOCK                  | FAIL         | no  | -",
                "BOUNDS | there | bound BAD PERSON; bound BAD WARN                   | INCONCLUSIVE | yes | 0",
                "BOUNDS | there | bound BAD WARN; bound LOST PERSON; bound BAD PERSON| INCONCLUSIVE | yes | 1 2",
                "BOUNDS | there | comparison BAD PERSON; bound GOOD BLOCK            | INCONCLUSIVE | yes | 0",
                // Nobody to compare with, and bounds decide: comparisons are set aside, whatever they weigh.
                "BOUNDS | none  | comparison GOOD BLOCK; bound GOOD BLOCK            | PASS         | no  | -",
                "BOUNDS | none  | comparison GOOD BLOCK; bound GOOD BLOCK; bound BAD PERSON | INCONCLUSIVE | yes | 2",
                "BOUNDS | none  | comparison GOOD BLOCK; bound BAD PERSON            | INCONCLUSIVE | no  | -",
                "BOUNDS | none  | comparison GOOD BLOCK,PERSON; bound BAD PERSON     | INCONCLUSIVE | yes | 0 1",
                "BOUNDS | none  | comparison GOOD BLOCK; bound BAD BLOCK             | FAIL         | no  | -",
                // Nobody to compare with, and a person decides; not over what blocks beside.
                "PERSON | none  | bound GOOD BLOCK                                   | INCONCLUSIVE | yes | -",
                "PERSON | none  | comparison GOOD BLOCK                              | INCONCLUSIVE | yes | 0",
                "PERSON | none  | comparison GOOD BLOCK; bound GOOD BLOCK            | INCONCLUSIVE | yes | -",
                "PERSON | none  | comparison GOOD WARN; bound GOOD PERSON            | INCONCLUSIVE | yes | -",
                "PERSON | none  | comparison GOOD BLOCK; bound LOST BLOCK            | INCONCLUSIVE | no  | -",
                "PERSON | none  | comparison GOOD BLOCK; bound BAD BLOCK             | FAIL         | no  | -",
                "PERSON | none  | comparison GOOD BLOCK; bound BAD PERSON            | INCONCLUSIVE | yes | 0 1",
                "PERSON | bare  | comparison GOOD BLOCK                              | INCONCLUSIVE | yes | 0",
                // With a champion it is about the gates alone.
                "PERSON | there | comparison GOOD BLOCK                              | PASS         | no  | -",
                "PERSON | there | comparison BAD BLOCK                               | FAIL         | no  | -",
                "PERSON | there | comparison LOST BLOCK                              | INCONCLUSIVE | no  | -",
            })
    void decidesWhatIsLeftToOneAndNothingElse(
            WithoutBaseline who, String champion, String gates, Answer answer, String open, String left) {
        Verdicts verdicts = evaluate(
                who,
                champion,
                Stream.of(gates.split(";", -1)).map(gate -> gate(gate.strip())).toList());
        assertThat(verdicts.answer()).isEqualTo(answer);
        assertThat(GateEvaluator.openToAPerson(verdicts)).isEqualTo(open.equals("yes"));
        assertThat(GateEvaluator.leftToAPerson(verdicts).stream()
                        .map(verdicts.verdicts()::indexOf)
                        .map(String::valueOf)
                        .collect(Collectors.joining(" ")))
                .isEqualTo(left == null ? "" : left);
        assertThat(GateEvaluator.leftToAPerson(verdicts)).allMatch(Verdict::asksAPerson);
    }

    private static Gate gate(String text) {
        String[] words = text.split(" +|,", -1);
        Effect fail = Effect.valueOf(words[2]);
        Severity severity = new Severity(fail, words.length > 3 ? Effect.valueOf(words[3]) : fail);
        return words[0].equals("bound")
                ? new Gate.Bound(text, severity, words[1], null, 5.0, null, new Grounds.Bare(), Gate.USUAL_CONFIDENCE)
                : new Gate.Comparison(
                        text,
                        severity,
                        words[1],
                        Gate.Direction.LOWER,
                        Margin.parse("1 absolute"),
                        null,
                        new Grounds.Bare(),
                        Gate.USUAL_CONFIDENCE,
                        new Reference.Champion());
    }

    private static Verdicts evaluate(WithoutBaseline who, String champion, List<Gate> gates) {
        EvidenceBuilder evidence = new EvidenceBuilder();
        METRICS.forEach((name, value) -> evidence.metric(name, value, Observer.AGENT));
        return GateEvaluator.evaluate(
                evidence.build(),
                "7",
                new TargetId("main", "default", "diabetes", "production"),
                new TargetPolicy("production", "champion", null, who, gates),
                new PolicyRef(HASH, "refs/heads/main", "c0ffee", true),
                Context.of(opponent(champion)),
                Instant.EPOCH);
    }

    private static Opponent opponent(String champion) {
        TreeMap<String, Observed<Metric>> metrics = new TreeMap<>();
        for (String name : List.of("GOOD", "BAD", "LOST")) {
            metrics.put(name, new Observed<>(new Metric(1), Observer.AGENT));
        }
        return switch (champion) {
            case "none" -> Opponent.none();
            case "bare" ->
                new Opponent(
                        new Baseline(
                                Baseline.Kind.ADOPTED_CHAMPION,
                                new Holder("1", HASH, null, null),
                                false,
                                new TreeMap<>()),
                        null);
            default ->
                new Opponent(
                        new Baseline(Baseline.Kind.CHAMPION, new Holder("1", HASH, HASH, HASH), false, metrics), null);
        };
    }
}
