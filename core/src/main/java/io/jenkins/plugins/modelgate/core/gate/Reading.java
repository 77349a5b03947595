package io.jenkins.plugins.modelgate.core.gate;

import io.jenkins.plugins.modelgate.core.digest.Shown;
import io.jenkins.plugins.modelgate.core.document.Metric;
import io.jenkins.plugins.modelgate.core.document.Observed;
import io.jenkins.plugins.modelgate.core.document.Observer;
import java.util.List;
import java.util.SortedMap;

/**
 * A metric as a gate finds it.
 *
 * @param metric as recorded; null if it is missing
 * @param observer who saw it; null if it is missing
 * @param problem why it is no number to judge by, such as {@code rmse is NaN}; null if it is one
 */
record Reading(Metric metric, Observer observer, String problem) {
    /**
     * Looks a metric up.
     *
     * @param whose such as {@code the candidate}
     */
    static Reading of(String name, SortedMap<String, Observed<Metric>> metrics, String whose) {
        Observed<Metric> found = metrics.get(name);
        String shown = Shown.text(name);
        if (found == null) {
            String others = metrics.isEmpty()
                    ? " has no metrics at all"
                    : " has only " + Shown.names(List.copyOf(metrics.keySet()));
            return new Reading(null, null, shown + " is missing: " + whose + others);
        }
        double value = found.value().value();
        return new Reading(
                found.value(),
                found.observer(),
                Double.isFinite(value)
                        ? null
                        : shown + " of " + whose + " is " + value + ", which is no number to judge by");
    }

    double value() {
        return metric.value();
    }

    List<Observer> observers() {
        return observer == null ? List.of() : List.of(observer);
    }

    /** What a reader must know of a number that nobody else has seen. */
    String caveat(String whose) {
        return observer == Observer.CLAIMED
                ? " That number of " + whose + " is claimed by its run; nobody else saw it."
                : "";
    }
}
