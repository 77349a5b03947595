package io.jenkins.plugins.modelgate.build;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.data.DataHash;
import io.jenkins.plugins.modelgate.core.data.TrackedPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A tracked path, as a build keeps it. The form is kept in {@code build.xml}. */
public final class DataRecord {
    private final String path;

    @CheckForNull
    private final String hash;

    private final String state;
    private final String owner;

    private DataRecord(TrackedPath path) {
        this.path = path.path();
        DataHash found = path.hash();
        this.hash = found == null ? null : found.toString();
        this.state = path.state().name().toLowerCase(Locale.ROOT).replace('_', '-');
        this.owner = path.owner();
    }

    static List<DataRecord> list(List<TrackedPath> paths) {
        List<DataRecord> data = new ArrayList<>();
        paths.forEach(path -> data.add(new DataRecord(path)));
        return data;
    }

    public String getPath() {
        return path;
    }

    /** DVC's hash, such as {@code md5:…}; null if it was never made. */
    @CheckForNull
    public String getHash() {
        return hash;
    }

    public String getState() {
        return state;
    }

    public String getOwner() {
        return owner;
    }
}
