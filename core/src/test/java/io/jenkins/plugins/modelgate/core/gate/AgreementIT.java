package io.jenkins.plugins.modelgate.core.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.document.Verdict;
import io.jenkins.plugins.modelgate.core.policy.Holdout;
import io.jenkins.plugins.modelgate.core.statistics.Reference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What gates make of several questions and of looks is what the reference makes of them, on a thousand generated cases each. */
class AgreementIT {
    private static final int CASES = 1_000;
    private static final double LEVEL = 0.05;

    @TempDir
    private Path folder;

    @Test
    void slicesFailAsHolmSays() throws Exception {
        sharesTheLevel(Answer.FAIL, (p, levels) -> p <= 1 - levels.fail());
    }

    @Test
    void anyOfSeveralPassesAsHolmSays() throws Exception {
        sharesTheLevel(Answer.PASS, (p, levels) -> p <= 1 - levels.pass());
    }

    private void sharesTheLevel(Answer enough, BiPredicate<Double, Levels> shown) throws Exception {
        SplittableRandom random = new SplittableRandom(5);
        List<Map<String, Object>> questions = new ArrayList<>();
        List<List<Double>> ours = new ArrayList<>();
        for (int i = 0; i < CASES; i++) {
            double[] ps =
                    random.doubles(random.nextInt(1, 12)).map(p -> p * p * p).toArray();
            questions.add(Map.of("method", "shared-level", "ps", ps, "level", LEVEL));
            List<Several.Question> asked = Arrays.stream(ps)
                    .<Several.Question>mapToObj(
                            p -> levels -> answered(shown.test(p, levels) ? enough : Answer.INCONCLUSIVE))
                    .toList();
            Levels levels = Levels.of(1 - LEVEL);
            List<Verdict> verdicts = enough == Answer.FAIL ? Several.all(asked, levels) : Several.any(asked, levels);
            ours.add(verdicts.stream()
                    .map(verdict -> verdict.answer() == enough ? 1.0 : 0.0)
                    .toList());
        }
        assertThat(ours).isEqualTo(Reference.answers(questions, folder));
        assertThat(ours.stream().flatMap(List::stream)).contains(0.0, 1.0);
    }

    private static Verdict answered(Answer answer) {
        return new Verdict("one", "test", answer, "Said.", null, null, null, null, List.of());
    }

    @Test
    void looksAreCountedAsCombinations() throws Exception {
        SplittableRandom random = new SplittableRandom(6);
        List<Map<String, Object>> questions = new ArrayList<>();
        List<Double> ours = new ArrayList<>();
        for (int i = 0; i < CASES; i++) {
            int looks = random.nextInt(1, random.nextBoolean() ? 30 : 10_000);
            int passes = random.nextInt(1, Math.min(looks, 5) + 1);
            questions.add(Map.of("method", "looks", "looks", looks, "passes", passes));
            ours.add(new Holdout("h", "test.csv", looks, passes).questions());
        }
        List<List<Double>> theirs = Reference.answers(questions, folder);
        for (int i = 0; i < CASES; i++) {
            double expected = theirs.get(i).get(0);
            assertThat(ours.get(i)).as(questions.get(i).toString()).isCloseTo(expected, within(1e-9 * expected));
        }
    }
}
