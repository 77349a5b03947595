package io.jenkins.plugins.modelgate.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.EnvVars;
import hudson.FilePath;
import hudson.model.Computer;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.modelgate.build.BuildSession;
import io.jenkins.plugins.modelgate.mlflow.steps.TrainingRuns.Ending;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Objects;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.BodyExecutionCallback;
import org.jenkinsci.plugins.workflow.steps.BodyInvoker;
import org.jenkinsci.plugins.workflow.steps.EnvironmentExpander;
import org.jenkinsci.plugins.workflow.steps.GeneralNonBlockingStepExecution;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/**
 * Opens a run, runs the body, closes the run. Opening and closing are done again after a restart of the controller in the
 * middle of them; the run is found by the build or by the block's mark.
 */
final class WithMlflowExecution extends GeneralNonBlockingStepExecution {
    private static final long serialVersionUID = 1;
    private static final Logger LOG = Logger.getLogger(WithMlflowExecution.class.getName());

    private final WithMlflowStep step;
    private final String mark = UUID.randomUUID().toString();

    @CheckForNull
    private final String buildResultBefore;

    /** The run; null until it is open. */
    @CheckForNull
    private BlockRun opened;

    /** Where the body began; null before. Set where the program is saved, so that both say the same. */
    @CheckForNull
    private String start;

    /** How the body ended; null before. */
    @CheckForNull
    private BodyEnd end;

    private transient volatile boolean stopped;

    WithMlflowExecution(StepContext context, WithMlflowStep step) throws IOException, InterruptedException {
        super(context);
        this.step = step;
        this.buildResultBefore = BodyEnd.buildResult(context);
    }

    @Override
    public boolean start() {
        run(this::open);
        return false;
    }

    @Override
    public void onResume() {
        BodyEnd how = end;
        if (start == null) {
            run(this::open);
        } else if (how != null) {
            run(() -> close(how));
        }
    }

    /** What was begun is done again, so nothing need wait for it. */
    @Override
    public boolean blocksRestart() {
        return false;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback is told how the body ends
    private void open() {
        try {
            BodyInvoker body = invoker();
            if (!stopped) {
                body.start();
            }
        } catch (Exception e) {
            if (!stopped) {
                getContext().onFailure(Failures.of(e));
            }
        }
    }

    private BodyInvoker invoker() throws Exception {
        StepContext context = getContext();
        Run<?, ?> build = context.get(Run.class);
        CurrentRun around = CurrentRun.around(context, step.getServer());
        String server = step.getServer() == null && around != null ? around.server() : step.getServer();
        try (BuildSession session = BuildSession.open(build, server)) {
            BlockRun run = BlockRun.open(session, step, around, mark, context.get(FlowNode.class));
            opened = run;
            run.tell(log(), session);
            MlflowVariables variables = run.variables(session, context.get(EnvVars.class), context.get(FilePath.class));
            BodyInvoker body = context.newBodyInvoker()
                    .withContext(run.current())
                    .withContext(EnvironmentExpander.merge(context.get(EnvironmentExpander.class), variables))
                    .withCallback(new Callback());
            SecretMask.apply(
                    body, context, BlockRun.secrets(session), build.getCharset().name());
            return body;
        }
    }

    private PrintStream log() throws IOException, InterruptedException {
        return getContext().get(TaskListener.class).getLogger();
    }

    private void close(BodyEnd how) throws Exception {
        BlockRun run = Objects.requireNonNull(opened, "opened");
        Throwable failure = how.failure();
        try {
            close(run, how);
        } catch (Exception e) {
            Throwable told = Failures.of(e);
            if (failure == null) {
                failure = told;
            } else {
                log().println(Messages.WithMlflowStep_notClosed(run.current().id(), told.getMessage()));
                failure.addSuppressed(told);
            }
        }
        if (stopped) {
            return;
        }
        if (failure == null) {
            getContext().onSuccess(how.result());
        } else {
            getContext().onFailure(failure);
        }
    }

    private void close(BlockRun run, BodyEnd how) throws Exception {
        StepContext context = getContext();
        FlowNode node = context.get(FlowNode.class);
        FlowNode from = node.getExecution().getNode(start);
        FlowNode to = node.getExecution().getNode(how.node());
        Ending ending = how.ending(buildResultBefore, from, to);
        FilePath workspace = workspace();
        try (BuildSession session =
                BuildSession.open(context.get(Run.class), run.current().server())) {
            run.describe(session, workspace, from, to, log());
            run.close(session, ending, log());
            run.clean(workspace);
        }
    }

    /** The block's workspace; null if there is none, or it cannot be reached any more: the run is closed all the same. */
    @CheckForNull
    private FilePath workspace() throws IOException, InterruptedException {
        try {
            return getContext().get(FilePath.class);
        } catch (IOException e) {
            log().println(e.getMessage());
            return null;
        }
    }

    /** Ended from outside, while no body runs that would be ended by it. */
    @Override
    public void stop(Throwable cause) throws Exception {
        stopped = true;
        Run<?, ?> build = getContext().get(Run.class);
        CurrentRun around = CurrentRun.around(getContext(), step.getServer());
        FlowNode node = getContext().get(FlowNode.class);
        super.stop(cause);
        Computer.threadPoolForRemoting.execute(() -> abandon(build, around, node));
    }

    /** Closes what may have been opened, when nobody waits for it any more. */
    private void abandon(Run<?, ?> build, @CheckForNull CurrentRun around, FlowNode node) {
        String server = step.getServer() == null && around != null ? around.server() : step.getServer();
        try (BuildSession session = BuildSession.open(build, server)) {
            BlockRun run = opened == null ? BlockRun.open(session, step, around, mark, node) : opened;
            run.close(session, Ending.KILLED, null);
        } catch (Exception e) {
            LOG.log(Level.WARNING, e, () -> "The MLflow run of " + build + ", which was stopped, could not be closed");
        }
    }

    private final class Callback extends BodyExecutionCallback {
        private static final long serialVersionUID = 1;

        @Override
        public void onStart(StepContext context) {
            try {
                start = context.get(FlowNode.class).getId();
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException("A body has a node", e);
            }
        }

        @Override
        public void onSuccess(StepContext context, Object result) {
            ended(context, result, null);
        }

        @Override
        public void onFailure(StepContext context, Throwable failure) {
            ended(context, null, failure);
        }

        @SuppressWarnings("FutureReturnValueIgnored") // if it cannot be saved now, a restart calls back again
        private void ended(StepContext context, @CheckForNull Object result, @CheckForNull Throwable failure) {
            BodyEnd how;
            try {
                how = new BodyEnd(context, result, failure);
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException("A body's end has a node and a build", e);
            }
            end = how;
            getContext().saveState();
            run(() -> close(how));
        }
    }
}
