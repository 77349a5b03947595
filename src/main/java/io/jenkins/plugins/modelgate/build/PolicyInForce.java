package io.jenkins.plugins.modelgate.build;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.model.Job;
import hudson.model.Run;
import io.jenkins.plugins.modelgate.config.ModelGateConfiguration;
import io.jenkins.plugins.modelgate.config.PolicySource;
import io.jenkins.plugins.modelgate.core.document.PolicyRef;
import io.jenkins.plugins.modelgate.core.policy.Includes;
import io.jenkins.plugins.modelgate.core.policy.Policy;
import io.jenkins.plugins.modelgate.core.policy.PolicyRepository;
import io.jenkins.plugins.modelgate.workspace.Workspace;
import java.io.IOException;
import java.util.Optional;

/**
 * The policy that counts for a build.
 *
 * @param policy what it says
 * @param ref where it was read
 * @param protectedRef the protected ref that contains the commit that was asked for; null if none does
 */
public record PolicyInForce(
        Policy policy, PolicyRef ref, @CheckForNull String protectedRef) {
    /**
     * Reads it: from the ref that the administrator named for the job, fetched by the controller; where none is named, from the
     * commit in the workspace, and then it is not guarded.
     *
     * @param workspace null where the step runs without one
     * @param commit the commit whose protection is asked for; null for none
     */
    public static PolicyInForce of(Run<?, ?> run, @CheckForNull Workspace workspace, @CheckForNull String commit)
            throws IOException, InterruptedException {
        String job = run.getParent().getFullName();
        Optional<PolicySource> source = ModelGateConfiguration.get().policy(run.getParent());
        if (source.isPresent()) {
            return fetched(source.get(), run, commit);
        }
        if (workspace == null) {
            throw new AbortException(Messages.PolicyInForce_none(job));
        }
        PolicyRepository.Guarded unguarded = workspace.policy().parse(false, includes(run));
        return new PolicyInForce(unguarded.policy(), unguarded.ref(), null);
    }

    /**
     * The guarded policy of a job, for somebody who has neither a build nor a workspace.
     *
     * @throws AbortException if the administrator named none
     */
    public static PolicyInForce of(Job<?, ?> job) throws IOException {
        PolicySource source = ModelGateConfiguration.get()
                .policy(job)
                .orElseThrow(() -> new AbortException(Messages.PolicyInForce_unguarded(job.getFullName())));
        return fetched(source, null, null);
    }

    private static PolicyInForce fetched(PolicySource source, @CheckForNull Run<?, ?> run, @CheckForNull String commit)
            throws IOException {
        try (PolicyRepository repository = source.fetch(run)) {
            PolicyRepository.Guarded guarded = repository.policy(source.getRef(), true, includes(run));
            String protectedRef = commit == null
                    ? null
                    : repository.containing(source.refs(), commit).orElse(null);
            return new PolicyInForce(guarded.policy(), guarded.ref(), protectedRef);
        }
    }

    /** What it may include says this controller, never a workspace. */
    private static Includes includes(@CheckForNull Run<?, ?> run) {
        return ModelGateConfiguration.get().shared(run);
    }
}
