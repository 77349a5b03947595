package io.jenkins.plugins.modelgate.core.gate;

import io.jenkins.plugins.modelgate.core.digest.Shown;
import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.document.Evidence;
import io.jenkins.plugins.modelgate.core.document.Metric;
import io.jenkins.plugins.modelgate.core.document.Verdict;
import io.jenkins.plugins.modelgate.core.policy.Gate;

/** A metric within bounds; a value on the bound is within. */
final class BoundGate {
    static final String METHOD = "bound";

    private BoundGate() {}

    static Verdict verdict(Gate.Bound gate, Evidence evidence) {
        Reading reading = Reading.of(gate.metric(), evidence.metrics(), "the candidate");
        Double most = gate.atMost();
        Double least = gate.atLeast();
        if (reading.problem() != null) {
            return verdict(gate, reading, Answer.INCONCLUSIVE, reading.problem() + ".", most != null ? most : least);
        }
        double value = reading.value();
        if (most != null && value > most) {
            return verdict(
                    gate,
                    reading,
                    Answer.FAIL,
                    is(gate, value, most) + ", above the highest allowed " + Shown.number(most, value) + ".",
                    most);
        }
        if (least != null && value < least) {
            return verdict(
                    gate,
                    reading,
                    Answer.FAIL,
                    is(gate, value, least) + ", below the lowest allowed " + Shown.number(least, value) + ".",
                    least);
        }
        String bounds = (least == null ? "" : "at least " + Shown.number(least, value))
                + (least == null || most == null ? "" : " and ")
                + (most == null ? "" : "at most " + Shown.number(most, value));
        Double bound = most != null ? most : least;
        return verdict(gate, reading, Answer.PASS, is(gate, value, bound) + ", as demanded: " + bounds + ".", bound);
    }

    private static String is(Gate.Bound gate, double value, double bound) {
        return Shown.text(gate.metric()) + " is " + Shown.number(value, bound);
    }

    private static Verdict verdict(Gate.Bound gate, Reading reading, Answer answer, String sentence, double bound) {
        return new Verdict(
                gate.name(),
                METHOD,
                answer,
                sentence + reading.caveat("the candidate"),
                reading.metric(),
                null,
                new Metric(bound),
                null,
                reading.observers());
    }
}
