package io.jenkins.plugins.modelgate.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.security.ACL;
import hudson.security.ACLContext;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.steps.GeneralNonBlockingStepExecution;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.springframework.security.core.Authentication;

/**
 * Work that takes seconds to minutes, in a thread beside the pipeline's. It is done again after a restart of the controller, so
 * it must be such that again is as good as once: all use cases of Model Gate are.
 *
 * @param <T> what the step returns: something that survives a restart
 */
abstract class RepeatableExecution<T> extends GeneralNonBlockingStepExecution {
    private static final long serialVersionUID = 1;

    @CheckForNull
    private transient volatile Turns.Turn turn;

    private transient volatile boolean stopped;

    RepeatableExecution(StepContext context) {
        super(context);
    }

    /**
     * Does what can be done before it is this build's turn.
     *
     * @return the queue in which it waits to {@link #perform}; null if it need not wait
     */
    @CheckForNull
    String prepare() throws Exception {
        return null;
    }

    /** Does the work. */
    abstract T perform() throws Exception;

    @Override
    public final boolean start() {
        run(this::begin);
        return false;
    }

    @Override
    public final void onResume() {
        run(this::begin);
    }

    private void begin() {
        String queue;
        try {
            queue = prepare();
        } catch (Throwable e) {
            getContext().onFailure(Failures.of(e));
            return;
        }
        if (queue == null) {
            performAndEnd();
        } else {
            await(queue);
        }
    }

    private void await(String queue) {
        // Whoever ends a turn may be another build, which acts as somebody else.
        Authentication who = Jenkins.getAuthentication2();
        Turns.Turn mine = new Turns.Turn(queue, () -> runAs(who));
        turn = mine;
        if (!stopped) {
            mine.await();
        }
    }

    @SuppressWarnings("try") // It is there to be closed.
    private void runAs(Authentication who) {
        try (ACLContext as = ACL.as2(who)) {
            run(this::performInTurn);
        }
    }

    private void performInTurn() {
        Turns.Turn mine = turn;
        if (mine != null && mine.begin()) {
            try {
                performAndEnd();
            } finally {
                mine.end();
            }
        }
    }

    private void performAndEnd() {
        T result;
        try {
            result = perform();
        } catch (Throwable e) {
            getContext().onFailure(Failures.of(e));
            return;
        }
        getContext().onSuccess(result);
    }

    @Override
    public final void stop(Throwable cause) throws Exception {
        stopped = true;
        Turns.Turn mine = turn;
        super.stop(cause);
        if (mine != null) {
            mine.giveUp();
        }
    }

    /** What was begun is done again, so nothing need wait for it. */
    @Override
    public final boolean blocksRestart() {
        return false;
    }
}
