package io.jenkins.plugins.modelgate.deploy;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.deploy.Deployments;
import io.jenkins.plugins.modelgate.mlflow.steps.Watch.Finding;
import java.io.Serializable;
import org.jenkinsci.plugins.scriptsecurity.sandbox.whitelists.Whitelisted;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** What became of one deployment. The form is kept in {@code build.xml}, and travels with pipelines. */
@ExportedBean(defaultVisibility = 999)
public final class Projected implements Serializable {
    private static final long serialVersionUID = 1;

    /** What became of it. */
    public enum State {
        /** It shows what the ledger says. */
        SHOWN,
        /** What the ledger says waits in a branch to be merged. */
        PROPOSED,
        /** It does not yet, and the controller goes on with it. */
        UNDER_WAY,
        /** It could not be written; it is tried again. */
        FAILED,
        /** Somebody changed it past the ledger, and the policy says only to report that. */
        DIFFERS
    }

    private final String deployment;
    private final State state;

    @CheckForNull
    private final String commit;

    /** Why it does not show what the ledger says. */
    @CheckForNull
    private final String failure;

    private Projected(String deployment, State state, @CheckForNull String commit, @CheckForNull String failure) {
        this.deployment = deployment;
        this.state = state;
        this.commit = commit;
        this.failure = failure;
    }

    /**
     * What a round of the watch saw.
     *
     * @param finding null if it shows what the ledger says
     */
    public static Projected seen(String deployment, @CheckForNull Finding finding) {
        if (finding == null) {
            return new Projected(deployment, State.SHOWN, null, null);
        }
        String sentence = finding.drift().sentence();
        return switch (finding.outcome()) {
            case FAILED -> failed(deployment, sentence);
            case PROPOSED -> new Projected(deployment, State.PROPOSED, null, null);
            case COMPLETED, RESTORED -> new Projected(deployment, State.SHOWN, null, null);
            case REPORTED, WAITS -> new Projected(deployment, State.DIFFERS, null, sentence);
        };
    }

    static Projected of(Deployments.Projected projected) {
        String name = projected.deployment().name();
        Deployments.Result result = projected.result();
        if (result == null) {
            return failed(name, String.valueOf(projected.failure()));
        }
        boolean proposed = result.outcome() == Deployments.Outcome.PROPOSED;
        return new Projected(name, proposed ? State.PROPOSED : State.SHOWN, result.commit(), null);
    }

    static Projected failed(String deployment, String failure) {
        return new Projected(deployment, State.FAILED, null, failure);
    }

    static Projected underWay(String deployment) {
        return new Projected(deployment, State.UNDER_WAY, null, null);
    }

    /** The name of the deployment. */
    @Exported
    @Whitelisted
    public String getDeployment() {
        return deployment;
    }

    public State getState() {
        return state;
    }

    /** Whether others deploy it, or can once people have merged it. */
    @Exported
    @Whitelisted
    public boolean isWritten() {
        return state == State.SHOWN || state == State.PROPOSED;
    }

    /** The commit that shows it; null if none does yet. */
    @CheckForNull
    @Exported
    @Whitelisted
    public String getCommit() {
        return commit;
    }

    /** Why it does not show what the ledger says; null if it does, waits to be merged, or is still being written. */
    @CheckForNull
    @Exported
    @Whitelisted
    public String getFailure() {
        return failure;
    }

    /** What became of it, in a sentence. */
    @Exported
    @Whitelisted
    public String getSentence() {
        return switch (state) {
            case SHOWN -> Messages.Projected_shown(deployment, suffix());
            case PROPOSED -> Messages.Projected_proposed(deployment, suffix());
            case UNDER_WAY -> Messages.Projected_underWay(deployment);
            case FAILED -> Messages.Projected_failed(deployment, failure);
            case DIFFERS -> String.valueOf(failure);
        };
    }

    private String suffix() {
        return commit == null ? "" : Messages.Projected_commit(commit);
    }

    @Override
    public String toString() {
        return getSentence();
    }
}
