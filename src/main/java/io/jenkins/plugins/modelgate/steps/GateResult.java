package io.jenkins.plugins.modelgate.steps;

import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.document.Verdict;
import io.jenkins.plugins.modelgate.core.document.Verdicts;
import io.jenkins.plugins.modelgate.mlflow.steps.Gates.Judged;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.jenkinsci.plugins.scriptsecurity.sandbox.whitelists.Whitelisted;

/** What {@code modelGate} gives to the pipeline. */
public final class GateResult implements Serializable {
    private static final long serialVersionUID = 1;

    private final String model;
    private final String version;
    private final String target;
    private final String answer;
    private final String digest;
    private final String rule;
    private final ArrayList<Gate> verdicts = new ArrayList<>();

    GateResult(Judged judged) {
        Verdicts all = judged.verdicts();
        model = all.target().model();
        version = all.version();
        target = all.target().target();
        answer = all.answer().name();
        digest = judged.digest().hex();
        rule = all.rule();
        all.verdicts().forEach(verdict -> verdicts.add(new Gate(verdict)));
    }

    @Whitelisted
    public String getModel() {
        return model;
    }

    @Whitelisted
    public String getVersion() {
        return version;
    }

    @Whitelisted
    public String getTarget() {
        return target;
    }

    /** PASS, FAIL, INCONCLUSIVE or ERROR. */
    @Whitelisted
    public String getAnswer() {
        return answer;
    }

    @Whitelisted
    public boolean isPassed() {
        return answer.equals(Answer.PASS.name());
    }

    /** The digest of the verdicts. */
    @Whitelisted
    public String getDigest() {
        return digest;
    }

    /** How one answer was made of many, in words. */
    @Whitelisted
    public String getRule() {
        return rule;
    }

    /** One for each gate, in the policy's order. */
    @Whitelisted
    public List<Gate> getVerdicts() {
        return List.copyOf(verdicts);
    }

    @Whitelisted
    @Override
    public String toString() {
        return answer;
    }

    /** One gate's answer. */
    public static final class Gate implements Serializable {
        private static final long serialVersionUID = 1;

        private final String name;
        private final String answer;
        private final String sentence;

        Gate(Verdict verdict) {
            name = verdict.gate();
            answer = verdict.answer().name();
            sentence = verdict.sentence();
        }

        @Whitelisted
        public String getName() {
            return name;
        }

        @Whitelisted
        public String getAnswer() {
            return answer;
        }

        @Whitelisted
        public String getSentence() {
            return sentence;
        }

        @Whitelisted
        @Override
        public String toString() {
            return name + " " + answer + ": " + sentence;
        }
    }
}
