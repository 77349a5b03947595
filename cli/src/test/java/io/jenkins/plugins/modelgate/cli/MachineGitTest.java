package io.jenkins.plugins.modelgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineGitTest {
    @TempDir
    private Path root;

    private Path program;

    @BeforeEach
    void setUp() throws IOException {
        program = git("usr-bin");
    }

    private Path git(String folder) throws IOException {
        Path file =
                Files.writeString(Files.createDirectories(root.resolve(folder)).resolve("git"), "#!/bin/sh\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Map<String, String> path(String... folders) {
        return Map.of(
                "PATH",
                String.join(
                        ":",
                        java.util.Arrays.stream(folders)
                                .map(folder -> root.resolve(folder).toString())
                                .toList()));
    }

    private Optional<Path> settings(Map<String, String> environment) {
        return MachineGit.settings(true, environment, program);
    }

    @Test
    void knowsTheSettingsOfTheGitThatTheSystemBrings() {
        assertThat(settings(path("empty", "usr-bin"))).contains(Path.of("/etc/gitconfig"));
    }

    @Test
    void knowsItByAnotherNameOfItsFolder() throws IOException {
        Files.createSymbolicLink(root.resolve("bin"), Path.of("usr-bin"));

        assertThat(settings(path("bin"))).contains(Path.of("/etc/gitconfig"));
    }

    @Test
    void leavesAnyOtherGitToBeAsked() throws IOException {
        git("opt");

        assertThat(settings(path("opt", "usr-bin"))).isEmpty();
        assertThat(settings(Map.of())).isEmpty();
    }

    @Test
    void leavesItToBeAskedWhereAVariableNamesTheSettings() {
        assertThat(settings(Map.of("PATH", root.resolve("usr-bin").toString(), "GIT_CONFIG_SYSTEM", "/elsewhere")))
                .isEmpty();
    }

    @Test
    void leavesALinkInTheSystemsPlaceToBeAsked() throws IOException {
        Path link = Files.createSymbolicLink(root.resolve("usr-git"), git("opt"));

        assertThat(MachineGit.settings(true, path("opt"), link)).isEmpty();
    }

    @Test
    void leavesOtherSystemsToBeAsked() {
        assertThat(MachineGit.settings(false, path("usr-bin"), program)).isEmpty();
    }
}
