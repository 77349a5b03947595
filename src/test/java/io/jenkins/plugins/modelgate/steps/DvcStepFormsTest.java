package io.jenkins.plugins.modelgate.steps;

import java.util.List;
import org.jenkinsci.plugins.workflow.cps.SnippetizerTester;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepConfigTester;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** The forms of the dvc steps. */
@WithJenkins
class DvcStepFormsTest {
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
