package io.jenkins.plugins.modelgate.core.gate;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.Shown;
import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.document.Baseline;
import io.jenkins.plugins.modelgate.core.document.Evidence;
import io.jenkins.plugins.modelgate.core.document.Observer;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import io.jenkins.plugins.modelgate.core.document.Verdict;
import io.jenkins.plugins.modelgate.core.policy.Gate;
import io.jenkins.plugins.modelgate.core.policy.Gate.Direction;
import io.jenkins.plugins.modelgate.core.policy.Gate.Grounds;
import io.jenkins.plugins.modelgate.core.policy.Gate.Grounds.Range;
import io.jenkins.plugins.modelgate.core.statistics.PairedMeans;
import io.jenkins.plugins.modelgate.core.statistics.PairedProportions;
import io.jenkins.plugins.modelgate.core.statistics.Result;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** A comparison of two models on the same examples, one by one. */
final class PairedGate {
    /** Nothing was compared; had it been, the method would follow from the scores. */
    static final String METHOD = "paired";

    private final Gate.Comparison gate;
    private final Grounds.Scores scores;
    private final Baseline baseline;

    /** So that a verdict can be recomputed to the bit. */
    private final long seed;

    PairedGate(Gate.Comparison gate, Grounds.Scores scores, Evidence evidence, Baseline baseline) {
        this.gate = gate;
        this.scores = scores;
        this.baseline = baseline;
        seed = Long.parseUnsignedLong(evidence.candidateKey().hex().substring(0, 16), 16);
    }

    Verdict verdict(TargetId target, @CheckForNull Examples examples) {
        if (baseline.kind() != Baseline.Kind.CHAMPION) {
            return unknown(ComparisonGate.NO_BASELINE, ComparisonGate.nothingToCompareWith(target, baseline) + ".");
        }
        if (examples == null) {
            return unknown(
                    METHOD,
                    "Nobody scored both models on the same examples: the policy’s command wrote nothing to the file that MODEL_GATE_SCORES"
                            + " names.");
        }
        if (!examples.candidate().hasSameExamples(examples.champion())) {
            return unknown(
                    METHOD,
                    "Both models were scored on other examples: the candidate on "
                            + examples.candidate().size() + ", the champion on "
                            + examples.champion().size() + ", and their ids are not the same.");
        }
        List<String> ids = examples.candidate().ids();
        if (ids.isEmpty()) {
            return unknown(METHOD, "Both models were scored on no examples at all.");
        }
        try {
            return compare(
                    examples,
                    numbers("the candidate", examples.candidate(), ids),
                    numbers("the champion", examples.champion(), ids),
                    groups(examples.candidate(), ids));
        } catch (IllegalArgumentException e) {
            return unknown(METHOD, e.getMessage() + ".");
        }
    }

    private double[] numbers(String whose, ScoreTable table, List<String> ids) {
        try {
            return table.numbers(scores.column(), ids);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("The scores of " + whose + " have " + e.getMessage(), e);
        }
    }

    private int[] groups(ScoreTable table, List<String> ids) {
        if (scores.group() == null) {
            return new int[0];
        }
        try {
            Map<String, Integer> numbers = new HashMap<>();
            return table.texts(scores.group(), ids).stream()
                    .mapToInt(name -> numbers.computeIfAbsent(name, none -> numbers.size()))
                    .toArray();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("The scores of the candidate have " + e.getMessage(), e);
        }
    }

    private Verdict compare(Examples examples, double[] ours, double[] theirs, int[] groups) {
        boolean higher = gate.better() == Direction.HIGHER;
        TestedComparison tested = TestedComparison.of(
                gate,
                DoubleStream.of(ours).average().orElseThrow(),
                DoubleStream.of(theirs).average().orElseThrow(),
                higher ? ahead(ours, theirs, groups) : ahead(theirs, ours, groups),
                "examples");
        return new Verdict(
                gate.name(),
                tested.method(),
                tested.answer(),
                tested.sentence() + " Both were scored on the same examples, by the policy’s command.",
                tested.value(),
                tested.baseline(),
                tested.worst(),
                tested.n(),
                tested.difference(),
                List.of(examples.candidate().digest(), examples.champion().digest()),
                List.of(Observer.AGENT, Observer.AGENT));
    }

    private Result ahead(double[] more, double[] less, int[] groups) {
        double[] differences = IntStream.range(0, more.length)
                .mapToDouble(i -> more[i] - less[i])
                .toArray();
        Range range = scores.range();
        if (groups.length > 0) {
            return PairedMeans.bootstrap(differences, groups, gate.confidence(), seed);
        }
        if (range != null) {
            return bounded(range, more, less, differences);
        }
        if (isRightOrWrong(more) && isRightOrWrong(less)) {
            return new PairedProportions(more.length, count(differences, 1), count(differences, -1))
                    .corrected(gate.confidence());
        }
        return scores.unbounded()
                ? PairedMeans.bootstrap(differences, groups, gate.confidence(), seed)
                : new Result.Inconclusive(
                        METHOD,
                        more.length,
                        "its scores are not all 0 or 1; say their ‘range’, or ‘range: unknown’ if rare large losses cannot be");
    }

    private Result bounded(Range range, double[] more, double[] less, double[] differences) {
        boolean within = DoubleStream.concat(Arrays.stream(more), Arrays.stream(less))
                .allMatch(score -> score >= range.low() && score <= range.high());
        double width = range.high() - range.low();
        return within
                ? PairedMeans.betting(differences, -width, width, gate.confidence(), seed)
                : new Result.Inconclusive(
                        PairedMeans.BETTING,
                        more.length,
                        "some scores lie outside of the range " + Shown.exact(range.low()) + " to "
                                + Shown.exact(range.high()));
    }

    private static boolean isRightOrWrong(double... scores) {
        return Arrays.stream(scores).allMatch(score -> score == 0 || score == 1);
    }

    private static long count(double[] differences, double wanted) {
        return Arrays.stream(differences).filter(one -> one == wanted).count();
    }

    private Verdict unknown(String method, String sentence) {
        return new Verdict(gate.name(), method, Answer.INCONCLUSIVE, sentence, null, null, null, null, List.of());
    }
}
