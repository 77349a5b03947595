package io.jenkins.plugins.modelgate.dvc.corpus;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A DVC project in the making, in a folder of its own that has {@code workspace} and what lies around it. */
final class Project {
    private final Path around;
    private final Path root;
    private final Path dvcRoot;
    private final DvcServer server;
    private final Map<String, String> environment;

    Project(Path around, Path scratch, DvcServer server) {
        this(around, around.resolve("workspace"), around.resolve("workspace"), DvcServer.environment(scratch), server);
    }

    private Project(Path around, Path root, Path dvcRoot, Map<String, String> environment, DvcServer server) {
        this.around = around;
        this.root = root;
        this.dvcRoot = dvcRoot;
        this.environment = environment;
        this.server = server;
    }

    /** The same project, seen from where DVC has its root. */
    Project below(String folder) {
        return new Project(around, root, path(folder), environment, server);
    }

    Path dvcRoot() {
        return dvcRoot;
    }

    /** What lies beside the workspace: remotes, sources of imports, caches. */
    Path around(String name) {
        return around.resolve(name);
    }

    Path path(String name) {
        return dvcRoot.resolve(name).normalize();
    }

    Project init() {
        folder("");
        git("init", "-q", "-b", "main");
        return dvc("init").git("add", "-A").git("commit", "-q", "-m", "init");
    }

    Project remote(String name, String url) {
        return dvc("remote", "add", "-d", name, url);
    }

    /** A remote in a folder beside the workspace, with everything in it. */
    Project pushed() {
        return remote("store", around("remote").toString()).dvc("push");
    }

    Project write(String name, String content) {
        return write(name, content.getBytes(StandardCharsets.UTF_8));
    }

    Project write(String name, byte[] content) {
        return quietly(() -> {
            Files.createDirectories(path(name).getParent());
            Files.deleteIfExists(path(name));
            Files.write(path(name), content);
        });
    }

    Project folder(String name) {
        return quietly(() -> Files.createDirectories(path(name)));
    }

    Project link(String name, String target) {
        return quietly(() -> {
            Files.createDirectories(path(name).getParent());
            Files.createSymbolicLink(path(name), Path.of(target));
        });
    }

    Project delete(String name) {
        return quietly(() -> Files.walkFileTree(path(name), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, IOException e) throws IOException {
                Files.delete(folder);
                return FileVisitResult.CONTINUE;
            }
        }));
    }

    String read(String name) {
        try {
            return Files.readString(path(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Project edit(String name, String from, String to) {
        return write(name, read(name).replace(from, to));
    }

    Project dvc(String... arguments) {
        DvcServer.Answer answer = server.dvc(dvcRoot, Arrays.asList(arguments));
        if (answer.exitCode() != 0) {
            throw new IllegalStateException(
                    "dvc " + String.join(" ", arguments) + ": " + answer.exitCode() + answer.err());
        }
        return this;
    }

    DvcServer.Answer ask(String... arguments) {
        return server.dvc(dvcRoot, Arrays.asList(arguments));
    }

    Project git(String... arguments) {
        run(root, "git", arguments);
        return this;
    }

    Project run(Path directory, String program, String... arguments) {
        return quietly(() -> {
            List<String> line = new ArrayList<>(List.of(program));
            line.addAll(Arrays.asList(arguments));
            ProcessBuilder builder =
                    new ProcessBuilder(line).directory(directory.toFile()).redirectErrorStream(true);
            builder.environment().putAll(environment);
            Process process = builder.start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", line) + ": " + said);
            }
        });
    }

    Project commit() {
        return git("add", "-A").git("commit", "-q", "-m", "commit");
    }

    @FunctionalInterface
    private interface Action {
        void run() throws IOException, InterruptedException;
    }

    private Project quietly(Action action) {
        try {
            action.run();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
