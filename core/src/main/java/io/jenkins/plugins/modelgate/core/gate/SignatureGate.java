package io.jenkins.plugins.modelgate.core.gate;

import io.jenkins.plugins.modelgate.core.contract.Finding;
import io.jenkins.plugins.modelgate.core.contract.Signature;
import io.jenkins.plugins.modelgate.core.contract.SignatureCheck;
import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.document.Observer;
import io.jenkins.plugins.modelgate.core.document.Verdict;
import io.jenkins.plugins.modelgate.core.policy.Gate;
import java.util.List;

/** Whether who calls the champion can call the candidate in its place. */
final class SignatureGate {
    private static final String METHOD = "signature";
    private static final List<Observer> REGISTRY = List.of(Observer.REGISTRY);

    private SignatureGate() {}

    static Verdict verdict(Gate.Signature gate, Context context) {
        Signature candidate = context.interfaces().candidate();
        Signature champion = context.interfaces().champion();
        if (candidate == null) {
            return verdict(
                    gate.name(),
                    Answer.INCONCLUSIVE,
                    "The candidate has no signature: log the model with one (‘signature’ or ‘input_example’ of log_model).");
        }
        if (context.champion().version() == null) {
            return verdict(gate.name(), Answer.PASS, "Nobody holds the target yet, so there are no callers to break.");
        }
        if (champion == null) {
            return verdict(
                    gate.name(),
                    Answer.INCONCLUSIVE,
                    "The champion has no signature, so what its callers rely on is not known.");
        }
        List<Finding> findings = SignatureCheck.of(champion, candidate);
        if (findings.isEmpty()) {
            return verdict(gate.name(), Answer.PASS, "Who calls the champion can call the candidate in its place.");
        }
        Answer answer = findings.stream().map(Finding::answer).reduce(Answer.PASS, GateEvaluator::worst);
        List<String> sentences = findings.stream().map(Finding::sentence).toList();
        String sentence = (answer == Answer.FAIL ? "Callers of the champion would break: " : "It cannot be told: ")
                + DataGate.first(sentences);
        return verdict(gate.name(), answer, sentence)
                .ofParts(
                        gate.name(),
                        answer,
                        sentence,
                        findings.stream()
                                .map(finding ->
                                        verdict(String.valueOf(finding.column()), finding.answer(), finding.sentence()))
                                .toList());
    }

    private static Verdict verdict(String name, Answer answer, String sentence) {
        return new Verdict(name, METHOD, answer, sentence, null, null, null, null, REGISTRY);
    }
}
