package io.jenkins.plugins.modelgate.core.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.document.Baseline;
import io.jenkins.plugins.modelgate.core.document.Documents;
import io.jenkins.plugins.modelgate.core.document.Evidence;
import io.jenkins.plugins.modelgate.core.document.Holder;
import io.jenkins.plugins.modelgate.core.document.Metric;
import io.jenkins.plugins.modelgate.core.document.Observed;
import io.jenkins.plugins.modelgate.core.document.Observer;
import io.jenkins.plugins.modelgate.core.document.PolicyRef;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import io.jenkins.plugins.modelgate.core.document.Verdict;
import io.jenkins.plugins.modelgate.core.document.Verdicts;
import io.jenkins.plugins.modelgate.core.policy.Gate;
import io.jenkins.plugins.modelgate.core.policy.Gate.Direction;
import io.jenkins.plugins.modelgate.core.policy.Gate.Lineage.Check;
import io.jenkins.plugins.modelgate.core.policy.Margin;
import io.jenkins.plugins.modelgate.core.policy.TargetPolicy;
import io.jenkins.plugins.modelgate.core.policy.TargetPolicy.WithoutBaseline;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GateEvaluatorTest {
    private static final Sha256 HASH = Sha256.of(new byte[] {1});
    private static final TargetId TARGET = new TargetId("main", "default", "diabetes", "production");
    private static final PolicyRef REF = new PolicyRef(HASH, "refs/heads/main", "c0ffee", true);
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Holder CHAMPION = new Holder("3", HASH, HASH, HASH);
    private static final Gate.Bound BOUND = new Gate.Bound("in-bounds", "rmse", 0.0, 70.0);
    private static final Gate.Comparison COMPARISON =
            new Gate.Comparison("no-worse", "rmse", Direction.LOWER, Margin.parse("2 %"), null);

    static Stream<Arguments> bounds() {
        return Stream.of(
                arguments(null, 70.0, 53.1, Answer.PASS, "rmse is 53.1, as demanded: at most 70."),
                arguments(0.0, 70.0, 53.1, Answer.PASS, "rmse is 53.1, as demanded: at least 0 and at most 70."),
                arguments(0.0, null, 53.1, Answer.PASS, "rmse is 53.1, as demanded: at least 0."),
                arguments(null, 70.0, 70.0, Answer.PASS, "rmse is 70, as demanded: at most 70."),
                arguments(null, 70.0, 81.2, Answer.FAIL, "rmse is 81.2, above the highest allowed 70."),
                arguments(null, 70.0, 70.0000001, Answer.FAIL, "rmse is 70.0000001, above the highest allowed 70."),
                arguments(0.9, null, 0.81, Answer.FAIL, "rmse is 0.81, below the lowest allowed 0.9."),
                arguments(0.0, 1.0, -5.0, Answer.FAIL, "rmse is -5, below the lowest allowed 0."),
                arguments(
                        null,
                        70.0,
                        Double.NaN,
                        Answer.INCONCLUSIVE,
                        "rmse of the candidate is NaN, which is no number to judge by."),
                arguments(
                        null,
                        70.0,
                        Double.NEGATIVE_INFINITY,
                        Answer.INCONCLUSIVE,
                        "rmse of the candidate is -Infinity, which is no number to judge by."),
                arguments(
                        0.0,
                        null,
                        Double.POSITIVE_INFINITY,
                        Answer.INCONCLUSIVE,
                        "rmse of the candidate is Infinity, which is no number to judge by."),
                arguments(0.0, null, null, Answer.INCONCLUSIVE, "rmse is missing: the candidate has only ‘mae’."));
    }

    @ParameterizedTest
    @MethodSource
    void bounds(Double atLeast, Double atMost, Double value, Answer answer, String sentence) {
        EvidenceBuilder evidence = value == null
                ? new EvidenceBuilder().metric("mae", 1, Observer.AGENT)
                : new EvidenceBuilder().metric("rmse", value, Observer.AGENT);
        Verdicts verdicts = evaluate(evidence, Baseline.none(), new Gate.Bound("in-bounds", "rmse", atLeast, atMost));
        Verdict verdict = verdicts.verdicts().get(0);
        assertThat(verdict.sentence()).isEqualTo(sentence);
        assertThat(verdict.answer()).isEqualTo(verdicts.answer()).isEqualTo(answer);
        assertThat(verdict.gate()).isEqualTo("in-bounds");
        assertThat(verdict.value()).isEqualTo(value == null ? null : new Metric(value));
        assertThat(verdict.bound()).isNotNull();
        assertThat(verdict.observers()).containsExactlyElementsOf(value == null ? List.of() : List.of(Observer.AGENT));
    }

    @Test
    void saysWhenThereAreNoMetricsAtAll() {
        assertThat(evaluate(new EvidenceBuilder(), Baseline.none(), BOUND)
                        .verdicts()
                        .get(0)
                        .sentence())
                .isEqualTo("rmse is missing: the candidate has no metrics at all.");
    }

    @Test
    void saysThatANumberIsOnlyClaimed() {
        EvidenceBuilder evidence = new EvidenceBuilder().metric("rmse", 50, Observer.CLAIMED);
        Verdict verdict = evaluate(evidence, Baseline.none(), BOUND).verdicts().get(0);
        assertThat(verdict.sentence())
                .endsWith(" That number of the candidate is claimed by its run; nobody else saw it.");
        assertThat(verdict.observers()).containsExactly(Observer.CLAIMED);
    }

    static Stream<Arguments> comparisons() {
        return Stream.of(
                arguments(
                        Direction.LOWER, "2 %", 53.0, 54.0, Answer.PASS, "rmse is 53, better than the champion’s 54."),
                arguments(Direction.LOWER, "2 %", 54.0, 54.0, Answer.PASS, "rmse is 54, the same as the champion’s."),
                arguments(
                        Direction.LOWER,
                        "2 %",
                        54.5,
                        54.0,
                        Answer.PASS,
                        "rmse is 54.5, worse than the champion’s 54 but within the margin of 2 % (up to 55.08 is allowed)."),
                arguments(Direction.LOWER, "2 %", 55.08, 54.0, Answer.PASS, "but within the margin of 2 %"),
                arguments(
                        Direction.LOWER,
                        "2 %",
                        60.0,
                        54.0,
                        Answer.FAIL,
                        "rmse is 60, worse than the champion’s 54 by more than the margin of 2 % (up to 55.08 is allowed)."),
                arguments(
                        Direction.HIGHER,
                        "1 points",
                        0.91,
                        0.9,
                        Answer.PASS,
                        "rmse is 0.91, better than the champion’s 0.9."),
                arguments(
                        Direction.HIGHER,
                        "1 points",
                        0.889,
                        0.9,
                        Answer.FAIL,
                        "rmse is 0.889, worse than the champion’s 0.9 by more than the margin of 1 points (down to 0.89 is allowed)."),
                arguments(Direction.HIGHER, "1 points", 0.89, 0.9, Answer.PASS, "but within the margin of 1 points"),
                arguments(Direction.HIGHER, "0.1 absolute", 0.7, 0.8, Answer.PASS, "but within the margin"),
                arguments(Direction.LOWER, "0.1 absolute", 0.3, 0.2, Answer.PASS, "but within the margin"),
                arguments(
                        Direction.LOWER,
                        "0 %",
                        54.0000001,
                        54.0,
                        Answer.FAIL,
                        "rmse is 54.0000001, worse than the champion’s 54 by more than the margin of 0 %"),
                arguments(Direction.LOWER, "10 %", -95.0, -100.0, Answer.PASS, "(up to -90 is allowed)"),
                arguments(Direction.HIGHER, "10 %", -115.0, -100.0, Answer.FAIL, "(down to -110 is allowed)"),
                arguments(
                        Direction.LOWER,
                        "2 %",
                        1.0,
                        Double.NaN,
                        Answer.INCONCLUSIVE,
                        "rmse of the champion is NaN, which is no number to judge by."),
                arguments(
                        Direction.LOWER,
                        "2 %",
                        Double.NaN,
                        1.0,
                        Answer.INCONCLUSIVE,
                        "rmse of the candidate is NaN, which is no number to judge by."),
                arguments(
                        Direction.LOWER,
                        "2 %",
                        Double.NEGATIVE_INFINITY,
                        1.0,
                        Answer.INCONCLUSIVE,
                        "rmse of the candidate is -Infinity"),
                arguments(
                        Direction.LOWER,
                        "2 %",
                        1.0,
                        Double.POSITIVE_INFINITY,
                        Answer.INCONCLUSIVE,
                        "rmse of the champion is Infinity"),
                arguments(Direction.LOWER, "2 %", 1.0, Double.MAX_VALUE, Answer.INCONCLUSIVE, "too big to be compared"),
                arguments(
                        Direction.LOWER,
                        "2 %",
                        null,
                        1.0,
                        Answer.INCONCLUSIVE,
                        "rmse is missing: the candidate has only ‘mae’."),
                arguments(
                        Direction.LOWER,
                        "2 %",
                        1.0,
                        null,
                        Answer.INCONCLUSIVE,
                        "rmse is missing: the champion has no metrics at all."));
    }

    @ParameterizedTest
    @MethodSource
    void comparisons(Direction better, String margin, Double value, Double champion, Answer answer, String sentence) {
        EvidenceBuilder evidence = value == null
                ? new EvidenceBuilder().metric("mae", 1, Observer.AGENT)
                : new EvidenceBuilder().metric("rmse", value, Observer.AGENT);
        Gate gate = new Gate.Comparison("no-worse", "rmse", better, Margin.parse(margin), null);
        Verdicts verdicts = evaluate(evidence, champion(champion, false), gate);
        Verdict verdict = verdicts.verdicts().get(0);
        assertThat(verdict.sentence()).contains(sentence);
        assertThat(verdict.answer()).isEqualTo(verdicts.answer()).isEqualTo(answer);
        assertThat(verdict.method()).isEqualTo("point-difference");
        assertThat(verdict.bound() != null).isEqualTo(answer != Answer.INCONCLUSIVE);
    }

    @Test
    void saysWhereTheNumbersOfAComparisonComeFrom() {
        EvidenceBuilder evidence =
                new EvidenceBuilder().metric("rmse", 53, Observer.AGENT).metric("n", 89, Observer.AGENT);
        assertThat(evaluate(evidence, champion(54.0, false), COMPARISON)
                        .verdicts()
                        .get(0)
                        .sentence())
                .isEqualTo("rmse is 53, better than the champion’s 54."
                        + " The champion’s number is the one that was recorded for it, perhaps on other examples."
                        + " How uncertain the difference is, is unknown: each side is one bare number.");
        Gate counted = new Gate.Comparison("c", "rmse", Direction.LOWER, Margin.parse("2 %"), "n");
        Verdict verdict =
                evaluate(evidence, champion(54.0, true), counted).verdicts().get(0);
        assertThat(verdict.sentence())
                .isEqualTo("rmse is 53, better than the champion’s 54."
                        + " The champion was scored again on the candidate’s holdout."
                        + " Measured on 89 examples; how uncertain the difference is, was not tested.");
        assertThat(verdict.n()).isEqualTo(89);
        assertThat(verdict.baseline()).isEqualTo(new Metric(54));
        assertThat(verdict.bound()).isEqualTo(new Metric(55.08));
        assertThat(verdict.observers()).containsExactly(Observer.AGENT, Observer.CONTROLLER);
    }

    static Stream<Arguments> counts() {
        return Stream.of(
                arguments(null, "n is missing: the candidate has only ‘rmse’."),
                arguments(Double.NaN, "n of the candidate is NaN"),
                arguments(Double.POSITIVE_INFINITY, "n of the candidate is Infinity"),
                arguments(0.0, "n is 0, which is no number of examples."),
                arguments(-3.0, "n is -3, which is no number of examples."),
                arguments(2.5, "n is 2.5, which is no number of examples."),
                arguments(1e300, "n is 1E+300, which is no number of examples"));
    }

    @ParameterizedTest
    @MethodSource
    void counts(Double n, String sentence) {
        EvidenceBuilder evidence = new EvidenceBuilder().metric("rmse", 53, Observer.AGENT);
        if (n != null) {
            evidence.metric("n", n, Observer.AGENT);
        }
        Gate counted = new Gate.Comparison("c", "rmse", Direction.LOWER, Margin.parse("2 %"), "n");
        Verdicts verdicts = evaluate(evidence, champion(54.0, true), counted);
        assertThat(verdicts.answer()).isEqualTo(Answer.INCONCLUSIVE);
        assertThat(verdicts.verdicts().get(0).n()).isNull();
        assertThat(verdicts.verdicts().get(0).sentence())
                .startsWith("How many examples stand behind rmse is unknown: ")
                .contains(sentence);
    }

    static Stream<Arguments> withoutBaseline() {
        Baseline adopted = new Baseline(Baseline.Kind.ADOPTED_CHAMPION, CHAMPION, false, new TreeMap<>());
        String nobody = "Nobody holds ‘production’ yet, so there is nothing to compare with";
        String taken =
                "The champion (version 3) was adopted without evidence and could not be scored again, so there is"
                        + " nothing to compare with";
        List<Gate> both = List.of(BOUND, COMPARISON);
        return Stream.of(
                arguments(
                        Baseline.none(),
                        WithoutBaseline.BOUNDS,
                        both,
                        50.0,
                        Answer.PASS,
                        nobody + "; the policy lets the bounds decide then"),
                arguments(
                        adopted,
                        WithoutBaseline.BOUNDS,
                        both,
                        50.0,
                        Answer.PASS,
                        taken + "; the policy lets the bounds decide then"),
                arguments(
                        Baseline.none(),
                        WithoutBaseline.PERSON,
                        both,
                        50.0,
                        Answer.INCONCLUSIVE,
                        nobody + "; the policy leaves it to a person then"),
                arguments(
                        adopted,
                        WithoutBaseline.PERSON,
                        both,
                        50.0,
                        Answer.INCONCLUSIVE,
                        taken + "; the policy leaves it to a person then"),
                arguments(Baseline.none(), WithoutBaseline.BOUNDS, both, 90.0, Answer.FAIL, nobody),
                arguments(Baseline.none(), WithoutBaseline.PERSON, both, 90.0, Answer.FAIL, nobody),
                arguments(
                        Baseline.none(),
                        WithoutBaseline.BOUNDS,
                        both,
                        null,
                        Answer.INCONCLUSIVE,
                        "Every gate must pass"),
                arguments(
                        Baseline.none(),
                        WithoutBaseline.BOUNDS,
                        List.of(COMPARISON),
                        50.0,
                        Answer.INCONCLUSIVE,
                        nobody),
                arguments(
                        Baseline.none(),
                        WithoutBaseline.BOUNDS,
                        List.of(BOUND),
                        50.0,
                        Answer.PASS,
                        "Every gate must pass"),
                arguments(Baseline.none(), WithoutBaseline.PERSON, List.of(BOUND), 50.0, Answer.INCONCLUSIVE, nobody),
                arguments(
                        Baseline.none(),
                        WithoutBaseline.BOUNDS,
                        List.of(),
                        50.0,
                        Answer.PASS,
                        "The policy names no gates here: every registered version may go there."),
                arguments(
                        Baseline.none(),
                        WithoutBaseline.BOUNDS,
                        List.of(BOUND, COMPARISON, lineage(Check.PROTECTED_REF)),
                        50.0,
                        Answer.INCONCLUSIVE,
                        nobody));
    }

    @ParameterizedTest
    @MethodSource
    void withoutBaseline(
            Baseline baseline, WithoutBaseline who, List<Gate> gates, Double value, Answer answer, String rule) {
        EvidenceBuilder evidence = new EvidenceBuilder();
        if (value != null) {
            evidence.metric("rmse", value, Observer.AGENT);
        }
        Verdicts verdicts = evaluate(evidence.build(), baseline, who, gates);
        assertThat(verdicts.answer()).isEqualTo(answer);
        assertThat(verdicts.rule()).startsWith(rule);
    }

    @Test
    void aComparisonWithoutBaselineSaysSo() {
        EvidenceBuilder evidence = new EvidenceBuilder().metric("rmse", 50, Observer.AGENT);
        Verdict verdict =
                evaluate(evidence, Baseline.none(), COMPARISON).verdicts().get(0);
        assertThat(verdict.answer()).isEqualTo(Answer.INCONCLUSIVE);
        assertThat(verdict.method()).isEqualTo("no-baseline");
        assertThat(verdict.sentence())
                .isEqualTo("Nobody holds ‘production’ yet, so there is nothing to compare with; rmse is 50.");
    }

    @Test
    void verdictsNameWhatTheyAreAbout() {
        Evidence evidence =
                new EvidenceBuilder().metric("rmse", 50, Observer.AGENT).build();
        Verdicts verdicts =
                evaluate(evidence, champion(51.0, true), WithoutBaseline.BOUNDS, List.of(BOUND, COMPARISON));
        assertThat(verdicts.evidence()).isEqualTo(Documents.digest(evidence));
        assertThat(verdicts.candidateKey()).isEqualTo(evidence.candidateKey());
        assertThat(verdicts.model()).isEqualTo(evidence.model());
        assertThat(verdicts.version()).isEqualTo("7");
        assertThat(verdicts.target()).isEqualTo(TARGET);
        assertThat(verdicts.policy()).isEqualTo(REF);
        assertThat(verdicts.baseline()).isEqualTo(champion(51.0, true));
        assertThat(verdicts.at()).isEqualTo(NOW);
        assertThat(verdicts.verdicts()).extracting(Verdict::gate).containsExactly("in-bounds", "no-worse");
        assertThat(verdicts.answer()).isEqualTo(Answer.PASS);
        assertThat(verdicts.rule()).contains("Every gate must pass", "no correction");
        assertThat(Documents.parse(Documents.statement(verdicts))).isEqualTo(verdicts);
    }

    /** Whatever the numbers and the gates: with a number missing or none, nothing passes. */
    @Test
    void noInputWithABadNumberEverPasses() {
        Random random = new Random(5);
        int passed = 0;
        for (int i = 0; i < 4_000; i++) {
            Evidence evidence = evidence(random);
            Baseline baseline = baseline(random);
            List<Gate> gates = gates(random);
            WithoutBaseline who = pick(random, WithoutBaseline.values());
            Verdicts verdicts = evaluate(evidence, baseline, who, gates);
            boolean sound = gates.stream().allMatch(gate -> sound(gate, evidence, baseline));
            if (verdicts.answer() == Answer.PASS) {
                assertThat(GateEvaluator.objection(verdicts)).isEmpty();
                assertThat(sound)
                        .as("%s of %s against %s", gates, evidence.metrics(), baseline)
                        .isTrue();
                passed++;
            }
            assertThat(verdicts.verdicts())
                    .allSatisfy(verdict -> assertThat(verdict.sentence()).endsWith("."));
            if (who == WithoutBaseline.BOUNDS && verdicts.answer() != Answer.PASS) {
                assertThat(GateEvaluator.objection(verdicts)).isPresent();
            }
            assertThat(verdicts.rule()).isNotBlank();
        }
        assertThat(passed).isGreaterThan(100);
    }

    private static boolean sound(Gate gate, Evidence evidence, Baseline baseline) {
        if (gate instanceof Gate.Bound bound) {
            return finite(evidence.metrics().get(bound.metric()));
        }
        Gate.Comparison comparison = (Gate.Comparison) gate;
        return finite(evidence.metrics().get(comparison.metric()))
                && (comparison.n() == null || finite(evidence.metrics().get(comparison.n())))
                && (baseline.kind() != Baseline.Kind.CHAMPION
                        || finite(baseline.metrics().get(comparison.metric())));
    }

    private static boolean finite(Observed<Metric> metric) {
        return metric != null && Double.isFinite(metric.value().value());
    }

    private static Evidence evidence(Random random) {
        EvidenceBuilder evidence = new EvidenceBuilder();
        metrics(random)
                .forEach((name, metric) -> evidence.metric(name, metric.value().value(), metric.observer()));
        return evidence.build();
    }

    private static Baseline baseline(Random random) {
        return random.nextInt(3) == 0
                ? new Baseline(pick(random, Baseline.Kind.values()), CHAMPION, random.nextBoolean(), metrics(random))
                : new Baseline(Baseline.Kind.CHAMPION, CHAMPION, random.nextBoolean(), metrics(random));
    }

    private static SortedMap<String, Observed<Metric>> metrics(Random random) {
        double[] values = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 0, 1, 2, 3, 4, 5, 6, 1e308};
        SortedMap<String, Observed<Metric>> metrics = new TreeMap<>();
        for (String name : List.of("a", "b", "n")) {
            if (random.nextInt(8) != 0) {
                Metric metric = new Metric(values[random.nextInt(values.length)]);
                metrics.put(name, new Observed<>(metric, pick(random, Observer.values())));
            }
        }
        return metrics;
    }

    private static List<Gate> gates(Random random) {
        List<Gate> gates = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            String metric = random.nextBoolean() ? "a" : "b";
            gates.add(
                    random.nextBoolean()
                            ? new Gate.Bound("g" + i, metric, random.nextBoolean() ? -1e9 : null, 5.0)
                            : new Gate.Comparison(
                                    "g" + i,
                                    metric,
                                    pick(random, Direction.values()),
                                    new Margin(random.nextInt(300), pick(random, Margin.Unit.values())),
                                    random.nextBoolean() ? "n" : null));
        }
        return gates;
    }

    private static <T> T pick(Random random, T[] values) {
        return values[random.nextInt(values.length)];
    }

    private static Gate lineage(Check check) {
        return new Gate.Lineage("descent", Set.of(check));
    }

    private static Baseline champion(Double rmse, boolean rescored) {
        Map<String, Observed<Metric>> metrics =
                rmse == null ? Map.of() : Map.of("rmse", new Observed<>(new Metric(rmse), Observer.CONTROLLER));
        return new Baseline(Baseline.Kind.CHAMPION, CHAMPION, rescored, new TreeMap<>(metrics));
    }

    private static Verdicts evaluate(EvidenceBuilder evidence, Baseline baseline, Gate gate) {
        return evaluate(evidence.build(), baseline, WithoutBaseline.BOUNDS, List.of(gate));
    }

    private static Verdicts evaluate(Evidence evidence, Baseline baseline, WithoutBaseline who, List<Gate> gates) {
        TargetPolicy policy = new TargetPolicy("production", "champion", null, who, gates);
        return GateEvaluator.evaluate(
                evidence, "7", TARGET, policy, REF, Context.of(new Opponent(baseline, null)), NOW);
    }
}
