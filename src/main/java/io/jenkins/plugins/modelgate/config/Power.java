package io.jenkins.plugins.modelgate.config;

import hudson.AbortException;
import hudson.model.Job;
import hudson.model.Run;
import io.jenkins.plugins.modelgate.core.document.TargetId;

/** What a job needs a grant for. */
public enum Power {
    PROMOTE,
    ROLL_BACK;

    /**
     * Checks that a build may do this to a target: the administrator granted it to its job, and no folder above the job
     * forbids it. Builds of pull requests and of Replay never may: their script is not what the job's owner wrote.
     *
     * @throws AbortException with the reason and the remedy, if it may not
     */
    public void check(Run<?, ?> run, TargetId target) throws AbortException {
        ActingJob job = ActingJob.of(run.getParent());
        if (job.changeRequest()) {
            throw new AbortException(Messages.Power_pullRequest(words(), target.target()));
        }
        if (!Scripts.areTheJobs(run)) {
            throw new AbortException(Messages.Power_replay(words(), target.target()));
        }
        if (!isGranted(job, target)) {
            throw new AbortException(
                    job.branch() == null
                            ? Messages.Power_notGranted(job, words(), target.target(), target.model())
                            : Messages.Power_noBranch(job, words(), target.target(), target.model()));
        }
        FolderLimits.check(run, target.server(), target.model());
        FolderLimits.check(run, this);
    }

    /** Whether the builds of a job may do this to a target, as far as the job tells: each of them is checked all the same. */
    public boolean isGranted(Job<?, ?> job, TargetId target) {
        ActingJob acting = ActingJob.of(job);
        return !acting.changeRequest()
                && isGranted(acting, target)
                && FolderLimits.allow(job, this, target.server(), target.model());
    }

    private boolean isGranted(ActingJob job, TargetId target) {
        return ModelGateConfiguration.get().getGrants().stream().anyMatch(grant -> grant.allows(this, job, target));
    }

    /**
     * Whether what a build's gates answer counts for that build alone. Else a later build could promote by what a script of
     * nobody's made of the workspace that the gates looked at.
     */
    public static boolean isPreview(Run<?, ?> run) {
        return ActingJob.of(run.getParent()).changeRequest() || !Scripts.areTheJobs(run);
    }

    String words() {
        return this == PROMOTE ? Messages.Power_promote() : Messages.Power_rollBack();
    }
}
