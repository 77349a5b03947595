package io.jenkins.plugins.modelgate.build;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.data.Snapshot;
import io.jenkins.plugins.modelgate.core.digest.CanonicalJson;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** A snapshot, as a build keeps it. The form is kept in {@code build.xml}. */
@ExportedBean(defaultVisibility = 999)
public final class SnapshotRecord {
    private final String digest;
    private final boolean clean;

    @CheckForNull
    private final String commit;

    private final List<DataRecord> data;

    /** Null in builds of version 1. */
    @CheckForNull
    private final TreeMap<String, Double> metrics;

    @CheckForNull
    private final String params;

    public SnapshotRecord(Snapshot snapshot) {
        digest = snapshot.digest().hex();
        clean = snapshot.unmodified() && snapshot.git().cleanButForDvc();
        commit = snapshot.git().commit();
        data = DataRecord.list(snapshot.paths());
        metrics = new TreeMap<>(snapshot.metrics());
        params = snapshot.params().isEmpty()
                ? null
                : CanonicalJson.digest(snapshot.params()).hex();
    }

    /** The snapshot digest in hex. */
    @Exported
    public String getDigest() {
        return digest;
    }

    /** Whether data is as recorded, and code as committed but for what DVC itself writes. */
    @Exported
    public boolean isClean() {
        return clean;
    }

    @CheckForNull
    @Exported
    public String getCommit() {
        return commit;
    }

    @Exported
    public List<DataRecord> getData() {
        return data;
    }

    /** The numbers in the project's metrics files. */
    public Map<String, Double> getMetrics() {
        return metrics == null ? Map.of() : new TreeMap<>(metrics);
    }

    /** For JSON, which knows no NaN: what is no finite number is text. */
    @Exported(name = "metrics")
    public Map<String, Object> exportedMetrics() {
        Map<String, Object> exported = new TreeMap<>();
        getMetrics()
                .forEach((name, value) ->
                        exported.put(name, Double.isFinite(value) ? (Object) value : value.toString()));
        return exported;
    }

    /** For the page. */
    public List<EvidenceView.Row> getRows() {
        return getMetrics().entrySet().stream()
                .map(metric ->
                        new EvidenceView.Row(metric.getKey(), metric.getValue().toString(), ""))
                .toList();
    }

    /** The SHA-256 of the parameters that the lock records, in hex: equal for equal parameters. Null if there are none. */
    @CheckForNull
    @Exported
    public String getParams() {
        return params;
    }
}
