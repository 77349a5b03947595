package io.jenkins.plugins.modelgate.core.policy;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.document.ApprovalRules;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * One target of a model.
 *
 * @param name such as {@code production}
 * @param alias the MLflow alias that shows it; null if none does
 * @param stage the legacy MLflow stage that shows it; null if none does. One of the two is always there
 * @param withoutBaseline who decides when there is nothing to compare with
 * @param gates in the file's order
 * @param included where the gates were read that are not written in the policy itself, by their names
 * @param approvals what it asks of people; null if nothing
 * @param onDrift what is done where the registry shows something that the ledger doesn't say
 */
public record TargetPolicy(
        String name,
        @CheckForNull String alias,
        @CheckForNull String stage,
        WithoutBaseline withoutBaseline,
        List<Gate> gates,
        Map<String, Origin> included,
        @CheckForNull ApprovalRules approvals,
        OnDrift onDrift) {
    public TargetPolicy {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(withoutBaseline, "withoutBaseline");
        Objects.requireNonNull(onDrift, "onDrift");
        gates = List.copyOf(gates);
        included = Collections.unmodifiableMap(new LinkedHashMap<>(included));
        if (alias == null && stage == null) {
            throw new IllegalArgumentException("the target ‘" + name + "’ needs ‘alias’, ‘stage’ or both");
        }
    }

    /** Drift is reported. */
    public TargetPolicy(
            String name,
            @CheckForNull String alias,
            @CheckForNull String stage,
            WithoutBaseline withoutBaseline,
            List<Gate> gates,
            Map<String, Origin> included,
            @CheckForNull ApprovalRules approvals) {
        this(name, alias, stage, withoutBaseline, gates, included, approvals, OnDrift.REPORT);
    }

    /** All of its gates are written in the policy itself, and it asks nobody. */
    public TargetPolicy(
            String name,
            @CheckForNull String alias,
            @CheckForNull String stage,
            WithoutBaseline withoutBaseline,
            List<Gate> gates) {
        this(name, alias, stage, withoutBaseline, gates, Map.of(), null);
    }

    /**
     * Where a gate was read.
     *
     * @param set the set that has it
     * @param file the file that has the set
     */
    public record Origin(String set, Include file) {}

    /** Every comparison, those within other gates too. */
    public List<Gate.Comparison> comparisons() {
        return gates.stream()
                .flatMap(gate -> gate instanceof Gate.Any any
                        ? any.of().stream()
                        : gate instanceof Gate.Comparison comparison ? Stream.of(comparison) : Stream.empty())
                .toList();
    }

    /** Whether some gate judges by numbers. */
    public boolean judgesNumbers() {
        return gates.stream().anyMatch(Gate::judgesNumbers);
    }

    /** The gates on tables. */
    public List<Gate.Data> data() {
        return gates.stream()
                .flatMap(gate -> gate instanceof Gate.Data data ? Stream.of(data) : Stream.empty())
                .toList();
    }

    /** How many candidates gates on tables look back at. */
    public int lastingDrift() {
        return data().stream()
                .map(Gate.Data::drift)
                .filter(Objects::nonNull)
                .map(Gate.DriftLimit::lasting)
                .filter(Objects::nonNull)
                .mapToInt(lasting -> lasting - 1)
                .max()
                .orElse(0);
    }

    /** Whether some gate asks what models take and give. */
    public boolean needsSignatures() {
        return gates.stream().anyMatch(Gate.Signature.class::isInstance);
    }

    /** Whether some gate needs the candidates before. */
    public boolean needsHistory() {
        return gates.stream().anyMatch(Gate.Trend.class::isInstance);
    }

    /** Whether some gate needs what models scored on each example. */
    public boolean needsScores() {
        return Stream.concat(
                        comparisons().stream().map(Gate.Comparison::grounds),
                        gates.stream()
                                .flatMap(gate ->
                                        gate instanceof Gate.Bound bound ? Stream.of(bound.grounds()) : Stream.empty()))
                .anyMatch(Grounds.Scores.class::isInstance);
    }

    /** Who decides when there is no champion yet, or one that was adopted without evidence. */
    public enum WithoutBaseline {
        /** The gates on bounds; at least one must be there and pass. */
        BOUNDS,
        /** A person: the verdicts end INCONCLUSIVE. */
        PERSON
    }

    /** What a watch does where the registry shows something that the ledger doesn't say. */
    public enum OnDrift {
        /** It says so. */
        REPORT,
        /** It puts back what the ledger says. */
        RESTORE,
        /** It asks for a person who takes over what the registry shows; never by itself. */
        ADOPT
    }
}
