package io.jenkins.plugins.modelgate.steps;

import org.jenkinsci.plugins.workflow.steps.GeneralNonBlockingStepExecution;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/**
 * Work that takes seconds to minutes, in a thread beside the pipeline's. It is done again after a restart of the controller, so
 * it must be such that again is as good as once: all use cases of Model Gate are.
 *
 * @param <T> what the step returns: something that survives a restart
 */
abstract class RepeatableExecution<T> extends GeneralNonBlockingStepExecution {
    private static final long serialVersionUID = 1;

    RepeatableExecution(StepContext context) {
        super(context);
    }

    /** Does the work. */
    abstract T perform() throws Exception;

    @Override
    public final boolean start() {
        run(this::performAndEnd);
        return false;
    }

    @Override
    public final void onResume() {
        run(this::performAndEnd);
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

    /** What was begun is done again, so nothing need wait for it. */
    @Override
    public final boolean blocksRestart() {
        return false;
    }
}
