package io.jenkins.plugins.modelgate.core.gate;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.document.Baseline;
import io.jenkins.plugins.modelgate.core.document.Evidence;
import io.jenkins.plugins.modelgate.core.document.Metric;
import io.jenkins.plugins.modelgate.core.document.Observer;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import io.jenkins.plugins.modelgate.core.document.Verdict;
import io.jenkins.plugins.modelgate.core.policy.Gate;
import io.jenkins.plugins.modelgate.core.policy.Gate.Direction;
import io.jenkins.plugins.modelgate.core.policy.Grounds;
import io.jenkins.plugins.modelgate.core.statistics.Proportion;
import io.jenkins.plugins.modelgate.core.statistics.Replicates;
import io.jenkins.plugins.modelgate.core.statistics.Result;
import io.jenkins.plugins.modelgate.core.statistics.StatedErrors;
import java.util.List;
import java.util.stream.Stream;

/** A comparison that knows how its numbers vary by chance. */
final class ChanceGate {
    private final Gate.Comparison gate;
    private final Baseline baseline;
    private final String whose;
    private final Levels levels;
    private final long seed;
    private final Side candidate;
    private final Side champion;

    private ChanceGate(Gate.Comparison gate, Evidence evidence, Baseline baseline, String whose, Levels levels) {
        this.gate = gate;
        this.baseline = baseline;
        this.whose = whose;
        this.levels = levels;
        seed = GateEvaluator.seed(evidence);
        candidate = Side.of(gate.grounds(), gate.metric(), evidence.metrics(), "the candidate");
        champion = Side.of(gate.grounds(), gate.metric(), baseline.metrics(), whose);
    }

    static Verdict verdict(
            Gate.Comparison gate, Evidence evidence, TargetId target, Baseline baseline, String whose, Levels levels) {
        ChanceGate asked = new ChanceGate(gate, evidence, baseline, whose, levels);
        if (asked.candidate.problem() != null) {
            return asked.unknown(asked.method(), asked.candidate.problem() + ".");
        }
        if (baseline.kind() != Baseline.Kind.CHAMPION) {
            return asked.unknown(ComparisonGate.NO_BASELINE, Comparisons.nothingToCompareWith(target, baseline) + ".");
        }
        return asked.champion.problem() != null
                ? asked.unknown(asked.method(), asked.champion.problem() + ".")
                : asked.compare();
    }

    private Verdict compare() {
        double ours = candidate.value();
        double theirs = champion.value();
        TestedComparison tested = TestedComparison.of(
                gate,
                ours,
                whose,
                theirs,
                TestedComparison.at(levels, this::ahead),
                gate.grounds() instanceof Grounds.Replicates ? "replicates of both sides" : "examples");
        return new Verdict(
                gate.name(),
                tested.method(),
                tested.answer(),
                tested.sentence() + ComparisonGate.whereFrom(baseline, whose) + candidate.caveat() + champion.caveat(),
                new Metric(ours),
                new Metric(theirs),
                tested.worst(),
                tested.n(),
                tested.difference(),
                null,
                observers());
    }

    /** How far the candidate is ahead. */
    private Result ahead(double confidence) {
        boolean higher = gate.better() == Direction.HIGHER;
        Side more = higher ? candidate : champion;
        Side less = higher ? champion : candidate;
        if (gate.grounds() instanceof Grounds.Share) {
            // What cannot have been counted so was rounded: against the candidate, that is.
            return proportion(more, true).minus(proportion(less, false), confidence);
        }
        if (gate.grounds() instanceof Grounds.StatedError) {
            return StatedErrors.difference(more.value(), more.second(), less.value(), less.second(), 0, confidence);
        }
        return gate.grounds() instanceof Grounds.Replicates replicates && replicates.permuted()
                ? Replicates.permutationInterval(more.all(), less.all(), confidence, seed)
                : Replicates.welch(more.all(), less.all(), confidence);
    }

    private static Proportion proportion(Side side, boolean down) {
        long n = (long) side.second();
        double counted = side.value() * n;
        return new Proportion(
                n, down ? (long) Math.floor(counted + 1e-6) : Math.min(n, (long) Math.ceil(counted - 1e-6)));
    }

    private String method() {
        if (gate.grounds() instanceof Grounds.Replicates replicates) {
            return replicates.permuted() ? Replicates.PERMUTATION : Replicates.WELCH;
        }
        return gate.grounds() instanceof Grounds.Share ? Proportion.DIFFERENCE : StatedErrors.METHOD;
    }

    private Verdict unknown(String method, String sentence) {
        return new Verdict(
                gate.name(),
                method,
                Answer.INCONCLUSIVE,
                sentence + candidate.caveat(),
                metric(candidate),
                metric(champion),
                null,
                null,
                observers());
    }

    @CheckForNull
    private static Metric metric(Side side) {
        return side.problem() == null ? new Metric(side.value()) : null;
    }

    private List<Observer> observers() {
        return Stream.of(candidate, champion)
                .flatMap(side -> side.observers().stream())
                .toList();
    }
}
