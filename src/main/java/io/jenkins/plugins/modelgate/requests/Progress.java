package io.jenkins.plugins.modelgate.requests;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Job;
import hudson.model.Queue;
import hudson.model.Run;
import io.jenkins.plugins.modelgate.approvals.Waiter;
import io.jenkins.plugins.modelgate.approvals.WaitingBuilds;
import io.jenkins.plugins.modelgate.build.ModelEvidenceAction;
import io.jenkins.plugins.modelgate.build.RequestAction;
import io.jenkins.plugins.modelgate.mlflow.steps.Approvals.Standing;
import io.jenkins.plugins.modelgate.mlflow.steps.PromotionRequest;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import jenkins.model.Jenkins;

/** How far Jenkins is with what was started for a request. */
final class Progress {
    private final Claim claim;

    @CheckForNull
    private final Job<?, ?> job;

    private final boolean queued;

    @CheckForNull
    private final Run<?, ?> build;

    Progress(Claim claim) {
        this.claim = claim;
        String name = claim.job();
        this.job = name == null ? null : Jenkins.get().getItemByFullName(name, Job.class);
        // The queue first: what has left it by then may be a build.
        this.queued = job instanceof Queue.Task task
                && Queue.getInstance().getItems(task).stream().anyMatch(item -> RequestAction.isFor(item, claim.id));
        this.build = job == null ? null : find(job);
    }

    /** Also if nobody noted its number: the controller may have been killed in between. */
    @CheckForNull
    private Run<?, ?> find(Job<?, ?> in) {
        if (claim.build() > 0) {
            return in.getBuildByNumber(claim.build());
        }
        for (int number = claim.from(); number < in.getNextBuildNumber(); number++) {
            Run<?, ?> candidate = in.getBuildByNumber(number);
            if (candidate != null && RequestAction.isFor(candidate, claim.id)) {
                claim.begun(number);
                return candidate;
            }
        }
        return null;
    }

    /** The job that was started; null if none was, or it is gone. */
    @CheckForNull
    Job<?, ?> job() {
        return job;
    }

    /** Null if it did not begin, or is gone. */
    @CheckForNull
    Run<?, ?> build() {
        return build;
    }

    /**
     * Whether a build runs for it, or will. Between the queue and its beginning it is nowhere to be seen; but what another life
     * of this controller had there is lost.
     */
    boolean isUnderWay(String life) {
        if (job == null) {
            return false;
        }
        return build == null
                ? queued || (claim.build() == 0 && claim.isOf(life) && !claim.isCancelled())
                : build.isBuilding();
    }

    /** For whom a build waits, in a sentence; empty if for nobody. */
    static Optional<String> waits(Run<?, ?> build) {
        return WaitingBuilds.get().waiting().stream()
                .filter(waiter -> isOf(waiter, build))
                .map(Waiter::standing)
                .filter(Objects::nonNull)
                .filter(Standing::open)
                .map(standing -> standing.tally().sentence())
                .findFirst();
    }

    private static boolean isOf(Waiter waiter, Run<?, ?> build) {
        try {
            return waiter.build().equals(build);
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Whether a build asked the gates of what is asked for. */
    static boolean gatesAsked(Run<?, ?> build, String server, PromotionRequest request) {
        ModelEvidenceAction evidence = build.getAction(ModelEvidenceAction.class);
        return evidence != null
                && evidence.getCandidates().stream()
                        .filter(candidate -> candidate.getServer().equals(server)
                                && candidate.getModel().equals(request.version().model())
                                && request.version().version().equals(candidate.getVersion()))
                        .flatMap(candidate -> candidate.getVerdicts().stream())
                        .anyMatch(verdict -> verdict.getTarget().equals(request.target()));
    }
}
