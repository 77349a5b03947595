package io.jenkins.plugins.modelgate.core.gate;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.contract.Contract;
import io.jenkins.plugins.modelgate.core.contract.ContractCheck;
import io.jenkins.plugins.modelgate.core.contract.Drifts;
import io.jenkins.plugins.modelgate.core.contract.Drifts.Outcome;
import io.jenkins.plugins.modelgate.core.contract.Finding;
import io.jenkins.plugins.modelgate.core.contract.Profile;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.digest.Shown;
import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.document.Baseline;
import io.jenkins.plugins.modelgate.core.document.Effect;
import io.jenkins.plugins.modelgate.core.document.Metric;
import io.jenkins.plugins.modelgate.core.document.Observed;
import io.jenkins.plugins.modelgate.core.document.Observer;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import io.jenkins.plugins.modelgate.core.document.Verdict;
import io.jenkins.plugins.modelgate.core.policy.Gate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.stream.Stream;

/** A table against its contract, and against the champion's. */
final class DataGate {
    static final String CONTRACT = "contract";
    static final String DRIFT = "drift";

    /** How many columns are shown that did not drift. */
    private static final int MOST_SAME = 20;

    private final Gate.Data gate;
    private final TargetId target;
    private final Baseline baseline;
    private final Tables tables;
    private final List<Observer> observers;

    /** @param observer of the table's profile; null if there is none */
    DataGate(Gate.Data gate, TargetId target, Baseline baseline, Tables tables, @CheckForNull Observer observer) {
        this.gate = gate;
        this.target = target;
        this.baseline = baseline;
        this.tables = tables;
        observers = observer == null ? List.of() : List.of(observer);
    }

    static DataGate of(Gate.Data gate, Comparisons comparisons) {
        Observed<SortedMap<String, Sha256>> profiles = comparisons.evidence().profiles();
        Context context = comparisons.context();
        return new DataGate(
                gate,
                comparisons.target(),
                context.champion().baseline(),
                context.tables(),
                profiles == null ? null : profiles.observer());
    }

    /** With its weight: what lasts too long blocks. */
    Verdict weighed() {
        Verdict verdict = verdict();
        Gate.DriftLimit limit = gate.drift();
        Integer most = limit == null ? null : limit.lasting();
        String lasting = most == null
                ? null
                : drifted(verdict)
                        .filter(column -> lasts(column, most))
                        .findFirst()
                        .orElse(null);
        if (lasting == null) {
            return verdict.weighing(gate.severity().after(verdict.answer()));
        }
        String sentence = verdict.sentence() + " ‘" + Shown.text(lasting) + "’ drifted in " + most
                + " candidates in a row, so nothing passes any more.";
        return verdict.ofParts(verdict.gate(), verdict.answer(), sentence, verdict.parts())
                .weighing(Effect.BLOCK);
    }

    private boolean lasts(String column, int most) {
        return tables.before().size() >= most - 1
                && tables.before().stream().limit(most - 1L).allMatch(before -> before.verdicts().stream()
                        .filter(one -> one.gate().equals(gate.name()))
                        .flatMap(DataGate::drifted)
                        .anyMatch(column::equals));
    }

    /** The columns that drifted, by what a verdict says. */
    private static Stream<String> drifted(Verdict verdict) {
        List<Verdict> parts = verdict.parts();
        return parts == null
                ? Stream.empty()
                : parts.stream()
                        .filter(part ->
                                part.answer() == Answer.FAIL && !part.method().equals(CONTRACT))
                        .map(Verdict::gate);
    }

    private Verdict verdict() {
        Profile profile = tables.candidate().get(gate.path());
        if (profile == null) {
            return verdict(
                    gate.contract() == null ? DRIFT : CONTRACT,
                    Answer.INCONCLUSIVE,
                    "There is no profile of " + table()
                            + ": `model-gate record` makes one where the policy asks for it.",
                    null,
                    null);
        }
        List<Verdict> both = new ArrayList<>();
        Contract contract = gate.contract();
        if (contract != null) {
            both.add(contract(profile, contract, Shown.text(String.valueOf(gate.file()))));
        }
        Gate.DriftLimit limit = gate.drift();
        if (limit != null) {
            both.add(drift(profile, limit));
        }
        return both.size() == 1 ? both.get(0) : together(both, profile);
    }

    /** What is set aside without a champion leaves the answer to the contract. */
    private Verdict together(List<Verdict> both, Profile profile) {
        if (both.get(1).method().equals(ComparisonGate.NO_BASELINE)) {
            Verdict contract = both.get(0);
            return contract.ofParts(
                    gate.name(),
                    contract.answer(),
                    contract.sentence() + " " + both.get(1).sentence(),
                    contract.parts());
        }
        Verdict worst = both.stream()
                .min(Comparator.comparing(Verdict::answer, GateEvaluator.SEVERITY.reversed()))
                .orElseThrow();
        List<Verdict> parts = new ArrayList<>();
        for (Verdict one : both) {
            List<Verdict> some = one.parts();
            if (some != null) {
                parts.addAll(some);
            }
        }
        return verdict(
                worst.method(),
                worst.answer(),
                both.get(0).sentence() + " " + both.get(1).sentence(),
                profile,
                parts.isEmpty() ? null : parts);
    }

