package io.jenkins.plugins.modelgate.build;

import io.jenkins.plugins.modelgate.core.document.Documents;
import io.jenkins.plugins.modelgate.core.document.Verdict;
import io.jenkins.plugins.modelgate.core.document.Verdicts;
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
    private final List<Gate> gates = new ArrayList<>();

    VerdictRecord(Verdicts verdicts) {
        target = verdicts.target().target();
        answer = verdicts.answer().name();
        digest = Documents.digest(verdicts).hex();
        rule = verdicts.rule();
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

        private Gate(Verdict verdict) {
            name = verdict.gate();
            answer = verdict.answer().name();
            sentence = verdict.sentence();
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
    }
}
