package io.jenkins.plugins.modelgate.core.gate;

import static org.assertj.core.api.Assertions.assertThat;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.contract.Signature;
import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.document.Baseline;
import io.jenkins.plugins.modelgate.core.document.Evidence;
import io.jenkins.plugins.modelgate.core.document.Holder;
import io.jenkins.plugins.modelgate.core.document.PolicyRef;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import io.jenkins.plugins.modelgate.core.document.Verdict;
import io.jenkins.plugins.modelgate.core.policy.Gate;
import io.jenkins.plugins.modelgate.core.policy.Severity;
import io.jenkins.plugins.modelgate.core.policy.TargetPolicy;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SignatureGateTest {
    private static final Evidence EVIDENCE = new EvidenceBuilder().build();
    private static final Opponent CHAMPION = new Opponent(
            new Baseline(
                    Baseline.Kind.CHAMPION,
                    new Holder("7", EVIDENCE.model().hash(), EVIDENCE.candidateKey(), EVIDENCE.candidateKey()),
                    false,
                    new TreeMap<>()),
            null);

    @Test
    void passesWhatCallersCanCall() {
        Verdict verdict = verdict(taking("a"), taking("a"), CHAMPION);
        assertThat(verdict.answer()).isEqualTo(Answer.PASS);
        assertThat(verdict.sentence()).isEqualTo("Who calls the champion can call the candidate in its place.");
        assertThat(verdict.parts()).isNull();
    }

    @Test
    void namesWhatBreaksThemOneByOne() {
        Verdict verdict = verdict(taking("b", "c"), taking("a"), CHAMPION);
        assertThat(verdict.answer()).isEqualTo(Answer.FAIL);
        assertThat(verdict.sentence())
                .isEqualTo(
                        "Callers of the champion would break: The input ‘b’ (long) is new and required. The input ‘c’"
                                + " (long) is new and required.");
        assertThat(verdict.parts()).extracting(Verdict::gate).containsExactly("input ‘b’", "input ‘c’");
    }

    @Test
    void cannotTellWithoutSignatures() {
        assertThat(verdict(null, taking("a"), CHAMPION))
                .satisfies(verdict -> assertThat(verdict.answer()).isEqualTo(Answer.INCONCLUSIVE))
                .satisfies(verdict -> assertThat(verdict.sentence()).startsWith("The candidate has no signature"));
        assertThat(verdict(taking("a"), null, CHAMPION))
                .satisfies(verdict -> assertThat(verdict.answer()).isEqualTo(Answer.INCONCLUSIVE))
                .satisfies(verdict -> assertThat(verdict.sentence()).startsWith("The champion has no signature"));
        assertThat(verdict(taking("a"), new Signature(null, null, List.of()), CHAMPION)
                        .answer())
                .isEqualTo(Answer.INCONCLUSIVE);
    }

    @Test
    void findsNoCallersWhereThereIsNoChampion() {
        assertThat(verdict(taking("a"), null, Opponent.none()).answer()).isEqualTo(Answer.PASS);
        assertThat(verdict(null, null, Opponent.none()).answer()).isEqualTo(Answer.INCONCLUSIVE);
    }

    private static Signature taking(String... names) {
        return new Signature(
                Arrays.stream(names)
                        .map(name -> new Signature.Field(name, new Signature.Kind.Scalar("long"), true))
                        .toList(),
                null,
                List.of());
    }

    private static Verdict verdict(
            @CheckForNull Signature candidate, @CheckForNull Signature before, Opponent champion) {
        return GateEvaluator.evaluate(
                        EVIDENCE,
                        "8",
                        new TargetId("main", "default", "diabetes", "production"),
                        new TargetPolicy(
                                "production",
                                "champion",
                                null,
                                TargetPolicy.WithoutBaseline.BOUNDS,
                                List.of(new Gate.Signature("callers", Severity.BLOCK))),
                        new PolicyRef(EVIDENCE.candidateKey(), null, null, false),
                        new Context(
                                null,
                                champion,
                                List.of(),
                                Map.of(),
                                List.of(),
                                null,
                                Tables.none(),
                                new Interfaces(candidate, before)),
                        Instant.EPOCH)
                .verdicts()
                .get(0);
    }
}
