package io.jenkins.plugins.modelgate.core.gate;

import io.jenkins.plugins.modelgate.core.digest.Shown;
import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.document.Verdict;
import io.jenkins.plugins.modelgate.core.policy.Grounds;
import io.jenkins.plugins.modelgate.core.policy.Slices;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Asks the same of all examples together, or of each slice of them. */
final class Slicing {
    private Slicing() {}

    /** @param ask of some examples, at any level; throws IllegalArgumentException with one readable clause, if the scores are no numbers to judge by */
    static Verdict verdict(
            String gate,
            Grounds.Scores scores,
            ScoreTable table,
            Levels levels,
            Function<ExampleSet, Several.Question> ask) {
        Slices slices = scores.slices();
        ExampleSet all = ExampleSet.all(table);
        try {
            return slices == null
                    ? one(gate, all, 1, ask).at(levels)
                    : sliced(gate, all.sliced(slices), slices, levels, ask);
        } catch (IllegalArgumentException e) {
            return unknown(gate, e.getMessage() + ".");
        }
    }

    private static Verdict sliced(
            String gate,
            Map<String, ExampleSet> parts,
            Slices slices,
            Levels levels,
            Function<ExampleSet, Several.Question> ask) {
        if (parts.isEmpty()) {
            return unknown(gate, "Nobody was scored on any example.");
        }
        List<Several.Question> questions = new ArrayList<>();
        Integer fewest = slices.least();
        int least = fewest == null ? 1 : fewest;
        parts.forEach((name, examples) -> questions.add(one(name, examples, least, ask)));
        List<Verdict> verdicts = Several.all(questions, levels);
        return Parts.all(gate, verdicts, "slices by ‘" + Shown.text(slices.by()) + "’");
    }

    private static Several.Question one(
            String name, ExampleSet examples, int least, Function<ExampleSet, Several.Question> ask) {
        int n = examples.ids().size();
        if (n < least) {
            return levels -> unknown(
                    name,
                    n == 0
                            ? "Nobody was scored on any example."
                            : n + " examples are fewer than the policy’s " + least + ".");
        }
        Several.Question asked = ask.apply(examples);
        return levels -> {
            Verdict verdict = asked.at(levels);
            return verdict.ofParts(name, verdict.answer(), verdict.sentence(), null);
        };
    }

    private static Verdict unknown(String gate, String sentence) {
        return new Verdict(gate, ScoreMethods.NONE, Answer.INCONCLUSIVE, sentence, null, null, null, null, List.of());
    }
}
