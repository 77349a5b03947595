package io.jenkins.plugins.modelgate.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.EnvVars;
import hudson.Extension;
import hudson.FilePath;
import hudson.Launcher;
import hudson.Util;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.modelgate.build.BuildMakers;
import io.jenkins.plugins.modelgate.build.BuildSession;
import io.jenkins.plugins.modelgate.build.PolicyInForce;
import io.jenkins.plugins.modelgate.config.Power;
import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.document.ApprovalRules;
import io.jenkins.plugins.modelgate.core.document.Verdicts;
import io.jenkins.plugins.modelgate.core.gate.GateEvaluator;
import io.jenkins.plugins.modelgate.core.policy.ModelPolicy;
import io.jenkins.plugins.modelgate.mlflow.steps.Gates;
import io.jenkins.plugins.modelgate.mlflow.steps.Gates.Judged;
import io.jenkins.plugins.modelgate.mlflow.steps.Gates.Question;
import io.jenkins.plugins.modelgate.mlflow.steps.Rescorer;
import io.jenkins.plugins.modelgate.workspace.LauncherRescorer;
import io.jenkins.plugins.modelgate.workspace.Workspace;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Set;
import org.jenkinsci.plugins.workflow.actions.WarningAction;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.verb.POST;

/** Asks the gates of a target about a version. What does not pass ends the step with an error, unless that is asked for otherwise. */
public final class ModelGateStep extends TargetStep {
    private static final long serialVersionUID = 1;

    private OnFail onFail = OnFail.ERROR;
    private boolean preview;

    /** What happens when the gates do not pass. */
    public enum OnFail {
        /** The step fails, so no later stage runs by accident. */
        ERROR,
        /** The build goes on as unstable. */
        UNSTABLE,
        /** The build goes on; the script looks at the result. */
        CONTINUE;

        /**
         * What is written; nothing stands for {@link #ERROR}.
         *
         * @throws IllegalArgumentException if it is none of them
         */
        static OnFail of(@CheckForNull String written) {
            String word = Util.fixEmptyAndTrim(written);
            try {
                return word == null ? ERROR : valueOf(word.toUpperCase(Locale.ROOT));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(Messages.ModelGateStep_onFail(word), e);
            }
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Ends the step with an error, or marks it and the build as unstable, or does nothing. */
        void act(StepContext context, String message) throws Exception {
            if (this == ERROR) {
                throw new AbortException(message);
            }
            if (this == UNSTABLE) {
                context.get(TaskListener.class).getLogger().println(message);
                context.get(FlowNode.class).addOrReplaceAction(new WarningAction(Result.UNSTABLE).withMessage(message));
                context.get(Run.class).setResult(Result.UNSTABLE);
            }
        }

        /** For the form. */
        static ListBoxModel items() {
            ListBoxModel items = new ListBoxModel();
            items.add(Messages.ModelGateStep_onFail_error(), "error");
            items.add(Messages.ModelGateStep_onFail_unstable(), "unstable");
            items.add(Messages.ModelGateStep_onFail_continue(), "continue");
            return items;
        }
    }

    @DataBoundConstructor
    public ModelGateStep(String target) {
        super(target);
    }

    /** {@code error}, {@code unstable} or {@code continue}. */
    public String getOnFail() {
        return onFail.word();
    }

    @DataBoundSetter
    public void setOnFail(@CheckForNull String onFail) {
        this.onFail = OnFail.of(onFail);
    }

    public boolean isPreview() {
        return preview;
    }

    /** Whether the answer is written nowhere; that of a pull request's build, or a replayed one, never is. */
    @DataBoundSetter
    public void setPreview(boolean preview) {
        this.preview = preview;
    }

    @Override
    public StepExecution start(StepContext context) {
        return new Execution(context, this);
    }

    private static final class Execution extends RepeatableExecution<GateResult> {
        private static final long serialVersionUID = 1;

        private final ModelGateStep step;

        Execution(StepContext context, ModelGateStep step) {
            super(context);
            this.step = step;
        }

