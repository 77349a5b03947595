package io.jenkins.plugins.modelgate.cli;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.document.Effect;
import io.jenkins.plugins.modelgate.core.document.Holder;
import io.jenkins.plugins.modelgate.core.document.Metric;
import io.jenkins.plugins.modelgate.core.document.Verdict;
import io.jenkins.plugins.modelgate.core.document.Verdicts;
import java.util.List;

/** Verdicts with all that an answer may have: a weight, parts of parts, and whom it was compared with; with hostile names. */
final class Weighed {
    private Weighed() {}

    static Verdicts verdicts() {
        Verdict clinic = verdict("clinic-3", Answer.INCONCLUSIVE, "12 examples are too few.", null);
        Verdict eu = verdict("<b>eu</b>\u001b[2J", Answer.FAIL, "It is shown to be worse.", List.of(clinic));
        Verdict us = verdict("us", Answer.PASS, "It is as good.", null);
        Sha256 some = Sha256.of(new byte[] {1});
        Verdicts plain = ReportPageTest.verdicts();
        List<Verdict> all = List.of(
                verdict("good", Answer.PASS, "It is good.", null),
                verdict("slow", Answer.FAIL, "It is slow.", null).weighing(Effect.WARN),
                verdict("nowhere-worse", Answer.FAIL, "Of 2 slices 1 fail.", List.of(eu, us))
                        .against(new Holder("7<i>", some, null, null))
                        .weighing(Effect.PERSON));
        return new Verdicts(
                plain.model(),
                plain.evidence(),
                plain.candidateKey(),
                plain.version(),
                plain.target(),
                plain.policy(),
                plain.baseline(),
                all,
                Answer.INCONCLUSIVE,
                "Every gate must pass.",
                plain.at());
    }

    private static Verdict verdict(String gate, Answer answer, String sentence, @CheckForNull List<Verdict> parts) {
        Verdict verdict = new Verdict(gate, "bound", answer, sentence, new Metric(1), null, null, null, List.of());
        return parts == null ? verdict : verdict.ofParts(gate, answer, sentence, parts);
    }
}
