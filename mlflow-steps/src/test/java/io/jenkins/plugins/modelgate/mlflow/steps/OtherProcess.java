package io.jenkins.plugins.modelgate.mlflow.steps;

import io.jenkins.plugins.modelgate.core.deploy.DeploymentException;
import io.jenkins.plugins.modelgate.core.document.Approval.Decision;
import io.jenkins.plugins.modelgate.core.ledger.LedgerException;
import io.jenkins.plugins.modelgate.mlflow.client.ServerConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A JVM of its own that does what it is told, one command a line. It can be made to stop at a boundary, where it says so and
 * waits to be killed, or to be told to go on.
 */
final class OtherProcess implements AutoCloseable {
    /** Where it stops when all is done, and has told nobody. */
    static final String ANSWERED = "ANSWERED";

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
     * Starts one that promotes without asking anybody.
     *
     * @param stopAt the name of a boundary; empty to go through
     */
    static OtherProcess of(Scene scene, URI server, String stopAt) throws IOException {
        return start(scene, List.of(server.toString(), stopAt));
    }

    /**
     * Starts a controller of its own, for a target that asks people.
     *
     * @param cache what is its own
     * @param stopAt the name of a boundary; empty to go through
     */
    static OtherProcess asking(Scene scene, URI server, String cache, String stopAt) throws IOException {
        return start(scene, List.of(server.toString(), stopAt, cache));
    }

    private static OtherProcess start(Scene scene, List<String> more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                OtherProcess.class.getName(),
                scene.folder.toString(),
                scene.model));
        command.addAll(more);
        return new OtherProcess(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /**
     * Gives it a command: {@code promote VERSION}, {@code roll-back VERSION} (to leave), {@code reconcile}, and where people are
     * asked {@code approve VERSION NAME}, {@code reject VERSION NAME}, {@code everything VERSION}.
     */
    void tell(String command) {
        in.println(command);
    }

    /** What it answers: {@code DONE}, {@code REFUSED <why>}, or {@code STOPPED} at the boundary. */
    String answer() throws IOException {
        String line = out.readLine();
        return line == null ? "" : line;
    }

    /** Lets it go on from the boundary where it stopped; it does not stop there again. */
    void goOn() {
        in.println();
    }

    /** Waits until it stops at its boundary, and kills it there. */
    String killAtBoundary() throws IOException, InterruptedException {
        String answer = answer();
        kill();
        return answer;
    }

    /** SIGKILL. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor(30, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** What it can be told. */
    private interface Deeds extends AutoCloseable {
        void run(String... words) throws LedgerException, DeploymentException;

        @Override
        void close();
    }

    /** The process itself. */
    public static void main(String[] args) throws Exception {
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        Path folder = Path.of(args[0]);
        String model = args[1];
        ServerConfig server = ServerConfig.of(URI.create(args[2]));
        String stopAt = args[3];
        Checkpoint checkpoint = stoppingAt(stopAt, commands);
        try (Deeds deeds = args.length > 4
                ? asking(AskedScene.on(server, folder, model, args[4], checkpoint))
                : plain(Scene.on(server, folder, model, checkpoint))) {
            for (String line = commands.readLine(); line != null; line = commands.readLine()) {
                try {
                    deeds.run(line.split(" ", -1));
                    if (stopAt.equals(ANSWERED)) {
                        stop(commands);
                    }
                    System.out.println("DONE");
                } catch (LedgerException | DeploymentException | RuntimeException e) {
                    System.out.println("REFUSED " + e.getMessage());
                }
            }
        }
    }

    private static Checkpoint stoppingAt(String name, BufferedReader commands) {
        AtomicBoolean stopped = new AtomicBoolean();
        return boundary -> {
            if (boundary.name().equals(name) && !stopped.getAndSet(true)) {
                stop(commands);
            }
        };
    }

    private static void stop(BufferedReader commands) {
        System.out.println(STOPPED);
        try {
            commands.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Deeds plain(Scene scene) {
        return new Deeds() {
            @Override
            public void run(String... words) throws LedgerException {
                Targets targets = new Targets(scene.gatekeeper);
                if (words[0].equals("promote")) {
                    targets.promote(scene.promotion(words[1]));
                } else {
                    targets.rollBack(new Targets.RollBack(
                            scene.model, Scene.TARGET, words[1], null, "it broke", DataPresence.UNKNOWN, false, false));
                }
            }

            @Override
            public void close() {
                scene.close();
            }
        };
    }

    private static Deeds asking(AskedScene asked) {
        return new Deeds() {
            @Override
            public void run(String... words) throws LedgerException, DeploymentException {
                switch (words[0]) {
                    case "promote" -> asked.promote(words[1]);
                    case "approve" -> asked.say(words[1], words[2], Decision.APPROVE);
                    case "reject" -> asked.say(words[1], words[2], Decision.REJECT);
                    case "reconcile" -> new Reconciler(asked.scene.gatekeeper).reconcile(asked.scene.model, false);
                    default -> asked.everything(words[1]);
                }
            }

            @Override
            public void close() {
                asked.close();
            }
        };
    }
}
