package io.jenkins.plugins.modelgate.steps;

import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.modelgate.build.BuildSession;
import io.jenkins.plugins.modelgate.config.ModelGateConfiguration;
import io.jenkins.plugins.modelgate.core.document.Transition;
import io.jenkins.plugins.modelgate.deploy.Projected;
import io.jenkins.plugins.modelgate.deploy.Projections;
import io.jenkins.plugins.modelgate.mlflow.steps.Drift;
import io.jenkins.plugins.modelgate.mlflow.steps.Targets.Moved;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** Changes what holds a target, and tells so: in the log, and in what the build keeps. */
abstract class MoveExecution extends RepeatableExecution<TransitionResult> {
    private static final long serialVersionUID = 1;

    /** Others wait for their turn, so no slow repository may hold this one up. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final String server;
    private final boolean dryRun;

    MoveExecution(StepContext context, String server, boolean dryRun) {
        super(context);
        this.server = server;
        this.dryRun = dryRun;
    }

    abstract Moved move(Run<?, ?> build, BuildSession session) throws Exception;

    /** The ledger takes one transition after the other anyway. */
    @Override
    final String prepare() throws Exception {
        return "transitions of " + ModelGateConfiguration.get().server(server).getName();
    }

    @Override
    final TransitionResult perform() throws Exception {
        Run<?, ?> build = getContext().get(Run.class);
        try (BuildSession session = BuildSession.open(build, server)) {
            Moved moved = move(build, session);
            Transition transition = moved.transition();
            if (dryRun) {
                TransitionResult result = new TransitionResult(moved, List.of());
                tell(moved, result);
                return result;
            }
            session.evidence().keep(transition, session.gatekeeper().key());
            session.evidence().moved(session.server(), transition, moved.commit(), List.of());
            List<Projected> deployed =
                    Projections.get().bring(ModelGateConfiguration.get().server(server), transition.target(), PATIENCE);
            if (!deployed.isEmpty()) {
                session.evidence().moved(session.server(), transition, moved.commit(), deployed);
            }
            TransitionResult result = new TransitionResult(moved, deployed);
            tell(moved, result);
            return result;
        }
    }

    private void tell(Moved moved, TransitionResult result) throws Exception {
        PrintStream log = getContext().get(TaskListener.class).getLogger();
        log.println(
                moved.already()
                        ? Messages.MoveExecution_already(result.getModel(), result.getTarget(), result.getVersion())
                        : dryRun
                                ? Messages.MoveExecution_dryRun(
                                        result.getModel(),
                                        result.getTarget(),
                                        result.getPrevious(),
                                        result.getVersion())
                                : Messages.MoveExecution_moved(
                                        result.getModel(),
                                        result.getTarget(),
                                        result.getPrevious(),
                                        result.getVersion(),
                                        result.getCommit()));
        moved.remarks().forEach(log::println);
        if (moved.projection() != null) {
            moved.projection().left().stream().map(Drift::sentence).forEach(log::println);
        }
        result.getDeployments().stream().map(Projected::getSentence).forEach(log::println);
    }
}
