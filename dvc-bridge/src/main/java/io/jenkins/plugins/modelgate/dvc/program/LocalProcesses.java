package io.jenkins.plugins.modelgate.dvc.program;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.commons.exec.CommandLine;
import org.apache.commons.exec.DefaultExecutor;
import org.apache.commons.exec.ExecuteException;
import org.apache.commons.exec.ExecuteResultHandler;
import org.apache.commons.exec.PumpStreamHandler;

/** Runs programs on this machine, each in a process group of its own where the system can do that. */
public final class LocalProcesses implements ProcessRunner {
    /** How long a process may take to end once it was asked to. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    /** How long output is still awaited after the program's own end, should something that it started hold it open. */
    private static final Duration LAST_OUTPUT = Duration.ofSeconds(3);

    private static final String USUAL_PATH = "/usr/local/bin:/usr/bin:/bin";

    /** Starts a program in a process group of its own; not every system has it. */
    private final Optional<Path> setsid = onPath("setsid", System.getenv().getOrDefault("PATH", USUAL_PATH));

    @Override
    public int run(Command command, OutputListener listener) throws IOException, InterruptedException {
        Execution execution = new Execution(command, find(command), listener);
        Thread atExit = new Thread(execution::end, "end " + command.arguments().get(0));
        Runtime.getRuntime().addShutdownHook(atExit);
        try {
            return execution.run();
        } finally {
            forget(atExit);
        }
    }

    /** A bare name is looked for in the absolute folders of the PATH only, never in the folder that it runs in. */
    private static Path find(Command command) throws NotFoundException {
        String program = command.arguments().get(0);
        if (program.indexOf('/') >= 0) {
            Path path = command.directory().resolve(program).toAbsolutePath();
            if (!isProgram(path)) {
                throw new NotFoundException("‘" + path + "’ is no program");
            }
            return path;
        }
        String path = environment(command).getOrDefault("PATH", USUAL_PATH);
        return onPath(program, path)
                .orElseThrow(() -> new NotFoundException("‘" + program + "’ is not on the PATH (" + path + ")"));
    }

    private static Optional<Path> onPath(String program, String path) {
        return Arrays.stream(path.split(":"))
                .map(Path::of)
                .filter(Path::isAbsolute)
                .map(folder -> folder.resolve(program))
                .filter(LocalProcesses::isProgram)
                .findFirst();
    }

    private static boolean isProgram(Path path) {
        return Files.isExecutable(path) && !Files.isDirectory(path);
    }

    private static Map<String, String> environment(Command command) {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.keySet().removeAll(command.hidden());
        environment.putAll(command.environment());
        return environment;
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return; // the JVM is ending: the hook does its work
        }
    }

    /** One run of one command. */
    private final class Execution extends DefaultExecutor implements ExecuteResultHandler {
        private final Command command;
        private final Path program;
        private final OutputListener listener;
        private final LineStream out = new LineStream(line -> tell(OutputListener.Source.OUT, line));
        private final LineStream err = new LineStream(line -> tell(OutputListener.Source.ERR, line));
        private final CompletableFuture<Process> started = new CompletableFuture<>();
        private final CompletableFuture<Integer> finished = new CompletableFuture<>();

        @SuppressWarnings("deprecation") // the builder cannot make a subclass
        Execution(Command command, Path program, OutputListener listener) {
            this.command = command;
            this.program = program;
            this.listener = listener;
            PumpStreamHandler streams = new PumpStreamHandler(out, err);
            streams.setStopTimeout(LAST_OUTPUT);
            setStreamHandler(streams);
            setWorkingDirectory(command.directory().toFile());
            setExitValues(null);
        }

        int run() throws IOException, InterruptedException {
            execute(commandLine(), environment(command), this);
            try {
                Duration timeout = command.timeout();
                return timeout == null ? finished.get() : finished.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                end();
                throw new TimedOutException(command);
            } catch (InterruptedException e) {
                end();
                throw e;
            } catch (ExecutionException e) {
                end();
                throw new IOException(
                        "‘" + command.arguments().get(0) + "’ could not be run: "
                                + e.getCause().getMessage(),
                        e);
            } finally {
                out.close();
                err.close();
            }
        }

        /** Ends it, or sees to it that it ends as soon as it starts. */
        void end() {
            CompletableFuture<Void> ended =
                    started.thenAccept(process -> new ProcessTree(process.toHandle(), setsid.isPresent()).end(GRACE));
            if (ended.isDone()) {
                ended.join();
            }
        }

        private CommandLine commandLine() {
            CommandLine line = new CommandLine(setsid.orElse(program).toString());
            if (setsid.isPresent()) {
                line.addArgument(program.toString(), false);
            }
            command.arguments().stream().skip(1).forEach(argument -> line.addArgument(argument, false));
            return line;
        }

        /** A listener that fails must not stop the reading, or the program would hang on a full pipe. */
        private synchronized void tell(OutputListener.Source source, String line) {
            try {
                listener.line(source, line);
            } catch (RuntimeException e) {
                finished.completeExceptionally(e);
            }
        }

        @Override
        protected Process launch(CommandLine line, Map<String, String> environment, Path directory) throws IOException {
            Process process = super.launch(line, environment, directory);
            started.complete(process);
            return process;
        }

        @Override
        public void onProcessComplete(int exitValue) {
            finished.complete(exitValue);
        }

        @Override
        public void onProcessFailed(ExecuteException failure) {
            Process process = started.getNow(null);
            // Output that a stray child holds open is no failure of the program, which has an exit code of its own.
            if (process != null && !process.isAlive()) {
                finished.complete(process.exitValue());
            } else {
                finished.completeExceptionally(failure.getCause() == null ? failure : failure.getCause());
            }
        }
    }
}
