package io.jenkins.plugins.modelgate.core.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.jenkins.plugins.modelgate.core.statistics.Result.Estimate;
import io.jenkins.plugins.modelgate.core.statistics.Result.Inconclusive;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class InconclusiveTest {
    private static final int[] NO_GROUPS = {};

    /** All methods that take numbers, asked about these numbers. */
    static List<Function<double[], Result>> methods() {
        double[] others = IntStream.range(0, 60).mapToDouble(i -> i % 7).toArray();
        return List.of(
                values -> new Bootstrap(values, NO_GROUPS, 1).at(0.95),
                values -> PairedMeans.betting(values, -10, 10, 0.95, 1),
                values -> Replicates.welch(values, others, 0.95),
                values -> Replicates.welch(others, values, 0.95),
                values -> Replicates.permutation(values, others, 0, 1),
                values -> Drift.kolmogorovSmirnov(values, others),
                values -> Drift.kolmogorovSmirnov(others, values),
                values -> ControlCharts.ewma(values, 20, 0, 0),
                values -> ControlCharts.cusum(values, 20, 0, 0));
    }

    @ParameterizedTest
    @MethodSource("methods")
    void noMethodJudgesANumberThatIsNone(Function<double[], Result> method) {
        for (double none : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            double[] values =
                    DoubleStream.iterate(0, x -> (x + 1) % 5).limit(200).toArray();
            values[40] = none;
            assertThat(method.apply(values)).isInstanceOf(Inconclusive.class);
            assertThat(((Inconclusive) method.apply(values)).reason()).isEqualTo("number 41 of 200 is " + none);
        }
    }

    @ParameterizedTest
    @MethodSource("methods")
    void noMethodJudgesTooFew(Function<double[], Result> method) {
        for (int n = 0; n < 2; n++) {
            assertThat(method.apply(new double[n]))
                    .isInstanceOfSatisfying(Inconclusive.class, none -> assertThat(none.reason())
                            .contains("too few"));
        }
    }

    @Test
    void whatDoesNotVaryHasNoKnownUncertainty() {
        double[] same = new double[200];
        Arrays.fill(same, 0.1);
        assertConstant(new Bootstrap(same, NO_GROUPS, 1).at(0.95));
        assertConstant(Replicates.welch(same, same, 0.95));
        assertConstant(Replicates.permutation(same, same, 0.1, 1));
        assertConstant(ControlCharts.ewma(same, 20, 0, 0));
        assertConstant(ControlCharts.cusum(same, 20, 0, 0));
    }

    @Test
    void groupsThatAreAllAlikeHaveNoKnownUncertainty() {
        double[] values = IntStream.range(0, 400).mapToDouble(i -> i % 2).toArray();
        int[] pairs = IntStream.range(0, 400).map(i -> i / 2).toArray();
        assertConstant(new Bootstrap(values, pairs, 1).at(0.95));
    }

    @Test
    void groupsAreCountedNotTheirExamples() {
        double[] values = IntStream.range(0, 1990).mapToDouble(i -> i % 11).toArray();
        int[] groups = IntStream.range(0, 1990).map(i -> i / 10).toArray();
        assertThat(new Bootstrap(values, groups, 1).at(0.95))
                .isEqualTo(new Inconclusive(Bootstrap.METHOD, 1990, "199 groups are too few: this method needs 200"));
        assertThat(new Bootstrap(values, new int[1989], 1).at(0.95))
                .isEqualTo(new Inconclusive(Bootstrap.METHOD, 1990, "1989 groups were named for 1990 examples"));
    }

    /** Whoever asks for more waits for minutes, and so does everybody after him. */
    @Test
    void tooManyAreNotWorkedOn() {
        double[] values = IntStream.range(0, 1_000_001).mapToDouble(i -> i % 7).toArray();
        assertThat(new Bootstrap(values, NO_GROUPS, 1).at(0.95))
                .isEqualTo(new Inconclusive(
                        Bootstrap.METHOD,
                        1_000_001,
                        "1000001 examples are more than it draws from (1000000): say the ‘range’ of the scores, or score a"
                                + " random sample of the examples"));
        int[] pairs = IntStream.range(0, values.length).map(i -> i / 2_000).toArray();
        assertThat(new Bootstrap(values, pairs, 1).at(0.95)).isInstanceOf(Result.Estimate.class);

        double[] replicates = Arrays.copyOf(values, 251);
        assertThat(Replicates.permutationInterval(replicates, replicates, 0.95, 1))
                .isEqualTo(new Inconclusive(
                        Replicates.PERMUTATION,
                        502,
                        "502 are more than it rearranges (500): ‘test: welch’ takes any number"));
    }

    @Test
    void bettingNeedsARangeThatHoldsAll() {
        double[] values = {0, 0.5, 1};
        assertThat(PairedMeans.betting(values, 0, 0.9, 0.95, 1))
                .isEqualTo(new Inconclusive(PairedMeans.BETTING, 3, "some lie outside of the range 0.0 … 0.9"));
        assertThat(PairedMeans.betting(values, 1, 1, 0.95, 1)).isInstanceOf(Inconclusive.class);
        assertThat(PairedMeans.betting(values, 0, Double.POSITIVE_INFINITY, 0.95, 1))
                .isInstanceOf(Inconclusive.class);
    }

    @Test
    void sharesNeedFiftyExamples() {
        assertThat(new PairedProportions(49, 0, 0).corrected(0.95))
                .isEqualTo(new Inconclusive(PairedProportions.CORRECTED, 49, "49 are too few: this method needs 50"));
        assertThat(new PairedProportions(49, 0, 0).nonInferiority(0.1)).isInstanceOf(Inconclusive.class);
        assertThat(new PairedProportions(100, 0, 0).mcnemar())
                .isEqualTo(new Inconclusive(PairedProportions.MCNEMAR, 100, "no example tells the two apart"));
        assertThat(new Proportion(49, 40).minus(new Proportion(500, 400), 0.95)).isInstanceOf(Inconclusive.class);
        assertThatIllegalArgumentException().isThrownBy(() -> new PairedProportions(10, 6, 5));
        assertThatIllegalArgumentException().isThrownBy(() -> new Proportion(10, 11));
    }

    @Test
    void statedErrorsAreAboveZero() {
        assertThat(StatedErrors.difference(1, 0, 2, 0.1, 0, 0.95)).isInstanceOf(Inconclusive.class);
        assertThat(StatedErrors.difference(1, Double.NaN, 2, 0.1, 0, 0.95)).isInstanceOf(Inconclusive.class);
    }

    @Test
    void countsMustFitTogether() {
        assertThat(Drift.psi(new long[] {50, 50}, new long[] {50, 50, 1})).isInstanceOf(Inconclusive.class);
        assertThat(Drift.psi(new long[] {20, 20}, new long[] {50, 50})).isInstanceOf(Inconclusive.class);
        assertThat(Drift.chiSquare(new long[] {-1, 100}, new long[] {50, 50})).isInstanceOf(Inconclusive.class);
        assertThat(Drift.chiSquare(new long[] {100, 1}, new long[] {100, 1}))
                .isInstanceOfSatisfying(Inconclusive.class, none -> assertThat(none.reason())
                        .isEqualTo("fewer than 5 are to be expected in category 2: join rare ones"));
    }

    @Test
    void aConfidenceIsAboveAHalfAndBelowOne() {
        for (double confidence : new double[] {0.5, 1, 95, Double.NaN}) {
            assertThatIllegalArgumentException().isThrownBy(() -> new Proportion(100, 50).wilson(confidence));
        }
    }

    @Test
    void theSameSeedGivesTheSameBits() {
        double[] values = IntStream.range(0, 300).mapToDouble(i -> i * i % 17).toArray();
        Result first = new Bootstrap(values, NO_GROUPS, 42).at(0.95);
        assertThat(new Bootstrap(values, NO_GROUPS, 42).at(0.95)).isEqualTo(first);
        assertThat(new Bootstrap(values, NO_GROUPS, 43).at(0.95)).isNotEqualTo(first);
        // Known on every machine; made in Python.
        assertThat(new SplitMix(0).below(1 << 30)).isEqualTo(948_447_758);
    }

    @Test
    void identicalModelsAreWithinAMarginThatTheNumberOfExamplesAllows() {
        Estimate estimate = (Estimate) new PairedProportions(2_000, 0, 0).corrected(0.95);
        assertThat(estimate.lower()).isBetween(-0.002, -0.001);
        assertThat(estimate.value()).isZero();
        assertThat(estimate.upper()).isCloseTo(-estimate.lower(), within(1e-12));
    }

    private static void assertConstant(Result result) {
        assertThat(result).isInstanceOfSatisfying(Inconclusive.class, none -> assertThat(none.reason())
                .contains("all are the same number"));
    }
}