    private Verdict contract(Profile profile, Contract contract, String file) {
        List<Finding> findings = ContractCheck.of(contract, profile);
        List<Finding> grave = findings.stream()
                .filter(finding -> finding.effect() != Effect.WARN)
                .toList();
        Answer answer = grave.stream()
                .map(finding -> finding.effect() == Effect.PERSON ? Answer.INCONCLUSIVE : finding.answer())
                .reduce(Answer.PASS, GateEvaluator::worst);
        String sentence = grave.isEmpty()
                ? table() + " is as ‘" + file + "’ demands" + (findings.isEmpty() ? "." : ", with warnings: ")
                : table() + " is not as ‘" + file + "’ demands: ";
        return verdict(
                CONTRACT,
                answer,
                sentence
                        + first((grave.isEmpty() ? findings : grave)
                                .stream().map(Finding::sentence).toList()),
                profile,
                findings.isEmpty() ? null : findings.stream().map(this::part).toList());
    }

    private Verdict part(Finding finding) {
        return new Verdict(
                        finding.column() == null ? "rows" : finding.column(),
                        CONTRACT,
                        finding.answer(),
                        finding.sentence(),
                        null,
                        null,
                        null,
                        null,
                        observers)
                .weighing(finding.effect());
    }

    private Verdict drift(Profile profile, Gate.DriftLimit limit) {
        if (baseline.champion() == null) {
            return verdict(
                    ComparisonGate.NO_BASELINE,
                    Answer.INCONCLUSIVE,
                    Comparisons.nothingToCompareWith(target, baseline) + ".",
                    profile,
                    null);
        }
        Profile before = tables.champion().get(gate.path());
        if (before == null) {
            return verdict(
                    DRIFT,
                    Answer.INCONCLUSIVE,
                    "There is no profile of the champion’s " + table()
                            + ", so drift cannot be told: it was recorded before the policy asked for one.",
                    profile,
                    null);
        }
        List<Drifts.Column> columns =
                Drifts.between(before, profile, limit.atMost(), limit.confidence(), limit.except());
        List<Drifts.Column> drifted = only(columns, Outcome.DRIFTED);
        List<Drifts.Column> unknown = only(columns, Outcome.UNKNOWN);
        Answer answer = !drifted.isEmpty() ? Answer.FAIL : unknown.isEmpty() ? Answer.PASS : Answer.INCONCLUSIVE;
        long asked = columns.stream().map(Drifts.Column::name).distinct().count();
        String sentence = answer == Answer.PASS
                ? table() + " has not drifted from the champion’s."
                : table() + (drifted.isEmpty() ? " may have drifted" : " has drifted") + " from the champion’s: "
                        + first((drifted.isEmpty() ? unknown : drifted)
                                .stream().map(column -> column.what() + ".").toList());
        return verdict(
                DRIFT,
                answer,
                sentence + (asked < 2 ? "" : " Questions about " + asked + " columns share the level (Holm)."),
                profile,
                shown(columns).map(column -> part(column, limit)).toList());
    }

    /** What drifted or cannot be told, and of the others those that went farthest: verdicts are kept for ever. */
    private static Stream<Drifts.Column> shown(List<Drifts.Column> columns) {
        double least = columns.stream()
                .filter(column -> column.outcome() == Outcome.SAME)
                .map(Drifts.Column::index)
                .filter(Objects::nonNull)
                .sorted(Comparator.reverseOrder())
                .skip(MOST_SAME - 1L)
                .findFirst()
                .orElse(0.0);
        return columns.stream().filter(column -> {
            Double index = column.index();
            return column.outcome() == Outcome.DRIFTED
                    || column.outcome() == Outcome.UNKNOWN
                    || index != null && index >= least;
        });
    }

    private static List<Drifts.Column> only(List<Drifts.Column> columns, Outcome outcome) {
        return columns.stream().filter(column -> column.outcome() == outcome).toList();
    }

    private Verdict part(Drifts.Column column, Gate.DriftLimit limit) {
        Answer answer = column.outcome() == Outcome.DRIFTED
                ? Answer.FAIL
                : column.outcome() == Outcome.UNKNOWN ? Answer.INCONCLUSIVE : Answer.PASS;
        String method = column.method();
        Double index = column.index();
        return new Verdict(
                column.name(),
                method == null ? DRIFT : method,
                answer,
                column.what() + ".",
                index == null ? null : new Metric(index),
                null,
                new Metric(limit.atMost()),
                null,
                observers);
    }

    private String table() {
        return "‘" + Shown.text(gate.path()) + "’";
    }

    /** The first few, and how many more there are. */
    static String first(List<String> sentences) {
        String first = String.join(" ", sentences.subList(0, Math.min(3, sentences.size())));
        return sentences.size() > 3 ? first + " And " + (sentences.size() - 3) + " more." : first;
    }

    private Verdict verdict(
            String method,
            Answer answer,
            String sentence,
            @CheckForNull Profile profile,
            @CheckForNull List<Verdict> parts) {
        Verdict verdict = new Verdict(
                gate.name(),
                method,
                answer,
                sentence,
                null,
                null,
                null,
                profile == null ? null : profile.rows(),
                observers);
        return parts == null ? verdict : verdict.ofParts(gate.name(), answer, sentence, parts);
    }
}
