package io.jenkins.plugins.modelgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LauncherIT {
    private static final Path LAUNCHER =
            Path.of("target/model-gate/bin/model-gate").toAbsolutePath();

    @TempDir
    private Path home;

    private Project project;

    @BeforeEach
    void setUp() throws IOException {
        project = new Project(home);
    }

    private Path program(String path, String script) throws IOException {
        Path file = home.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void startsThroughSymbolicLinks() throws IOException, InterruptedException {
        Path first = Files.createSymbolicLink(home.resolve("first"), LAUNCHER);
        Files.createDirectories(home.resolve("bin with blank"));
        Path second = Files.createSymbolicLink(home.resolve("bin with blank/second"), Path.of("../first"));

        assertThat(first).isSymbolicLink();
        project.must(second.toString(), "--version");
    }

    @Test
    void saysThatJavaIsTooOld() throws IOException, InterruptedException {
        program("old/bin/java", "exit 99");
        Files.writeString(home.resolve("old/release"), "JAVA_VERSION=\"11.0.2\"\n");
        project.set("JAVA_HOME", home.resolve("old").toString());

        Launched launched = project.gate("--version");

        assertThat(launched.exitCode()).isEqualTo(1);
        assertThat(launched.err())
                .isEqualTo("model-gate: needs Java 17 or newer, but " + home.resolve("old/bin/java") + " is 11.0.2\n");
    }

    @Test
    void asksAJavaThatDoesNotSayItsVersionInAFile() throws IOException, InterruptedException {
        program("odd/bin/java", "echo 'openjdk version \"1.8.0_402\"' >&2");
        project.set("JAVA_HOME", home.resolve("odd").toString());

        assertThat(project.gate("--version").err()).contains("is 1.8.0_402");
    }

    @Test
    void saysThatJavaHomeIsWrong() throws IOException, InterruptedException {
        project.set("JAVA_HOME", home.resolve("nowhere").toString());

        Launched launched = project.gate("--version");

        assertThat(launched.exitCode()).isEqualTo(1);
        assertThat(launched.err()).contains("JAVA_HOME is " + home.resolve("nowhere"));
    }

    @Test
    void readsAnyFileNameWhateverTheLocale() throws IOException, InterruptedException {
        project.set("LC_ALL", "C");
        Files.writeString(project.root().resolve("größe.yaml"), "version: 2\n");

        Launched launched = project.gate("policy", "check", "größe.yaml");

        assertThat(launched.exitCode()).as(launched.toString()).isEqualTo(2);
        assertThat(launched.err()).contains("größe.yaml:1:");
    }

    @Test
    void saysNothingOfTheArchiveOfClassesWhereItCannotBeUsed() throws IOException, InterruptedException {
        project.must(
                "cp",
                "-r",
                LAUNCHER.getParent().getParent().toString(),
                home.resolve("moved").toString());
        project.must("chmod", "-R", "a-w", home.resolve("moved").toString());
        try {
            Process process = new ProcessBuilder(
                            home.resolve("moved/bin/model-gate").toString(), "--version")
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            assertThat(process.waitFor()).isZero();
            assertThat(said).matches("model-gate \\S+\\R");
        } finally {
            project.must("chmod", "-R", "u+w", home.resolve("moved").toString());
        }
    }

    @Test
    void completesInBash() throws IOException, InterruptedException {
        String asks = """
                compopt() { :; }
                source <("$0" completion)
                complete -p model-gate
                ask() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=(); _complete_model-gate; echo "$@: ${COMPREPLY[*]}"; }
                ask model-gate pro
                ask model-gate ledger ''
                ask model-gate rollback --re
                """;
        Launched launched = project.run("bash", "--norc", "-c", asks, LAUNCHER.toString());

        assertThat(launched.err()).isEmpty();
        assertThat(launched.out().lines().map(String::strip))
                .containsExactly(
                        "complete -o default -F _complete_model-gate model-gate",
                        "model-gate pro: promote",
                        "model-gate ledger : init anchor audit verify",
                        "model-gate rollback --re: --reason");
    }

    @Test
    void bringsTheLicenceOfEachJar() throws IOException {
        Path distribution = LAUNCHER.getParent().getParent();
        String notices = Files.readString(distribution.resolve("THIRD-PARTY.txt"));
        List<Path> strangers;
        try (Stream<Path> jars = Files.list(distribution.resolve("lib"))) {
            strangers = jars.filter(jar -> jar.toString().endsWith(".jar"))
                    .filter(jar -> !jar.getFileName().toString().startsWith("model-gate-"))
                    .toList();
        }

        assertThat(strangers).hasSizeGreaterThan(10).allSatisfy(jar -> assertThat(notices)
                .containsPattern("(?m)^lib/" + Pattern.quote(jar.getFileName().toString())
                        + "\\R    \\S+:\\S+:\\S+.*\\R    (Apache-2\\.0|MIT|BSD-3-Clause|Bouncy Castle Licence)$"));
        assertThat(notices.lines().filter(line -> line.startsWith("lib/"))).hasSameSizeAs(strangers);
        assertThat(distribution.resolve("LICENSE")).isNotEmptyFile();
        assertThat(distribution.resolve("licenses/Apache-2.0.txt")).content().contains("Apache License");
        assertThat(distribution.resolve("licenses/Bouncy-Castle.txt"))
                .content()
                .contains("Legion of the Bouncy Castle");
    }
}
