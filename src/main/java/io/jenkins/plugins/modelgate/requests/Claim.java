package io.jenkins.plugins.modelgate.requests;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.mlflow.steps.PromotionRequest;
import io.jenkins.plugins.modelgate.mlflow.steps.PromotionRequest.Reply;
import java.time.Instant;

/** What this controller knows of one request. The form is kept in a file. Only one thread at a time has it. */
final class Claim {
    final String id;
    final String model;
    final String version;
    final String target;

    /** The earliest time at which it can have been made, in milliseconds since 1970. */
    private final long since;

    /** The full name of the job that was started for it; null while none is. */
    @CheckForNull
    private String job;

    /** Its build has at least this number. */
    private int from;

    /** The number of its build; 0 while it is not known. */
    private int build;

    /** Which life of this controller put it into the queue: another one may have lost it. */
    @CheckForNull
    private String life;

    private boolean cancelled;

    /** What was answered last; null if nothing was. */
    @CheckForNull
    private String told;

    private boolean done;

    Claim(PromotionRequest request, Instant since) {
        this.id = request.id().hex();
        this.model = request.version().model();
        this.version = request.version().version();
        this.target = request.target();
        this.since = since.toEpochMilli();
    }

    Instant since() {
        return Instant.ofEpochMilli(since);
    }

    boolean isAbout(PromotionRequest request) {
        return id.equals(request.id().hex());
    }

    /** Whether it is about the same version and target, in whatever words. */
    boolean isLike(PromotionRequest request) {
        return model.equals(request.version().model())
                && version.equals(request.version().version())
                && target.equals(request.target());
    }

    /** Kept before the job is started, so that nothing starts it twice. */
    void take(String byJob, int nextBuild, String inLife) {
        job = byJob;
        from = nextBuild;
        build = 0;
        life = inLife;
        cancelled = false;
    }

    void giveBack() {
        job = null;
    }

    boolean isTaken() {
        return job != null;
    }

    @CheckForNull
    String job() {
        return job;
    }

    void moved(String oldName, String newName) {
        if (job != null && (job.equals(oldName) || job.startsWith(oldName + "/"))) {
            job = newName + job.substring(oldName.length());
        }
    }

    int from() {
        return from;
    }

    int build() {
        return build;
    }

    void begun(int number) {
        build = number;
    }

    boolean isOf(String otherLife) {
        return otherLife.equals(life);
    }

    boolean isCancelled() {
        return cancelled;
    }

    void cancel() {
        cancelled = true;
    }

    /** Whether this was answered last. */
    boolean isTold(Reply reply) {
        return words(reply).equals(told);
    }

    void tell(Reply reply) {
        told = words(reply);
        done = reply.state().isLast();
    }

    private static String words(Reply reply) {
        return reply.state().word() + " " + reply.link() + " " + reply.sentence();
    }

    boolean isDone() {
        return done;
    }
}
