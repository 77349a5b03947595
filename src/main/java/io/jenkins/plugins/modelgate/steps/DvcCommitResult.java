package io.jenkins.plugins.modelgate.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.dvc.commit.CommittedBack;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.jenkinsci.plugins.scriptsecurity.sandbox.whitelists.Whitelisted;

/** What {@code dvcCommit} gives to the pipeline. */
public final class DvcCommitResult implements Serializable {
    private static final long serialVersionUID = 1;

    @CheckForNull
    private final String commit;

    private final String parent;
    private final ArrayList<String> files;
    private final boolean committed;

    DvcCommitResult(CommittedBack done, boolean dryRun) {
        commit = done.commit();
        parent = done.parent();
        files = new ArrayList<>(done.files());
        committed = !dryRun && !files.isEmpty();
    }

    /** The commit that holds the lock as used; null in a dry run that would have made one. */
    @CheckForNull
    @Whitelisted
    public String getCommit() {
        return commit;
    }

    /** The commit that was built. */
    @Whitelisted
    public String getParent() {
        return parent;
    }

    /** What was, or in a dry run would be, committed. */
    @Whitelisted
    public List<String> getFiles() {
        return List.copyOf(files);
    }

    /** Whether a commit was made. */
    @Whitelisted
    public boolean isCommitted() {
        return committed;
    }

    @Whitelisted
    @Override
    public String toString() {
        return committed + " " + commit + " " + files;
    }
}
