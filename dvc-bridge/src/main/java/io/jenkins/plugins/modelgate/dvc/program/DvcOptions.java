package io.jenkins.plugins.modelgate.dvc.program;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * How the dvc program is found and called.
 *
 * @param executable the program; a mere name is looked for along the PATH; null = {@code dvc}
 * @param environment variables that it, and the training that it starts, get beside those of this process
 * @param hidden variables of this process that they must not see, such as credentials of the registry
 * @param timeout after which one call is ended with all that it started; null = never
 * @param jobs how many transfers DVC makes at once; 0 = as DVC does by itself
 * @param listener hears what the program says
 * @param runner runs it
 */
public record DvcOptions(
        @CheckForNull Path executable,
        Map<String, String> environment,
        Set<String> hidden,
        @CheckForNull Duration timeout,
        int jobs,
        OutputListener listener,
        ProcessRunner runner) {
    /** The variables by which a build wants DVC quiet; what the caller sets goes before. */
    public static final Map<String, String> CI = Map.of(
            "DVC_NO_ANALYTICS", "1",
            "CI", "true", // no look for updates
            "GIT_TERMINAL_PROMPT", "0",
            "PYTHONUNBUFFERED", "1",
            "PYTHONIOENCODING", "utf-8");

    public DvcOptions {
        environment = Map.copyOf(environment);
        hidden = Set.copyOf(hidden);
        Objects.requireNonNull(listener, "listener");
        Objects.requireNonNull(runner, "runner");
        if (jobs < 0) {
            throw new IllegalArgumentException("jobs must be 0 or more, not " + jobs);
        }
    }

    public static DvcOptions defaults() {
        return new DvcOptions(null, Map.of(), Set.of(), null, 0, OutputListener.NONE, new LocalProcesses());
    }

    public DvcOptions withExecutable(Path program) {
        return new DvcOptions(program, environment, hidden, timeout, jobs, listener, runner);
    }

    public DvcOptions withEnvironment(Map<String, String> variables) {
        return new DvcOptions(executable, variables, hidden, timeout, jobs, listener, runner);
    }

    public DvcOptions hiding(Set<String> variables) {
        return new DvcOptions(executable, environment, variables, timeout, jobs, listener, runner);
    }

    public DvcOptions withTimeout(Duration longest) {
        return new DvcOptions(executable, environment, hidden, longest, jobs, listener, runner);
    }

    public DvcOptions withJobs(int count) {
        return new DvcOptions(executable, environment, hidden, timeout, count, listener, runner);
    }

    public DvcOptions listening(OutputListener to) {
        return new DvcOptions(executable, environment, hidden, timeout, jobs, to, runner);
    }

    public DvcOptions runBy(ProcessRunner other) {
        return new DvcOptions(executable, environment, hidden, timeout, jobs, listener, other);
    }
}
