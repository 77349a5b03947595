package io.jenkins.plugins.modelgate.steps;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.workflow.cps.SnippetizerTester;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepConfigTester;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What the Snippet Generator writes for each step, and that its form keeps it. */
@WithJenkins
class StepFormsTest {
    private static JenkinsRule jenkins;

    @BeforeAll
    static void start(JenkinsRule rule) {
        jenkins = rule;
    }

    private static void shown(Step step, String snippet) throws Exception {
        new SnippetizerTester(jenkins).assertRoundTrip(step, snippet);
        Step same = new StepConfigTester(jenkins).configRoundTrip(step);
        jenkins.assertEqualDataBoundBeans(step, same);
    }

    @Test
    void dvcSnapshot() throws Exception {
        shown(new DvcSnapshotStep(), "dvcSnapshot()");
        DvcSnapshotStep step = new DvcSnapshotStep();
        step.setPaths(List.of("data", "models/b.dvc"));
        step.setRemote(true);
        shown(step, "dvcSnapshot paths: ['data', 'models/b.dvc'], remote: true");
    }

    @Test
    void mlflowRegister() throws Exception {
        shown(new MlflowRegisterStep(), "mlflowRegister()");
        MlflowRegisterStep step = new MlflowRegisterStep();
        step.setModel("diabetes");
        step.setServer("lab");
        step.setExperiment("nightly");
        step.setRun("0123456789abcdef");
        step.setVersion("7");
        shown(
                step,
                "mlflowRegister experiment: 'nightly', model: 'diabetes', run: '0123456789abcdef', server: 'lab',"
                        + " version: '7'");
    }

    @Test
    void modelGate() throws Exception {
        shown(new ModelGateStep("production"), "modelGate 'production'");
        ModelGateStep step = new ModelGateStep("production");
        step.setModel("diabetes");
        step.setServer("lab");
        step.setVersion("7");
        step.setOnFail("unstable");
        step.setPreview(true);
        shown(
                step,
                "modelGate model: 'diabetes', onFail: 'unstable', preview: true, server: 'lab', target: 'production',"
                        + " version: '7'");
        assertThat(step.getOnFail()).isEqualTo("unstable");
    }

    @Test
    void dataCheck() throws Exception {
        shown(new DataCheckStep(), "dataCheck()");
        DataCheckStep step = new DataCheckStep();
        step.setTarget("production");
        step.setModel("diabetes");
        step.setServer("lab");
        step.setOnFail("continue");
        shown(step, "dataCheck model: 'diabetes', onFail: 'continue', server: 'lab', target: 'production'");
    }

    @Test
    void modelApproval() throws Exception {
        shown(new ModelApprovalStep("production"), "modelApproval 'production'");
        ModelApprovalStep step = new ModelApprovalStep("production");
        step.setModel("diabetes");
        step.setServer("lab");
        step.setVersion("7");
        shown(step, "modelApproval model: 'diabetes', server: 'lab', target: 'production', version: '7'");
    }

    @Test
    void modelPromote() throws Exception {
        shown(new ModelPromoteStep("production"), "modelPromote 'production'");
        ModelPromoteStep step = new ModelPromoteStep("production");
        step.setReason("better on the spring data");
        step.setModel("diabetes");
        step.setServer("lab");
        step.setVersion("7");
        step.setDryRun(true);
        shown(
                step,
                "modelPromote dryRun: true, model: 'diabetes', reason: 'better on the spring data', server: 'lab',"
                        + " target: 'production', version: '7'");
    }

    @Test
    void modelRollback() throws Exception {
        shown(
                new ModelRollbackStep("production", "predicts nonsense"),
                "modelRollback reason: 'predicts nonsense', target: 'production'");
        ModelRollbackStep step = new ModelRollbackStep("production", "predicts nonsense");
        step.setModel("diabetes");
        step.setServer("lab");
        step.setVersion("7");
        step.setTo("5");
        step.setWithoutData(true);
        step.setDryRun(true);
        shown(
                step,
                "modelRollback dryRun: true, model: 'diabetes', reason: 'predicts nonsense', server: 'lab',"
                        + " target: 'production', to: '5', version: '7', withoutData: true");
    }

