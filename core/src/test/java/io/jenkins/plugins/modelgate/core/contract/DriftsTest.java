package io.jenkins.plugins.modelgate.core.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modelgate.core.contract.Drifts.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DriftsTest {
    private static final int ROWS = 3000;

    @Test
    void findsNothingInAnotherSample() {
        assertThat(outcomes(table(1, r -> r.nextGaussian()), table(2, r -> r.nextGaussian())))
                .isEqualTo(Map.of("x", Outcome.SAME));
        assertThat(outcomes(table(1, r -> "abc".charAt(r.nextInt(3))), table(2, r -> "abc".charAt(r.nextInt(3)))))
                .isEqualTo(Map.of("x", Outcome.SAME));
    }

    @Test
    void findsNumbersThatMoved() {
        assertThat(drifted(table(1, r -> r.nextGaussian()), table(2, r -> r.nextGaussian() + 1)))
                .singleElement()
                .satisfies(column -> {
                    assertThat(column.method()).isEqualTo("kolmogorov-smirnov");
                    assertThat(column.what())
                            .startsWith("‘x’ drifted (values: population stability index ")
                            .endsWith("above 0.25 is allowed; p < 0.000001)");
                });
    }

    /** What is certain, but small, is no drift. */
    @Test
    void letsSmallMovesBe() {
        assertThat(outcomes(table(1, r -> r.nextGaussian()), table(2, r -> r.nextGaussian() + 0.2)))
                .isEqualTo(Map.of("x", Outcome.SAME));
    }

    /** What is large, but may be chance, is no drift. */
    @Test
    void letsChanceBe() {
        Profile few = Tables.of(60, 3, r -> "abcdefghij".charAt(r.nextInt(10)));
        Profile others = Tables.of(60, 4, r -> "abcdefghij".charAt(r.nextInt(10)));
        assertThat(Drifts.between(few, others, 0.01, 0.95, List.of()))
                .allSatisfy(column -> assertThat(column.outcome()).isEqualTo(Outcome.SAME));
    }

    @Test
    void cannotTellFromAFewRows() {
        assertThat(outcomes(Tables.of(20, 1, r -> r.nextGaussian()), table(2, r -> r.nextGaussian())))
                .isEqualTo(Map.of("x", Outcome.UNKNOWN));
    }

    @Test
    void findsCategoriesThatMoved() {
        assertThat(drifted(table(1, r -> r.nextInt(10) < 8 ? "a" : "b"), table(2, r -> r.nextInt(10) < 3 ? "a" : "b")))
                .singleElement()
                .satisfies(column -> assertThat(column.method()).isEqualTo("chi-square"));
        assertThat(drifted(table(1, r -> r.nextInt(3)), table(2, r -> r.nextInt(3) + 2)))
                .singleElement()
                .satisfies(column -> assertThat(column.method()).isEqualTo("chi-square"));
    }

    @Test
    void takesWhatIsWrittenInTwoWaysForTheSame() {
        assertThat(outcomes(table(1, r -> r.nextBoolean()), table(2, r -> r.nextBoolean() ? "True" : "False")))
                .isEqualTo(Map.of("x", Outcome.SAME));
        assertThat(outcomes(table(1, r -> r.nextInt(3)), table(2, r -> r.nextInt(3) + ".0")))
                .isEqualTo(Map.of("x", Outcome.SAME));
    }

    @Test
    void joinsRareCategories() {
        Function<Random, Object> rare = r -> r.nextInt(100) == 0 ? "rare" + r.nextInt(900) : "usual";
        assertThat(outcomes(table(1, rare), table(2, rare))).isEqualTo(Map.of("x", Outcome.SAME));
    }

    @Test
    void findsNumbersThatLeftAConstant() {
        assertThat(drifted(table(1, r -> 5), table(2, r -> 5 + r.nextDouble()))).hasSize(1);
        assertThat(outcomes(table(1, r -> 5), table(2, r -> 5))).isEmpty();
    }

    @Test
    void findsValuesThatAreMissingNow() {
        assertThat(drifted(table(1, r -> r.nextGaussian()), table(2, r -> r.nextInt(3) == 0 ? "" : r.nextGaussian())))
                .singleElement()
                .satisfies(column -> assertThat(column.what()).startsWith("‘x’ drifted (missing values: "));
    }

    @Test
    void findsWhatNeedsNoTest() {
        Profile numbers = table(1, r -> r.nextGaussian());
        assertThat(drifted(numbers, table(2, r -> "a"))).singleElement().satisfies(column -> assertThat(column.what())
                .isEqualTo("‘x’ holds text, it held number"));
        assertThat(drifted(numbers, new Profile(5, List.of())))
                .singleElement()
                .satisfies(column -> assertThat(column.what()).isEqualTo("‘x’ is not there any more"));
        assertThat(drifted(table(1, r -> "a"), table(2, r -> "a" + r.nextInt())))
                .singleElement()
                .satisfies(column -> assertThat(column.what())
                        .isEqualTo("‘x’ has more than 1000 different values, or long ones, it had 1 different values"));
    }

    @Test
    void doesNotCompareTimesAndIds() {
        assertThat(outcomes(table(1, r -> "2026-01-0" + (1 + r.nextInt(5))), table(2, r -> "2027-01-01")))
                .isEqualTo(Map.of("x", Outcome.NOT_COMPARED));
        assertThat(outcomes(table(1, r -> "id" + r.nextInt()), table(2, r -> "id" + r.nextInt())))
                .isEqualTo(Map.of("x", Outcome.NOT_COMPARED));
    }

    @Test
    void leavesOutWhatNobodyAsksAbout() {
        assertThat(Drifts.between(table(1, r -> 1), table(2, r -> "a"), 0.25, 0.95, List.of("x")))
                .isEmpty();
    }

    private static List<Drifts.Column> drifted(Profile before, Profile now) {
        return Drifts.between(before, now, Drifts.USUAL_LIMIT, 0.95, List.of()).stream()
                .filter(column -> column.outcome() == Outcome.DRIFTED)
                .toList();
    }

    private static Map<String, Outcome> outcomes(Profile before, Profile now) {
        return Drifts.between(before, now, Drifts.USUAL_LIMIT, 0.95, List.of()).stream()
                .collect(Collectors.toMap(Drifts.Column::name, Drifts.Column::outcome));
    }

    private static Profile table(long seed, Function<Random, Object> values) {
        return Tables.of(ROWS, seed, values);
    }

    private static final class Tables {
        static Profile of(int rows, long seed, Function<Random, Object> values) {
            Random random = new Random(seed);
            Profiler profiler = new Profiler("x", new Memory());
            for (int i = 0; i < rows; i++) {
                profiler.addWritten(values.apply(random).toString());
            }
            return new Profile(rows, List.of(profiler.finish()));
        }
    }
}
