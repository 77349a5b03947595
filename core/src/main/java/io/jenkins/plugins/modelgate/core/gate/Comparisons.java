package io.jenkins.plugins.modelgate.core.gate;

import io.jenkins.plugins.modelgate.core.digest.Shown;
import io.jenkins.plugins.modelgate.core.document.Baseline;
import io.jenkins.plugins.modelgate.core.document.Evidence;
import io.jenkins.plugins.modelgate.core.document.Holder;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import io.jenkins.plugins.modelgate.core.document.Verdict;
import io.jenkins.plugins.modelgate.core.policy.Gate;
import io.jenkins.plugins.modelgate.core.policy.Grounds;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Compares a candidate with whom the policy says.
 *
 * @param evidence the candidate's
 * @param target where it wants to go
 * @param context who there is to compare with
 */
record Comparisons(Evidence evidence, TargetId target, Context context) {
    /** One comparison. */
    Verdict verdict(Gate.Comparison gate, Levels levels) {
        List<Opponent> opponents = context.opponents(gate.against());
        if (opponents.size() == 1) {
            return verdict(gate, opponents.get(0), levels);
        }
        List<Several.Question> questions = opponents.stream()
                .<Several.Question>map(opponent -> some -> verdict(gate, opponent, some))
                .toList();
        List<Verdict> parts = new ArrayList<>();
        List<Verdict> verdicts = Several.all(questions, levels);
        for (int i = 0; i < verdicts.size(); i++) {
            Verdict one = verdicts.get(i);
            parts.add(one.ofParts("version " + opponents.get(i).version(), one.answer(), one.sentence(), one.parts()));
        }
        return Parts.all(gate.name(), parts, "versions that were promoted last");
    }

    /** One is enough. */
    Verdict any(Gate.Any gate) {
        List<Verdict> verdicts = new ArrayList<>();
        List<Several.Question> questions = gate.of().stream()
                .<Several.Question>map(one -> levels -> verdict(one, levels))
                .toList();
        verdicts.addAll(Several.any(questions, context.levels(gate.of().get(0).confidence())));
        return Parts.any(gate.name(), verdicts);
    }

    private Verdict verdict(Gate.Comparison gate, Opponent opponent, Levels levels) {
        boolean champion = Objects.equals(opponent.version(), context.champion().version());
        String version = opponent.version();
        String whose = champion || version == null ? "the champion" : "version " + Shown.text(version);
        Verdict verdict = gate.grounds() instanceof Grounds.Bare
                ? ComparisonGate.verdict(gate, evidence, target, opponent.baseline(), whose)
                : gate.grounds() instanceof Grounds.Scores scores
                        ? new PairedGate(gate, scores, evidence, whose)
                                .verdict(target, context.scores(), opponent, levels)
                        : ChanceGate.verdict(gate, evidence, target, opponent.baseline(), whose, levels);
        return champion ? verdict : verdict.against(opponent.baseline().champion());
    }

    /** Why there is no baseline, as the beginning of a sentence. */
    static String nothingToCompareWith(TargetId target, Baseline baseline) {
        Holder holder = baseline.champion();
        if (baseline.kind() == Baseline.Kind.NO_CHAMPION || holder == null) {
            return "Nobody holds ‘" + Shown.text(target.target()) + "’ yet, so there is nothing to compare with";
        }
        return "The champion (version " + Shown.text(holder.version())
                + ") was adopted without evidence and could not be scored again, so there is nothing to compare with";
    }
}
