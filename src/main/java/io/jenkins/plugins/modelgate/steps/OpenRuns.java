package io.jenkins.plugins.modelgate.steps;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Computer;
import hudson.model.InvisibleAction;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.model.listeners.RunListener;
import io.jenkins.plugins.modelgate.build.BuildSession;
import io.jenkins.plugins.modelgate.mlflow.steps.TrainingRuns.Ending;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The MLflow runs that the blocks of a build have open. A build may end without its blocks: by a hard kill, or since its program
 * cannot be read any more. Then this closes them. The form is kept in {@code build.xml} while one is open.
 */
public final class OpenRuns extends InvisibleAction {
    private static final Logger LOG = Logger.getLogger(OpenRuns.class.getName());

    // Never changed, always replaced: the build may be saved by another thread at any time.
    private volatile List<BlockRun> runs = new ArrayList<>();

    private OpenRuns() {}

    /** Notes a run that was opened; again is as good as once. */
    static void add(Run<?, ?> build, BlockRun opened) throws IOException {
        synchronized (build) {
            OpenRuns action = build.getAction(OpenRuns.class);
            if (action == null) {
                action = new OpenRuns();
                build.addAction(action);
            }
            List<BlockRun> more = action.without(opened);
            more.add(opened);
            action.runs = more;
            build.save();
        }
    }

    /** Forgets a run that was closed. */
    static void remove(Run<?, ?> build, BlockRun closed) throws IOException {
        synchronized (build) {
            OpenRuns action = build.getAction(OpenRuns.class);
            if (action != null) {
                action.runs = action.without(closed);
                if (action.runs.isEmpty()) {
                    build.removeAction(action);
                }
                build.save();
            }
        }
    }

    private List<BlockRun> without(BlockRun run) {
        List<BlockRun> others = new ArrayList<>(runs);
        others.removeIf(known -> known.current().id().equals(run.current().id()));
        return others;
    }

    private static void close(Run<?, ?> build, BlockRun run, Ending ending) {
        try (BuildSession session = BuildSession.open(build, run.current().server())) {
            run.close(session, ending, null);
        } catch (Exception e) {
            LOG.log(
                    Level.WARNING,
                    e,
                    () -> "The MLflow run ‘" + run.current().id() + "’ of " + build
                            + ", which ended without closing it, could not be closed");
        }
    }

    /** Sees builds end. */
    @Extension
    public static final class Listener extends RunListener<Run<?, ?>> {
        @Override
        public void onCompleted(Run<?, ?> build, @NonNull TaskListener listener) {
            OpenRuns action = build.getAction(OpenRuns.class);
            if (action != null) {
                Ending ending = Result.ABORTED.equals(build.getResult()) ? Ending.KILLED : Ending.FAILED;
                List<BlockRun> left = action.runs;
                Computer.threadPoolForRemoting.execute(() -> {
                    // What was opened last is within what was opened before.
                    for (int i = left.size() - 1; i >= 0; i--) {
                        close(build, left.get(i), ending);
                    }
                });
            }
        }
    }
}
