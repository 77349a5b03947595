package io.jenkins.plugins.modelgate.build;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Cause;
import io.jenkins.plugins.modelgate.mlflow.steps.PromotionRequest;

/**
 * Somebody asked for a promotion by tags of a version in MLflow. Who, and why, is what the tags say: nobody vouches for it. The
 * form is kept in {@code build.xml}.
 */
public final class RequestCause extends Cause {
    private final String server;
    private final String id;
    private final String model;
    private final String version;
    private final String target;
    private final String reason;

    @CheckForNull
    private final String by;

    public RequestCause(String server, PromotionRequest request) {
        this.server = server;
        this.id = request.id().hex();
        this.model = request.version().model();
        this.version = request.version().version();
        this.target = request.target();
        this.reason = request.reason();
        this.by = request.by();
    }

    /** The configured MLflow server's name. */
    public String getServer() {
        return server;
    }

    /** The digest of what is asked for. */
    public String getId() {
        return id;
    }

    public String getModel() {
        return model;
    }

    public String getVersion() {
        return version;
    }

    public String getTarget() {
        return target;
    }

    /** The words of whoever asks, in one line without control characters. */
    public String getReason() {
        return reason;
    }

    /** Who asks, as they say; null if they don't. */
    @CheckForNull
    public String getBy() {
        return by;
    }

    @Override
    public String getShortDescription() {
        return by == null
                ? Messages.RequestCause_byNobody(server, version, model, target, reason)
                : Messages.RequestCause_by(server, version, model, target, by, reason);
    }
}
