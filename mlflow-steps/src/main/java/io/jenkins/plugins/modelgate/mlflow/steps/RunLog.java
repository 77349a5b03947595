package io.jenkins.plugins.modelgate.mlflow.steps;

import io.jenkins.plugins.modelgate.core.data.Snapshot;
import io.jenkins.plugins.modelgate.mlflow.client.ArtifactFolder;
import io.jenkins.plugins.modelgate.mlflow.client.MetricPoint;
import io.jenkins.plugins.modelgate.mlflow.client.Run;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/** What a build says of a run beside what its training logs. All of it can be said again, and changes nothing then. */
public final class RunLog {
    private final Gatekeeper gatekeeper;

    public RunLog(Gatekeeper gatekeeper) {
        this.gatekeeper = Objects.requireNonNull(gatekeeper, "gatekeeper");
    }

    /**
     * Numbers and words for a run.
     *
     * @param params parameters: MLflow keeps the first value of each, and refuses another
     * @param metrics numbers that the caller names
     * @param measured numbers that DVC's metrics files name; the same name in {@code metrics} goes before
     * @param tags tags, but none of Model Gate's own
     * @param step the step of all metrics
     * @param at the moment of all metrics; the same again for the same entries
     */
    public record Entries(
            Map<String, String> params,
            Map<String, Double> metrics,
            Map<String, Double> measured,
            Map<String, String> tags,
            long step,
            Instant at) {
        public Entries {
            params = Map.copyOf(params);
            metrics = Map.copyOf(metrics);
            measured = Map.copyOf(measured);
            tags = Map.copyOf(tags);
            Objects.requireNonNull(at, "at");
        }

        /** How many different metrics there are. */
        public int count() {
            Set<String> names = new HashSet<>(metrics.keySet());
            names.addAll(measured.keySet());
            return names.size();
        }
    }

    /**
     * Logs to a run.
     *
     * @return remarks on what MLflow cannot keep of {@code measured}, each a sentence
     * @throws StepException if a tag is one of Model Gate's own
     */
    public List<String> log(String run, Entries entries) {
        entries.tags().keySet().stream()
                .filter(key -> key.startsWith(Tags.PREFIX))
                .findFirst()
                .ifPresent(key -> {
                    throw new StepException(
                            StepException.Kind.BAD_INPUT,
                            "The tag ‘" + key + "’ is one of Model Gate's own: choose a name that does not begin with ‘"
                                    + Tags.PREFIX + "’");
                });
        List<String> remarks = new ArrayList<>();
        Map<String, Double> numbers = new TreeMap<>();
        entries.measured().forEach((key, value) -> {
            if (Tags.fits(key)) {
                numbers.put(key, value);
            } else {
                remarks.add("Metric ‘" + key + "’ is left out: MLflow cannot keep its name.");
            }
        });
        numbers.putAll(entries.metrics());
        List<MetricPoint> points = new ArrayList<>();
        numbers.forEach((key, value) -> points.add(new MetricPoint(key, value, entries.at(), entries.step())));
        gatekeeper.tracking().logBatch(run, points, entries.params(), entries.tags());
        return remarks;
    }

    /**
     * Keeps files with a run.
     *
     * @param folder where, below the run's artifacts; empty for directly there
     */
    public void send(String run, ModelSource files, String folder) {
        Bytes.checkNames(files.files());
        Run known = gatekeeper.tracking().getRun(run);
        ArtifactFolder root = gatekeeper.artifacts().of(known);
        new Bytes(gatekeeper.artifacts()).send(files, folder.isEmpty() ? root : root.folder(folder));
    }

    /** Says with which code and data the run trained; to be found by them ({@link Lookup}), not as evidence. */
    public void describe(String run, Snapshot snapshot) {
        describe(run, Tags.of(snapshot));
    }

    /** Says with which commit the run trained, where DVC tracks nothing. */
    public void describe(String run, String commit) {
        describe(run, Map.of(Lookup.By.COMMIT.tag(), commit));
    }

    private void describe(String run, Map<String, String> tags) {
        // One to which nothing was logged is removed when it is closed, and may be closed again.
        if (!gatekeeper.tracking().getRun(run).deleted()) {
            gatekeeper.tracking().logBatch(run, List.of(), Map.of(), tags);
        }
    }
}
