package io.jenkins.plugins.modelgate.core.gate;

import static org.assertj.core.api.Assertions.assertThat;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.contract.Memory;
import io.jenkins.plugins.modelgate.core.contract.Profile;
import io.jenkins.plugins.modelgate.core.contract.Profiler;
import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.document.Baseline;
import io.jenkins.plugins.modelgate.core.document.Effect;
import io.jenkins.plugins.modelgate.core.document.Evidence;
import io.jenkins.plugins.modelgate.core.document.Holder;
import io.jenkins.plugins.modelgate.core.document.PolicyRef;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import io.jenkins.plugins.modelgate.core.document.Verdict;
import io.jenkins.plugins.modelgate.core.document.Verdicts;
import io.jenkins.plugins.modelgate.core.policy.ContractParser;
import io.jenkins.plugins.modelgate.core.policy.Gate;
import io.jenkins.plugins.modelgate.core.policy.Severity;
import io.jenkins.plugins.modelgate.core.policy.TargetPolicy;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DataGateTest {
    private static final String PATH = "data/train.csv";
    private static final String CONTRACT = "contracts/train.yaml";
    private static final Gate.DriftLimit LIMIT = new Gate.DriftLimit(0.25, 0.95, List.of(), null);
    private static final Evidence EVIDENCE = new EvidenceBuilder().build();
    private static final Opponent CHAMPION = new Opponent(
            new Baseline(
                    Baseline.Kind.CHAMPION,
                    new Holder("7", EVIDENCE.model().hash(), EVIDENCE.candidateKey(), EVIDENCE.candidateKey()),
                    false,
                    new TreeMap<>()),
            null);

    @Test
    void passesATableAsDemandedAndAsBefore() {
        Verdict verdict = verdict(gate("columns: { x: { type: number } }", true), table(1, 0), table(2, 0));
        assertThat(verdict.answer()).isEqualTo(Answer.PASS);
        assertThat(verdict.n()).isEqualTo(500);
        assertThat(verdict.sentence())
                .isEqualTo(
                        "‘data/train.csv’ is as ‘contracts/train.yaml’ demands. ‘data/train.csv’ has not drifted from the"
                                + " champion’s.");
    }

    @Test
    void namesWhatBreaksTheContract() {
        Verdict verdict = verdict(
                gate("columns: { x: { type: number, range: [0, 1] }, y: { type: text } }", false), table(1, 0), null);
        assertThat(verdict.answer()).isEqualTo(Answer.FAIL);
        assertThat(verdict.method()).isEqualTo("contract");
        assertThat(verdict.sentence())
                .startsWith("‘data/train.csv’ is not as ‘contracts/train.yaml’ demands: ‘x’ lies between -")
                .endsWith("; demanded: at least 0 and at most 1. ‘y’ is not there.");
        assertThat(verdict.parts()).extracting(Verdict::gate).containsExactly("x", "y");
    }

    @Test
    void weighsWhatTheContractOnlyWarnsOf() {
        Verdict warned = verdict(
                gate("other-columns: warn\ncolumns: { y: { type: text, required: false } }", false), table(1, 0), null);
        assertThat(warned.answer()).isEqualTo(Answer.PASS);
        assertThat(warned.sentence()).contains("with warnings: ‘x’ is a column that the contract does not name.");
        assertThat(warned.parts()).singleElement().satisfies(part -> {
            assertThat(part.answer()).isEqualTo(Answer.FAIL);
            assertThat(part.effect()).isEqualTo(Effect.WARN);
        });
        Verdict asked = verdict(
                gate("other-columns: person\ncolumns: { y: { type: text, required: false } }", false),
                table(1, 0),
                null);
        assertThat(asked.answer()).isEqualTo(Answer.INCONCLUSIVE);
    }

    @Test
    void failsWhatDrifted() {
        Verdict verdict = verdict(gate(null, true), table(1, 3), table(2, 0));
        assertThat(verdict.answer()).isEqualTo(Answer.FAIL);
        assertThat(verdict.method()).isEqualTo("drift");
        assertThat(verdict.sentence())
                .startsWith("‘data/train.csv’ has drifted from the champion’s: ‘x’ drifted (values: ");
        assertThat(verdict.parts()).singleElement().satisfies(part -> {
            assertThat(part.value().value()).isGreaterThan(0.25);
            assertThat(part.bound().value()).isEqualTo(0.25);
        });
    }

    @Test
    void blocksAtLastWhatItOnlyWarnedOf() {
        Gate.Data warns =
                new Gate.Data("train", Severity.WARN, PATH, null, null, new Gate.DriftLimit(0.25, 0.95, List.of(), 3));
        Tables first = tables(table(1, 3), table(2, 0));
        Verdicts once = evaluate(warns, first, CHAMPION);
        assertThat(once.answer()).isEqualTo(Answer.PASS);
        assertThat(once.verdicts().get(0).effect()).isEqualTo(Effect.WARN);
        Verdicts twice = evaluate(warns, new Tables(first.candidate(), first.champion(), List.of(once)), CHAMPION);
        assertThat(twice.answer()).isEqualTo(Answer.PASS);

        Verdicts thrice =
                evaluate(warns, new Tables(first.candidate(), first.champion(), List.of(twice, once)), CHAMPION);
        assertThat(thrice.answer()).isEqualTo(Answer.FAIL);
        assertThat(thrice.verdicts().get(0).effect()).isNull();
        assertThat(thrice.verdicts().get(0).sentence())
                .endsWith("‘x’ drifted in 3 candidates in a row, so nothing passes any more.");

        Verdicts calm = evaluate(warns, tables(table(3, 0), table(2, 0)), CHAMPION);
        assertThat(evaluate(warns, new Tables(first.candidate(), first.champion(), List.of(once, calm)), CHAMPION)
                        .answer())
                .isEqualTo(Answer.PASS);
    }

    @Test
    void showsOfManyColumnsThoseThatWentFarthest() {
        Gate.Data gate = gate(null, true);
        Verdict verdict = verdict(gate, wide(1), wide(2));
        assertThat(verdict.answer()).isEqualTo(Answer.PASS);
        assertThat(verdict.parts()).hasSize(20);
    }

    private static Profile wide(long seed) {
        Random random = new Random(seed);
        List<Profile.Column> columns = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            Profiler profiler = new Profiler("c" + i, new Memory());
            for (int k = 0; k < 100; k++) {
                profiler.add(random.nextGaussian());
            }
            columns.add(profiler.finish());
        }
        return new Profile(100, columns);
    }

    @Test
    void failsOnceOneOfBothDoes() {
        Verdict verdict = verdict(gate("columns: { x: { type: number } }", true), table(1, 3), table(2, 0));
        assertThat(verdict.answer()).isEqualTo(Answer.FAIL);
        assertThat(verdict.sentence()).contains("is as ‘contracts/train.yaml’ demands.", "has drifted");
    }

    @Test
    void cannotTellWithoutProfiles() {
        assertThat(verdict(gate("columns: { x: { type: number } }", true), null, null)
                        .answer())
                .isEqualTo(Answer.INCONCLUSIVE);
        Verdict verdict = verdict(gate(null, true), table(1, 0), null);
        assertThat(verdict.answer()).isEqualTo(Answer.INCONCLUSIVE);
        assertThat(verdict.sentence()).startsWith("There is no profile of the champion’s ‘data/train.csv’");
    }

    @Test
    void setsDriftAsideWhereThereIsNoChampion() {
        Tables tables = tables(table(1, 0), null);
        Verdicts both = evaluate(gate("columns: { x: { type: number } }", true), tables, Opponent.none());
        assertThat(both.answer()).isEqualTo(Answer.PASS);
        assertThat(both.verdicts().get(0).sentence())
                .isEqualTo(
                        "‘data/train.csv’ is as ‘contracts/train.yaml’ demands. Nobody holds ‘production’ yet, so there is"
                                + " nothing to compare with.");
        Verdicts alone = evaluate(gate(null, true), tables, Opponent.none());
        assertThat(alone.answer()).isEqualTo(Answer.INCONCLUSIVE);
        assertThat(alone.verdicts().get(0).method()).isEqualTo(ComparisonGate.NO_BASELINE);
    }

    private static Gate.Data gate(@CheckForNull String contract, boolean drift) {
        return new Gate.Data(
                "train",
                Severity.BLOCK,
                PATH,
                contract == null ? null : CONTRACT,
                contract == null
                        ? null
                        : ContractParser.parse(("version: 1\n" + contract).getBytes(StandardCharsets.UTF_8), CONTRACT),
                drift ? LIMIT : null);
    }

    private static Verdict verdict(Gate.Data gate, @CheckForNull Profile now, @CheckForNull Profile before) {
        return evaluate(gate, tables(now, before), CHAMPION).verdicts().get(0);
    }

    private static Tables tables(@CheckForNull Profile now, @CheckForNull Profile before) {
        return new Tables(
                new TreeMap<>(now == null ? Map.of() : Map.of(PATH, now)),
                new TreeMap<>(before == null ? Map.of() : Map.of(PATH, before)),
                List.of());
    }

    private static Verdicts evaluate(Gate.Data gate, Tables tables, Opponent champion) {
        return GateEvaluator.evaluate(
                EVIDENCE,
                "8",
                new TargetId("main", "default", "diabetes", "production"),
                new TargetPolicy("production", "champion", null, TargetPolicy.WithoutBaseline.BOUNDS, List.of(gate)),
                new PolicyRef(EVIDENCE.candidateKey(), null, null, false),
                new Context(null, champion, List.of(), Map.of(), List.of(), null, tables, Interfaces.none()),
                Instant.EPOCH);
    }

    private static Profile table(long seed, double shift) {
        Random random = new Random(seed);
        Profiler profiler = new Profiler("x", new Memory());
        for (int i = 0; i < 500; i++) {
            profiler.add(random.nextGaussian() + shift);
        }
        return new Profile(500, List.of(profiler.finish()));
    }
}
