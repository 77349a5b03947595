package io.jenkins.plugins.modelgate.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.data.DataHash;
import io.jenkins.plugins.modelgate.core.data.Snapshot;
import io.jenkins.plugins.modelgate.core.data.TrackedPath;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jenkinsci.plugins.scriptsecurity.sandbox.whitelists.Whitelisted;

/** What {@code dvcSnapshot} gives to the pipeline. */
public final class SnapshotResult implements Serializable {
    private static final long serialVersionUID = 1;

    private final String digest;
    private final boolean clean;
    private final boolean unmodified;

    @CheckForNull
    private final String commit;

    private final ArrayList<Output> outputs = new ArrayList<>();
    private final TreeMap<String, String> params;
    private final TreeMap<String, Double> metrics;

    SnapshotResult(Snapshot snapshot) {
        digest = snapshot.digest().hex();
        unmodified = snapshot.unmodified();
        clean = unmodified && snapshot.git().cleanButForDvc();
        commit = snapshot.git().commit();
        snapshot.paths().forEach(path -> outputs.add(new Output(path)));
        params = new TreeMap<>(snapshot.params());
        metrics = new TreeMap<>(snapshot.metrics());
    }

    /** The snapshot digest in hex. */
    @Whitelisted
    public String getDigest() {
        return digest;
    }

    /** Whether data is as recorded, and code as committed but for what DVC itself writes. */
    @Whitelisted
    public boolean isClean() {
        return clean;
    }

    /** Whether every tracked path lies in the workspace as recorded. */
    @Whitelisted
    public boolean isUnmodified() {
        return unmodified;
    }

    @CheckForNull
    @Whitelisted
    public String getCommit() {
        return commit;
    }

    @Whitelisted
    public List<Output> getOutputs() {
        return List.copyOf(outputs);
    }

    /** The parameters that the lock records, each as JSON text. */
    @Whitelisted
    public Map<String, String> getParams() {
        return params;
    }

    /** The numbers in the project's metrics files. */
    @Whitelisted
    public Map<String, Double> getMetrics() {
        return metrics;
    }

    /** The data hash of a tracked path; null if there is no such path, or it was never made. */
    @CheckForNull
    @Whitelisted
    public String hash(String path) {
        return outputs.stream()
                .filter(output -> output.path.equals(path))
                .map(Output::getHash)
                .findFirst()
                .orElse(null);
    }

    @Whitelisted
    @Override
    public String toString() {
        return digest;
    }

    /** One tracked path. */
    public static final class Output implements Serializable {
        private static final long serialVersionUID = 1;

        private final String path;

        @CheckForNull
        private final String hash;

        private final String state;

        private Output(TrackedPath path) {
            this.path = path.path();
            DataHash found = path.hash();
            this.hash = found == null ? null : found.value();
            this.state = path.state().name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        @Whitelisted
        public String getPath() {
            return path;
        }

        /** DVC's hash, bare; null if it was never made. */
        @CheckForNull
        @Whitelisted
        public String getHash() {
            return hash;
        }

        /** {@code unchanged}, {@code modified}, {@code missing} … */
        @Whitelisted
        public String getState() {
            return state;
        }

        @Whitelisted
        @Override
        public String toString() {
            return path + " " + hash + " " + state;
        }
    }
}
