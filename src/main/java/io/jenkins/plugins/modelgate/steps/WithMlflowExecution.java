package io.jenkins.plugins.modelgate.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.EnvVars;
import hudson.FilePath;
import hudson.model.Computer;
import hudson.model.Run;
import io.jenkins.plugins.modelgate.build.BuildSession;
import io.jenkins.plugins.modelgate.mlflow.steps.TrainingRuns.Ending;
import io.jenkins.plugins.modelgate.workspace.UsedFolders;
import java.io.IOException;
import java.util.Objects;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.BodyInvoker;
import org.jenkinsci.plugins.workflow.steps.EnvironmentExpander;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** Opens a run, runs the body, closes the run. */
final class WithMlflowExecution extends BlockExecution {
    private static final long serialVersionUID = 1;
    private static final Logger LOG = Logger.getLogger(WithMlflowExecution.class.getName());

    private final WithMlflowStep step;

    /** What the run is found by when opening it is done again. */
    private final String mark = UUID.randomUUID().toString();

    @CheckForNull
    private final String buildResultBefore;

    /** The run; null until it is open. */
    @CheckForNull
    private BlockRun opened;

    WithMlflowExecution(StepContext context, WithMlflowStep step) throws IOException, InterruptedException {
        super(context);
        this.step = step;
        this.buildResultBefore = BodyEnd.buildResult(context);
    }

    @Override
    BodyInvoker before() throws Exception {
        StepContext context = getContext();
        Run<?, ?> build = context.get(Run.class);
        CurrentRun around = CurrentRun.around(context, step.getServer());
        try (BuildSession session = BuildSession.open(build, server(around))) {
            BlockRun run = BlockRun.open(session, step, around, mark, context.get(FlowNode.class));
            opened = run;
            try {
                OpenRuns.add(build, run);
                run.tell(log(), session);
                return body(session, run, build);
            } catch (Exception e) {
                run.close(session, Ending.FAILED, null);
                throw e;
            }
        }
    }

    private BodyInvoker body(BuildSession session, BlockRun run, Run<?, ?> build) throws Exception {
        StepContext context = getContext();
        MlflowVariables variables = run.variables(session, context.get(EnvVars.class), context.get(FilePath.class));
        BodyInvoker body = context.newBodyInvoker()
                .withContext(run.current())
                .withContext(EnvironmentExpander.merge(context.get(EnvironmentExpander.class), variables));
        SecretMask.apply(
                body, context, BlockRun.secrets(session), build.getCharset().name());
        return body;
    }

    @CheckForNull
    private String server(@CheckForNull CurrentRun around) {
        return step.getServer() == null && around != null ? around.server() : step.getServer();
    }

    @Override
    void after(BodyEnd how, FlowNode first, FlowNode last) throws Exception {
        BlockRun run = Objects.requireNonNull(opened, "opened");
        Ending ending = how.ending(buildResultBefore, first, last);
        FilePath workspace = workspace();
        try (BuildSession session =
                BuildSession.open(getContext().get(Run.class), run.current().server())) {
            run.describe(session, new UsedFolders(workspace, first, last), log());
            run.close(session, ending, log());
            run.clean(workspace);
        }
    }

    /** Ended from outside, while no body runs that would be ended by it. */
    @Override
    public void stop(Throwable cause) throws Exception {
        Run<?, ?> build = getContext().get(Run.class);
        CurrentRun around = CurrentRun.around(getContext(), step.getServer());
        FlowNode node = getContext().get(FlowNode.class);
        super.stop(cause);
        Computer.threadPoolForRemoting.execute(() -> abandon(build, around, node));
    }

    /** Closes what may have been opened, when nobody waits for it any more. */
    private void abandon(Run<?, ?> build, @CheckForNull CurrentRun around, FlowNode node) {
        try (BuildSession session = BuildSession.open(build, server(around))) {
            BlockRun known = opened;
            BlockRun run = known == null ? BlockRun.open(session, step, around, mark, node) : known;
            run.close(session, Ending.KILLED, null);
        } catch (Exception e) {
            LOG.log(Level.WARNING, e, () -> "The MLflow run of " + build + ", which was stopped, could not be closed");
        }
    }
}
