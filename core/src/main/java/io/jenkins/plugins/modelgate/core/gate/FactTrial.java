package io.jenkins.plugins.modelgate.core.gate;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.contract.BrokenContracts;
import io.jenkins.plugins.modelgate.core.contract.Contract;
import io.jenkins.plugins.modelgate.core.contract.Memory;
import io.jenkins.plugins.modelgate.core.contract.Profile;
import io.jenkins.plugins.modelgate.core.contract.Profiler;
import io.jenkins.plugins.modelgate.core.contract.Signature;
import io.jenkins.plugins.modelgate.core.contract.Signature.Field;
import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.document.Observer;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import io.jenkins.plugins.modelgate.core.gate.PolicyTrial.Outcome;
import io.jenkins.plugins.modelgate.core.policy.Gate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;

/** Tries gates on tables and on signatures, which judge no metrics. */
final class FactTrial {
    private static final int RUNS = 100;

    /** How known-bad tables of the drift trial differ. */
    private static final int SHIFTS = 3;

    private static final List<String> WORDS = List.of("a", "b", "c", "d", "e");
    private static final Field AMOUNT = field("amount", "double", true);
    private static final Field REGION = field("region", "string", true);
    private static final Field SCORE = field("score", "double", true);
    private static final Field LIMIT = field("limit", "double", false);
    private static final Signature CHAMPION = signature(List.of(AMOUNT, REGION), List.of(SCORE), List.of(LIMIT));

    private final TargetId target;
    private final Opponent champion;
    private final Planted planted;

    FactTrial(TargetId target, Opponent champion, Planted planted) {
        this.target = target;
        this.champion = champion;
        this.planted = planted;
    }

    // --- tables

    /** Both sides of the gate, the contract and the drift, must see. */
    Outcome data(Gate.Data gate) {
        double good = 1;
        double bad = 0;
        List<String> missed = new ArrayList<>();
        Contract contract = gate.contract();
        if (contract != null) {
            Gate.Data one = new Gate.Data(gate.name(), gate.severity(), gate.path(), gate.file(), contract, null);
            good = passes(one, BrokenContracts.kept(contract, planted.examples()), null) ? 1 : 0;
            Map<String, Profile> broken = BrokenContracts.of(contract, planted.examples());
            broken.forEach((rule, table) -> {
                if (passes(one, table, null)) {
                    missed.add(rule);
                }
            });
            bad = broken.isEmpty() ? 1 : (double) missed.size() / broken.size();
        }
        if (gate.drift() != null) {
            Gate.Data one = new Gate.Data(gate.name(), gate.severity(), gate.path(), null, null, gate.drift());
            good = Math.min(good, drifting(one, false));
            bad = Math.max(bad, drifting(one, true));
        }
        return new Outcome(gate.name(), good, bad, true, missed, null);
    }

    private double drifting(Gate.Data gate, boolean shifted) {
        int passed = 0;
        for (int run = 0; run < RUNS; run++) {
            Profile now = table(shifted ? run % SHIFTS : SHIFTS);
            passed += passes(gate, now, table(SHIFTS)) ? 1 : 0;
        }
        return (double) passed / RUNS;
    }

    private boolean passes(Gate.Data gate, Profile now, @CheckForNull Profile before) {
        Tables tables = new Tables(
                new TreeMap<>(Map.of(gate.path(), now)),
                new TreeMap<>(before == null ? Map.of() : Map.of(gate.path(), before)),
                List.of());
        return new DataGate(gate, target, champion.baseline(), tables, Observer.AGENT)
                        .weighed()
                        .answer()
                == Answer.PASS;
    }

    /** Numbers, words, and numbers of which some are missing; one of them may be shifted. */
    private Profile table(int shifted) {
        int rows = planted.examples();
        Memory memory = new Memory();
        Profiler numbers = new Profiler("numbers", memory);
        Profiler words = new Profiler("words", memory);
        Profiler holes = new Profiler("holes", memory);
        DoubleUnaryOperator word = shifted == 1 ? share -> 1 - Math.sqrt(share) : Math::sqrt;
        for (int i = 0; i < rows; i++) {
            numbers.add(planted.gaussian() + (shifted == 0 ? 1 : 0));
            words.add(WORDS.get((int) Math.min(WORDS.size() - 1, word.applyAsDouble(planted.unit()) * WORDS.size())));
            holes.add(planted.unit() < (shifted == 2 ? 0.4 : 0.1) ? Double.NaN : planted.gaussian());
        }
        return new Profile(rows, List.of(numbers.finish(), words.finish(), holes.finish()));
    }

    // --- signatures

    Outcome signature(Gate.Signature gate) {
        Map<String, Signature> broken = new LinkedHashMap<>();
        broken.put(
                "a new required input",
                signature(List.of(AMOUNT, REGION, field("age", "long", true)), List.of(SCORE), List.of(LIMIT)));
        broken.put(
                "an input of another type",
                signature(List.of(field("amount", "string", true), REGION), List.of(SCORE), List.of(LIMIT)));
        broken.put("a lost output", signature(List.of(AMOUNT, REGION), List.of(), List.of(LIMIT)));
        broken.put(
                "an output of another type",
                signature(List.of(AMOUNT, REGION), List.of(field("score", "string", true)), List.of(LIMIT)));
        broken.put("a lost parameter", signature(List.of(AMOUNT, REGION), List.of(SCORE), List.of()));
        broken.put(
                "a new required parameter",
                signature(List.of(AMOUNT, REGION), List.of(SCORE), List.of(LIMIT, field("mode", "string", true))));
        List<Signature> kept = List.of(
                CHAMPION,
                signature(
                        List.of(AMOUNT, REGION, field("age", "long", false)),
                        List.of(SCORE, field("reason", "string", false)),
                        List.of(LIMIT)));
        List<String> missed = broken.entrySet().stream()
                .filter(one -> passes(gate, one.getValue()))
                .map(Map.Entry::getKey)
                .toList();
        long good = kept.stream().filter(one -> passes(gate, one)).count();
        return new Outcome(
                gate.name(), (double) good / kept.size(), (double) missed.size() / broken.size(), true, missed, null);
    }

    private boolean passes(Gate.Signature gate, Signature candidate) {
        Context context = new Context(
                null,
                champion,
                List.of(),
                Map.of(),
                List.of(),
                null,
                Tables.none(),
                new Interfaces(candidate, CHAMPION));
        return SignatureGate.verdict(gate, context).answer() == Answer.PASS;
    }

    private static Signature signature(List<Field> inputs, List<Field> outputs, List<Field> params) {
        return new Signature(inputs, outputs, params);
    }

    private static Field field(String name, String type, boolean required) {
        return new Field(name, new Signature.Kind.Scalar(type), required);
    }
}
