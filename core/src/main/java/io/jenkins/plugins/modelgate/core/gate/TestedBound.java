package io.jenkins.plugins.modelgate.core.gate;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.digest.Shown;
import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.document.Evidence;
import io.jenkins.plugins.modelgate.core.document.Metric;
import io.jenkins.plugins.modelgate.core.document.Observer;
import io.jenkins.plugins.modelgate.core.document.Verdict;
import io.jenkins.plugins.modelgate.core.policy.Gate;
import io.jenkins.plugins.modelgate.core.policy.Grounds;
import io.jenkins.plugins.modelgate.core.statistics.Proportion;
import io.jenkins.plugins.modelgate.core.statistics.Result;
import io.jenkins.plugins.modelgate.core.statistics.Result.Estimate;
import io.jenkins.plugins.modelgate.core.statistics.StatedErrors;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.stream.DoubleStream;

/** A bound that knows how its number varies by chance: PASS if it is shown to be within, FAIL if it is shown not to be. */
record TestedBound(Gate.Bound gate, Context context) {
    /** Of what was recorded. */
    Verdict verdict(Evidence evidence) {
        Side side = Side.of(gate.grounds(), gate.metric(), evidence.metrics(), "the candidate");
        if (side.problem() != null) {
            return unknown(
                    gate.grounds() instanceof Grounds.Share ? Proportion.CLOPPER_PEARSON : StatedErrors.METHOD,
                    side.problem() + "." + side.caveat());
        }
        return judged(
                side.value(),
                context.levels(gate.confidence()),
                confidence -> gate.grounds() instanceof Grounds.Share
                        ? counted(side, confidence)
                        : StatedErrors.value(side.value(), side.second(), confidence),
                side.caveat(),
                null,
                side.observers());
    }

    /** What cannot have been counted so was rounded: each end is that of the count that lies further out. */
    private static Result counted(Side side, double confidence) {
        long n = (long) side.second();
        double counted = side.value() * n;
        Estimate low = new Proportion(n, (long) Math.floor(counted + 1e-6)).clopperPearson(confidence);
        return low.upTo(new Proportion(n, Math.min(n, (long) Math.ceil(counted - 1e-6)))
                .clopperPearson(confidence)
                .upper());
    }

    /** Of what the candidate scored on each example. */
    Verdict verdict(Grounds.Scores scores, long seed) {
        ScoreTable table = context.scores();
        if (table == null) {
            return unknown(
                    ScoreMethods.NONE,
                    "Nobody scored the candidate on single examples: the policy’s command wrote nothing to the file that MODEL_GATE_SCORES"
                            + " names.");
        }
        ScoreMethods methods = new ScoreMethods(scores, seed);
        return Slicing.verdict(gate.name(), scores, table, context.levels(gate.confidence()), examples -> {
            double[] values = examples.numbers(scores.column());
            double mean = DoubleStream.of(values).average().orElseThrow();
            DoubleFunction<Result> at = methods.mean(values, examples.groups(scores.group()));
            return levels -> judged(mean, levels, at, "", List.of(table.digest()), List.of(Observer.AGENT));
        });
    }

    /** The worse of both bounds, if there are two. */
    private Verdict judged(
            double value,
            Levels levels,
            DoubleFunction<Result> at,
            String caveat,
            @CheckForNull List<Sha256> scores,
            List<Observer> observers) {
        Double low = gate.atLeast();
        Double high = gate.atMost();
        Verdict least = low == null ? null : judged(value, low, true, levels, at, caveat, scores, observers);
        Verdict most = high == null ? null : judged(value, high, false, levels, at, caveat, scores, observers);
        if (least == null || most == null) {
            return least == null ? most : least;
        }
        return GateEvaluator.SEVERITY.compare(least.answer(), most.answer()) > 0 ? least : most;
    }

    private Verdict judged(
            double value,
            double bound,
            boolean isLeast,
            Levels levels,
            DoubleFunction<Result> at,
            String caveat,
            @CheckForNull List<Sha256> scores,
            List<Observer> observers) {
        Result within = TestedComparison.at(levels, confidence -> within(at.apply(confidence), bound, isLeast));
        if (!(within instanceof Estimate estimate)) {
            String reason = within instanceof Result.Inconclusive none ? none.reason() : "there is no interval";
            return unknown(
                    within.method(),
                    Shown.text(gate.metric()) + " cannot be judged by " + within.method() + ": " + reason + "."
                            + caveat);
        }
        Answer answer = estimate.lower() >= 0 ? Answer.PASS : estimate.upper() < 0 ? Answer.FAIL : Answer.INCONCLUSIVE;
        double end = isLeast ? bound + estimate.lower() : bound - estimate.lower();
        String sentence = Shown.text(gate.metric()) + " is " + BoundGate.shown(gate, value, bound) + ": "
                + outcome(answer) + BoundGate.demanded(gate, value) + ". "
                + TestedComparison.percent(estimate.confidence())
                + (isLeast ? "at least " : "at most ") + TestedComparison.rounded(end)
                + (answer == Answer.INCONCLUSIVE
                        ? TestedComparison.enough(estimate, 0, "examples")
                        : TestedComparison.counted(estimate, "examples"))
                + "; method: " + estimate.method() + ".";
        return new Verdict(
                gate.name(),
                estimate.method(),
                answer,
                sentence + caveat,
                new Metric(value),
                null,
                new Metric(bound),
                estimate.n() == 0 ? null : estimate.n(),
                TestedComparison.difference(estimate),
                scores,
                observers);
    }

    /** How far within the bound it is. */
    private static Result within(Result result, double bound, boolean isLeast) {
        return result instanceof Estimate estimate
                ? isLeast ? estimate.plus(-bound) : estimate.negated().plus(bound)
                : result;
    }

    private static String outcome(Answer answer) {
        return switch (answer) {
            case PASS -> "shown to be ";
            case FAIL -> "shown not to be ";
            default -> "not shown to be ";
        };
    }

    private Verdict unknown(String method, String sentence) {
        return new Verdict(gate.name(), method, Answer.INCONCLUSIVE, sentence, null, null, null, null, List.of());
    }
}
