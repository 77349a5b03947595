package io.jenkins.plugins.modelgate.config;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Item;
import hudson.model.Job;
import jenkins.scm.api.SCMHead;
import jenkins.scm.api.SCMSourceOwner;
import jenkins.scm.api.mixin.ChangeRequestSCMHead;
import jenkins.scm.api.mixin.TagSCMHead;

/**
 * What a build acts as: a step has no user.
 *
 * @param project the job's full name; of a multibranch project, the project's
 * @param branch the branch as Git calls it, or {@code tags/…} for a tag: a tag may be named like a branch; null outside a
 *     multibranch project
 * @param changeRequest whether it builds what nobody merged yet
 */
record ActingJob(String project, @CheckForNull String branch, boolean changeRequest) {
    static ActingJob of(Job<?, ?> job) {
        SCMHead head = SCMHead.HeadByItem.findHead(job);
        if (head == null && !(job.getParent() instanceof SCMSourceOwner)) {
            return new ActingJob(job.getFullName(), null, false);
        }
        String project = ((Item) job.getParent()).getFullName();
        // A job of a multibranch project whose branch is not known any more may be anyone's.
        return head == null
                ? new ActingJob(project, job.getName(), true)
                : new ActingJob(project, name(head), head instanceof ChangeRequestSCMHead);
    }

    private static String name(SCMHead head) {
        return head instanceof TagSCMHead ? "tags/" + head.getName() : head.getName();
    }

    /** For messages. */
    @Override
    public String toString() {
        return branch == null ? project : project + "’ (‘" + branch + "’)";
    }
}
