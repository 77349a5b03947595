package io.jenkins.plugins.modelgate.steps;

import com.google.common.util.concurrent.ListenableFuture;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.EnvVars;
import hudson.FilePath;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.Secret;
import hudson.util.StreamTaskListener;
import io.jenkins.plugins.modelgate.dvc.program.DvcOptions;
import io.jenkins.plugins.modelgate.workspace.DvcAgent;
import io.jenkins.plugins.modelgate.workspace.DvcScript;
import io.jenkins.plugins.modelgate.workspace.DvcWork;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import jenkins.util.Timer;
import org.jenkinsci.plugins.credentialsbinding.masking.SecretPatterns;
import org.jenkinsci.plugins.workflow.steps.BodyInvoker;
import org.jenkinsci.plugins.workflow.steps.GeneralNonBlockingStepExecution;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.jenkinsci.plugins.workflow.steps.durable_task.ShellStep;

/**
 * The dvc program as a durable task where the workspace is. A thread beside the pipeline's asks the agent what to call; the
 * calls run as a shell script, as of {@code sh}; when that ended, the agent concludes from what it left. After a restart
 * whichever of the three was under way goes on or is done again.
 */
final class DvcExecution extends GeneralNonBlockingStepExecution {
    private static final long serialVersionUID = 1;

    private static final Logger LOG = Logger.getLogger(DvcExecution.class.getName());
    private static final int SECONDS_BETWEEN_LOOKS = 5;

    private final DvcStep step;

    /** When it began. */
    private final long time = System.currentTimeMillis();

    private ArrayList<Secret> secrets = new ArrayList<>();
    private ArrayList<String> known = new ArrayList<>();

    @CheckForNull
    private DvcScript script;

    /** Set when it runs. */
    @CheckForNull
    private volatile StepExecution program;

    @CheckForNull
    private volatile Integer exitCode;

    /** What the step gives; set before the script's folder goes. */
    @CheckForNull
    private Serializable result;

    @CheckForNull
    private transient volatile Throwable stopped;

    private transient boolean settled;

    @CheckForNull
    private transient Map<String, String> credentials;

    DvcExecution(StepContext context, DvcStep step) {
        super(context);
        this.step = step;
    }

    @Override
    public boolean start() throws AbortException {
        step.check();
        run(this::launch);
        return false;
    }

    private void launch() throws Exception {
        try {
            DvcAgent agent = agent(getContext().get(FilePath.class));
            DvcAgent.Prepared prepared = agent.prepare(work(), step.remoteOfDvc());
            known = new ArrayList<>(prepared.plan().known());
            if (prepared.plan().calls().isEmpty()) {
                settle(step.result(agent.conclude(work(), new DvcScript(List.of(), "", ""), known, 0), build()));
                return;
            }
            launch(agent, prepared);
        } catch (Throwable e) {
            fail(e);
        }
    }

    private void launch(DvcAgent agent, DvcAgent.Prepared prepared) throws Exception {
        String id = step.credentialsOfDvc();
        DvcCredentials found =
                id == null ? DvcCredentials.none() : DvcCredentials.of(id, prepared.remoteUrl(), build());
        secrets = new ArrayList<>(found.secrets());
        FilePath folder = agent.makeFolder();
        // Known before credentials lie there, so that whatever ends this deletes them.
        script = new DvcScript(prepared.plan().calls(), prepared.root(), folder.getRemote());
        credentials = found.variables(folder);
        ShellStep shell = new ShellStep(script.text());
        shell.setReturnStatus(true);
        shell.setEncoding("UTF-8");
        StepExecution running = shell.start(new ProgramContext(this));
        running.start();
        credentials = null;
        program = running;
        Throwable cause = stopped;
        if (cause != null) {
            running.stop(cause);
        }
        getContext().saveState().get();
    }

    private DvcWork work() throws Exception {
        return step.work(getContext(), time);
    }

    private Run<?, ?> build() throws IOException, InterruptedException {
        return getContext().get(Run.class);
    }

    private DvcAgent agent(FilePath folder) throws IOException, InterruptedException {
        return new DvcAgent(folder, getContext().get(EnvVars.class));
    }

