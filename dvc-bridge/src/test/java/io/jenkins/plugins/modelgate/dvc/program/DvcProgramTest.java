package io.jenkins.plugins.modelgate.dvc.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jenkins.plugins.modelgate.dvc.DvcRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DvcProgramTest {
    @TempDir
    private Path folder;

    private final List<String> said = new ArrayList<>();

    @BeforeEach
    void makeRepository() throws IOException {
        Files.createDirectory(folder.resolve(".dvc"));
    }

    @Test
    void tellsItsVersion() throws IOException {
        assertThat(dvc("echo 3.67.1").version()).isEqualTo("3.67.1");
    }

    @Test
    void refusesDvc2() {
        assertFails(() -> dvc("echo 2.58.2").version(), DvcFailure.UNSUPPORTED_VERSION)
                .withMessage("DVC 2.58.2 is too old. Install DVC 3.");
    }

    @Test
    void refusesAnotherProgramOfThatName() {
        assertFails(() -> dvc("echo 'Domestic Violence Counter'").version(), DvcFailure.NOT_INSTALLED)
                .withMessageContaining("‘Domestic Violence Counter’ is no version of DVC");
    }

    @Test
    void saysSoIfThereIsNoProgram() {
        DvcProgram missing = new DvcProgram(
                DvcRepository.open(folder), DvcOptions.defaults().withExecutable(folder.resolve("missing")));

        assertFails(missing::version, DvcFailure.NOT_INSTALLED).withMessageContaining("is no program. Install DVC 3");
    }

    @Test
    void setsTheEnvironmentForCi() throws IOException {
        dvc("echo \"$DVC_NO_ANALYTICS $CI $GIT_TERMINAL_PROMPT $EXTRA\" >&2; echo 3.0.0")
                .version();

        assertThat(said).containsExactly("1 true 0 extra");
    }

    @Test
    void saysInOneLineWhatFailedAndWhatHelps() {
        assertFails(() -> dvc("""
                                echo 'WARNING: something' >&2
                                echo "ERROR: failed to transfer '40' - Cannot connect to host me:pw@127.0.0.1" >&2
                                printf 'ERROR: failed to push data to the cloud - 4 files failed\\nto upload.\\n' >&2
                                exit 1
                                """).status(), DvcFailure.UNREACHABLE)
                .withMessage(
                        "‘dvc status’ failed with exit code 1: failed to push data to the cloud - 4 files failed to"
                                + " upload. Check address and network, then try again.");
    }

    @Test
    void tellsNoSecrets() {
        assertFails(
                        () -> dvc("echo 'ERROR: no https://me:secret@host/x?X-Amz-Signature=abc&y=1' >&2; exit 1")
                                .status(),
                        DvcFailure.OTHER)
                .withMessageContaining("https://***host/x?X-Amz-Signature=***&y=1");
        assertThat(said).singleElement().asString().doesNotContain("secret", "abc");
    }

    @Test
    void doesNotTakeTheWordsOfAStageForItsOwn() {
        assertFails(() -> dvc("""
                                        echo 'ERROR: 403 Forbidden, and No space left on device' >&2
                                        echo "ERROR: failed to reproduce 'train': failed to run: python train.py" >&2
                                        exit 255
                                        """).repro(List.of(), false, false), DvcFailure.STAGE_FAILED)
                .withMessageContaining("failed to reproduce 'train'");
    }

    @Test
    void endsWhatTakesTooLong() {
        assertFails(
                        () -> dvc("sleep 600", DvcOptions.defaults().withTimeout(Duration.ofMillis(300)))
                                .status(),
                        DvcFailure.TIMED_OUT)
                .withMessageContaining("took longer than PT0.3S and was ended");
    }

    @Test
    void readsWhatIsOutOfDate() throws IOException {
        assertThat(dvc("""
                        echo '{"train":[{"changed deps":{"params.yaml":{"lr":"modified"}}},"changed command"],
                          "d.dvc":[{"changed outs":{"d \\u00e4":"not in cache"}}]}'
                        """).status())
                .containsExactly(
                        new StaleStage("train", List.of("changed deps: params.yaml: lr: modified", "changed command")),
                        new StaleStage("d.dvc", List.of("changed outs: d ä: not in cache")));
    }

    @Test
    void refusesAnAnswerThatIsNoJson() {
        assertFails(() -> dvc("echo '<html>'").status(), DvcFailure.OTHER)
                .withMessageContaining("DVC answered ‘<html>’ where a JSON object was expected");
        assertFails(() -> dvc("true").status(), DvcFailure.OTHER).withMessageContaining("answered ‘’");
    }

    private static ThrowableAssertAlternative<DvcProgramException> assertFails(
            ThrowingCallable call, DvcFailure reason) {
        return assertThatExceptionOfType(DvcProgramException.class)
                .isThrownBy(call)
                .matches(e -> e.reason() == reason, "reason is " + reason)
                .matches(e -> e.getMessage().lines().count() == 1, "has one line");
    }

    private DvcProgram dvc(String script) throws IOException {
        return dvc(script, DvcOptions.defaults());
    }

    private DvcProgram dvc(String script, DvcOptions options) throws IOException {
        return new DvcProgram(
                DvcRepository.open(folder),
                options.withExecutable(program(script))
                        .withEnvironment(Map.of("EXTRA", "extra"))
                        .listening((source, line) -> said.add(line)));
    }

    private Path program(String script) throws IOException {
        Path program = folder.resolve("dvc");
        Files.deleteIfExists(program);
        return Files.writeString(
                Files.createFile(
                        program, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))),
                "#!/bin/sh\n" + script + "\n");
    }
}
