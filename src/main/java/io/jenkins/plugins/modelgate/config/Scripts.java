package io.jenkins.plugins.modelgate.config;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Run;
import java.util.List;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.pipeline.modeldefinition.actions.RestartFlowFactoryAction;
import org.jenkinsci.plugins.workflow.cps.CpsFlowFactoryAction2;
import org.jenkinsci.plugins.workflow.cps.replay.ReplayCause;

/** Whose script a build runs. */
public final class Scripts {
    private Scripts() {}

    /**
     * Whether a build runs what its job's owner wrote. Replay runs what somebody typed. ‘Restart from Stage’ runs what the
     * build ran that it restarts, so a replay's restart is as foreign as the replay, though no cause says so. What took its
     * script from anywhere else, or from a build that is gone, cannot be known and counts as foreign.
     */
    static boolean areTheJobs(Run<?, ?> run) {
        Run<?, ?> looked = run;
        while (looked != null && looked.getCause(ReplayCause.class) == null) {
            if (looked.getActions(CpsFlowFactoryAction2.class).isEmpty()) {
                return true;
            }
            looked = original(looked);
        }
        return false;
    }

    /** The build that a build replays, or goes on with from one of its stages; null if there is none, or it is gone. */
    @CheckForNull
    public static Run<?, ?> original(Run<?, ?> run) {
        ReplayCause replay = run.getCause(ReplayCause.class);
        if (replay != null) {
            return run.getParent().getBuildByNumber(replay.getOriginalNumber());
        }
        List<CpsFlowFactoryAction2> elsewhere = run.getActions(CpsFlowFactoryAction2.class);
        return elsewhere.size() == 1 ? Restart.original(elsewhere.get(0)) : null;
    }

    /** Declarative need not be there. */
    private static final class Restart {
        private Restart() {}

        @CheckForNull
        static Run<?, ?> original(CpsFlowFactoryAction2 action) {
            return Jenkins.get().getPlugin("pipeline-model-definition") != null
                            && action instanceof RestartFlowFactoryAction restart
                    ? Run.fromExternalizableId(restart.getOriginRunId())
                    : null;
        }
    }
}
