package io.jenkins.plugins.modelgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.ledger.LedgerException;
import io.jenkins.plugins.modelgate.core.ledger.RefusedException;
import io.jenkins.plugins.modelgate.core.policy.PolicyException;
import io.jenkins.plugins.modelgate.mlflow.steps.StepException;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class FailureTest {
    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new InputException("x"), 2, "bad-input"),
                Arguments.of(new PolicyException("x"), 2, "bad-input"),
                Arguments.of(new StepException(StepException.Kind.BAD_INPUT, "x"), 2, "bad-input"),
                Arguments.of(new StepException(StepException.Kind.NOT_FOUND, "x"), 1, "not-found"),
                Arguments.of(new StepException(StepException.Kind.MISMATCH, "x"), 6, "mismatch"),
                Arguments.of(new StepException(StepException.Kind.FAILED, "x"), 1, "failed"),
                Arguments.of(new RefusedException("x"), 5, "refused"),
                Arguments.of(new LedgerException("x"), 1, "ledger"),
                Arguments.of(new IOException("x"), 1, "io"),
                Arguments.of(new InterruptedException("x"), 130, "interrupted"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void hasTheExitCodeOfItsKind(Throwable thrown, int exitCode, String kind) {
        Failure failure = Failure.of(thrown);

        assertThat(failure.exitCode().code()).isEqualTo(exitCode);
        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.expected()).isTrue();
    }

    @Test
    void tellsAMistakeOfTheProgramFromOneOfTheUser() {
        Failure failure = Failure.of(new IllegalStateException());

        assertThat(failure.exitCode()).isEqualTo(ExitCode.ERROR);
        assertThat(failure.expected()).isFalse();
        assertThat(failure.message()).contains("IllegalStateException");
    }

    @ParameterizedTest
    @CsvSource({"PASS,0", "FAIL,3", "INCONCLUSIVE,4", "ERROR,4"})
    void exitsAsTheGatesAnswer(Answer answer, int exitCode) {
        assertThat(GateCommand.exitCode(answer).code()).isEqualTo(exitCode);
    }
}
