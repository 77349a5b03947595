package io.jenkins.plugins.modelgate.core.gate;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.Shown;
import io.jenkins.plugins.modelgate.core.document.Metric;
import io.jenkins.plugins.modelgate.core.document.Observed;
import io.jenkins.plugins.modelgate.core.document.Observer;
import io.jenkins.plugins.modelgate.core.policy.Grounds;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Stream;

/**
 * What one side of a comparison brings.
 *
 * @param whose such as {@code the candidate}
 * @param readings the metric and its count or error; or all replicates
 * @param replicated whether they are replicates
 * @param problem why it cannot be compared; null if it can
 */
record Side(
        String whose,
        List<Reading> readings,
        boolean replicated,
        @CheckForNull String problem) {
    /** More is no number of examples that a double can count. */
    private static final double MOST = 1e9;

    static Side of(Grounds grounds, String metric, SortedMap<String, Observed<Metric>> metrics, String whose) {
        if (grounds instanceof Grounds.Replicates replicates) {
            return replicates(replicates, metrics, whose);
        }
        String other = grounds instanceof Grounds.Share share ? share.of() : ((Grounds.StatedError) grounds).metric();
        List<Reading> readings = Stream.of(metric, other)
                .map(name -> Reading.of(name, metrics, whose))
                .toList();
        Side side = new Side(whose, readings, false, problem(readings));
        return side.problem == null && grounds instanceof Grounds.Share
                ? new Side(whose, readings, false, side.noShare(metric, other))
                : side;
    }

    private static Side replicates(
            Grounds.Replicates replicates, SortedMap<String, Observed<Metric>> metrics, String whose) {
        List<Reading> readings = metrics.keySet().stream()
                .filter(replicates::matches)
                .map(name -> Reading.of(name, metrics, whose))
                .toList();
        String none = whose + " has no metric that is called ‘" + Shown.text(replicates.pattern()) + "’";
        return new Side(whose, readings, true, readings.isEmpty() ? none : problem(readings));
    }

    @CheckForNull
    private static String problem(List<Reading> readings) {
        return readings.stream()
                .map(Reading::problem)
                .filter(text -> text != null)
                .findFirst()
                .orElse(null);
    }

    @CheckForNull
    private String noShare(String metric, String count) {
        double share = readings.get(0).value();
        double n = second();
        if (share < 0 || share > 1) {
            return Shown.text(metric) + " of " + whose + " is " + Shown.number(share) + ", which is no share";
        }
        return n >= 1 && n <= MOST && n == Math.rint(n)
                ? null
                : Shown.text(count) + " of " + whose + " is " + Shown.number(n) + ", which is no number of examples";
    }

    /** The metric, or the mean of the replicates. */
    double value() {
        return replicated
                ? readings.stream().mapToDouble(Reading::value).average().orElseThrow()
                : readings.get(0).value();
    }

    /** The count or the error. */
    double second() {
        return readings.get(1).value();
    }

    /** The replicates. */
    double[] all() {
        return readings.stream().mapToDouble(Reading::value).toArray();
    }

    List<Observer> observers() {
        return readings.stream()
                .flatMap(reading -> reading.observers().stream())
                .distinct()
                .toList();
    }

    String caveat() {
        return observers().contains(Observer.CLAIMED)
                ? " Numbers of " + whose + " are claimed by its run; nobody else saw them."
                : "";
    }
}
