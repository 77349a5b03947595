package io.jenkins.plugins.modelgate.dvc.program;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * How one call ended.
 *
 * @param exitCode of the program, or of the shell that could not start it
 * @param errors the last lines of its standard error
 * @param answer its standard output, if it was asked for one
 */
public record Said(Call call, int exitCode, List<String> errors, String answer) implements Serializable {
    /** More lines of the standard error than these are not looked at. */
    public static final int LAST_LINES = 200;

    private static final int BRIEF = 400;
    private static final Pattern COLOUR = Pattern.compile("\u001B\\[[0-9;]*m");
    private static final Pattern SECRET = Pattern.compile(
            "(?<=://)[^/@\\s]+@|(?i)(?<=(?:signature|token|sig|password|secret|credential)=)[^&\\s'\"]+");

    public Said {
        errors = errors.stream().map(Said::clean).toList();
    }

    /** @throws DvcProgramException if the program says that it failed */
    void check() {
        if (exitCode == 0) {
            return;
        }
        List<String> own = fromError(errors, call.runsStages());
        String words = brief(String.join(" ", fromError(own, true)));
        throw new DvcProgramException(
                DvcFailure.classify(exitCode, own),
                exitCode,
                call.name() + " failed with exit code " + exitCode + (words.isEmpty() ? "" : ": " + words),
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

    /** A line without colours and secrets. */
    static String clean(String line) {
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
