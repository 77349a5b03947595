package io.jenkins.plugins.modelgate.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Result;
import hudson.model.Run;
import io.jenkins.plugins.modelgate.mlflow.steps.TrainingRuns.Ending;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import org.jenkinsci.plugins.workflow.actions.WarningAction;
import org.jenkinsci.plugins.workflow.graph.BlockEndNode;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.graph.StepNode;
import org.jenkinsci.plugins.workflow.graphanalysis.DepthFirstScanner;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.TimeoutStepExecution;

/** How a body ended, for the MLflow run around it. Kept in the build's program. */
final class BodyEnd implements Serializable {
    private static final long serialVersionUID = 1;

    private final String node;

    @CheckForNull
    private final String buildResult;

    @CheckForNull
    private final Object result;

    @CheckForNull
    private final Throwable failure;

    BodyEnd(StepContext end, @CheckForNull Object result, @CheckForNull Throwable failure)
            throws IOException, InterruptedException {
        this.node = end.get(FlowNode.class).getId();
        this.buildResult = buildResult(end);
        this.result = result;
        this.failure = failure;
    }

    /** The build's result so far, in words; null while there is none. */
    @CheckForNull
    static String buildResult(StepContext context) throws IOException, InterruptedException {
        Result known = context.get(Run.class).getResult();
        return known == null ? null : known.toString();
    }

    @CheckForNull
    Object result() {
        return result;
    }

    @CheckForNull
    Throwable failure() {
        return failure;
    }

    String node() {
        return node;
    }

    /**
     * What it means for the run. A body that ended normally may have set the build's result, by {@code catchError},
     * {@code unstable} or else; where the result was as bad before, what its steps were marked with tells.
     *
     * @param before the build's result when the body began
     * @param start where the body began
     * @param end where it ended
     */
    Ending ending(@CheckForNull String before, FlowNode start, FlowNode end) {
        if (failure != null) {
            return failure instanceof FlowInterruptedException interrupted && byWill(interrupted)
                    ? Ending.KILLED
                    : Ending.FAILED;
        }
        if (buildResult == null || !Objects.equals(buildResult, before)) {
            return ending(buildResult == null ? Result.SUCCESS : Result.fromString(buildResult));
        }
        return ending(worstMark(start, end));
    }

    /** A {@code timeout} within the body is no interruption of the build, one around it looks like one. */
    private static boolean byWill(FlowInterruptedException interrupted) {
        return interrupted.isActualInterruption()
                && interrupted.getCauses().stream().noneMatch(TimeoutStepExecution.ExceededTimeout.class::isInstance);
    }

    private static Ending ending(Result result) {
        if (result.isBetterOrEqualTo(Result.SUCCESS) || result.equals(Result.NOT_BUILT)) {
            return Ending.FINISHED;
        }
        if (result.equals(Result.UNSTABLE)) {
            return Ending.UNSTABLE;
        }
        return result.equals(Result.ABORTED) ? Ending.KILLED : Ending.FAILED;
    }

    private static Result worstMark(FlowNode start, FlowNode end) {
        Result worst = Result.SUCCESS;
        DepthFirstScanner scanner = new DepthFirstScanner();
        if (scanner.setup(List.of(end), List.of(start))) {
            for (FlowNode node : scanner) {
                WarningAction warning = node.getPersistentAction(WarningAction.class);
                worst = warning == null ? worst : worst.combine(warning.getResult());
                worst = caught(node) ? Result.FAILURE : worst;
            }
        }
        return worst;
    }

    /** Whether a {@code catchError} ends here that caught something: that leaves no warning. */
    private static boolean caught(FlowNode node) {
        boolean failed = node.getError() != null;
        StepDescriptor step =
                failed && node instanceof BlockEndNode<?> end && end.getStartNode() instanceof StepNode start
                        ? start.getDescriptor()
                        : null;
        return step != null && step.getFunctionName().equals("catchError");
    }
}
