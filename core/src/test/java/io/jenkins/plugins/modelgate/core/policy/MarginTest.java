package io.jenkins.plugins.modelgate.core.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MarginTest {
    @ParameterizedTest
    @CsvSource({
        "2 absolute, 2, ABSOLUTE, 2 absolute",
        "0.5absolute, 0.5, ABSOLUTE, 0.5 absolute",
        "2 %, 2, PERCENT, 2 %",
        "' 2% ', 2, PERCENT, 2 %",
        "1 points, 1, POINTS, 1 points",
        "0 %, 0, PERCENT, 0 %",
        "1e-3 absolute, 0.001, ABSOLUTE, 0.001 absolute"
    })
    void readsANumberAndAUnit(String text, double amount, Margin.Unit unit, String shown) {
        assertThat(Margin.parse(text)).isEqualTo(new Margin(amount, unit)).hasToString(shown);
        assertThat(Margin.parse(shown)).isEqualTo(new Margin(amount, unit));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2",
                "%",
                "absolute",
                "2 percent",
                "2 % %",
                "two %",
                "2,5 %",
                "NaN %",
                "Infinity %",
                "-1 %",
                "1e999 %",
                "0x1 %",
                "2 Absolute",
                "1 2 %",
                "02 %"
            })
    void refusesAnythingElse(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Margin.parse(text))
                .withMessageStartingWith("a margin")
                .withMessageNotContaining("\n");
    }

    @Test
    void refusesAmountsThatAreNone() {
        for (double amount : new double[] {Double.NaN, Double.POSITIVE_INFINITY, -1}) {
            assertThatIllegalArgumentException().isThrownBy(() -> new Margin(amount, Margin.Unit.PERCENT));
        }
    }

    @Test
    void isAppliedInTheMetricsOwnUnit() {
        assertThat(Margin.parse("2 absolute").against(50)).isEqualByComparingTo("2");
        assertThat(Margin.parse("2 %").against(50)).isEqualByComparingTo("1");
        assertThat(Margin.parse("2 %").against(-50)).isEqualByComparingTo("1");
        assertThat(Margin.parse("2 points").against(0.5)).isEqualByComparingTo("0.02");
    }
}
