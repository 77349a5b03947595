package io.jenkins.plugins.modelgate.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A small DVC project with its own Git, remote and ledger, and the packaged launcher to run in it. Its model is a file that
 * holds the model's error, and training copies the data: all is real but the mathematics.
 */
final class Project {
    private static final Path LAUNCHER =
            Path.of("target/model-gate/bin/model-gate").toAbsolutePath();

    private static final String POLICY = """
            version: 1
            models:
              %s:
                paths: [data, dvc.yaml]
                artifact: model.txt
                data: [data]
                rescore: 'printf "{\\"rmse\\": %%s}" "$(cat "$MODEL_GATE_MODEL/model.txt")" > "$MODEL_GATE_METRICS"'
                targets:
                  production:
                    alias: champion
                    gates:
                      - bound: { name: rmse-in-bounds, metric: rmse, at-most: 60 }
                      - comparison: { name: no-worse, metric: rmse, better: lower, margin: 2 %% }
                      - lineage: { name: descent, require: [clean, data-unmodified, data-in-remote, byte-identical] }
            """;

    private static final String PIPELINE = """
            stages:
              train:
                cmd: cp data/rmse.txt model.txt && printf '{"rmse":%s}' "$(cat model.txt)" > metrics.json
                deps: [data]
                outs: [model.txt]
                metrics:
                  - metrics.json: {cache: false}
            """;

    private final Path home;
    private final Path root;
    private final Map<String, String> environment = new HashMap<>();

    /** Folders and environment only; nothing of the machine's configuration is seen. */
    Project(Path home) throws IOException {
        this.home = home;
        this.root = Files.createDirectories(home.resolve("project"));
        environment.put("PATH", System.getenv("PATH"));
        if (System.getenv("JAVA_HOME") != null) {
            environment.put("JAVA_HOME", System.getenv("JAVA_HOME"));
        }
        environment.put("HOME", home.toString());
        environment.put("LC_ALL", "C.UTF-8");
        environment.put("GIT_CONFIG_NOSYSTEM", "1");
        environment.put("GIT_AUTHOR_NAME", "Ann");
        environment.put("GIT_AUTHOR_EMAIL", "ann@example.org");
        environment.put("GIT_COMMITTER_NAME", "Ann");
        environment.put("GIT_COMMITTER_EMAIL", "ann@example.org");
        environment.put("DVC_NO_ANALYTICS", "1");
        for (String folder : List.of("SITE_CACHE", "GLOBAL_CONFIG", "SYSTEM_CONFIG")) {
            environment.put("DVC_" + folder + "_DIR", home.resolve(folder).toString());
        }
        environment.put("MODEL_GATE_LEDGER", ledger().toString());
    }

    /** A project under Git and DVC with a remote, a pipeline and a policy for {@code model}. */
    static Project create(Path home, Path tools, String model) throws IOException, InterruptedException {
        Project project = new Project(home);
        String bin = tools.resolve("venv/bin").toString();
        project.set("PATH", bin + ":" + System.getenv("PATH"));
        project.must("git", "init", "-q", "-b", "main");
        project.must("dvc", "init", "-q");
        project.must(
                "dvc",
                "remote",
                "add",
                "-q",
                "-d",
                "store",
                home.resolve("store").toString());
        Files.writeString(project.root.resolve("dvc.yaml"), PIPELINE);
        Files.writeString(project.root.resolve("model-gate.yaml"), POLICY.formatted(model));
        return project;
    }

    void set(String variable, String value) {
        environment.put(variable, value);
    }

    Path root() {
        return root;
    }

    Path ledger() {
        return home.resolve("ledger.git");
    }

    /** Puts other data into the workspace and commits it; training on it gives a model of this error. */
    void deliver(String rmse) throws IOException, InterruptedException {
        Files.createDirectories(root.resolve("data"));
        Files.writeString(root.resolve("data/rmse.txt"), rmse);
        must("dvc", "add", "-q", "data");
        commit("Data with " + rmse);
    }

    void commit(String message) throws IOException, InterruptedException {
        must("git", "add", "-A");
        must("git", "commit", "-q", "--allow-empty", "-m", message);
    }

    /** Runs a program. */
    Launched run(String... command) throws IOException, InterruptedException {
        List<String> found =
                new ArrayList<>(List.of("/usr/bin/env")); // looks along the project's PATH, Java along ours
        found.addAll(List.of(command));
        return finish(start(found));
    }

    /** Runs a program that must succeed. */
    void must(String... command) throws IOException, InterruptedException {
        Launched launched = run(command);
        if (launched.exitCode() != 0) {
            throw new AssertionError(String.join(" ", command) + ": " + launched);
        }
    }

    /** Runs the launcher. */
    Launched gate(String... arguments) throws IOException, InterruptedException {
        return finish(startGate(arguments));
    }

    Process startGate(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(LAUNCHER.toString()));
        command.addAll(List.of(arguments));
        return start(command);
    }

    private Process start(List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(root.toFile())
                .redirectOutput(Files.createTempFile(home, "out", null).toFile())
                .redirectError(Files.createTempFile(home, "err", null).toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        outputs.put(
                process,
                List.of(
                        builder.redirectOutput().file().toPath(),
                        builder.redirectError().file().toPath()));
        return process;
    }

    private final Map<Process, List<Path>> outputs = new HashMap<>();

    /** Waits for the end. */
    Launched finish(Process process) throws IOException, InterruptedException {
        if (!process.waitFor(5, TimeUnit.MINUTES)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            throw new AssertionError("Still running after five minutes");
        }
        List<Path> said = outputs.remove(process);
        return new Launched(process.exitValue(), Files.readString(said.get(0)), Files.readString(said.get(1)));
    }
}