        @Override
        GateResult perform() throws Exception {
            Run<?, ?> build = getContext().get(Run.class);
            FilePath folder = getContext().get(FilePath.class);
            Workspace workspace = folder == null ? null : new Workspace(folder);
            try (BuildSession session = BuildSession.open(build, step.getServer())) {
                PolicyInForce policy = PolicyInForce.of(build, workspace, null);
                ModelPolicy model = session.model(policy.policy(), step.getModel());
                Gates gates = new Gates(session.gatekeeper());
                String version = step.version(session, model.name());
                Question question = new Question(
                        model,
                        policy.ref(),
                        step.getTarget(),
                        version,
                        rescorer(model, folder),
                        new BuildMakers(build, workspace, isMadeHere(session, model.name(), version)));
                boolean preview = step.preview || Power.isPreview(build);
                Judged judged = preview ? gates.preview(question) : gates.judge(question);
                session.evidence().keep(judged.verdicts(), session.gatekeeper().key());
                session.evidence().judged(session.server(), judged.verdicts());
                tell(judged, preview);
                return end(judged.verdicts(), new GateResult(judged));
            }
        }

        private static boolean isMadeHere(BuildSession session, String model, String version) {
            return session.evidence()
                    .candidate(session.server(), model)
                    .filter(candidate -> version.equals(candidate.getVersion()))
                    .isPresent();
        }

        /** Needs a workspace; without one the gates say so if the champion has to be scored again. */
        @CheckForNull
        private Rescorer rescorer(ModelPolicy model, @CheckForNull FilePath folder) throws Exception {
            Launcher launcher = getContext().get(Launcher.class);
            return model.rescore() == null || folder == null || launcher == null
                    ? null
                    : new LauncherRescorer(
                            model.rescore(),
                            folder,
                            launcher,
                            getContext().get(EnvVars.class),
                            getContext().get(TaskListener.class));
        }

        private void tell(Judged judged, boolean preview) throws Exception {
            PrintStream log = getContext().get(TaskListener.class).getLogger();
            Verdicts verdicts = judged.verdicts();
            log.println(Messages.ModelGateStep_answer(
                    verdicts.target().model(),
                    verdicts.version(),
                    verdicts.target().target(),
                    GateEvaluator.words(verdicts),
                    switch (judged.source()) {
                        case NOW -> preview ? Messages.ModelGateStep_preview() : Messages.ModelGateStep_now();
                        case RECORDED -> Messages.ModelGateStep_recorded();
                        case HOLDER -> Messages.ModelGateStep_holder();
                    }));
            GateLog.print(log, verdicts.verdicts());
            log.println("  " + verdicts.rule());
            ApprovalRules rules = verdicts.approvals();
            if (rules != null && judged.source() != Gates.Source.HOLDER && asksPeople(verdicts)) {
                log.println("  " + Messages.ModelGateStep_asks(rules, rules.closes(verdicts.at())));
            }
        }

        /** Whether people decide whom the policy names, so that it is not for this step to end the build. */
        private static boolean asksPeople(Verdicts verdicts) {
            return verdicts.approvals() != null
                    && (verdicts.answer() == Answer.PASS || GateEvaluator.openToAPerson(verdicts));
        }

        private GateResult end(Verdicts verdicts, GateResult result) throws Exception {
            if (verdicts.answer() != Answer.PASS && !asksPeople(verdicts)) {
                step.onFail.act(
                        getContext(),
                        Messages.ModelGateStep_stopped(
                                verdicts.target().model(),
                                verdicts.version(),
                                verdicts.target().target(),
                                GateEvaluator.words(verdicts),
                                reason(verdicts)));
            }
            return result;
        }

        private static String reason(Verdicts verdicts) {
            return GateEvaluator.objection(verdicts)
                    .map(verdict -> verdict.gate() + ": " + verdict.sentence())
                    .orElse(verdicts.rule());
        }
    }

    @Extension
    public static final class DescriptorImpl extends StepDescriptor {
        @Override
        public String getFunctionName() {
            return "modelGate";
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.ModelGateStep_displayName();
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(FlowNode.class, Run.class, TaskListener.class);
        }

        /** The same for everyone. */
        @POST
        public ListBoxModel doFillOnFailItems() {
            return OnFail.items();
        }
    }
}
