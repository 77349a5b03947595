package io.jenkins.plugins.modelgate.steps;

import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.mlflow.steps.DataCheck.Checked;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.jenkinsci.plugins.scriptsecurity.sandbox.whitelists.Whitelisted;

/** What {@code dataCheck} gives to the pipeline. */
public final class DataCheckResult implements Serializable {
    private static final long serialVersionUID = 1;

    private final String answer;
    private final ArrayList<GateResult.Gate> verdicts = new ArrayList<>();

    DataCheckResult(Answer answer, List<Checked> all) {
        this.answer = answer.name();
        all.forEach(checked -> checked.verdicts().forEach(verdict -> verdicts.add(new GateResult.Gate(verdict))));
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

    /** One for each gate on data, target by target, in the policy's order. */
    @Whitelisted
    public List<GateResult.Gate> getVerdicts() {
        return List.copyOf(verdicts);
    }

    @Whitelisted
    @Override
    public String toString() {
        return answer;
    }
}
