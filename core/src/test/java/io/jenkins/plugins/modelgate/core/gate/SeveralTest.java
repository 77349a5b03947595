package io.jenkins.plugins.modelgate.core.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.document.Verdict;
import io.jenkins.plugins.modelgate.core.statistics.Holm;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SeveralTest {
    @Test
    void aPassOfOneIsHeldAgainstTheLevelOfAll() {
        assertThat(any(0.04)).containsExactly(Answer.PASS);
        assertThat(any(0.04, 0.9)).containsExactly(Answer.INCONCLUSIVE, Answer.INCONCLUSIVE);
        assertThat(any(0.02, 0.9)).containsExactly(Answer.PASS, Answer.INCONCLUSIVE);
        assertThat(any(0.04, 0.02)).containsExactly(Answer.PASS, Answer.PASS);
    }

    @Test
    void aFailureOfOneIsHeldAgainstTheLevelOfAll() {
        assertThat(all(0.96, 0.5)).containsExactly(Answer.INCONCLUSIVE, Answer.INCONCLUSIVE);
        assertThat(all(0.98, 0.5)).containsExactly(Answer.FAIL, Answer.INCONCLUSIVE);
    }

    @Test
    void passesOfAllNeedNoCorrection() {
        assertThat(all(0.04, 0.04, 0.04)).containsOnly(Answer.PASS);
    }

    /** The same as adjusting what each question's p is. */
    @Test
    void stepsDownAsHolmDoes() {
        Random random = new Random(1);
        for (int run = 0; run < 1_000; run++) {
            double[] ps = DoubleStream.generate(() -> Math.pow(random.nextDouble(), 3))
                    .limit(1 + random.nextInt(8))
                    .toArray();
            double[] adjusted = Holm.adjusted(ps);
            List<Answer> answers = any(ps);
            for (int i = 0; i < ps.length; i++) {
                assertThat(answers.get(i) == Answer.PASS)
                        .as("%s of %s", i, Arrays.toString(ps))
                        .isEqualTo(adjusted[i] <= 0.05);
            }
        }
    }

    private static List<Answer> any(double... ps) {
        return answers(Several.any(questions(ps), Levels.of(0.95)));
    }

    private static List<Answer> all(double... ps) {
        return answers(Several.all(questions(ps), Levels.of(0.95)));
    }

    private static List<Answer> answers(List<Verdict> verdicts) {
        return verdicts.stream().map(Verdict::answer).toList();
    }

    /** Each passes if its p is below the level, and fails if 1 less its p is. */
    private static List<Several.Question> questions(double... ps) {
        return IntStream.range(0, ps.length)
                .<Several.Question>mapToObj(i -> levels -> new Verdict(
                        "q" + i,
                        "test",
                        ps[i] <= 1 - levels.pass()
                                ? Answer.PASS
                                : 1 - ps[i] <= 1 - levels.fail() ? Answer.FAIL : Answer.INCONCLUSIVE,
                        "so",
                        null,
                        null,
                        null,
                        null,
                        List.of()))
                .toList();
    }
}
