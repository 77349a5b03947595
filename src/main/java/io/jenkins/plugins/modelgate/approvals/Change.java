package io.jenkins.plugins.modelgate.approvals;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.build.EvidenceView;
import io.jenkins.plugins.modelgate.core.data.TrackedPath;
import io.jenkins.plugins.modelgate.core.document.Evidence;
import io.jenkins.plugins.modelgate.core.document.Observed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
        return all(metrics(champion), metrics(candidate));
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

    private static Map<String, String> metrics(@CheckForNull Evidence evidence) {
        Map<String, String> metrics = new TreeMap<>();
        if (evidence != null) {
            evidence.metrics()
                    .forEach((name, metric) ->
                            metrics.put(name, EvidenceView.number(metric.value().value())));
        }
        return metrics;
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
