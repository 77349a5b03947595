package io.jenkins.plugins.modelgate.mlflow.steps;

import io.jenkins.plugins.modelgate.core.ledger.LedgerException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A JVM of its own that does what it is told, one command a line. It can be made to stop at a boundary, where it says so and
 * waits to be killed.
 */
final class OtherProcess implements AutoCloseable {
    private static final String STOPPED = "STOPPED";

    private final Process process;
    private final PrintStream in;
    private final BufferedReader out;

    private OtherProcess(Process process) {
        this.process = process;
        this.in = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        this.out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /**
     * Starts it.
     *
     * @param stopAt the name of a boundary; empty to go through
     */
    static OtherProcess of(Scene scene, URI server, String stopAt) throws IOException {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                OtherProcess.class.getName(),
                server.toString(),
                scene.folder.toString(),
                scene.model,
                stopAt);
        return new OtherProcess(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** Gives it a command: {@code promote <version>} or {@code roll-back <version to leave>}. */
    void tell(String command) {
        in.println(command);
    }

    /** What it answers: {@code DONE}, {@code REFUSED <why>}, or {@code STOPPED} at the boundary. */
    String answer() throws IOException {
        String line = out.readLine();
        return line == null ? "" : line;
    }

    /** Waits until it stops at its boundary, and kills it there. */
    String killAtBoundary() throws IOException, InterruptedException {
        String answer = answer();
        process.destroyForcibly().waitFor(30, TimeUnit.SECONDS);
        return answer;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** The process itself. */
    public static void main(String[] args) throws Exception {
        Checkpoint checkpoint = boundary -> {
            if (boundary.name().equals(args[3])) {
                System.out.println(STOPPED);
                while (true) {
                    sleep();
                }
            }
        };
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (Scene scene = Scene.on(URI.create(args[0]), Path.of(args[1]), args[2], checkpoint)) {
            Targets targets = new Targets(scene.gatekeeper);
            for (String line = commands.readLine(); line != null; line = commands.readLine()) {
                String version = line.substring(line.indexOf(' ') + 1);
                try {
                    if (line.startsWith("promote")) {
                        targets.promote(scene.promotion(version));
                    } else {
                        targets.rollBack(new Targets.RollBack(
                                scene.model,
                                Scene.TARGET,
                                version,
                                null,
                                "it broke",
                                DataPresence.UNKNOWN,
                                false,
                                false));
                    }
                    System.out.println("DONE");
                } catch (LedgerException | RuntimeException e) {
                    System.out.println("REFUSED " + e.getMessage());
                }
            }
        }
    }

    private static void sleep() {
        try {
            TimeUnit.SECONDS.sleep(60);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
