package io.jenkins.plugins.modelgate.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.EnvVars;
import hudson.FilePath;
import hudson.model.Item;
import hudson.model.Job;
import hudson.model.Run;
import io.jenkins.plugins.modelgate.build.BuildSession;
import io.jenkins.plugins.modelgate.build.ModelEvidenceAction;
import io.jenkins.plugins.modelgate.build.SnapshotRecord;
import io.jenkins.plugins.modelgate.core.data.Snapshot;
import io.jenkins.plugins.modelgate.mlflow.client.MlflowException;
import io.jenkins.plugins.modelgate.mlflow.client.ServerConfig;
import io.jenkins.plugins.modelgate.mlflow.steps.RunLog;
import io.jenkins.plugins.modelgate.mlflow.steps.TrainingRuns;
import io.jenkins.plugins.modelgate.mlflow.steps.TrainingRuns.ClosedRun;
import io.jenkins.plugins.modelgate.mlflow.steps.TrainingRuns.Ending;
import io.jenkins.plugins.modelgate.mlflow.steps.TrainingRuns.OpenRun;
import io.jenkins.plugins.modelgate.mlflow.steps.TrainingRuns.Opening;
import io.jenkins.plugins.modelgate.workspace.UsedFolders;
import io.jenkins.plugins.modelgate.workspace.Workspace;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.scm.api.SCMHead;
import org.jenkinsci.plugins.workflow.actions.ThreadNameAction;
import org.jenkinsci.plugins.workflow.graph.BlockStartNode;
import org.jenkinsci.plugins.workflow.graph.FlowNode;

/**
 * The MLflow run of one {@code withMlflow}. The build's own, for a block that has none around it and none beside it; a child
 * of the block's around it; in a branch of {@code parallel}, a child of the build's. Kept in the build's program, and while it is
 * open in {@code build.xml}.
 */
final class BlockRun implements Serializable {
    private static final long serialVersionUID = 1;
    private static final Logger LOG = Logger.getLogger(BlockRun.class.getName());

    private final CurrentRun current;

    /** The build's own run, which is closed with the last of its branches; null where the run is no branch's. */
    @CheckForNull
    private final CurrentRun parent;

    @CheckForNull
    private String certificates;

    private BlockRun(CurrentRun current, @CheckForNull CurrentRun parent) {
        this.current = current;
        this.parent = parent;
    }

    /**
     * Opens it; again finds the same.
     *
     * @param around the run around the block; null if there is none
     * @param mark what tells the block from others of the build
     * @param node the block
     */
    static BlockRun open(
            BuildSession session, WithMlflowStep step, @CheckForNull CurrentRun around, String mark, FlowNode node)
            throws IOException {
        ModelEvidenceAction evidence = session.evidence();
        String branch = branch(node);
        synchronized (evidence.openingRuns()) {
            TrainingRuns runs = new TrainingRuns(session.gatekeeper());
            if (step.getRun() != null) {
                OpenRun named = runs.open(new Opening(step.getExperiment(), step.getRun(), null, null));
                if (around == null) {
                    evidence.setMlflowRun(named.id());
                }
                return new BlockRun(new CurrentRun(session.server(), named), null);
            }
            Run<?, ?> build = evidence.getRun();
            Opening opening = new Opening(
                    experiment(step, around, build), null, build.getFullDisplayName(), BuildSession.build(build));
            String own = evidence.mlflowMark();
            if (around == null && branch == null) {
                OpenRun run = runs.open(named(opening, step.getName()).marked(own));
                evidence.setMlflowRun(run.id());
                return new BlockRun(new CurrentRun(session.server(), run), null);
            }
            OpenRun parent = around == null ? runs.open(opening.marked(own)) : around.open();
            String name = step.getName() == null && branch != null ? opening.name() + " " + branch : step.getName();
            OpenRun child = runs.open(named(opening, name).below(parent.id(), mark));
            if (around != null) {
                return new BlockRun(new CurrentRun(session.server(), child), null);
            }
            String known = evidence.getMlflowRun();
            evidence.setMlflowRun(known == null || known.equals(child.id()) ? child.id() : parent.id());
            return new BlockRun(new CurrentRun(session.server(), child), new CurrentRun(session.server(), parent));
        }
    }

    private static Opening named(Opening opening, @CheckForNull String name) {
        return name == null ? opening : new Opening(opening.experiment(), null, name, opening.build());
    }

    private static String experiment(WithMlflowStep step, @CheckForNull CurrentRun around, Run<?, ?> build) {
        if (step.getExperiment() != null) {
            return step.getExperiment();
        }
        if (around != null) {
            return around.experiment();
        }
        Job<?, ?> job = build.getParent();
        boolean ofProject = SCMHead.HeadByItem.findHead(job) != null;
        return ofProject ? ((Item) job.getParent()).getFullName() : job.getFullName();
    }

