package io.jenkins.plugins.modelgate.cli;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.jgit.util.FS;

/** Git's settings of the whole machine. To find their file, JGit would start git twice with every command. */
final class MachineGit {
    private static final Path PROGRAM = Path.of("/usr/bin/git");
    private static final Path SETTINGS = Path.of("/etc/gitconfig");

    private MachineGit() {}

    /** Tells JGit where the settings are, if that is sure; else JGit asks git. */
    static void tell(Map<String, String> environment) {
        boolean linux = "Linux".equals(System.getProperty("os.name"));
        settings(linux, environment, PROGRAM).ifPresent(file -> FS.DETECTED.setGitSystemConfig(file.toFile()));
    }

    /**
     * Linux alone has the Git that was built for {@code /usr} as {@code /usr/bin/git}, and for that prefix Git's own makefile
     * knows one place for its settings. Any other Git, or a variable that names another file, and git must be asked.
     *
     * @param program {@code /usr/bin/git}
     */
    static Optional<Path> settings(boolean linux, Map<String, String> environment, Path program) {
        if (!linux || environment.containsKey("GIT_CONFIG_SYSTEM") || Files.isSymbolicLink(program)) {
            return Optional.empty();
        }
        return Stream.of(environment.getOrDefault("PATH", "").split(Pattern.quote(File.pathSeparator), -1))
                .map(folder -> Path.of(folder, "git"))
                .filter(Files::isExecutable)
                .findFirst()
                .filter(first -> isSame(first, program))
                .map(first -> SETTINGS);
    }

    private static boolean isSame(Path one, Path other) {
        try {
            return Files.isSameFile(one, other);
        } catch (java.io.IOException e) {
            return false;
        }
    }
}
