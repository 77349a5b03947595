package io.jenkins.plugins.modelgate.core.gate;

import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.document.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * Several questions of chance that one gate asks at once. What takes all of them needs no correction; of what takes one of
 * them, the level is shared by S. Holm, A simple sequentially rejective multiple test procedure, Scandinavian Journal of
 * Statistics 6 (1979) 65–70.
 */
final class Several {
    /** One question. */
    interface Question {
        Verdict at(Levels levels);
    }

    private Several() {}

    /** Each must pass: one failure is enough to fail, so failures share their level. */
    static List<Verdict> all(List<Question> questions, Levels levels) {
        return holm(questions, question -> question.at(levels), Answer.FAIL, left -> levels.failingOneOf(left));
    }

    /** One pass is enough: passes share their level. */
    static List<Verdict> any(List<Question> questions, Levels levels) {
        return holm(questions, question -> question.at(levels), Answer.PASS, left -> levels.passingOneOf(left));
    }

    private static List<Verdict> holm(
            List<Question> questions, Function<Question, Verdict> plain, Answer enough, IntFunction<Levels> shared) {
        List<Verdict> verdicts = new ArrayList<>(questions.stream().map(plain).toList());
        // Who does not say it alone does not say it when sharing.
        List<Integer> open = new ArrayList<>();
        for (int i = 0; i < verdicts.size(); i++) {
            if (verdicts.get(i).answer() == enough) {
                open.add(i);
            }
        }
        int settled = 0;
        for (boolean more = true; more && !open.isEmpty(); ) {
            Levels levels = shared.apply(questions.size() - settled);
            open.forEach(i -> verdicts.set(i, questions.get(i).at(levels)));
            more = open.removeIf(i -> verdicts.get(i).answer() == enough);
            settled = (int) verdicts.stream()
                    .filter(verdict -> verdict.answer() == enough)
                    .count();
        }
        return verdicts;
    }
}
