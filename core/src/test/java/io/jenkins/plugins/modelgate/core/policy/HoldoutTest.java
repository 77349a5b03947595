package io.jenkins.plugins.modelgate.core.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HoldoutTest {
    /** Counted by hand: for each look, the courses that the answers before may have taken. */
    @ParameterizedTest
    @CsvSource({"20, 1, 20", "3, 2, 6", "3, 3, 7", "10, 10, 1023", "20, 3, 1350", "10000, 10000, 1.7976931348623157e308"
    })
    void sharesTheLevelAmongAllCoursesOfAnswers(int looks, int passes, double questions) {
        assertThat(new Holdout("h", "d", looks, passes).questions()).isEqualTo(questions);
    }

    @Test
    void withoutABudgetNothingIsShared() {
        assertThat(new Holdout("h", "d", null, 1).questions()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "10001, 1", "5, 0", "5, 6"})
    void refusesABudgetThatIsNone(int looks, int passes) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Holdout("h", "d", looks, passes));
    }
}
