package io.jenkins.plugins.modelgate.mlflow.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modelgate.mlflow.client.Failure.Kind;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FailureTest {
    private final MlflowException error = new MlflowException.Unavailable("down.", null);

    @ParameterizedTest
    @EnumSource(Kind.class)
    void repeatsACreationOnlyIfNothingWasDoneBeforeTheServerReadIt(Kind kind) {
        assertThat(Failure.of(kind, error).mayRepeat(false, 1)).isEqualTo(kind == Kind.NOTHING_DONE);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void repeatsWhatMayBeRepeatedUnlessTheServerHasSaidItsLastWord(Kind kind) {
        assertThat(Failure.of(kind, error).mayRepeat(true, 1)).isEqualTo(kind != Kind.FINAL);
    }

    @Test
    void doesNotRepeatFaultsAndRacesForEver() {
        assertThat(Failure.of(Kind.FAULT, error).mayRepeat(true, 3)).isFalse();
        assertThat(Failure.of(Kind.RACE, error).mayRepeat(true, 9)).isFalse();
        assertThat(Failure.of(Kind.LOST, error).mayRepeat(true, 1000)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void saysThatTheOutcomeIsUnknownOnlyWhereItIs(Kind kind) {
        Failure failure = Failure.of(kind, error);

        assertThat(failure.giveUp(true)).isSameAs(error);
        if (kind == Kind.FAULT || kind == Kind.LOST) {
            assertThat(failure.giveUp(false))
                    .isInstanceOf(MlflowException.OutcomeUnknown.class)
                    .hasCause(error);
        } else {
            assertThat(failure.giveUp(false)).isSameAs(error);
        }
    }

    @Test
    void waitsTwiceAsLongEachTimeUpToABound() {
        Failure failure = Failure.of(Kind.LOST, error);

        assertThat(failure.pause(1)).isEqualTo(Duration.ofMillis(200));
        assertThat(failure.pause(2)).isEqualTo(Duration.ofMillis(400));
        assertThat(failure.pause(1000)).isEqualTo(Duration.ofSeconds(5));
        assertThat(new Failure(Kind.LOST, error, Duration.ofSeconds(70)).pause(1))
                .isEqualTo(Duration.ofSeconds(70));
    }
}
