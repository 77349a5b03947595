package io.jenkins.plugins.modelgate.cli;

import io.jenkins.plugins.modelgate.core.digest.CanonicalJson;
import io.jenkins.plugins.modelgate.dvc.program.OutputListener;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** Where answers, errors and progress go. */
final class Console {
    private final PrintStream out;
    private final PrintStream err;
    private final boolean colourOut;
    private final boolean colourErr;
    private final boolean watched;

    /**
     * @param outIsTerminal whether a person reads the answer as it is made
     * @param errIsTerminal whether a person reads errors and progress as they are made
     */
    Console(
            PrintStream out,
            PrintStream err,
            Map<String, String> environment,
            boolean outIsTerminal,
            boolean errIsTerminal) {
        this.out = out;
        this.err = err;
        // https://no-color.org: set and not empty, whatever its value.
        boolean wanted = environment.getOrDefault("NO_COLOR", "").isEmpty() && !"dumb".equals(environment.get("TERM"));
        this.colourOut = outIsTerminal && wanted;
        this.colourErr = errIsTerminal && wanted;
        this.watched = errIsTerminal && !"dumb".equals(environment.get("TERM"));
    }

    PrintStream out() {
        return out;
    }

    PrintStream err() {
        return err;
    }

    /** Whether progress can be shown and rubbed out again. */
    boolean watched() {
        return watched;
    }

    boolean colour() {
        return colourOut;
    }

    void answer(String command, Outcome outcome, boolean json) {
        if (json) {
            json(command, outcome.exitCode(), "result", outcome.json());
        } else {
            outcome.human().accept(new Page(out, colourOut));
            out.flush();
        }
    }

    void failure(String command, Failure failure, boolean json) {
        if (json) {
            json(command, failure.exitCode(), "error", Map.of("kind", failure.kind(), "message", failure.message()));
        } else {
            new Page(err, colourErr)
                    .line(Page.cell((Main.NAME + " " + command).strip() + ":", Page.Style.BAD), failure.message());
            err.flush();
        }
    }

    /** Where the output of a program goes that runs for a command: beside its own answer, which JSON must have for itself. */
    OutputListener childOutput(boolean json) {
        return (source, line) -> {
            PrintStream stream = json || source == OutputListener.Source.ERR ? err : out;
            stream.println(line);
            stream.flush();
        };
    }

    /**
     * Asks the person for the passphrase of a file.
     *
     * @throws InputException if there is nobody to ask
     */
    @SuppressWarnings("SystemConsoleNull") // Whether there is a terminal says the launcher, on any Java.
    String passphrase(String file) {
        java.io.Console terminal = watched ? System.console() : null;
        char[] answer = terminal == null ? null : terminal.readPassword("Passphrase of ‘%s’: ", file);
        if (answer == null) {
            throw new InputException(
                    "‘" + file + "’ has a passphrase, and there is no terminal to ask for it: add the key to"
                            + " your SSH agent (‘ssh-add " + file + "’)");
        }
        return new String(answer);
    }

    /** A remark beside the answer; machines read it in the answer itself. */
    void note(String sentence) {
        new Page(err, colourErr).line(sentence);
        err.flush();
    }

    private void json(String command, ExitCode exitCode, String field, Object value) {
        Map<String, Object> envelope = new TreeMap<>();
        envelope.put("command", command);
        envelope.put("exitCode", exitCode.code());
        envelope.put(field, value);
        out.println(Printable.json(new String(CanonicalJson.bytes(envelope), StandardCharsets.UTF_8)));
        out.flush();
    }
}