    /** The branch of {@code parallel} that the block is in; null if it is in none. */
    @CheckForNull
    private static String branch(FlowNode node) {
        for (BlockStartNode block : node.iterateEnclosingBlocks()) {
            ThreadNameAction name = block.getPersistentAction(ThreadNameAction.class);
            if (name != null) {
                return name.getThreadName();
            }
        }
        return null;
    }

    CurrentRun current() {
        return current;
    }

    /** What must not be seen of the credentials that the training gets. */
    static Collection<String> secrets(BuildSession session) {
        return config(session).tracking().credentials().secrets();
    }

    private static ServerConfig config(BuildSession session) {
        return session.gatekeeper().mlflow().config();
    }

    void tell(PrintStream log, BuildSession session) {
        String page = config(session).tracking().uri().toString().replaceFirst("/+$", "") + "/#/experiments/"
                + current.open().experimentId() + "/runs/" + current.id();
        log.println(
                current.open().resumed()
                        ? Messages.WithMlflowStep_resumed(current.id(), current.experiment(), page)
                        : Messages.WithMlflowStep_opened(current.id(), current.experiment(), page));
    }

    /**
     * What the training finds in its environment.
     *
     * @param inherited what it finds there without us
     * @param workspace where the authorities that the server needs are brought; null where there is none
     */
    MlflowVariables variables(BuildSession session, EnvVars inherited, @CheckForNull FilePath workspace)
            throws IOException, InterruptedException {
        TrainingRuns runs = new TrainingRuns(session.gatekeeper());
        Map<String, String> variables = new TreeMap<>(runs.environment(current.open(), inherited));
        variables.keySet().retainAll(runs.environment(current.open(), Map.of()).keySet());
        Path authorities = config(session).caCertificates();
        if (authorities != null) {
            certificates = bring(authorities, workspace);
            variables.put(TrainingRuns.CERTIFICATES, certificates);
        }
        return new MlflowVariables(variables);
    }

    private String bring(Path authorities, @CheckForNull FilePath workspace) throws IOException, InterruptedException {
        if (workspace == null) {
            throw new AbortException(Messages.WithMlflowStep_noWorkspace(current.server()));
        }
        return new Workspace(workspace)
                .bring(authorities, "model-gate-" + current.open().mark() + ".pem");
    }

    /** Says on the run with which code and data it trained: those of the first folder that DVC tracks, else of a Git work tree. */
    void describe(BuildSession session, UsedFolders used, PrintStream log) throws InterruptedException {
        try {
            RunLog runLog = new RunLog(session.gatekeeper());
            List<Snapshot> snapshots = used.snapshots();
            if (snapshots.isEmpty()) {
                used.commit().ifPresent(commit -> runLog.describe(current.id(), commit));
            } else {
                runLog.describe(current.id(), snapshots.get(0));
            }
            for (Snapshot snapshot : snapshots) {
                session.evidence().add(new SnapshotRecord(snapshot));
            }
        } catch (IOException | MlflowException e) {
            // How the training ended is more important, and told next.
            log.println(Messages.WithMlflowStep_notDescribed(current.id(), e.getMessage()));
        }
        used.remarks().forEach(log::println);
    }

    /** Takes away what was brought to the workspace; what cannot be reached any more stays in its folder for temporary files. */
    void clean(@CheckForNull FilePath workspace) throws InterruptedException {
        if (workspace != null && certificates != null) {
            try {
                new FilePath(workspace.getChannel(), certificates).delete();
            } catch (IOException e) {
                LOG.log(Level.FINE, e, () -> "Not deleted: " + certificates);
            }
        }
    }

    /**
     * Closes it, and the build's own run with the last of its branches.
     *
     * @param log null if nobody reads it any more
     */
    void close(BuildSession session, Ending ending, @CheckForNull PrintStream log) throws IOException {
        TrainingRuns runs = new TrainingRuns(session.gatekeeper());
        ModelEvidenceAction evidence = session.evidence();
        synchronized (evidence.openingRuns()) {
            ClosedRun closed = runs.close(current.open(), ending);
            forget(evidence, closed, current);
            if (log != null) {
                tell(closed, log);
            }
            if (parent != null) {
                Optional<ClosedRun> above = runs.closeParent(parent.open());
                if (above.isPresent()) {
                    forget(evidence, above.get(), parent);
                }
            }
        }
        OpenRuns.remove(evidence.getRun(), this);
    }

    private static void forget(ModelEvidenceAction evidence, ClosedRun closed, CurrentRun run) throws IOException {
        if (closed.id() == null && run.id().equals(evidence.getMlflowRun())) {
            evidence.setMlflowRun(null);
        }
    }

    private void tell(ClosedRun closed, PrintStream log) {
        log.println(
                closed.id() == null
                        ? Messages.WithMlflowStep_removed(current.id())
                        : Messages.WithMlflowStep_closed(
                                current.id(), closed.ending().name().toLowerCase(Locale.ROOT)));
        closed.remarks().forEach(log::println);
    }
}
