package io.jenkins.plugins.modelgate.build;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.document.Documents;
import io.jenkins.plugins.modelgate.core.document.Effect;
import io.jenkins.plugins.modelgate.core.document.Holder;
import io.jenkins.plugins.modelgate.core.document.Verdict;
import io.jenkins.plugins.modelgate.core.document.Verdicts;
import io.jenkins.plugins.modelgate.core.gate.GateEvaluator;
import java.util.ArrayList;
import java.util.List;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** What the gates of a target answered, as a build keeps it. The form is kept in {@code build.xml}. */
@ExportedBean(defaultVisibility = 999)
public final class VerdictRecord {
    private final String target;
    private final String answer;
    private final String digest;
    private final String rule;
    private final boolean openToAPerson;

    @CheckForNull
    private final String words;

    private final List<Gate> gates = new ArrayList<>();

    VerdictRecord(Verdicts verdicts) {
        target = verdicts.target().target();
        answer = verdicts.answer().name();
        digest = Documents.digest(verdicts).hex();
        rule = verdicts.rule();
        openToAPerson = GateEvaluator.openToAPerson(verdicts);
        words = GateEvaluator.words(verdicts);
        verdicts.verdicts().forEach(verdict -> gates.add(new Gate(verdict)));
    }

    @Exported
    public String getTarget() {
        return target;
    }

    /** PASS, FAIL, INCONCLUSIVE or ERROR. */
    @Exported
    public String getAnswer() {
        return answer;
    }

    /** The answer with what becomes of it where that is not plain; a build from before this was kept has none. */
    @Exported
    public String getWords() {
        return words == null ? answer : words;
    }

    /** Whether a person may let the candidate through. */
    @Exported
    public boolean isOpenToAPerson() {
        return openToAPerson;
    }

    /** The digest of the verdicts. */
    @Exported
    public String getDigest() {
        return digest;
    }

    @Exported
    public String getRule() {
        return rule;
    }

    @Exported
    public List<Gate> getGates() {
        return List.copyOf(gates);
    }

    /** One gate's answer. */
    @ExportedBean(defaultVisibility = 999)
    public static final class Gate {
        private final String name;
        private final String answer;
        private final String sentence;

        @CheckForNull
        private final String effect;

        @CheckForNull
        private final String words;

        @CheckForNull
        private final String reference;

        private Gate(Verdict verdict) {
            name = verdict.gate();
            answer = verdict.answer().name();
            sentence = verdict.sentence();
            effect = verdict.weight().word();
            words = verdict.words();
            Holder other = verdict.reference();
            reference = other == null ? null : other.version();
        }

        @Exported
        public String getName() {
            return name;
        }

        @Exported
        public String getAnswer() {
            return answer;
        }

        @Exported
        public String getSentence() {
            return sentence;
        }

        /** What becomes of all answers together if this is no PASS: {@code block}, {@code person} or {@code warn}. */
        @Exported
        public String getEffect() {
            return effect == null ? Effect.BLOCK.word() : effect;
        }

        /** The answer with what becomes of it where that is not plain. */
        @Exported
        public String getWords() {
            return words == null ? answer : words;
        }

        /** The version that it was compared with; null if it was the champion, or none. */
        @CheckForNull
        @Exported
        public String getReference() {
            return reference;
        }
    }
}
