package io.jenkins.plugins.modelgate.approvals;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.build.EvidenceView;
import io.jenkins.plugins.modelgate.core.data.TrackedPath;
import io.jenkins.plugins.modelgate.core.digest.Shown;
import io.jenkins.plugins.modelgate.core.document.Evidence;
import io.jenkins.plugins.modelgate.core.document.Metric;
import io.jenkins.plugins.modelgate.core.document.Observed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A value of the champion beside that of the candidate.
 *
 * @param before null if the champion has none, or nobody knows it
 * @param after null if the candidate has none
 */
public record Change(
        String name,
        @CheckForNull String before,
        @CheckForNull String after) {
    /** What is other data. */
    static List<Change> data(@CheckForNull Evidence champion, Evidence candidate) {
        return changed(paths(champion), paths(candidate));
    }

    /** Which parameters are others. */
    static List<Change> params(@CheckForNull Evidence champion, Evidence candidate) {
        return changed(
                champion == null ? Map.of() : champion.params().value(),
                candidate.params().value());
    }

    /** All metrics of both. */
    static List<Change> metrics(@CheckForNull Evidence champion, Evidence candidate) {
        SortedMap<String, Observed<Metric>> before = numbers(champion);
        SortedMap<String, Observed<Metric>> after = candidate.metrics();
        TreeSet<String> names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        return names.stream()
                .map(name -> new Change(
                        name, number(before.get(name), after.get(name)), number(after.get(name), before.get(name))))
                .toList();
    }

    private static Map<String, String> paths(@CheckForNull Evidence evidence) {
        Map<String, String> paths = new TreeMap<>();
        Observed<Evidence.Data> data = evidence == null ? null : evidence.data();
        if (data != null) {
            for (TrackedPath path : data.value().paths()) {
                paths.put(path.path(), Objects.toString(path.hash(), "–"));
            }
        }
        return paths;
    }

    private static SortedMap<String, Observed<Metric>> numbers(@CheckForNull Evidence evidence) {
        return evidence == null ? new TreeMap<>() : evidence.metrics();
    }

    /** With as many digits as tell it from the other one. */
    @CheckForNull
    private static String number(@CheckForNull Observed<Metric> metric, @CheckForNull Observed<Metric> beside) {
        if (metric == null) {
            return null;
        }
        double value = metric.value().value();
        boolean whole = value == Math.rint(value);
        return whole || !Double.isFinite(value)
                ? EvidenceView.number(value)
                : Shown.number(value, beside == null ? value : beside.value().value());
    }

    private static List<Change> changed(Map<String, String> before, Map<String, String> after) {
        return all(before, after).stream()
                .filter(change -> !Objects.equals(change.before, change.after))
                .toList();
    }

    private static List<Change> all(Map<String, String> before, Map<String, String> after) {
        TreeSet<String> names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        List<Change> all = new ArrayList<>();
        names.forEach(name -> all.add(new Change(name, before.get(name), after.get(name))));
        return all;
    }
}
