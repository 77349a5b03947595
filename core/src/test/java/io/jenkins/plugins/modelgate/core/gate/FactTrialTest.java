package io.jenkins.plugins.modelgate.core.gate;

import static org.assertj.core.api.Assertions.assertThat;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.contract.BrokenContracts;
import io.jenkins.plugins.modelgate.core.contract.Contract;
import io.jenkins.plugins.modelgate.core.contract.ContractCheck;
import io.jenkins.plugins.modelgate.core.contract.Finding;
import io.jenkins.plugins.modelgate.core.document.Effect;
import io.jenkins.plugins.modelgate.core.policy.ContractParser;
import io.jenkins.plugins.modelgate.core.policy.Gate;
import io.jenkins.plugins.modelgate.core.policy.Severity;
import io.jenkins.plugins.modelgate.core.policy.TargetPolicy;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FactTrialTest {
    private static final String EVERY_RULE = """
            rows: { at-least: 1000, at-most: 1000000 }
            other-columns: block
            columns:
              id:     { type: integer, unique: true }
              age:    { type: integer, range: [18, 120], null-share: at most 1 % }
              weight: { type: number, at-least: 0.5 }
              size:   { type: number, categories: [1, 2.5, 10] }
              plan:   { type: text, categories: [basic, pro], new-categories: person }
              paid:   { type: boolean, categories: ['true'] }
              joined: { type: date, at-least: 2019-01-01, at-most: 2026-12-31 }
              seen:   { type: timestamp, at-most: 2026-11-22 }
              note:   { type: text, required: false, unique: true }
            """;

    @ParameterizedTest
    @ValueSource(
            strings = {
                EVERY_RULE,
                "columns: { a: { type: text } }",
                "columns: { a: { type: text, categories: [x], new-categories: warn, required: true } }",
                "rows: { at-most: 10 }\ncolumns: { a: { type: number, required: false } }",
                "rows: { at-most: 0 }\ncolumns: { a: { type: number } }"
            })
    void aContractIsKeptByTheTableThatKeepsItAndBrokenByAllOthers(String text) {
        PolicyTrial.Outcome outcome = trial(contract(text), null, 500);
        assertThat(outcome.good()).isEqualTo(1);
        assertThat(outcome.bad()).isZero();
        assertThat(outcome.isBlind()).as(outcome.toString()).isFalse();
    }

    @Test
    void everyRuleIsBrokenOnce() {
        assertThat(BrokenContracts.of(contract(EVERY_RULE), 500).keySet())
                .containsExactly(
                        "too few rows",
                        "too many rows",
                        "‘id’ not there",
                        "‘id’ of another type",
                        "‘id’ twice",
                        "‘age’ not there",
                        "‘age’ of another type",
                        "‘age’ missing too often",
                        "‘age’ too small",
                        "‘age’ too large",
                        "‘weight’ not there",
                        "‘weight’ of another type",
                        "‘weight’ too small",
                        "‘size’ not there",
                        "‘size’ of another type",
                        "‘size’ of a new category",
                        "‘plan’ not there",
                        "‘plan’ of another type",
                        "‘plan’ of a new category",
                        "‘paid’ not there",
                        "‘paid’ of another type",
                        "‘paid’ of a new category",
                        "‘joined’ not there",
                        "‘joined’ of another type",
                        "‘joined’ too early",
                        "‘joined’ too late",
                        "‘seen’ not there",
                        "‘seen’ of another type",
                        "‘seen’ too late",
                        "‘note’ of another type",
                        "‘note’ twice",
                        "another column");
    }

    @Test
    void eachTableBreaksTheRuleThatItIsNamedAfter() {
        Contract contract = contract(EVERY_RULE);
        BrokenContracts.of(contract, 500).forEach((rule, table) -> {
            List<Finding> findings = ContractCheck.of(contract, table);
            assertThat(findings).as(rule).isNotEmpty().allSatisfy(finding -> assertThat(finding.effect())
                    .isNotEqualTo(Effect.WARN));
            if (rule.startsWith("‘")) {
                assertThat(findings).as(rule).allSatisfy(finding -> assertThat(rule)
                        .startsWith("‘" + finding.column() + "’"));
            }
        });
    }

    @Test
    void whatOnlyWarnsIsNotPlanted() {
        Contract warns = contract("other-columns: warn\n"
                + "columns: { a: { type: text, categories: [x], new-categories: warn, required: false } }");
        assertThat(BrokenContracts.of(warns, 500).keySet()).containsExactly("‘a’ of another type");
    }

    @Test
    void aDriftedTableIsToldFromOneThatIsAsBefore() {
        PolicyTrial.Outcome outcome = trial(null, 0.25, 2_000);
        assertThat(outcome.good()).isGreaterThan(0.9);
        assertThat(outcome.bad()).isLessThan(0.05);
    }

    @Test
    void aLimitThatNothingReachesIsBlind() {
        assertThat(trial(null, 5.0, 2_000).isBlind()).isTrue();
        assertThat(trial(contract(EVERY_RULE), 5.0, 2_000).isBlind()).isTrue();
        // Fewer rows than any answer needs.
        assertThat(trial(null, 0.25, 40).isBlind()).isTrue();
    }

    @Test
    void aGateOnSignaturesSeesEachWayToBreakCallers() {
        PolicyTrial.Outcome outcome = trial(new Gate.Signature("callers", Severity.BLOCK), 100);
        assertThat(outcome.good()).isEqualTo(1);
        assertThat(outcome.bad()).isZero();
        assertThat(outcome.isBlind()).isFalse();
    }

    @Test
    void whatPassesAgainstARuleMakesBlind() {
        assertThat(new PolicyTrial.Outcome("g", 1, 0.01, true, List.of("too few rows"), null).isBlind())
                .isTrue();
    }

    private static Contract contract(String text) {
        return ContractParser.parse(("version: 1\n" + text).getBytes(StandardCharsets.UTF_8), "contract.yaml");
    }

    private static PolicyTrial.Outcome trial(@CheckForNull Contract contract, @CheckForNull Double limit, int rows) {
        return trial(
                new Gate.Data(
                        "train",
                        Severity.BLOCK,
                        "data/train.csv",
                        contract == null ? null : "contract.yaml",
                        contract,
                        limit == null ? null : new Gate.DriftLimit(limit, 0.95, List.of(), null)),
                rows);
    }

    private static PolicyTrial.Outcome trial(Gate gate, int rows) {
        return new PolicyTrial(new Planted.Supposed(new TreeMap<>(), rows, 0.04))
                .of(
                        new TargetPolicy(
                                "production", "champion", null, TargetPolicy.WithoutBaseline.BOUNDS, List.of(gate)),
                        null)
                .get(0);
    }
}
