package io.jenkins.plugins.modelgate.workspace;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.dvc.program.Call;
import io.jenkins.plugins.modelgate.dvc.program.Said;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The shell script that makes the calls of the dvc program. What DVC says goes to the log; in a folder beside the workspace
 * it leaves of each call the exit code, the standard error, and the answer. The form is kept in running builds.
 */
public final class DvcScript implements Serializable {
    private static final long serialVersionUID = 1;

    private static final int MOST_ERROR_BYTES = 1 << 18;
    private static final int MOST_ANSWER_BYTES = 1 << 26;
    private static final int KILLED = 137;

    /** A stage may leave something running that holds the pipe: after three seconds nobody waits for that. */
    private static final String CALL = """
            call() {
              n=$1
              shift
              mkfifo "$t/$n.pipe" || exit 125
              { tee "$t/$n.err" <"$t/$n.pipe" >&2; : >"$t/$n.read"; } 3>&- &
              dvc "$@" >&3 2>"$t/$n.pipe" 3>&-
              code=$?
              i=0
              until [ -e "$t/$n.read" ] || [ "$i" -ge 30 ]; do sleep 0.1; i=$((i + 1)); done
              echo "$code" >"$t/$n.tmp"
              mv "$t/$n.tmp" "$t/$n.code"
              [ "$code" -eq 0 ] || exit 0
            }
            """;

    private final ArrayList<ArrayList<String>> calls = new ArrayList<>();
    private final ArrayList<Boolean> asks = new ArrayList<>();
    private final String root;
    private final String folder;

    /**
     * A script.
     *
     * @param root where DVC is called
     * @param folder for what the script leaves; an absolute path on the agent, as {@code root}
     */
    public DvcScript(List<Call> calls, String root, String folder) {
        calls.forEach(call -> {
            this.calls.add(new ArrayList<>(call.arguments()));
            this.asks.add(call.asks());
        });
        this.root = root;
        this.folder = folder;
    }

    public String folder() {
        return folder;
    }

    /** The text, for any POSIX shell. */
    public String text() {
        StringBuilder text = new StringBuilder("#!/bin/sh\n");
        text.append("t=").append(quoted(folder)).append('\n');
        text.append("cd ").append(quoted(root)).append(" || exit 125\n").append(CALL);
        for (int i = 0; i < calls.size(); i++) {
            text.append("echo ").append(quoted("+ " + shown(calls.get(i)))).append('\n');
            text.append("call ").append(i).append(' ').append(words(calls.get(i)));
            text.append(asks.get(i) ? " 3>\"$t/" + i + ".out\"\n" : " 3>&1\n");
        }
        return text.toString();
    }

    private static String shown(List<String> call) {
        String plain = call.stream()
                .map(word -> word.matches("[\\w./:@=+-]+") ? word : quoted(word))
                .collect(Collectors.joining(" "));
        // Some shells' ‘echo’ reads backslashes.
        return ("dvc " + plain).replaceAll("\\p{Cntrl}", "?").replace('\\', '/');
    }

    private static String words(List<String> call) {
        return call.stream().map(DvcScript::quoted).collect(Collectors.joining(" "));
    }

    private static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }

    /**
     * Reads on the agent what the script left.
     *
     * @param left its folder
     * @param exitCode the script's own, by which a call ended that could not even leave its exit code
     */
    List<Said> said(Path left, int exitCode) throws IOException {
        List<Said> said = new ArrayList<>();
        for (int i = 0; i < calls.size(); i++) {
            Call call = new Call(calls.get(i), asks.get(i));
            Integer own = exitCode(file(left, i, "code"));
            int code = own != null ? own : exitCode > 0 ? exitCode : KILLED;
            said.add(new Said(
                    call, code, errors(file(left, i, "err")), call.asks() ? answer(file(left, i, "out")) : ""));
            if (code != 0) {
                break;
            }
        }
        return said;
    }

    private static Path file(Path left, int call, String kind) {
        return left.resolve(call + "." + kind);
    }

    @CheckForNull
    private static Integer exitCode(Path file) throws IOException {
        return Files.exists(file) ? Integer.valueOf(Files.readString(file).strip()) : null;
    }

    private static List<String> errors(Path file) throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            in.seek(Math.max(0, in.length() - MOST_ERROR_BYTES));
            byte[] end = new byte[(int) Math.min(MOST_ERROR_BYTES, in.length() - in.getFilePointer())];
            in.readFully(end);
            List<String> lines = new String(end, StandardCharsets.UTF_8).lines().toList();
            return lines.subList(Math.max(0, lines.size() - Said.LAST_LINES), lines.size());
        }
    }

    private static String answer(Path file) throws IOException {
        if (!Files.exists(file)) {
            return "";
        }
        if (Files.size(file) > MOST_ANSWER_BYTES) {
            throw new IOException("The dvc program's answer is longer than " + MOST_ANSWER_BYTES + " bytes");
        }
        return Files.readString(file);
    }
}