    /** The script ended. */
    private void exited(int code) {
        exitCode = code;
        run(this::conclude);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // what fails in it ends the step
    private void conclude() throws Exception {
        FilePath folder = folder();
        if (folder == null) {
            // After a restart agents come back one by one.
            Timer.get().schedule(() -> run(this::conclude), SECONDS_BETWEEN_LOOKS, TimeUnit.SECONDS);
            return;
        }
        try {
            if (result == null) {
                getContext().saveState().get();
                result = step.result(agent(folder).conclude(work(), script, known, exitCode), build());
                getContext().saveState().get();
            }
            settle(result);
        } catch (Throwable e) {
            fail(e);
        }
    }

    @CheckForNull
    private FilePath folder() {
        try {
            return getContext().get(FilePath.class);
        } catch (IOException | InterruptedException e) {
            LOG.log(Level.FINE, "no workspace yet", e);
            return null;
        }
    }

    private void settle(Serializable given) throws InterruptedException {
        FilePath left = left();
        if (first()) {
            getContext().onSuccess(given);
        }
        delete(left);
    }

    private void fail(Throwable failure) {
        FilePath left = left();
        if (first()) {
            getContext().onFailure(masked(Failures.of(failure)));
        }
        delete(left);
    }

    private synchronized boolean first() {
        boolean first = !settled;
        settled = true;
        return first;
    }

    /** DVC's words in the message went past the log's mask. */
    private Throwable masked(Throwable failure) {
        Pattern pattern = secretPattern();
        return failure instanceof AbortException && failure.getMessage() != null && !secrets.isEmpty()
                ? new AbortException(pattern.matcher(failure.getMessage()).replaceAll("****"))
                : failure;
    }

    private Pattern secretPattern() {
        return SecretPatterns.getAggregateSecretPattern(
                secrets.stream().map(Secret::getPlainText).toList());
    }

    /** What the script left, credentials perhaps among it. */
    @CheckForNull
    private FilePath left() {
        DvcScript made = script;
        FilePath folder = made == null ? null : folder();
        return folder == null ? null : new FilePath(folder.getChannel(), made.folder());
    }

    private static void delete(@CheckForNull FilePath left) {
        try {
            if (left != null) {
                left.deleteRecursive();
            }
        } catch (IOException e) {
            LOG.log(
                    Level.INFO,
                    e,
                    () -> "Could not delete ‘" + left + "’; it goes with the workspace’s temporary files");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void stop(Throwable cause) throws Exception {
        stopped = cause;
        StepExecution running = running();
        if (running != null) {
            running.stop(cause);
        } else if (first()) {
            super.stop(cause);
        }
    }

    /** The program, while it runs. */
    @CheckForNull
    private StepExecution running() {
        return exitCode == null ? program : null;
    }

    @Override
    public void onResume() {
        StepExecution running = running();
        if (running != null) {
            running.onResume();
        } else if (exitCode == null) {
            run(this::launch);
        } else {
            run(this::conclude);
        }
    }

    @NonNull
    @Override
    public String getStatus() {
        StepExecution running = running();
        String status = running == null ? null : running.getStatus();
        return status == null ? super.getStatus() : status;
    }

    /** What was begun goes on, or is done again, so nothing need wait for it. */
    @Override
    public boolean blocksRestart() {
        return false;
    }

    /** What the script sees: the step's own context, with the credentials in its environment and masked in its output. */
    private static final class ProgramContext extends StepContext {
        private static final long serialVersionUID = 1;

        private final DvcExecution execution;

        ProgramContext(DvcExecution execution) {
            this.execution = execution;
        }

        private StepContext outer() {
            return execution.getContext();
        }

        @Override
        public <T> T get(Class<T> key) throws IOException, InterruptedException {
            if (key == EnvVars.class) {
                return key.cast(environment());
            }
            if (key == TaskListener.class && !execution.secrets.isEmpty()) {
                return key.cast(masked(outer().get(TaskListener.class)));
            }
            return outer().get(key);
        }

        private TaskListener masked(TaskListener listener) {
            Pattern pattern = execution.secretPattern();
            return new StreamTaskListener(
                    new SecretPatterns.MaskingOutputStream(listener.getLogger(), () -> pattern, "UTF-8"),
                    StandardCharsets.UTF_8);
        }

        private EnvVars environment() throws IOException, InterruptedException {
            EnvVars all = new EnvVars(DvcOptions.CI);
            all.putAll(outer().get(EnvVars.class));
            Map<String, String> given = execution.credentials;
            if (given != null) {
                all.putAll(given);
            }
            return all;
        }

        @Override
        public void onSuccess(Object status) {
            execution.exited(status instanceof Integer code ? code : -1);
        }

        @Override
        public void onFailure(@NonNull Throwable cause) {
            execution.fail(cause);
        }

        @Override
        public boolean isReady() {
            return outer().isReady();
        }

        @Override
        public ListenableFuture<Void> saveState() {
            return outer().saveState();
        }

        @Override
        public void setResult(Result worst) {
            outer().setResult(worst);
        }

        @Override
        public BodyInvoker newBodyInvoker() {
            throw new IllegalStateException("A step without a body");
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof ProgramContext context && context.outer().equals(outer());
        }

        @Override
        public int hashCode() {
            return outer().hashCode();
        }
    }
}
