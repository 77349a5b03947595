package io.jenkins.plugins.modelgate.build;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.document.Documents;
import io.jenkins.plugins.modelgate.core.document.Holder;
import io.jenkins.plugins.modelgate.core.document.Transition;
import io.jenkins.plugins.modelgate.deploy.Projected;
import io.jenkins.plugins.modelgate.deploy.Projections;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** A change of what holds a target, as a build keeps it. The form is kept in {@code build.xml}. */
@ExportedBean(defaultVisibility = 999)
public final class TransitionRecord {
    private final String type;
    private final String target;

    @CheckForNull
    private final String from;

    @CheckForNull
    private final String to;

    private final String digest;

    @CheckForNull
    private final String commit;

    private final String reason;

    /** Null where there was nothing to deploy, also in what was kept before there was anything. */
    @CheckForNull
    private final ArrayList<Projected> deployments;

    TransitionRecord(Transition transition, @CheckForNull String commit, List<Projected> deployed) {
        this.type = transition.type().name().toLowerCase(Locale.ROOT).replace('_', '-');
        this.target = transition.target().target();
        this.from = version(transition.from());
        this.to = version(transition.to());
        this.digest = Documents.digest(transition).hex();
        this.commit = commit;
        this.reason = transition.reason();
        this.deployments = deployed.isEmpty() ? null : new ArrayList<>(deployed);
    }

    @CheckForNull
    private static String version(@CheckForNull Holder holder) {
        return holder == null ? null : holder.version();
    }

    /** {@code promote} or {@code roll-back}. */
    @Exported
    public String getType() {
        return type;
    }

    @Exported
    public String getTarget() {
        return target;
    }

    /** The version that held the target before; null if none did. */
    @CheckForNull
    @Exported
    public String getFrom() {
        return from;
    }

    /** The version that holds it now. */
    @CheckForNull
    @Exported
    public String getTo() {
        return to;
    }

    /** The digest of the transition. */
    @Exported
    public String getDigest() {
        return digest;
    }

    /** The ledger's commit; null where the transition was there before. */
    @CheckForNull
    @Exported
    public String getCommit() {
        return commit;
    }

    @Exported
    public String getReason() {
        return reason;
    }

    /** What became of each deployment of the target, when the build moved it. */
    @Exported
    public List<Projected> getDeployments() {
        return deployments == null ? List.of() : List.copyOf(deployments);
    }

    /** What is known now of a deployment that had not been written by then; null if nothing is. */
    @CheckForNull
    public Projected later(Projected then) {
        return then.isWritten()
                ? null
                : Projections.get()
                        .known(then.getDeployment())
                        .map(Projections.Known::projected)
                        .orElse(null);
    }
}
