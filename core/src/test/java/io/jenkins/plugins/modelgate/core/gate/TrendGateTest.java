package io.jenkins.plugins.modelgate.core.gate;

import static org.assertj.core.api.Assertions.assertThat;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.document.Evidence;
import io.jenkins.plugins.modelgate.core.document.Observer;
import io.jenkins.plugins.modelgate.core.document.Verdict;
import io.jenkins.plugins.modelgate.core.policy.Gate;
import io.jenkins.plugins.modelgate.core.policy.Gate.Direction;
import io.jenkins.plugins.modelgate.core.policy.Gate.Trend.Chart;
import io.jenkins.plugins.modelgate.core.policy.Grounds;
import io.jenkins.plugins.modelgate.core.policy.Margin;
import io.jenkins.plugins.modelgate.core.policy.Severity;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TrendGateTest {
    /** 0.9 with a spread of some thousandths, without chance. */
    private static double steady(int i) {
        return 0.9 + (i * 7 % 5 - 2) * 0.002;
    }

    @ParameterizedTest
    @EnumSource(Chart.class)
    void noticesSlowDecay(Chart chart) {
        // Each candidate is a thousandth worse than the one before: no comparison sees that.
        IntToDoubleFunction decaying = i -> steady(i) - Math.max(0, i - 25) * 0.001;
        Verdict verdict = ask(chart, Direction.HIGHER, 40, decaying, null, null);
        assertThat(verdict.answer()).isEqualTo(Answer.FAIL);
        assertThat(verdict.sentence())
                .startsWith("acc is 0.8")
                .contains("and has gone astray for the worse, 0.9 in the first 20 of 41 candidates");
        assertThat(verdict.chart()).hasSize(21);
        assertThat(ask(chart, Direction.LOWER, 40, decaying, null, null).sentence())
                .contains("has gone astray for the better");
        assertThat(ask(chart, Direction.LOWER, 40, decaying, null, null).answer())
                .isEqualTo(Answer.PASS);
    }

    @ParameterizedTest
    @EnumSource(Chart.class)
    void letsBeWhatIsUsual(Chart chart) {
        Verdict verdict = ask(chart, Direction.HIGHER, 60, TrendGateTest::steady, null, null);
        assertThat(verdict.answer()).isEqualTo(Answer.PASS);
        assertThat(verdict.sentence()).contains("is where it usually is");
        assertThat(verdict.n()).isEqualTo(61);
    }

    @ParameterizedTest
    @EnumSource(Chart.class)
    void whatIsWithinTheBandIsNoMatter(Chart chart) {
        IntToDoubleFunction lower = i -> steady(i) - (i < 25 ? 0 : 0.008);
        assertThat(ask(chart, Direction.HIGHER, 60, lower, null, null).answer()).isEqualTo(Answer.FAIL);
        assertThat(ask(chart, Direction.HIGHER, 60, lower, "0.02 absolute", null)
                        .answer())
                .isEqualTo(Answer.PASS);
    }

    @ParameterizedTest
    @EnumSource(Chart.class)
    void replicatesSayWhatChanceAloneDoes(Chart chart) {
        IntToDoubleFunction lower = i -> steady(i) - (i < 25 ? 0 : 0.008);
        assertThat(ask(chart, Direction.HIGHER, 60, lower, null, "acc.seed*").answer())
                .isEqualTo(Answer.PASS);
    }

    @Test
    void tooShortAHistoryTellsNothing() {
        Verdict verdict = ask(Chart.EWMA, Direction.HIGHER, 19, TrendGateTest::steady, null, null);
        assertThat(verdict.answer()).isEqualTo(Answer.INCONCLUSIVE);
        assertThat(verdict.sentence())
                .isEqualTo("acc of 19 candidates before is known; what is usual is learned from 20.");
    }

    @Test
    void aHistoryWithoutSpreadTellsNothing() {
        assertThat(ask(Chart.EWMA, Direction.HIGHER, 30, i -> 0.9, null, null).answer())
                .isEqualTo(Answer.INCONCLUSIVE);
    }

    private static Verdict ask(
            Chart chart,
            Direction better,
            int before,
            IntToDoubleFunction history,
            @CheckForNull String band,
            @CheckForNull String noise) {
        Gate.Trend gate = new Gate.Trend(
                "t",
                Severity.WARN,
                "acc",
                better,
                chart,
                20,
                band == null ? null : Margin.parse(band),
                noise == null ? null : new Grounds.Replicates(noise, false));
        List<Evidence> evidence = IntStream.range(0, before)
                .mapToObj(i -> evidence(history.applyAsDouble(i)))
                .toList();
        return TrendGate.verdict(gate, evidence(history.applyAsDouble(before)), evidence);
    }

    /** With replicates that spread by two hundredths. */
    private static Evidence evidence(double value) {
        EvidenceBuilder builder = new EvidenceBuilder().metric("acc", value, Observer.AGENT);
        for (int i = 0; i < 5; i++) {
            builder.metric("acc.seed" + i, 0.9 + (i - 2) * 0.015, Observer.AGENT);
        }
        return builder.build();
    }
}
