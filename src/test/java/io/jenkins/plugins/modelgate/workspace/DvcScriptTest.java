package io.jenkins.plugins.modelgate.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modelgate.dvc.program.Call;
import io.jenkins.plugins.modelgate.dvc.program.Said;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script under the shell of this machine, with a program that stands in for dvc. */
class DvcScriptTest {
    @TempDir
    private Path temp;

    private Path left;

    @BeforeEach
    void makeFolders() throws IOException {
        left = Files.createDirectories(temp.resolve("le ft's"));
        Files.createDirectories(temp.resolve("root $(touch oops)"));
        Files.createDirectories(temp.resolve("bin"));
    }

    @Test
    void givesEveryArgumentAsItIs() throws Exception {
        List<String> hostile = List.of(
                "a b", "'", "\"", ";", "$(touch oops)", "`touch oops`", "-f", "\\n", "*", "ä\u0001", "line\nbreak", "");
        dvc("for a in \"$@\"; do printf '<%s>' \"$a\"; done");

        String log = run(script(call(false, hostile)));

        assertThat(log)
                .endsWith("<push>"
                        + String.join(
                                "",
                                hostile.stream().map(word -> "<" + word + ">").toList()));
        assertThat(log.lines().filter(line -> line.startsWith("+ dvc push"))).hasSize(1);
        assertThat(temp).isDirectoryNotContaining("glob:**/oops");
        assertThat(temp.resolve("root $(touch oops)")).isEmptyDirectory();
    }

    @Test
    void keepsExitCodeErrorsAndAnswerApart() throws Exception {
        dvc("echo out; echo err >&2; echo '100%\r50%' >&2");
        DvcScript script = script(call(false, List.of()), call(true, List.of("x")));

        String log = run(script);

        assertThat(log)
                .contains("+ dvc push\n", "out\n", "err\n", "+ dvc push x\n")
                .containsOnlyOnce("out");
        List<Said> said = script.said(left, 0);
        assertThat(said).extracting(Said::exitCode).containsExactly(0, 0);
        assertThat(said).extracting(Said::answer).containsExactly("", "out\n");
        assertThat(said.get(1).errors()).containsExactly("err", "100%", "50%");
    }

    @Test
    void makesNoCallAfterOneThatFailed() throws Exception {
        dvc("echo 'ERROR: no' >&2; exit 7");
        DvcScript script = script(call(false, List.of()), call(true, List.of()));

        run(script);

        assertThat(script.said(left, 0)).singleElement().satisfies(said -> {
            assertThat(said.exitCode()).isEqualTo(7);
            assertThat(said.errors()).containsExactly("ERROR: no");
        });
    }

    @Test
    void saysThatThereIsNoProgram() throws Exception {
        DvcScript script = script(call(false, List.of()));

        run(script);

        assertThat(script.said(left, 0))
                .singleElement()
                .extracting(Said::exitCode)
                .isEqualTo(127);
    }

    @Test
    void takesACallThatLeftNoExitCodeForKilled() throws Exception {
        DvcScript script = script(call(false, List.of()));

        assertThat(script.said(left, -1))
                .singleElement()
                .extracting(Said::exitCode)
                .isEqualTo(137);
        assertThat(script.said(left, 125))
                .singleElement()
                .extracting(Said::exitCode)
                .isEqualTo(125);
    }

    @Test
    void waitsNotForWhatAStageLeavesRunning() throws Exception {
        dvc("sleep 600 >/dev/null & echo $! >\"$HOME/pid\"; echo done >&2");
        DvcScript script = script(call(false, List.of()));
        try {
            run(script);

            assertThat(script.said(left, 0).get(0).errors()).containsExactly("done");
            assertThat(child()).get().matches(ProcessHandle::isAlive);
        } finally {
            child().ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    private java.util.Optional<ProcessHandle> child() throws IOException {
        return ProcessHandle.of(
                Long.parseLong(Files.readString(temp.resolve("pid")).strip()));
    }

    private static Call call(boolean asks, List<String> more) {
        List<String> arguments = new java.util.ArrayList<>(List.of("push"));
        arguments.addAll(more);
        return new Call(arguments, asks);
    }

    private DvcScript script(Call... calls) {
        return new DvcScript(List.of(calls), temp.resolve("root $(touch oops)").toString(), left.toString());
    }

    private void dvc(String text) throws IOException {
        Path program = temp.resolve("bin/dvc");
        Files.writeString(program, "#!/bin/sh\n" + text + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    }

    private String run(DvcScript script) throws IOException, InterruptedException {
        Path file = Files.writeString(temp.resolve("script.sh"), script.text());
        Path log = temp.resolve("log");
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", file.toString())
                .directory(temp.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("PATH", temp.resolve("bin") + ":/usr/bin:/bin");
        builder.environment().put("HOME", temp.toString());
        Process process = builder.start();
        assertThat(process.waitFor()).isZero();
        return Files.readString(log, StandardCharsets.UTF_8);
    }
}
