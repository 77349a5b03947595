package io.jenkins.plugins.modelgate.core.gate;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.document.Baseline;
import io.jenkins.plugins.modelgate.core.document.Evidence;
import io.jenkins.plugins.modelgate.core.document.Observer;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import io.jenkins.plugins.modelgate.core.document.Verdict;
import io.jenkins.plugins.modelgate.core.policy.Gate;
import io.jenkins.plugins.modelgate.core.policy.Gate.Direction;
import io.jenkins.plugins.modelgate.core.policy.Grounds;
import io.jenkins.plugins.modelgate.core.statistics.Result;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.stream.DoubleStream;

/** A comparison of two models on the same examples, one by one. */
final class PairedGate {
    private final Gate.Comparison gate;
    private final Grounds.Scores scores;
    private final ScoreMethods methods;
    private final String whose;

    PairedGate(Gate.Comparison gate, Grounds.Scores scores, Evidence evidence, String whose) {
        this.gate = gate;
        this.scores = scores;
        this.whose = whose;
        methods = new ScoreMethods(scores, GateEvaluator.seed(evidence));
    }

    Verdict verdict(TargetId target, @CheckForNull ScoreTable ours, Opponent opponent, Levels levels) {
        if (opponent.baseline().kind() != Baseline.Kind.CHAMPION) {
            return unknown(
                    ComparisonGate.NO_BASELINE, Comparisons.nothingToCompareWith(target, opponent.baseline()) + ".");
        }
        ScoreTable theirs = opponent.scores();
        if (ours == null || theirs == null) {
            return unknown(
                    ScoreMethods.NONE,
                    "Nobody scored both models on the same examples: the policy’s command wrote nothing to the file that MODEL_GATE_SCORES"
                            + " names.");
        }
        if (!ours.hasSameExamples(theirs)) {
            return unknown(
                    ScoreMethods.NONE,
                    "Both models were scored on other examples: the candidate on " + ours.size() + ", " + whose + " on "
                            + theirs.size() + ", and their ids are not the same.");
        }
        return Slicing.verdict(gate.name(), scores, ours, levels, examples -> comparison(examples, theirs));
    }

    private Several.Question comparison(ExampleSet examples, ScoreTable theirs) {
        double[] our = examples.numbers(scores.column());
        double[] their = ExampleSet.numbers(whose, theirs, scores.column(), examples.ids());
        int[] groups = examples.groups(scores.group());
        boolean higher = gate.better() == Direction.HIGHER;
        double mean = DoubleStream.of(our).average().orElseThrow();
        double other = DoubleStream.of(their).average().orElseThrow();
        DoubleFunction<Result> ahead =
                methods.difference(higher ? our : their, higher ? their : our, groups, gate.margin() != null);
        List<Sha256> digests = List.of(examples.table().digest(), theirs.digest());
        return levels -> verdict(
                TestedComparison.of(gate, mean, whose, other, TestedComparison.at(levels, ahead), "examples"), digests);
    }

    private Verdict verdict(TestedComparison tested, List<Sha256> digests) {
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
                digests,
                List.of(Observer.AGENT, Observer.AGENT));
    }

    private Verdict unknown(String method, String sentence) {
        return new Verdict(gate.name(), method, Answer.INCONCLUSIVE, sentence, null, null, null, null, List.of());
    }
}
