package io.jenkins.plugins.modelgate.config;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.model.Item;
import hudson.model.Job;
import hudson.model.Run;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import jenkins.scm.api.SCMHead;
import jenkins.scm.api.mixin.ChangeRequestSCMHead;
import org.jenkinsci.plugins.workflow.cps.replay.ReplayCause;

/** What a job needs a grant for. */
public enum Power {
    PROMOTE,
    ROLL_BACK;

    /**
     * Checks that a build may do this to a target. Builds of pull requests and of Replay never may: their script is not what
     * the job's owner wrote.
     *
     * @throws AbortException with the reason and the remedy, if it may not
     */
    public void check(Run<?, ?> run, TargetId target) throws AbortException {
        Job<?, ?> job = run.getParent();
        SCMHead head = SCMHead.HeadByItem.findHead(job);
        if (head instanceof ChangeRequestSCMHead) {
            throw new AbortException(Messages.Power_pullRequest(words(), target.target()));
        }
        if (run.getCause(ReplayCause.class) != null) {
            throw new AbortException(Messages.Power_replay(words(), target.target()));
        }
        String project = head == null ? job.getFullName() : ((Item) job.getParent()).getFullName();
        if (!granted(project, head == null ? null : head.getName(), target)) {
            String who = head == null ? project : project + "’ (‘" + head.getName() + "’)";
            throw new AbortException(Messages.Power_notGranted(who, words(), target.target(), target.model()));
        }
    }

    /** Whether what a build's gates answer counts for that build alone: a pull request's. */
    public static boolean isPreview(Run<?, ?> run) {
        return SCMHead.HeadByItem.findHead(run.getParent()) instanceof ChangeRequestSCMHead;
    }

    private boolean granted(String job, @CheckForNull String branch, TargetId target) {
        return ModelGateConfiguration.get().getGrants().stream()
                .anyMatch(grant -> grant.allows(this, job, branch, target.server(), target.model(), target.target()));
    }

    private String words() {
        return this == PROMOTE ? Messages.Power_promote() : Messages.Power_rollBack();
    }
}
