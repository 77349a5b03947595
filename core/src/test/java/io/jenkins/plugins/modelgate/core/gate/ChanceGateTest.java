package io.jenkins.plugins.modelgate.core.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.document.Baseline;
import io.jenkins.plugins.modelgate.core.document.Holder;
import io.jenkins.plugins.modelgate.core.document.Metric;
import io.jenkins.plugins.modelgate.core.document.Observed;
import io.jenkins.plugins.modelgate.core.document.Observer;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import io.jenkins.plugins.modelgate.core.document.Verdict;
import io.jenkins.plugins.modelgate.core.policy.Gate;
import io.jenkins.plugins.modelgate.core.policy.Gate.Direction;
import io.jenkins.plugins.modelgate.core.policy.Grounds;
import io.jenkins.plugins.modelgate.core.policy.Reference;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChanceGateTest {
    private static final Sha256 HASH = Sha256.of(new byte[] {1});
    private static final TargetId TARGET = new TargetId("main", "default", "digits", "production");
    private static final Grounds SHARE = new Grounds.Share("n");
    private static final Grounds ERROR = new Grounds.StatedError("se");
    private static final Grounds REPLICATES = new Grounds.Replicates("acc.seed*", false);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0.917|0.915|20000|PASS|acc is 0.917 against the champion’s 0.915: shown to be within 1 points of the champion."
                        + " 95 % sure: at most 0.0026 worse; 20,000 examples; method: newcombe-corrected.",
                "0.912|0.915|2000|INCONCLUSIVE|acc is 0.912 against the champion’s 0.915: not shown to be within 1 points of the"
                        + " champion. 95 % sure: at most 0.018 worse; 2,000 examples, about 22,000 would do; method:"
                        + " newcombe-corrected.",
                "0.8|0.915|2000|FAIL|acc is 0.8 against the champion’s 0.915: shown not to be within 1 points of the champion."
                        + " 95 % sure: at most 0.133 worse; 2,000 examples; method: newcombe-corrected.",
                "0.9|0.915|2000|INCONCLUSIVE|acc is 0.9 against the champion’s 0.915: not shown to be within 1 points of the"
                        + " champion. 95 % sure: at most 0.0305 worse; 2,000 examples, and more would not do, if the truth is as"
                        + " measured; method: newcombe-corrected.",
            })
    void sharesAreShownToBeWithinTheMarginOrNot(
            double value, double champion, double n, Answer answer, String sentence) {
        Verdict verdict = ask(
                gate(Direction.HIGHER, "1 points", SHARE),
                Map.of("acc", value, "n", n),
                Map.of("acc", champion, "n", n));
        assertThat(verdict.sentence())
                .isEqualTo(sentence
                        + " The champion’s number is the one that was recorded for it, perhaps on other examples.");
        assertThat(verdict.answer()).isEqualTo(answer);
        assertThat(verdict.method()).isEqualTo("newcombe-corrected");
        assertThat(verdict.n()).isEqualTo((long) n);
        assertThat(verdict.value()).isEqualTo(new Metric(value));
        assertThat(verdict.baseline()).isEqualTo(new Metric(champion));
        assertThat(Objects.requireNonNull(verdict.bound()).value()).isEqualTo(champion - 0.01);
        Verdict.Difference difference = Objects.requireNonNull(verdict.difference());
        assertThat(difference.lower().value()).isLessThan(difference.value().value());
        assertThat(difference.confidence()).isEqualTo(new Metric(0.95));
    }

    @Test
    void aShareOfErrorsIsBetterWhereItIsLower() {
        Gate.Comparison gate = gate(Direction.LOWER, null, SHARE);
        Map<String, Double> few = Map.of("acc", 0.05, "n", 5000.0);
        Map<String, Double> many = Map.of("acc", 0.07, "n", 5000.0);
        assertThat(ask(gate, few, many).answer()).isEqualTo(Answer.PASS);
        assertThat(ask(gate, few, many).sentence()).contains("shown to be better than the champion", "at least");
        assertThat(ask(gate, many, few).answer()).isEqualTo(Answer.FAIL);
        assertThat(ask(gate, few, few).answer()).isEqualTo(Answer.INCONCLUSIVE);
        Verdict.Difference ahead = Objects.requireNonNull(ask(gate, few, many).difference());
        assertThat(ahead.value().value()).isPositive();
    }

    @ParameterizedTest
    @EnumSource(Direction.class)
    void aRoundedShareIsCountedAgainstTheCandidate(Direction better) {
        Map<String, Double> both = Map.of("acc", 0.9, "n", 1001.0);
        Verdict verdict = ask(gate(better, "5 points", SHARE), both, both);
        assertThat(Objects.requireNonNull(verdict.difference()).value().value())
                .isCloseTo((900 - 901) / 1001.0, within(1e-12));
    }

    @Test
    void statedErrorsAddAsSquares() {
        Gate.Comparison gate = gate(Direction.LOWER, "1 absolute", ERROR);
        Map<String, Double> champion = Map.of("acc", 54.0, "se", 0.4);
        Verdict pass = ask(gate, Map.of("acc", 53.9, "se", 0.3), champion);
        assertThat(pass.answer()).isEqualTo(Answer.PASS);
        assertThat(pass.sentence())
                .startsWith(
                        "acc is 53.9 against the champion’s 54: shown to be within 1 absolute of the champion. 95 % sure: at most"
                                + " 0.722 worse; method: stated-error.");
        assertThat(pass.n()).isNull();
        assertThat(ask(gate, Map.of("acc", 54.5, "se", 0.3), champion).answer()).isEqualTo(Answer.INCONCLUSIVE);
        assertThat(ask(gate, Map.of("acc", 56.0, "se", 0.3), champion).answer()).isEqualTo(Answer.FAIL);
        assertThat(ask(gate, Map.of("acc", 53.0, "se", 0.0), champion))
                .returns(Answer.INCONCLUSIVE, Verdict::answer)
                .returns(null, Verdict::difference);
    }

    @Test
    void replicatesAreComparedByTheirMeans() {
        Gate.Comparison gate = gate(Direction.HIGHER, "1 points", REPLICATES);
        Verdict verdict = ask(gate, seeds(0.901, 0.903, 0.902, 0.904, 0.9), seeds(0.9, 0.902, 0.903, 0.901, 0.899));
        assertThat(verdict.answer()).isEqualTo(Answer.PASS);
        assertThat(verdict.sentence())
                .startsWith(
                        "acc is 0.902 against the champion’s 0.901: shown to be within 1 points of the champion. 95 % sure: at most"
                                + " 0.00086 worse; 10 replicates of both sides; method: welch.");
        assertThat(ask(gate, seeds(0.8, 0.81, 0.79, 0.8, 0.8), seeds(0.9, 0.9, 0.91, 0.9, 0.9))
                        .answer())
                .isEqualTo(Answer.FAIL);
    }

    @Test
    void fewReplicatesAreTooFew() {
        Verdict verdict = ask(
                gate(Direction.HIGHER, "1 points", REPLICATES),
                seeds(0.901, 0.903, 0.902, 0.904),
                seeds(0.9, 0.902, 0.903, 0.901, 0.899));
        assertThat(verdict.answer()).isEqualTo(Answer.INCONCLUSIVE);
        assertThat(verdict.sentence())
                .startsWith("acc cannot be compared by welch: 4 are too few: this method needs 5.");
    }

    @Test
    void replicatesThatAreAllAlikeShowNothing() {
        assertThat(ask(
                                gate(Direction.HIGHER, "1 points", REPLICATES),
                                seeds(0.9, 0.9, 0.9, 0.9, 0.9),
                                seeds(0.9, 0.9, 0.9, 0.9, 0.9))
                        .answer())
                .isEqualTo(Answer.INCONCLUSIVE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "acc=0.9|n is missing: the candidate has only ‘acc’.",
                "n=500|acc is missing: the candidate has only ‘n’.",
                "acc=NaN,n=500|acc of the candidate is NaN, which is no number to judge by.",
                "acc=0.9,n=Infinity|n of the candidate is Infinity, which is no number to judge by.",
                "acc=53.1,n=500|acc of the candidate is 53.1, which is no share.",
                "acc=-0.1,n=500|acc of the candidate is -0.1, which is no share.",
                "acc=0.9,n=500.5|n of the candidate is 500.5, which is no number of examples.",
                "acc=0.9,n=0|n of the candidate is 0, which is no number of examples.",
            })
    void whatIsMissingOrNoNumberPassesNothing(String metrics, String sentence) {
        Map<String, Double> good = Map.of("acc", 0.9, "n", 5000.0);
        Map<String, Double> bad = new TreeMap<>();
        Pattern.compile("(\\w+)=([^,]+)")
                .matcher(metrics)
                .results()
                .forEach(one -> bad.put(one.group(1), Double.valueOf(one.group(2))));
        Gate.Comparison gate = gate(Direction.HIGHER, "20 points", SHARE);
        assertThat(ask(gate, bad, good))
                .returns(Answer.INCONCLUSIVE, Verdict::answer)
                .returns(sentence, Verdict::sentence);
        assertThat(ask(gate, good, bad))
                .returns(Answer.INCONCLUSIVE, Verdict::answer)
                .returns(sentence.replace("the candidate", "the champion"), Verdict::sentence);
    }

    @Test
    void replicatesMustBeThere() {
        assertThat(ask(gate(Direction.HIGHER, "1 points", REPLICATES), Map.of("acc", 0.9), Map.of())
                        .sentence())
                .isEqualTo("the candidate has no metric that is called ‘acc.seed*’.");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 49})
    void fewExamplesAreTooFew(int n) {
        Map<String, Double> few = Map.of("acc", 1.0, "n", (double) n);
        assertThat(ask(gate(Direction.HIGHER, "50 points", SHARE), few, few).answer())
                .isEqualTo(Answer.INCONCLUSIVE);
    }

    @Test
    void withoutAChampionThereIsNothingToCompareWith() {
        Gate.Comparison gate = gate(Direction.HIGHER, "1 points", SHARE);
        Verdict verdict = ask(gate, evidence(Map.of("acc", 0.9, "n", 500.0)), Baseline.none());
        assertThat(verdict.method()).isEqualTo(ComparisonGate.NO_BASELINE);
        assertThat(verdict.answer()).isEqualTo(Answer.INCONCLUSIVE);
        assertThat(ask(gate, evidence(Map.of("acc", 0.9)), Baseline.none()).method())
                .isEqualTo("newcombe-corrected");
    }

    @Test
    void saysThatNumbersAreOnlyClaimed() {
        EvidenceBuilder claimed =
                new EvidenceBuilder().metric("acc", 0.9, Observer.CLAIMED).metric("n", 5000, Observer.AGENT);
        Verdict verdict =
                ask(gate(Direction.HIGHER, "5 points", SHARE), claimed, champion(Map.of("acc", 0.9, "n", 5000.0)));
        assertThat(verdict.sentence())
                .endsWith(" Numbers of the candidate are claimed by its run; nobody else saw them.");
        assertThat(verdict.observers()).containsExactly(Observer.CLAIMED, Observer.AGENT, Observer.AGENT);
    }

    private static Map<String, Double> seeds(double... values) {
        Map<String, Double> metrics = new TreeMap<>();
        for (int i = 0; i < values.length; i++) {
            metrics.put("acc.seed" + i, values[i]);
        }
        return metrics;
    }

    private static Gate.Comparison gate(Direction better, @CheckForNull String margin, Grounds grounds) {
        return Asking.comparison("acc", better, margin, grounds, new Reference.Champion());
    }

    private static Verdict ask(Gate.Comparison gate, Map<String, Double> candidate, Map<String, Double> champion) {
        return ask(gate, evidence(candidate), champion(champion));
    }

    private static Verdict ask(Gate.Comparison gate, EvidenceBuilder evidence, Baseline baseline) {
        return new Comparisons(evidence.build(), TARGET, Context.of(new Opponent(baseline, null)))
                .verdict(gate, Levels.of(gate.confidence()));
    }

    private static EvidenceBuilder evidence(Map<String, Double> metrics) {
        EvidenceBuilder evidence = new EvidenceBuilder();
        metrics.forEach((name, value) -> evidence.metric(name, value, Observer.AGENT));
        return evidence;
    }

    private static Baseline champion(Map<String, Double> metrics) {
        TreeMap<String, Observed<Metric>> observed = new TreeMap<>();
        metrics.forEach((name, value) -> observed.put(name, new Observed<>(new Metric(value), Observer.AGENT)));
        return new Baseline(Baseline.Kind.CHAMPION, new Holder("3", HASH, HASH, HASH), false, observed);
    }
}
