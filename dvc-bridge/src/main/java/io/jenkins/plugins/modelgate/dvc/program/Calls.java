package io.jenkins.plugins.modelgate.dvc.program;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Single calls of the dvc program in one folder, by a process of this machine or by what stands in for it. */
final class Calls {
    private static final int LONGEST_ANSWER = 1 << 28;

    private final Path directory;
    private final DvcOptions options;

    Calls(Path directory, DvcOptions options) {
        this.directory = directory;
        this.options = options;
    }

    /** Makes a call; what the program says goes to the listener, but for an answer. */
    Said make(Call call) {
        Deque<String> errors = new ArrayDeque<>();
        StringBuilder answer = new StringBuilder();
        int exitCode = run(call, (source, line) -> {
            String clean = Said.clean(line);
            if (source == OutputListener.Source.ERR) {
                errors.addLast(clean);
                if (errors.size() > Said.LAST_LINES) {
                    errors.removeFirst();
                }
            }
            if (source == OutputListener.Source.ERR || !call.asks()) {
                options.listener().line(source, clean);
            } else if (answer.length() + line.length() > LONGEST_ANSWER) {
                throw new IllegalStateException("the answer is longer than " + LONGEST_ANSWER + " characters");
            } else {
                answer.append(line);
            }
        });
        return new Said(call, exitCode, List.copyOf(errors), answer.toString());
    }

    private int run(Call call, OutputListener listener) {
        try {
            return options.runner().run(command(call.arguments()), listener);
        } catch (ProcessRunner.TimedOutException e) {
            throw new DvcProgramException(
                    DvcFailure.TIMED_OUT, call.name() + " took longer than " + options.timeout() + " and was ended", e);
        } catch (ProcessRunner.NotFoundException e) {
            throw new DvcProgramException(DvcFailure.NOT_INSTALLED, e.getMessage(), e);
        } catch (IOException e) {
            throw new DvcProgramException(DvcFailure.OTHER, call.name() + " failed: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DvcProgramException(DvcFailure.INTERRUPTED, call.name() + " was interrupted and ended", e);
        }
    }

    private Command command(List<String> arguments) {
        List<String> line = new ArrayList<>();
        line.add(
                Objects.requireNonNullElse(options.executable(), Path.of("dvc")).toString());
        line.addAll(arguments);
        Map<String, String> environment = new HashMap<>(DvcOptions.CI);
        environment.putAll(options.environment());
        return new Command(line, directory, environment, options.hidden(), options.timeout());
    }
}
