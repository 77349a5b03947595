package io.jenkins.plugins.modelgate.build;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.data.DataHash;
import io.jenkins.plugins.modelgate.core.data.TrackedPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** A tracked path, as a build keeps it. The form is kept in {@code build.xml}. */
@ExportedBean(defaultVisibility = 999)
public final class DataRecord {
    private static final Pattern FINGERPRINT = Pattern.compile("md5:([0-9a-f]{32})(\\.dir)?");

    /** As many characters of the value as are unmistakable in practice, after {@code md5:}. */
    private static final int SHORT = 16;

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

    @Exported
    public String getPath() {
        return path;
    }

    /** DVC's hash, such as {@code md5:…}; null if it was never made. */
    @CheckForNull
    @Exported
    public String getHash() {
        return hash;
    }

    /** The hash for a glance. */
    public String getShortHash() {
        return hash == null ? "–" : hash.substring(0, Math.min(hash.length(), SHORT));
    }

    /** The hash as Jenkins' fingerprints name it, a directory's by its listing; null if it is none of DVC 3. */
    @CheckForNull
    public String getFingerprint() {
        Matcher md5 = FINGERPRINT.matcher(hash == null ? "" : hash);
        return md5.matches() ? md5.group(1) : null;
    }

    @Exported
    public String getState() {
        return state;
    }

    /** Whether it came from outside: no stage of the pipeline makes it. */
    boolean isDelivered() {
        return owner.endsWith(".dvc");
    }

    @Exported
    public String getOwner() {
        return owner;
    }
}
