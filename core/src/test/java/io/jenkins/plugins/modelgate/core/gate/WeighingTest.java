package io.jenkins.plugins.modelgate.core.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.document.Effect;
import io.jenkins.plugins.modelgate.core.document.Observer;
import io.jenkins.plugins.modelgate.core.document.PolicyRef;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import io.jenkins.plugins.modelgate.core.document.Verdict;
import io.jenkins.plugins.modelgate.core.document.Verdicts;
import io.jenkins.plugins.modelgate.core.policy.Gate;
import io.jenkins.plugins.modelgate.core.policy.Grounds;
import io.jenkins.plugins.modelgate.core.policy.Reference;
import io.jenkins.plugins.modelgate.core.policy.Severity;
import io.jenkins.plugins.modelgate.core.policy.TargetPolicy;
import io.jenkins.plugins.modelgate.core.policy.TargetPolicy.WithoutBaseline;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of all verdicts when one gate does not pass. */
class WeighingTest {
    private static final Sha256 HASH = Sha256.of(new byte[] {1});

    @ParameterizedTest
    @CsvSource({
        // answer of the gate, on FAIL, on INCONCLUSIVE, of all
        "PASS, BLOCK, BLOCK, PASS",
        "FAIL, BLOCK, BLOCK, FAIL",
        "FAIL, PERSON, BLOCK, INCONCLUSIVE",
        "FAIL, WARN, BLOCK, PASS",
        "INCONCLUSIVE, BLOCK, BLOCK, INCONCLUSIVE",
        "INCONCLUSIVE, BLOCK, PERSON, INCONCLUSIVE",
        "INCONCLUSIVE, BLOCK, WARN, PASS",
        "INCONCLUSIVE, WARN, PERSON, INCONCLUSIVE",
    })
    void aGateWeighsWhatThePolicySays(Answer answer, Effect fail, Effect inconclusive, Answer all) {
        Verdicts verdicts = evaluate(
                gate("light", new Severity(fail, inconclusive), answer), gate("heavy", Severity.BLOCK, Answer.PASS));
        assertThat(verdicts.verdicts().get(0).answer()).isEqualTo(answer);
        assertThat(verdicts.answer()).isEqualTo(all);
        assertThat(GateEvaluator.objection(verdicts).isEmpty()).isEqualTo(all == Answer.PASS);
    }

    @Test
    void theRuleNamesWhatWeighsLess() {
        Verdicts verdicts = evaluate(
                gate("slow", Severity.WARN, Answer.FAIL),
                gate("odd", new Severity(Effect.PERSON, Effect.PERSON), Answer.PASS),
                gate("heavy", Severity.BLOCK, Answer.PASS));
        assertThat(verdicts.rule())
                .endsWith(" Only a warning: ‘slow’. Left to a person where it does not pass: ‘odd’.");
        assertThat(verdicts.verdicts()).extracting(Verdict::effect).containsExactly(Effect.WARN, Effect.PERSON, null);
    }

    @Test
    void aRedThatCountsForNothingDoesNotStick() {
        for (Effect effect : Effect.values()) {
            assertThat(GateEvaluator.failsByItself(evaluate(gate("g", new Severity(effect, effect), Answer.FAIL))))
                    .isEqualTo(effect != Effect.WARN);
        }
    }

    @Test
    void whatBecomesOfAnAnswerIsSaidInWords() {
        Verdicts warned = evaluate(
                gate("slow", Severity.WARN, Answer.FAIL),
                gate("fast", Severity.WARN, Answer.PASS),
                gate("heavy", Severity.BLOCK, Answer.PASS));
        assertThat(warned.verdicts()).extracting(Verdict::words).containsExactly("FAIL (WARN)", "PASS", "PASS");
        assertThat(GateEvaluator.words(warned)).isEqualTo("PASS (WITH WARNINGS)");

        Verdicts asked = evaluate(
                gate("odd", new Severity(Effect.PERSON, Effect.BLOCK), Answer.FAIL),
                gate("heavy", Severity.BLOCK, Answer.PASS));
        assertThat(asked.verdicts()).extracting(Verdict::words).containsExactly("FAIL (ASKS A PERSON)", "PASS");
        assertThat(GateEvaluator.words(asked)).isEqualTo("INCONCLUSIVE (ASKS A PERSON)");

        Verdicts stopped = evaluate(
                gate("odd", new Severity(Effect.PERSON, Effect.PERSON), Answer.INCONCLUSIVE),
                gate("unknown", Severity.BLOCK, Answer.INCONCLUSIVE));
        assertThat(stopped.verdicts())
                .extracting(Verdict::words)
                .containsExactly("INCONCLUSIVE (ASKS A PERSON)", "INCONCLUSIVE");
        assertThat(GateEvaluator.words(stopped)).isEqualTo("INCONCLUSIVE");
        assertThat(GateEvaluator.words(evaluate(gate("heavy", Severity.BLOCK, Answer.PASS))))
                .isEqualTo("PASS");
    }

    /** Else a bound that need not hold would let a first version through. */
    @Test
    void aBoundThatOnlyWarnsDoesNotDecideWithoutABaseline() {
        Gate comparison =
                Asking.comparison("rmse", Gate.Direction.LOWER, "2 %", new Grounds.Bare(), new Reference.Champion());
        assertThat(evaluate(gate("light", Severity.WARN, Answer.PASS), comparison)
                        .answer())
                .isEqualTo(Answer.INCONCLUSIVE);
        assertThat(evaluate(gate("heavy", Severity.BLOCK, Answer.PASS), comparison)
                        .answer())
                .isEqualTo(Answer.PASS);
    }

    private static Gate gate(String name, Severity severity, Answer answer) {
        return new Gate.Bound(
                name,
                severity,
                answer == Answer.INCONCLUSIVE ? "missing" : "rmse",
                null,
                answer == Answer.PASS ? 70.0 : 50.0,
                null,
                new Grounds.Bare(),
                Gate.USUAL_CONFIDENCE);
    }

    private static Verdicts evaluate(Gate... gates) {
        return GateEvaluator.evaluate(
                new EvidenceBuilder().metric("rmse", 60, Observer.AGENT).build(),
                "7",
                new TargetId("main", "default", "diabetes", "production"),
                new TargetPolicy("production", "champion", null, WithoutBaseline.BOUNDS, List.of(gates)),
                new PolicyRef(HASH, "refs/heads/main", "c0ffee", true),
                Context.of(Opponent.none()),
                Instant.EPOCH);
    }
}
