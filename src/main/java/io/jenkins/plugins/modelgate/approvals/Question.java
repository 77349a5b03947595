package io.jenkins.plugins.modelgate.approvals;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import hudson.model.Item;
import hudson.model.Job;
import hudson.security.ACL;
import hudson.security.ACLContext;
import hudson.security.AccessControlled;
import io.jenkins.plugins.modelgate.config.Permissions;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Evidence;
import io.jenkins.plugins.modelgate.core.document.Observed;
import io.jenkins.plugins.modelgate.core.document.Verdicts;
import io.jenkins.plugins.modelgate.mlflow.steps.Approvals.Standing;
import java.util.Optional;
import jenkins.model.Jenkins;

/**
 * What people are asked: whether one candidate may take one target.
 *
 * @param server the configured MLflow server's name
 * @param standing how it stands
 * @param champion the evidence of who holds the target; null if nobody does, or there is none
 */
public record Question(
        String server, Standing standing, @CheckForNull Evidence champion) {
    /** Where it is answered, from the root of this Jenkins on. */
    public String path() {
        return path(server, standing.digest());
    }

    /** Where verdicts are shown, from the root of this Jenkins on. */
    public static String path(String server, Sha256 verdicts) {
        return ApprovalsPage.URL + "/server/" + Util.rawEncode(server) + "/" + verdicts.hex() + "/";
    }

    public Verdicts verdicts() {
        return standing.verdicts();
    }

    /** Whether anybody's word helps still. */
    boolean isSettled() {
        return !standing.open();
    }

    /** The job whose build made the candidate; empty if it is not here, or not any more. */
    Optional<Job<?, ?>> job() {
        Observed<Evidence.Build> build = standing.evidence().build();
        return build == null || !isHere(build.value())
                ? Optional.empty()
                : find(build.value().name());
    }

    @SuppressWarnings("try") // who asks is only changed
    private static Optional<Job<?, ?>> find(String name) {
        try (ACLContext ignored = ACL.as2(ACL.SYSTEM2)) {
            Job<?, ?> job = Jenkins.get().getItemByFullName(name, Job.class);
            return Optional.ofNullable(job);
        }
    }

    /** Several controllers may share a ledger, and have jobs of one name. */
    private static boolean isHere(Evidence.Build build) {
        String root = Jenkins.get().getRootUrl();
        String url = build.url();
        return root == null || url == null || url.startsWith(root);
    }

    /** On what permissions count. */
    AccessControlled scope() {
        Optional<Job<?, ?>> job = job();
        return job.isPresent() ? job.get() : Jenkins.get();
    }

    /** Whether the current user may see it. */
    public boolean isVisible() {
        return scope().hasPermission(Permissions.VIEW);
    }

    /** Whether the current user may know that there is something, and has to log in to see it. */
    boolean isDiscoverable() {
        return job().map(job -> job.hasPermission(Item.DISCOVER)).orElse(false);
    }
}
