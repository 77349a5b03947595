package io.jenkins.plugins.modelgate.dvc.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LocalProcessesTest {
    @TempDir
    private Path folder;

    private final List<String> said = new ArrayList<>();

    @Test
    void streamsBothOutputsLineByLine() throws Exception {
        Path program = program("echo one; echo two >&2; printf 'half'; exit 3");

        assertThat(run(program)).isEqualTo(3);
        assertThat(said).containsExactlyInAnyOrder("OUT one", "ERR two", "OUT half");
    }

    @Test
    void passesHostileArgumentsUnchanged() throws Exception {
        Path program = program("for a in \"$@\"; do printf '[%s]' \"$a\"; done");

        run(program, "$(id)", "`id`", "a b", "", "'", "\"", "*", "--", "-x", "ünï\uD83D\uDE00", ";id", "\\", "%s");

        assertThat(said)
                .containsExactly("OUT [$(id)][`id`][a b][]['][" + "\"][*][--][-x][ünï\uD83D\uDE00][;id][\\][%s]");
    }

    @Test
    void givesWhatIsToBeSeenAndHidesWhatIsNot() throws Exception {
        Path program = program("echo \"$GIVEN|${HOME-unset}|${PATH:+path}\"");

        new LocalProcesses()
                .run(
                        new Command(List.of(program.toString()), folder, Map.of("GIVEN", "ä=b"), Set.of("HOME"), null),
                        listener());

        assertThat(said).containsExactly("OUT ä=b|unset|path");
    }

    @Test
    void readsNothingFromTheTerminal() throws Exception {
        assertThat(run(program("read answer && echo asked || echo 'no answer'")))
                .isZero();
        assertThat(said).containsExactly("OUT no answer");
    }

    @Test
    void tellsOfASignalByTheExitCode() throws Exception {
        assertThat(run(program("kill -9 $$"))).isEqualTo(137);
    }

    @Test
    void endsTheWholeTreeWhenTimeIsUp() throws Exception {
        Path program = program("""
                trap '' TERM
                sleep 600 & echo $!
                (sleep 600 & echo $!)
                echo $$
                wait
                """);
        Command command = new Command(List.of(program.toString()), folder, Map.of(), Set.of(), Duration.ofSeconds(2));

        assertThatExceptionOfType(ProcessRunner.TimedOutException.class)
                .isThrownBy(() -> new LocalProcesses().run(command, listener()))
                .withMessageContaining("PT2S");
        assertThat(said).hasSize(3).allSatisfy(line -> assertEnded(Long.parseLong(line.substring(4))));
    }

    @Test
    void endsTheWholeTreeWhenInterrupted() throws Exception {
        Path program = program("sleep 600 & echo $!; echo $$; echo go; wait");
        CompletableFuture<Void> going = new CompletableFuture<>();
        CompletableFuture<Exception> outcome = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                new LocalProcesses().run(command(program), (source, line) -> {
                    said.add(line);
                    if (line.equals("go")) {
                        going.complete(null);
                    }
                });
                outcome.complete(null);
            } catch (IOException | InterruptedException e) {
                outcome.complete(e);
            }
        });
        thread.start();
        going.get(30, TimeUnit.SECONDS);
        thread.interrupt();

        assertThat(outcome.get(30, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
        assertEnded(Long.parseLong(said.get(0)));
        assertEnded(Long.parseLong(said.get(1)));
    }

    @Test
    void doesNotWaitForAStrayChildThatKeepsTheOutputOpen() throws Exception {
        Path program = program("setsid sleep 600 & echo $!; exit 4");

        assertThat(run(program)).isEqualTo(4);

        ProcessHandle.of(Long.parseLong(said.get(0).substring(4))).ifPresent(ProcessHandle::destroyForcibly);
    }

    @Test
    void findsABareNameOnThePathButNotInTheFolderThatItRunsIn() throws Exception {
        program("echo hostile");
        Command onPath = new Command(
                List.of("program.sh"), folder, Map.of("PATH", folder + ":" + System.getenv("PATH")), Set.of(), null);
        Command here = new Command(List.of("program.sh"), folder, Map.of("PATH", ".::bin"), Set.of(), null);

        assertThat(new LocalProcesses().run(onPath, listener())).isZero();
        assertThatExceptionOfType(ProcessRunner.NotFoundException.class)
                .isThrownBy(() -> new LocalProcesses().run(here, listener()))
                .withMessage("‘program.sh’ is not on the PATH (.::bin)");
    }

    @Test
    void namesAProgramThatIsNotThere() {
        assertThatExceptionOfType(ProcessRunner.NotFoundException.class)
                .isThrownBy(() -> new LocalProcesses().run(command(folder.resolve("nothing")), listener()))
                .withMessage("‘" + folder.resolve("nothing") + "’ is no program");
    }

    @Test
    void endsTheProgramWhenTheListenerFails() throws Exception {
        Path program = program("echo $$ > pid; echo line; sleep 600");

        assertThatIOException()
                .isThrownBy(() -> new LocalProcesses().run(command(program), (source, line) -> {
                    throw new IllegalStateException("full");
                }))
                .withMessageContaining("full");
        assertEnded(Long.parseLong(Files.readString(folder.resolve("pid")).strip()));
    }

    @Test
    void cutsEndlessLinesIntoPieces() throws Exception {
        run(program("head -c 1000000 /dev/zero | tr '\\0' 'x'"));

        assertThat(said).hasSizeGreaterThan(10).allSatisfy(line -> assertThat(line)
                .hasSizeLessThan(70_000));
        assertThat(said.stream().mapToInt(line -> line.length() - 4).sum()).isEqualTo(1_000_000);
    }

    private int run(Path program, String... arguments) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(program.toString()));
        line.addAll(List.of(arguments));
        return new LocalProcesses().run(new Command(line, folder, Map.of(), Set.of(), null), listener());
    }

    private Command command(Path program) {
        return new Command(List.of(program.toString()), folder, Map.of(), Set.of(), null);
    }

    private OutputListener listener() {
        return (source, line) -> said.add(source + " " + line);
    }

    private Path program(String script) throws IOException {
        return Files.writeString(
                Files.createFile(
                        folder.resolve("program.sh"),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))),
                "#!/bin/sh\n" + script + "\n");
    }

    private static void assertEnded(long pid) {
        // A zombie that nobody has reaped yet (there may be no init in a container) has ended too.
        assertThat(ProcessHandle.of(pid)
                        .filter(process -> process.info().command().isPresent()))
                .isEmpty();
    }
}