    @Test
    void modelStatus() throws Exception {
        shown(new ModelStatusStep(), "modelStatus()");
        ModelStatusStep step = new ModelStatusStep();
        step.setModel("diabetes");
        step.setServer("lab");
        step.setBytes(true);
        step.setData(true);
        shown(step, "modelStatus bytes: true, data: true, model: 'diabetes', server: 'lab'");
    }

    @Test
    void withMlflow() throws Exception {
        shown(new WithMlflowStep(), "withMlflow {\n    // some block\n}");
        WithMlflowStep step = new WithMlflowStep();
        step.setServer("lab");
        step.setExperiment("nightly ü");
        step.setRun("0123456789abcdef");
        step.setName("<b>");
        shown(
                step,
                "withMlflow(experiment: 'nightly ü', name: '<b>', run: '0123456789abcdef', server: 'lab') {\n"
                        + "    // some block\n}");
    }

    @Test
    void mlflowLog() throws Exception {
        shown(new MlflowLogStep(), "mlflowLog()");
        MlflowLogStep step = new MlflowLogStep();
        step.setParams(Map.of("lr", "0.1", "url", "a=b"));
        step.setMetrics(Map.of("rmse", "1.5"));
        step.setTags(Map.of("note", "<b>"));
        step.setArtifacts(List.of("plots/**", "report.html"));
        step.setArtifactFolder("ci");
        step.setMetricsFromDvc(true);
        step.setStep(3);
        step.setServer("lab");
        step.setRun("0123456789abcdef");
        shown(
                step,
                "mlflowLog artifactFolder: 'ci', artifacts: ['plots/**', 'report.html'], metrics: [rmse: '1.5'],"
                        + " metricsFromDvc: true, params: [lr: '0.1', url: 'a=b'], run: '0123456789abcdef',"
                        + " server: 'lab', step: 3, tags: [note: '<b>']");
    }

    @Test
    void modelEvidence() throws Exception {
        shown(new ModelEvidenceStep(), "modelEvidence {\n    // some block\n}");
        ModelEvidenceStep step = new ModelEvidenceStep();
        step.setRequired(true);
        shown(step, "modelEvidence(required: true) {\n    // some block\n}");
    }

    @Test
    void dvcPull() throws Exception {
        shown(new DvcPullStep(), "dvcPull()");
        DvcPullStep step = new DvcPullStep();
        step.setTargets(List.of("data", "a b"));
        step.setRemote("store");
        step.setJobs(2);
        step.setForce(true);
        step.setCredentialsId("key");
        shown(step, "dvcPull credentialsId: 'key', force: true, jobs: 2, remote: 'store', targets: ['data', 'a b']");
    }

    @Test
    void dvcPush() throws Exception {
        shown(new DvcPushStep(), "dvcPush()");
        DvcPushStep step = new DvcPushStep();
        step.setTargets(List.of("data"));
        step.setRemote("store");
        step.setJobs(2);
        step.setCredentialsId("key");
        shown(step, "dvcPush credentialsId: 'key', jobs: 2, remote: 'store', targets: ['data']");
    }

    @Test
    void dvcRepro() throws Exception {
        shown(new DvcReproStep(), "dvcRepro()");
        DvcReproStep step = new DvcReproStep();
        step.setStages(List.of("train", "sub/dvc.yaml:score"));
        step.setPull(true);
        step.setForce(true);
        step.setCredentialsId("key");
        shown(step, "dvcRepro credentialsId: 'key', force: true, pull: true, stages: ['train', 'sub/dvc.yaml:score']");
    }

    @Test
    void dvcStatus() throws Exception {
        shown(new DvcStatusStep(), "dvcStatus()");
    }

    @Test
    void dvcCommit() throws Exception {
        shown(new DvcCommitStep("main"), "dvcCommit 'main'");
        DvcCommitStep step = new DvcCommitStep("main");
        step.setMessage("Train");
        step.setRemote("upstream");
        step.setCredentialsId("git");
        step.setDvcRemote("store");
        step.setDvcCredentialsId("key");
        step.setDryRun(true);
        shown(
                step,
                "dvcCommit branch: 'main', credentialsId: 'git', dryRun: true, dvcCredentialsId: 'key',"
                        + " dvcRemote: 'store', message: 'Train', remote: 'upstream'");
    }
}
