package io.jenkins.plugins.modelgate.build;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.EnvVars;
import hudson.model.Action;
import hudson.model.Actionable;
import hudson.model.EnvironmentContributingAction;
import hudson.model.InvisibleAction;
import hudson.model.Queue;
import hudson.model.Run;
import java.util.List;

/** What a build was started for, in its environment. In the queue two requests are not taken for one. */
public final class RequestAction extends InvisibleAction implements EnvironmentContributingAction, Queue.QueueAction {
    private static final String PREFIX = "MODEL_GATE_REQUEST_";

    private final RequestCause cause;

    public RequestAction(RequestCause cause) {
        this.cause = cause;
    }

    public RequestCause getCause() {
        return cause;
    }

    /** Whether a build, or what waits to be one, is for this request. */
    public static boolean isFor(Actionable build, String id) {
        return build.getActions(RequestAction.class).stream()
                .anyMatch(action -> action.cause.getId().equals(id));
    }

    /** What a build was started for; null if for no request. */
    @CheckForNull
    public static RequestCause of(Actionable build) {
        RequestAction action = build.getAction(RequestAction.class);
        return action == null ? null : action.cause;
    }

    @Override
    public boolean shouldSchedule(List<Action> actions) {
        return actions.stream()
                .noneMatch(action -> action instanceof RequestAction other
                        && other.cause.getId().equals(cause.getId()));
    }

    @Override
    public void buildEnvironment(@NonNull Run<?, ?> run, @NonNull EnvVars variables) {
        variables.put(PREFIX + "SERVER", cause.getServer());
        variables.put(PREFIX + "MODEL", cause.getModel());
        variables.put(PREFIX + "VERSION", cause.getVersion());
        variables.put(PREFIX + "TARGET", cause.getTarget());
        variables.put(PREFIX + "REASON", cause.getReason());
        String by = cause.getBy();
        if (by != null) {
            variables.put(PREFIX + "BY", by);
        }
    }
}
