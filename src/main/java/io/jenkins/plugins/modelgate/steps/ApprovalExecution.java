package io.jenkins.plugins.modelgate.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.FilePath;
import hudson.model.Computer;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.modelgate.approvals.Waiter;
import io.jenkins.plugins.modelgate.approvals.WaitingBuilds;
import io.jenkins.plugins.modelgate.build.BuildSession;
import io.jenkins.plugins.modelgate.core.approval.Tally;
import io.jenkins.plugins.modelgate.core.ledger.LedgerException;
import io.jenkins.plugins.modelgate.core.ledger.RefusedException;
import io.jenkins.plugins.modelgate.mlflow.client.MlflowException;
import io.jenkins.plugins.modelgate.mlflow.steps.Approvals;
import io.jenkins.plugins.modelgate.mlflow.steps.Approvals.Standing;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.util.Timer;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.GeneralNonBlockingStepExecution;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.support.actions.PauseAction;

/**
 * Waits for people without a thread: {@link WaitingBuilds} has it look. Each look begins from what the ledger says, so that a
 * restart of the controller changes nothing.
 */
final class ApprovalExecution extends GeneralNonBlockingStepExecution implements Waiter {
    private static final long serialVersionUID = 1;
    private static final Logger LOG = Logger.getLogger(ApprovalExecution.class.getName());

    private final ModelApprovalStep step;

    /** What it waits for; null until it was looked at. */
    @CheckForNull
    private String model;

    @CheckForNull
    private String version;

    /** The digest of the verdicts that people were asked about when it began to wait. */
    @CheckForNull
    private String verdicts;

    @CheckForNull
    private transient volatile Standing standing;

    private transient volatile boolean settled;

    ApprovalExecution(StepContext context, ModelApprovalStep step) {
        super(context);
        this.step = step;
    }

    @Override
    public boolean start() {
        run(() -> {
            WaitingBuilds.get().add(this);
            try {
                look();
            } catch (Exception e) {
                fail(e);
            }
        });
        return false;
    }

    /** What it asks may come up later than the controller. */
    @Override
    public void onResume() {
        run(() -> {
            WaitingBuilds.get().add(this);
            try {
                look();
            } catch (Exception e) {
                LOG.log(Level.FINE, e, () -> "Looked in vain; the watch looks again");
            }
        });
    }

    @Override
    public Run<?, ?> build() throws IOException, InterruptedException {
        return getContext().get(Run.class);
    }

    @CheckForNull
    @Override
    public String server() {
        return step.getServer();
    }

    @CheckForNull
    @Override
    public Standing standing() {
        return standing;
    }

    @Override
    public synchronized void look() throws Exception {
        if (settled) {
            return;
        }
        try (BuildSession session = BuildSession.open(build(), step.getServer())) {
            Approvals approvals = new Approvals(session.gatekeeper());
            Optional<Standing> now =
                    standing == null ? first(session, approvals) : Optional.of(approvals.again(standing));
            if (now.isEmpty()) {
                String sentence = Messages.ModelApprovalStep_unneeded(model, version, step.getTarget());
                succeed(sentence, ApprovalResult.unneeded(sentence));
            } else {
                decide(now.get(), approvals);
            }
        } catch (Exception e) {
            if (isAway(e)) {
                throw e;
            }
            fail(e);
        }
    }

    private Optional<Standing> first(BuildSession session, Approvals approvals) throws Exception {
        if (model == null || version == null) {
            model = step.modelName(build(), session, getContext().get(FilePath.class));
            version = step.version(session, model);
        }
        return approvals
                .of(model, step.getTarget(), version)
                .map(now -> verdicts == null || now.digest().hex().equals(verdicts) ? now : now.replaced());
    }

    private void decide(Standing now, Approvals approvals) throws Exception {
        Optional<String> end = now.end();
        if (now.letThrough()) {
            ApprovalResult result = ApprovalResult.of(now);
            succeed(about(result.getSentence()), result);
        } else if (end.isPresent()) {
            if (now.tally().state() == Tally.State.EXPIRED) {
                expire(now, approvals);
            }
            fail(new AbortException(Messages.ModelApprovalStep_not(model, version, step.getTarget(), end.get())));
        } else {
            await(now);
        }
    }

    private String about(String sentence) {
        return Messages.ModelApprovalStep_stands(model, version, step.getTarget(), sentence);
    }

    /** That it came too late for the candidate is said anyway. */
    private void expire(Standing now, Approvals approvals) throws Exception {
        try {
            approvals.expire(now);
        } catch (LedgerException e) {
            log().println(Messages.ModelApprovalStep_notExpired(e.getMessage()));
        }
    }

    /** Says so once, and then whenever somebody said something. */
    private void await(Standing now) throws Exception {
        Standing before = standing;
        standing = now;
        String sentence = now.tally().sentence();
        if (before == null || !before.tally().sentence().equals(sentence)) {
            log().println(about(sentence));
        }
        if (verdicts == null) {
            verdicts = now.digest().hex();
            log().println(Messages.ModelApprovalStep_verdicts(verdicts));
            if (getContext().get(Computer.class) != null) {
                log().println(Messages.ModelApprovalStep_holdsExecutor());
            }
            getContext().get(FlowNode.class).addAction(new PauseAction("Approval"));
            getContext().saveState().get();
        }
    }

    private PrintStream log() throws IOException, InterruptedException {
        return getContext().get(TaskListener.class).getLogger();
    }

    /** Whether it is a matter of time that it can be asked. */
    private static boolean isAway(Exception e) {
        return (e instanceof LedgerException && !(e instanceof RefusedException))
                || (e instanceof MlflowException && !(e instanceof MlflowException.NotFound))
                || (e instanceof IOException && !(e instanceof AbortException))
                || e instanceof UncheckedIOException;
    }

    private void succeed(String sentence, ApprovalResult result) throws Exception {
        if (settle()) {
            log().println(sentence);
            endPause();
            getContext().onSuccess(result);
        }
    }

    private void fail(Exception e) {
        if (settle()) {
            endPause();
            getContext().onFailure(Failures.of(e));
        }
    }

    /** Whether it was open until now: an abort may meet an approval. The lock is nobody's who waits. */
    private boolean settle() {
        synchronized (ApprovalExecution.class) {
            if (settled) {
                return false;
            }
            settled = true;
        }
        WaitingBuilds.get().remove(this);
        return true;
    }

    private void endPause() {
        try {
            PauseAction.endCurrentPause(getContext().get(FlowNode.class));
        } catch (IOException e) {
            LOG.log(Level.FINE, e, () -> "The end of the pause is not kept");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void stop(Throwable cause) throws Exception {
        if (settle()) {
            Timer.get().execute(this::endPause);
        }
        super.stop(cause);
    }

    @NonNull
    @Override
    public String getStatus() {
        Standing now = standing;
        return now == null ? super.getStatus() : now.tally().sentence();
    }

    /** Nothing is lost by a restart. */
    @Override
    public boolean blocksRestart() {
        return false;
    }
}
