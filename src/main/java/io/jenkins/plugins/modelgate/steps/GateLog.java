package io.jenkins.plugins.modelgate.steps;

import io.jenkins.plugins.modelgate.core.digest.Shown;
import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.document.Verdict;
import java.io.PrintStream;
import java.util.List;

/** What gates answered, for a build's log: a line each, and below it of what the answer was made. */
final class GateLog {
    private GateLog() {}

    static void print(PrintStream log, List<Verdict> verdicts) {
        for (Verdict verdict : verdicts) {
            log.println("  " + verdict.gate() + "  " + verdict.words() + "  " + verdict.sentence());
            parts(log, verdict, "    ");
        }
    }

    private static void parts(PrintStream log, Verdict verdict, String indent) {
        List<Verdict> parts = verdict.parts();
        if (parts != null) {
            for (Verdict part : parts) {
                // Slices and columns are named by whoever wrote the data.
                log.println(indent + Shown.text(part.gate()) + "  " + part.words()
                        + (part.answer() == Answer.PASS ? "" : "  " + part.sentence()));
                parts(log, part, indent + "  ");
            }
        }
    }
}
