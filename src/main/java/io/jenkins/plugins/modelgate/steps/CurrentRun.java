package io.jenkins.plugins.modelgate.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.build.BuildSession;
import io.jenkins.plugins.modelgate.mlflow.steps.TrainingRuns.OpenRun;
import java.io.IOException;
import java.io.Serializable;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** The MLflow run that the steps within a {@code withMlflow} log to. Kept in the build's program, and while it is open in {@code build.xml}. */
final class CurrentRun implements Serializable {
    private static final long serialVersionUID = 1;

    private final String server;
    private final String id;
    private final String experimentId;
    private final String experiment;
    private final boolean resumed;
    private final String mark;

    CurrentRun(String server, OpenRun run) {
        this.server = server;
        id = run.id();
        experimentId = run.experimentId();
        experiment = run.experiment();
        resumed = run.resumed();
        mark = run.mark();
    }

    /**
     * The run of the nearest {@code withMlflow} around a step; null if there is none, or it is about another server.
     *
     * @param server the server's name; null for that of the run
     */
    @CheckForNull
    static CurrentRun around(StepContext context, @CheckForNull String server)
            throws IOException, InterruptedException {
        CurrentRun run = context.get(CurrentRun.class);
        return run == null || (server != null && !server.equals(run.server)) ? null : run;
    }

    /** The run that a step means: the one that is named, or that of the nearest {@code withMlflow}, or the build's; null if none. */
    @CheckForNull
    static String meant(StepContext context, BuildSession session, @CheckForNull String named)
            throws IOException, InterruptedException {
        if (named != null) {
            return named;
        }
        CurrentRun around = around(context, session.server());
        return around == null ? session.evidence().getMlflowRun() : around.id;
    }

    OpenRun open() {
        return new OpenRun(id, experimentId, experiment, resumed, mark);
    }

    String server() {
        return server;
    }

    String id() {
        return id;
    }

    String experiment() {
        return experiment;
    }
}
