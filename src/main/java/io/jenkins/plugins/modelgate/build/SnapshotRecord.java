package io.jenkins.plugins.modelgate.build;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.data.Snapshot;
import java.util.List;
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

    public SnapshotRecord(Snapshot snapshot) {
        digest = snapshot.digest().hex();
        clean = snapshot.unmodified() && snapshot.git().cleanButForDvc();
        commit = snapshot.git().commit();
        data = DataRecord.list(snapshot.paths());
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
}
