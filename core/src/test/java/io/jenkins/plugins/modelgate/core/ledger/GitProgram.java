package io.jenkins.plugins.modelgate.core.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The {@code git} program, without the configuration of this machine. */
public final class GitProgram {
    private GitProgram() {}

    static Map<String, String> environment() {
        return Map.of(
                "GIT_CONFIG_NOSYSTEM", "1",
                "GIT_CONFIG_GLOBAL", "/dev/null",
                "GIT_AUTHOR_NAME", "Tester",
                "GIT_AUTHOR_EMAIL", "tester@localhost",
                "GIT_COMMITTER_NAME", "Tester",
                "GIT_COMMITTER_EMAIL", "tester@localhost",
                "LC_ALL", "C");
    }

    record Result(int exit, String output) {}

    static Result tryRun(Path folder, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment());
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        return new Result(process.waitFor(), output);
    }

    public static String run(Path folder, String... arguments) throws Exception {
        Result result = tryRun(folder, arguments);
        if (result.exit != 0) {
            throw new AssertionError("git " + String.join(" ", arguments) + ": " + result.output);
        }
        return result.output.strip();
    }

    /** An empty bare repository; returns its URL. */
    public static String bareRepository(Path folder) throws Exception {
        run(folder.getParent(), "init", "-q", "--bare", "--initial-branch=main", folder.toString());
        return "file://" + folder;
    }

    public static void hook(Path repository, String name, String script) throws Exception {
        Path hook = repository.resolve("hooks").resolve(name);
        Files.createDirectories(hook.getParent());
        Files.writeString(hook, "#!/bin/sh\n" + script + "\n");
        if (!hook.toFile().setExecutable(true)) {
            throw new AssertionError("Cannot make ‘" + hook + "’ executable");
        }
    }
}
