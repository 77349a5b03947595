package io.jenkins.plugins.modelgate.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.FilePath;
import hudson.model.TaskListener;
import java.io.IOException;
import java.io.PrintStream;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.BodyExecutionCallback;
import org.jenkinsci.plugins.workflow.steps.BodyInvoker;
import org.jenkinsci.plugins.workflow.steps.GeneralNonBlockingStepExecution;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/**
 * Work before and after a body, in a thread beside the pipeline's. Either is done again after a restart of the controller in the
 * middle of it, so it must be such that again is as good as once.
 */
abstract class BlockExecution extends GeneralNonBlockingStepExecution {
    private static final long serialVersionUID = 1;

    /** Where the body began; null before. Set where the program is saved, so that both say the same. */
    @CheckForNull
    private String start;

    /** How the body ended; null before. */
    @CheckForNull
    private BodyEnd end;

    private transient volatile boolean stopped;

    BlockExecution(StepContext context) {
        super(context);
    }

    /** Does what is to be done before the body, and gives what starts it. */
    abstract BodyInvoker before() throws Exception;

    /**
     * Does what is to be done after the body.
     *
     * @param how how it ended
     * @param first where it began
     * @param last where it ended
     * @throws Exception if that fails; the step fails too
     */
    abstract void after(BodyEnd how, FlowNode first, FlowNode last) throws Exception;

    @Override
    public final boolean start() {
        run(this::begin);
        return false;
    }

    @Override
    public final void onResume() {
        BodyEnd how = end;
        if (start == null) {
            run(this::begin);
        } else if (how != null) {
            run(() -> end(how));
        }
    }

    /** What was begun is done again, so nothing need wait for it. */
    @Override
    public final boolean blocksRestart() {
        return false;
    }

    @Override
    public void stop(Throwable cause) throws Exception {
        stopped = true;
        super.stop(cause);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback is told how the body ends
    private void begin() {
        try {
            BodyInvoker body = before().withCallback(new Callback());
            if (!stopped) {
                body.start();
            }
        } catch (Exception e) {
            if (!stopped) {
                getContext().onFailure(Failures.of(e));
            }
        }
    }

    private void end(BodyEnd how) throws Exception {
        Throwable failure = how.failure();
        try {
            FlowNode node = getContext().get(FlowNode.class);
            after(how, node.getExecution().getNode(start), node.getExecution().getNode(how.node()));
        } catch (Exception e) {
            Throwable told = Failures.of(e);
            if (failure == null) {
                failure = told;
            } else {
                log().println(told.getMessage());
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

    final PrintStream log() throws IOException, InterruptedException {
        return getContext().get(TaskListener.class).getLogger();
    }

    /** The block's workspace; null if there is none, or it cannot be reached any more, which the log says. */
    @CheckForNull
    final FilePath workspace() throws IOException, InterruptedException {
        try {
            return getContext().get(FilePath.class);
        } catch (IOException e) {
            log().println(e.getMessage());
            return null;
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
            run(() -> end(how));
        }
    }
}
