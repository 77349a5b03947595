package io.jenkins.plugins.modelgate.core.gate;

import io.jenkins.plugins.modelgate.core.digest.Shown;
import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.document.Evidence;
import io.jenkins.plugins.modelgate.core.document.Metric;
import io.jenkins.plugins.modelgate.core.document.Verdict;
import io.jenkins.plugins.modelgate.core.policy.Gate;
import io.jenkins.plugins.modelgate.core.policy.Grounds;

/** A metric within bounds; a value on the bound is within. */
final class BoundGate {
    static final String METHOD = "bound";

    private BoundGate() {}

    static Verdict verdict(Gate.Bound gate, Evidence evidence, Context context) {
        if (gate.grounds() instanceof Grounds.Scores columns) {
            return new TestedBound(gate, context).verdict(columns, GateEvaluator.seed(evidence));
        }
        return gate.grounds() instanceof Grounds.Bare
                ? bare(gate, evidence)
                : new TestedBound(gate, context).verdict(evidence);
    }

    private static Verdict bare(Gate.Bound gate, Evidence evidence) {
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
                    is(gate, value, most) + ", above the highest allowed " + shown(gate, most, value) + ".",
                    most);
        }
        if (least != null && value < least) {
            return verdict(
                    gate,
                    reading,
                    Answer.FAIL,
                    is(gate, value, least) + ", below the lowest allowed " + shown(gate, least, value) + ".",
                    least);
        }
        Double bound = most != null ? most : least;
        return verdict(
                gate,
                reading,
                Answer.PASS,
                is(gate, value, bound) + ", as demanded: " + demanded(gate, value) + ".",
                bound);
    }

    /** What it demands, such as {@code at least 0.9}. */
    static String demanded(Gate.Bound gate, double value) {
        Double least = gate.atLeast();
        Double most = gate.atMost();
        return (least == null ? "" : "at least " + shown(gate, least, value))
                + (least == null || most == null ? "" : " and ")
                + (most == null ? "" : "at most " + shown(gate, most, value));
    }

    /** A number in the metric's unit. */
    static String shown(Gate.Bound gate, double number, double beside) {
        String unit = gate.unit();
        return Shown.number(number, beside) + (unit == null ? "" : " " + Shown.text(unit));
    }

    private static String is(Gate.Bound gate, double value, double bound) {
        return Shown.text(gate.metric()) + " is " + shown(gate, value, bound);
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
