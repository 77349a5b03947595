package io.jenkins.plugins.modelgate.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.Extension;
import hudson.FilePath;
import hudson.Util;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.modelgate.build.BuildSession;
import io.jenkins.plugins.modelgate.build.PolicyInForce;
import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.document.Verdict;
import io.jenkins.plugins.modelgate.core.gate.GateEvaluator;
import io.jenkins.plugins.modelgate.core.policy.Gate;
import io.jenkins.plugins.modelgate.core.policy.ModelPolicy;
import io.jenkins.plugins.modelgate.core.policy.TargetPolicy;
import io.jenkins.plugins.modelgate.mlflow.steps.DataCheck;
import io.jenkins.plugins.modelgate.mlflow.steps.DataCheck.Checked;
import io.jenkins.plugins.modelgate.workspace.Workspace;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.verb.POST;

/** Asks the policy's gates on data about the tables in the workspace, before anything is trained. */
public final class DataCheckStep extends ModelStep {
    private static final long serialVersionUID = 1;

    @CheckForNull
    private String target;

    private ModelGateStep.OnFail onFail = ModelGateStep.OnFail.ERROR;

    @DataBoundConstructor
    public DataCheckStep() {
        // All fields have defaults.
    }

    @CheckForNull
    public String getTarget() {
        return target;
    }

    /** Whose gates; null for those of every target. */
    @DataBoundSetter
    public void setTarget(@CheckForNull String target) {
        this.target = Util.fixEmptyAndTrim(target);
    }

    /** {@code error}, {@code unstable} or {@code continue}. */
    public String getOnFail() {
        return onFail.word();
    }

    @DataBoundSetter
    public void setOnFail(@CheckForNull String onFail) {
        this.onFail = ModelGateStep.OnFail.of(onFail);
    }

    @Override
    public StepExecution start(StepContext context) {
        return new Execution(context, this);
    }

    private static final class Execution extends RepeatableExecution<DataCheckResult> {
        private static final long serialVersionUID = 1;

        private final DataCheckStep step;

        Execution(StepContext context, DataCheckStep step) {
            super(context);
            this.step = step;
        }

        @Override
        DataCheckResult perform() throws Exception {
            Run<?, ?> build = getContext().get(Run.class);
            Workspace workspace = new Workspace(getContext().get(FilePath.class));
            try (BuildSession session = BuildSession.open(build, step.getServer())) {
                ModelPolicy model =
                        session.model(PolicyInForce.of(build, workspace, null).policy(), step.getModel());
                List<TargetPolicy> asked = asked(model);
                Workspace.Tables tables = workspace.tables(asked.stream()
                        .flatMap(policy -> policy.data().stream())
                        .map(Gate.Data::path)
                        .collect(Collectors.toSet()));
                if (!tables.problems().isEmpty()) {
                    throw new AbortException(String.join("; ", tables.problems()));
                }
                DataCheck check = new DataCheck(session.gatekeeper());
                List<Checked> all = new ArrayList<>();
                for (TargetPolicy policy : asked) {
                    all.add(check.check(model, policy.name(), tables.profiles()));
                }
                return end(all);
            }
        }

        private List<TargetPolicy> asked(ModelPolicy model) throws AbortException {
            List<TargetPolicy> asked = model.targets().values().stream()
                    .filter(policy -> !policy.data().isEmpty())
                    .filter(policy -> step.target == null || policy.name().equals(step.target))
                    .toList();
            if (asked.isEmpty()) {
                throw new AbortException(Messages.DataCheckStep_noGates(model.name()));
            }
            return asked;
        }

        private DataCheckResult end(List<Checked> all) throws Exception {
            PrintStream log = getContext().get(TaskListener.class).getLogger();
            for (Checked checked : all) {
                log.println(Messages.DataCheckStep_answer(
                        checked.target().model(), checked.target().target(), checked.answer()));
                GateLog.print(log, checked.verdicts());
            }
            List<Verdict> verdicts =
                    all.stream().flatMap(checked -> checked.verdicts().stream()).toList();
            Answer answer = GateEvaluator.together(verdicts);
            if (answer != Answer.PASS) {
                step.onFail.act(getContext(), Messages.DataCheckStep_stopped(answer, reason(verdicts)));
            }
            return new DataCheckResult(answer, all);
        }

        private static String reason(List<Verdict> verdicts) {
            return verdicts.stream()
                    .filter(Verdict::objects)
                    .map(verdict -> verdict.gate() + ": " + verdict.sentence())
                    .collect(Collectors.joining(" "));
        }
    }

    @Extension
    public static final class DescriptorImpl extends StepDescriptor {
        @Override
        public String getFunctionName() {
            return "dataCheck";
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.DataCheckStep_displayName();
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(FilePath.class, FlowNode.class, Run.class, TaskListener.class);
        }

        /** The same for everyone. */
        @POST
        public ListBoxModel doFillOnFailItems() {
            return ModelGateStep.OnFail.items();
        }
    }
}
