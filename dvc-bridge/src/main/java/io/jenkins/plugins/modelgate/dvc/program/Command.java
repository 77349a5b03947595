package io.jenkins.plugins.modelgate.dvc.program;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * One call of a program, with no shell between.
 *
 * @param arguments the program and what it is told
 * @param directory where it runs
 * @param environment variables that it gets beside those of this process
 * @param hidden variables of this process that it must not see
 * @param timeout after which it is ended with all that it started; null = never
 */
public record Command(
        List<String> arguments,
        Path directory,
        Map<String, String> environment,
        Set<String> hidden,
        @CheckForNull Duration timeout) {
    public Command {
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
        hidden = Set.copyOf(hidden);
        Objects.requireNonNull(directory, "directory");
        if (arguments.isEmpty()) {
            throw new IllegalArgumentException("A command names at least its program");
        }
        if (arguments.stream().anyMatch(argument -> argument.indexOf('\0') >= 0)) {
            throw new IllegalArgumentException("An argument of ‘" + arguments.get(0) + "’ has a NUL character in it");
        }
        if (timeout != null && (timeout.isZero() || timeout.isNegative())) {
            throw new IllegalArgumentException("A timeout must be longer than nothing, not " + timeout);
        }
    }
}
