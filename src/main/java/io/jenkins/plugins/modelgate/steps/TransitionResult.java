package io.jenkins.plugins.modelgate.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.document.Holder;
import io.jenkins.plugins.modelgate.core.document.Transition;
import io.jenkins.plugins.modelgate.deploy.Projected;
import io.jenkins.plugins.modelgate.mlflow.steps.Reconciler.Reconciled;
import io.jenkins.plugins.modelgate.mlflow.steps.Targets.Moved;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.jenkinsci.plugins.scriptsecurity.sandbox.whitelists.Whitelisted;

/** What {@code modelPromote} and {@code modelRollback} give to the pipeline. */
public final class TransitionResult implements Serializable {
    private static final long serialVersionUID = 1;

    private final String model;
    private final String target;

    @CheckForNull
    private final String version;

    @CheckForNull
    private final String previous;

    private final String digest;

    @CheckForNull
    private final String commit;

    private final boolean already;
    private final boolean shown;

    /** Null in what was kept before anything was deployed. */
    @CheckForNull
    private final ArrayList<Projected> deployments;

    TransitionResult(Moved moved, List<Projected> deployed) {
        Transition transition = moved.transition();
        model = transition.target().model();
        target = transition.target().target();
        version = version(transition.to());
        previous = version(transition.from());
        digest = moved.digest().hex();
        commit = moved.commit();
        already = moved.already();
        Reconciled projection = moved.projection();
        shown = projection != null && projection.left().isEmpty();
        deployments = new ArrayList<>(deployed);
    }

    @CheckForNull
    private static String version(@CheckForNull Holder holder) {
        return holder == null ? null : holder.version();
    }

    @Whitelisted
    public String getModel() {
        return model;
    }

    @Whitelisted
    public String getTarget() {
        return target;
    }

    /** The version that holds the target now. */
    @CheckForNull
    @Whitelisted
    public String getVersion() {
        return version;
    }

    /** The version that held it before; null if none did. */
    @CheckForNull
    @Whitelisted
    public String getPrevious() {
        return previous;
    }

    /** The digest of the transition. */
    @Whitelisted
    public String getDigest() {
        return digest;
    }

    /** The ledger's commit; null in a dry run. */
    @CheckForNull
    @Whitelisted
    public String getCommit() {
        return commit;
    }

    /** Whether it was so before, and nothing was decided. */
    @Whitelisted
    public boolean isAlready() {
        return already;
    }

    /** Whether MLflow shows it. */
    @Whitelisted
    public boolean isShown() {
        return shown;
    }

    /** What became of each deployment of the target; empty where none is configured here, or this was a dry run. */
    @Whitelisted
    public List<Projected> getDeployments() {
        return deployments == null ? new ArrayList<>() : new ArrayList<>(deployments);
    }

    @Whitelisted
    @Override
    public String toString() {
        return model + " " + target + ": " + previous + " → " + version;
    }
}
