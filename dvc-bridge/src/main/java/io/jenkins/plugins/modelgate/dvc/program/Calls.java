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
import java.util.regex.Pattern;

/** Single calls of the dvc program in one folder. */
final class Calls {
    /** What a CI build wants of every call; what the caller sets goes before. */
    private static final Map<String, String> CI = Map.of(
            "DVC_NO_ANALYTICS", "1",
            "CI", "true", // no look for updates
            "GIT_TERMINAL_PROMPT", "0",
            "PYTHONUNBUFFERED", "1",
            "PYTHONIOENCODING", "utf-8");

    private static final int LONGEST_ANSWER = 1 << 28;
    private static final int LAST_LINES = 200;
    private static final int BRIEF = 400;
    private static final Pattern COLOUR = Pattern.compile("\u001B\\[[0-9;]*m");
    private static final Pattern SECRET = Pattern.compile(
            "(?<=://)[^/@\\s]+@|(?i)(?<=(?:signature|token|sig|password|secret|credential)=)[^&\\s'\"]+");

    private final Path directory;
    private final DvcOptions options;

    Calls(Path directory, DvcOptions options) {
        this.directory = directory;
        this.options = options;
    }

    /** Runs for what it does; all that it says goes to the listener. */
    void run(List<String> arguments) {
        call(arguments, options.listener());
    }

    /** Runs for what it answers on its standard output. */
    String answer(String... arguments) {
        StringBuilder answer = new StringBuilder();
        call(List.of(arguments), (source, line) -> {
            if (source == OutputListener.Source.ERR) {
                options.listener().line(source, line);
            } else if (answer.length() + line.length() > LONGEST_ANSWER) {
                throw new IllegalStateException("the answer is longer than " + LONGEST_ANSWER + " characters");
            } else {
                answer.append(line);
            }
        });
        return answer.toString();
    }

    private void call(List<String> arguments, OutputListener listener) {
        Deque<String> errors = new ArrayDeque<>();
        String what = "‘dvc " + arguments.get(0) + "’";
        try {
            int exitCode = options.runner().run(command(arguments), (source, line) -> {
                String clean = clean(line);
                if (source == OutputListener.Source.ERR) {
                    errors.addLast(clean);
                    if (errors.size() > LAST_LINES) {
                        errors.removeFirst();
                    }
                }
                listener.line(source, clean);
            });
            if (exitCode != 0) {
                throw failed(
                        what, exitCode, List.copyOf(errors), arguments.get(0).equals("repro"));
            }
        } catch (ProcessRunner.TimedOutException e) {
            throw new DvcProgramException(
                    DvcFailure.TIMED_OUT, what + " took longer than " + options.timeout() + " and was ended", e);
        } catch (ProcessRunner.NotFoundException e) {
            throw new DvcProgramException(DvcFailure.NOT_INSTALLED, e.getMessage(), e);
        } catch (IOException e) {
            throw new DvcProgramException(DvcFailure.OTHER, what + " failed: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DvcProgramException(DvcFailure.INTERRUPTED, what + " was interrupted and ended", e);
        }
    }

    private Command command(List<String> arguments) {
        List<String> line = new ArrayList<>();
        line.add(
                Objects.requireNonNullElse(options.executable(), Path.of("dvc")).toString());
        line.addAll(arguments);
        Map<String, String> environment = new HashMap<>(CI);
        environment.putAll(options.environment());
        return new Command(line, directory, environment, options.hidden(), options.timeout());
    }

    private static DvcProgramException failed(String what, int exitCode, List<String> errors, boolean runsStages) {
        List<String> own = fromError(errors, runsStages);
        DvcFailure reason = DvcFailure.classify(exitCode, own);
        String said = brief(String.join(" ", fromError(own, true)));
        return new DvcProgramException(
                reason,
                exitCode,
                what + " failed with exit code " + exitCode + (said.isEmpty() ? "" : ": " + said),
                List.of(),
                null);
    }

    /** DVC's own words begin at its first error; where the output of stages is mixed in, only its last one is surely its own. */
    private static List<String> fromError(List<String> lines, boolean last) {
        List<Integer> errors = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith("ERROR:")) {
                errors.add(i);
            }
        }
        return errors.isEmpty() ? lines : lines.subList(errors.get(last ? errors.size() - 1 : 0), lines.size());
    }

    private static String clean(String line) {
        return SECRET.matcher(COLOUR.matcher(line).replaceAll("")).replaceAll("***");
    }

    /** One line of bounded length, without links and the word ‘ERROR’. */
    static String brief(String text) {
        String line = text.replaceAll("<https://\\S*>", "")
                .replaceAll("ERROR: ?", "")
                .replaceAll("\\s+", " ")
                .strip();
        String cut = line.length() <= BRIEF ? line : line.substring(0, BRIEF) + "…";
        return cut.endsWith(".") ? cut.substring(0, cut.length() - 1) : cut;
    }
}
