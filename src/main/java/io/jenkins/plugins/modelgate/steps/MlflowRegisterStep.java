package io.jenkins.plugins.modelgate.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.Extension;
import hudson.FilePath;
import hudson.Util;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.modelgate.build.BuildSession;
import io.jenkins.plugins.modelgate.build.PolicyInForce;
import io.jenkins.plugins.modelgate.core.data.Snapshot;
import io.jenkins.plugins.modelgate.core.policy.Gate;
import io.jenkins.plugins.modelgate.core.policy.ModelPolicy;
import io.jenkins.plugins.modelgate.mlflow.steps.Recorder;
import io.jenkins.plugins.modelgate.mlflow.steps.Recorder.Recorded;
import io.jenkins.plugins.modelgate.mlflow.steps.Recorder.Recording;
import io.jenkins.plugins.modelgate.mlflow.steps.Registrar;
import io.jenkins.plugins.modelgate.mlflow.steps.Registrar.Registered;
import io.jenkins.plugins.modelgate.workspace.Workspace;
import java.io.PrintStream;
import java.util.Set;
import java.util.stream.Collectors;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** Records the candidate and registers it: one version for each candidate, never two. */
public final class MlflowRegisterStep extends ModelStep {
    private static final long serialVersionUID = 1;

    @CheckForNull
    private String experiment;

    @CheckForNull
    private String run;

    @CheckForNull
    private String version;

    @DataBoundConstructor
    public MlflowRegisterStep() {
        // All fields have defaults.
    }

    @CheckForNull
    public String getExperiment() {
        return experiment;
    }

    /** The experiment of a run that is made here; null for one named like the model. */
    @DataBoundSetter
    public void setExperiment(@CheckForNull String experiment) {
        this.experiment = Util.fixEmptyAndTrim(experiment);
    }

    @CheckForNull
    public String getRun() {
        return run;
    }

    /** The MLflow run that trained; null for this build's. */
    @DataBoundSetter
    public void setRun(@CheckForNull String run) {
        this.run = Util.fixEmptyAndTrim(run);
    }

    @CheckForNull
    public String getVersion() {
        return version;
    }

    /** A version that was made elsewhere, to be adopted as a candidate; null for the candidate in the workspace. */
    @DataBoundSetter
    public void setVersion(@CheckForNull String version) {
        this.version = Util.fixEmptyAndTrim(version);
    }

    @Override
    public StepExecution start(StepContext context) {
        return new Execution(context, this);
    }

    private static final class Execution extends RepeatableExecution<RegistrationResult> {
        private static final long serialVersionUID = 1;

        private final MlflowRegisterStep step;

        /** What was prepared; null for a version that was made elsewhere. */
        @CheckForNull
        private transient Recording recording;

        private transient String model;

        Execution(StepContext context, MlflowRegisterStep step) {
            super(context);
            this.step = step;
        }

        /** Looks at the workspace, which takes the longest. */
        @Override
        String prepare() throws Exception {
            Run<?, ?> build = getContext().get(Run.class);
            try (BuildSession session = BuildSession.open(build, step.getServer())) {
                recording = step.version == null ? recording(build, session) : null;
                model = recording == null
                        ? modelElsewhere(build, session)
                        : recording.model().name();
                return session.server() + "/" + model;
            }
        }

        @Override
        RegistrationResult perform() throws Exception {
            Run<?, ?> build = getContext().get(Run.class);
            try (BuildSession session = BuildSession.open(build, step.getServer())) {
                Recorder recorder = new Recorder(session.gatekeeper());
                Recorded recorded =
                        recording == null ? recorder.recordVersion(model, step.version) : recorder.record(recording);
                Registered registered = new Registrar(session.gatekeeper()).register(recorded);
                session.evidence()
                        .keep(recorded.evidence(), session.gatekeeper().key());
                session.evidence()
                        .candidate(session.server(), recorded.evidence(), recorded.run(), registered.version());
                tell(recorded, registered);
                return new RegistrationResult(recorded, registered);
            }
        }

        private Recording recording(Run<?, ?> build, BuildSession session) throws Exception {
            FilePath folder = getContext().get(FilePath.class);
            if (folder == null) {
                throw new AbortException(Messages.MlflowRegisterStep_noWorkspace());
            }
            Workspace workspace = new Workspace(folder);
            ModelPolicy model =
                    session.model(PolicyInForce.of(build, workspace, null).policy(), step.getModel());
            Snapshot snapshot = workspace.snapshot(model.paths(), true);
            Workspace.Tables tables = workspace.tables(tables(model));
            PrintStream log = getContext().get(TaskListener.class).getLogger();
            tables.problems().forEach(problem -> log.println(Messages.MlflowRegisterStep_noProfile(problem)));
            return new Recording(
                    model,
                    snapshot,
                    model.artifact() == null ? null : workspace.model(model.artifact()),
                    step.experiment == null ? model.name() : step.experiment,
                    CurrentRun.meant(getContext(), session, step.run),
                    BuildSession.build(build),
                    session.evidence().getResultCommit(),
                    PolicyInForce.of(build, workspace, snapshot.git().commit()).protectedRef(),
                    tables.profiles());
        }

        /** The tables that gates ask about. */
        private static Set<String> tables(ModelPolicy model) {
            return model.targets().values().stream()
                    .flatMap(target -> target.data().stream())
                    .map(Gate.Data::path)
                    .collect(Collectors.toSet());
        }

        private String modelElsewhere(Run<?, ?> build, BuildSession session) throws Exception {
            return step.modelName(build, session, getContext().get(FilePath.class));
        }

        private void tell(Recorded recorded, Registered registered) throws Exception {
            PrintStream log = getContext().get(TaskListener.class).getLogger();
            log.println(Messages.MlflowRegisterStep_registered(
                    registered.model(),
                    registered.version(),
                    registered.candidateKey().abbreviated(),
                    registered.evidence().abbreviated()));
            recorded.remarks().forEach(log::println);
        }
    }

    @Extension
    public static final class DescriptorImpl extends StepDescriptor {
        @Override
        public String getFunctionName() {
            return "mlflowRegister";
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.MlflowRegisterStep_displayName();
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, TaskListener.class);
        }
    }
}
