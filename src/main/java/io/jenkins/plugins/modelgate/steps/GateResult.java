package io.jenkins.plugins.modelgate.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.document.Effect;
import io.jenkins.plugins.modelgate.core.document.Holder;
import io.jenkins.plugins.modelgate.core.document.Verdict;
import io.jenkins.plugins.modelgate.core.document.Verdicts;
import io.jenkins.plugins.modelgate.core.gate.GateEvaluator;
import io.jenkins.plugins.modelgate.mlflow.steps.Gates.Judged;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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
    private final boolean openToAPerson;
    private final ArrayList<Gate> verdicts = new ArrayList<>();

    GateResult(Judged judged) {
        Verdicts all = judged.verdicts();
        model = all.target().model();
        version = all.version();
        target = all.target().target();
        answer = all.answer().name();
        digest = judged.digest().hex();
        rule = all.rule();
        openToAPerson = GateEvaluator.openToAPerson(all);
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

    /** Whether a person may let it through: nothing that blocks speaks against it. */
    @Whitelisted
    public boolean isOpenToAPerson() {
        return openToAPerson;
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

    /** One gate's answer, or of what it was made. */
    public static final class Gate implements Serializable {
        private static final long serialVersionUID = 1;

        private final String name;
        private final String answer;
        private final String sentence;

        @CheckForNull
        private String effect;

        @CheckForNull
        private String words;

        @CheckForNull
        private final String reference;

        @CheckForNull
        private ArrayList<Gate> parts;

        Gate(Verdict verdict) {
            name = verdict.gate();
            answer = verdict.answer().name();
            sentence = verdict.sentence();
            effect = verdict.weight().word();
            words = verdict.words();
            Holder other = verdict.reference();
            reference = other == null ? null : other.version();
            ArrayList<Gate> made = new ArrayList<>();
            for (Verdict part : Objects.requireNonNullElse(verdict.parts(), List.<Verdict>of())) {
                made.add(new Gate(part));
            }
            parts = made;
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

        /** What becomes of all answers together if this is no PASS: {@code block}, {@code person} or {@code warn}. */
        @Whitelisted
        public String getEffect() {
            return effect;
        }

        /** The version that it was compared with; null if it was the champion, or none. */
        @CheckForNull
        @Whitelisted
        public String getReference() {
            return reference;
        }

        /** Of what the answer was made, such as one for each slice; empty if of nothing else. */
        @Whitelisted
        public List<Gate> getParts() {
            return List.copyOf(parts);
        }

        @Whitelisted
        @Override
        public String toString() {
            return name + " " + words + ": " + sentence;
        }

        /** What a build from before these were kept knows of them. */
        private Object readResolve() {
            if (parts == null) {
                effect = Effect.BLOCK.word();
                words = answer;
                parts = new ArrayList<>();
            }
            return this;
        }
    }
}
