package io.jenkins.plugins.modelgate.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cloudbees.hudson.plugins.folder.Folder;
import hudson.model.Cause;
import hudson.model.CauseAction;
import hudson.model.Result;
import io.jenkins.plugins.modelgate.approvals.WaitingBuilds;
import io.jenkins.plugins.modelgate.build.BuildSession;
import io.jenkins.plugins.modelgate.config.LedgerSource;
import io.jenkins.plugins.modelgate.config.ModelGateConfiguration;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Approval;
import io.jenkins.plugins.modelgate.core.document.Approval.Decision;
import io.jenkins.plugins.modelgate.core.document.Envelope;
import io.jenkins.plugins.modelgate.core.document.Transition;
import io.jenkins.plugins.modelgate.core.document.Verdicts;
import io.jenkins.plugins.modelgate.core.ledger.HistoryEntry;
import io.jenkins.plugins.modelgate.core.ledger.Ledger;
import io.jenkins.plugins.modelgate.fixtures.People;
import io.jenkins.plugins.modelgate.fixtures.Project;
import io.jenkins.plugins.modelgate.fixtures.Setup;
import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer;
import io.jenkins.plugins.modelgate.mlflow.steps.Approvals.Standing;
import io.jenkins.plugins.modelgate.mlflow.steps.Targets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import jenkins.model.CauseOfInterruption;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.flow.FlowExecution;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.graphanalysis.DepthFirstScanner;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.support.actions.PauseAction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Builds wait for people: two versions of a real model, a ledger at a remote, and a target for each case. */
@WithJenkins
class ModelApprovalTest {
    static {
        System.setProperty(WaitingBuilds.class.getName() + ".seconds", "1");
    }

    @TempDir
    private static Path temp;

    private static JenkinsRule jenkins;
    private static MlflowServer mlflow;
    private static WorkflowRun registered;

    @BeforeAll
    static void registerTwoVersions(JenkinsRule rule) throws Exception {
        jenkins = rule;
        mlflow = MlflowServer.start(MlflowServer.Major.V3, temp, Map.of());
        Project project = Project.create(temp);
        project.write(
                "model-gate.yaml",
                People.policy(
                                2,
                                "yes",
                                "no",
                                "champion",
                                "late",
                                "slow",
                                "abort",
                                "one",
                                "other",
                                "inside",
                                "moved",
                                "away",
                                "job",
                                "seen",
                                "out")
                        + """
                              undecided:
                                alias: undecided
                                without-baseline: person
                                gates:
                                  - comparison: { name: no-worse, metric: rmse, better: lower, margin: 2 % }
                                approvals:
                                  from:
                                    - { group: ml-leads, count: 2 }
                                  expires: 1 hours
                              broken:
                                alias: broken
                                gates:
                                  - bound: { name: rmse-in-bounds, metric: rmse, at-most: 60 }
                                approvals:
                                  from:
                                    - { group: ml-leads, count: 2 }
                                  expires: 1 hours
                                  break-glass: sre
                        """);
        project.run("dvc", "repro", "--quiet");
        project.run("dvc", "push", "--quiet");
        project.commit("Train");
        project.run(
                "git", "init", "--quiet", "--bare", temp.resolve("ledger.git").toString());
        Setup.everything(mlflow.uri(), project);
        LedgerSource ledger = new LedgerSource("remote");
        ledger.setLocation("file://" + temp.resolve("ledger.git"));
        ModelGateConfiguration.get().setLedgers(List.of(ledger));
        People.groups(jenkins, Map.of("bea", List.of("ml-leads"), "ben", List.of("ml-leads"), "sam", List.of("sre")));
        WorkflowJob register =
                Setup.pipeline(jenkins, "register", "node { dir('" + project.folder() + "') { mlflowRegister() } }");
        jenkins.buildAndAssertSuccess(register);
        project.write("src/number.py", "NUMBER = 2\n").commit("Change");
        registered = jenkins.buildAndAssertSuccess(register);
    }

    @AfterAll
    static void stop() {
        mlflow.close();
    }

    private static String gate(String target, String version) {
        return "modelGate(target: '" + target + "', model: 'diabetes', version: '" + version + "')\n";
    }

    private static String approval(String target, String version) {
        return "def result = modelApproval(target: '" + target + "', model: 'diabetes', version: '" + version + "')\n"
                + "echo \"${result.state} by ${result.approvedBy} on ${result.digest}: ${result.sentence}\"\n";
    }

    private static String promotion(String target, String version) {
        return "echo \"now ${modelPromote(target: '" + target + "', model: 'diabetes', version: '" + version
                + "').version}\"\n";
    }

    private static String all(String target, String version) {
        return gate(target, version) + approval(target, version) + promotion(target, version);
    }

    private static WorkflowRun start(String name, String script) throws Exception {
        return Setup.pipeline(jenkins, name, script).scheduleBuild2(0).waitForStart();
    }

    private static WorkflowRun waiting(String name, String script) throws Exception {
        WorkflowRun build = start(name, script);
        jenkins.waitForMessage("It waits for 2 of ‘ml-leads’", build);
        return build;
    }

    private static void approve(String target, String version) throws Exception {
        People.say(registered, target, version, "bea", Decision.APPROVE);
        People.say(registered, target, version, "ben", Decision.APPROVE);
    }

    private static WorkflowRun ended(WorkflowRun build, Result result) throws Exception {
        return jenkins.assertBuildStatus(result, jenkins.waitForCompletion(build));
    }

    private static Ledger ledger() throws Exception {
        return Ledger.open(ModelGateConfiguration.get().getLedgers().get(0).config(null));
    }

    @Test
    void goesOnInEveryBuildThatWaitsWhenEnoughSaidYes() throws Exception {
        WorkflowRun one = waiting("yes1", all("yes", "1"));
        WorkflowRun other = waiting("yes2", all("yes", "1"));
        jenkins.assertLogContains("Besides, it has to be approved by 2 of ‘ml-leads’, until ", one);
        Standing shown = People.say(registered, "yes", "1", "bea", Decision.APPROVE);
        jenkins.waitForMessage("It waits for 1 of ‘ml-leads’", one);
        People.say(registered, "yes", "1", "ben", Decision.APPROVE);

        for (WorkflowRun build : List.of(one, other)) {
            ended(build, Result.SUCCESS);
            jenkins.assertLogContains(
                    "approved by [bea, ben] on " + shown.digest().hex() + ": Approved by ‘bea’ (ml-leads), ‘ben’",
                    build);
            jenkins.assertLogContains("now 1", build);
            jenkins.assertLogNotContains("WARNING", build);
            assertThat(paused(build)).isFalse();
        }
        assertThat(mlflow.client().registry().getModel("diabetes").aliases()).containsEntry("yes", "1");
        // A job that asks again, and promotes what holds the target already.
        WorkflowRun again = jenkins.buildAndAssertSuccess(Setup.pipeline(jenkins, "yes3", all("yes", "1")));
        jenkins.assertLogContains("approved by [bea, ben]", again);
        jenkins.assertLogContains("is held by version 1 already", again);
    }

    private static boolean paused(WorkflowRun build) {
        FlowExecution execution = build.getExecution();
        for (FlowNode node : new DepthFirstScanner().allNodes(execution)) {
            if (PauseAction.isPaused(node)) {
                return true;
            }
        }
        return false;
    }

    @Test
    void endsAtOnceWithANo() throws Exception {
        WorkflowRun build = waiting("no", all("no", "1"));
        People.say(registered, "no", "1", "bea", Decision.REJECT);
        ended(build, Result.FAILURE);
        jenkins.assertLogContains(
                "ERROR: Version 1 of ‘diabetes’ is not approved for ‘no’. Rejected by ‘bea’ (ml-leads). Once they say yes, ask"
                        + " again.",
                build);
        People.say(registered, "no", "1", "bea", Decision.APPROVE);
        People.say(registered, "no", "1", "ben", Decision.APPROVE);
        jenkins.assertLogContains(
                "now 1", jenkins.buildAndAssertSuccess(Setup.pipeline(jenkins, "no2", all("no", "1"))));
    }

    /** Nobody says anything then, so it is found by looking. */
    @Test
    void endsWhenTheChampionChanges() throws Exception {
        WorkflowRun first = waiting("champion1", all("champion", "1"));
        WorkflowRun second = waiting("champion2", all("champion", "2"));
        approve("champion", "2");
        ended(second, Result.SUCCESS);
        ended(first, Result.FAILURE);
        jenkins.assertLogContains("The champion has changed since: run the gates again.", first);
    }

    /** Under another target of the model, and by somebody else: nobody here is told. */
    @Test
    void endsWhenTheVersionIsQuarantined() throws Exception {
        WorkflowRun build = waiting("out", all("out", "2"));
        People.say(registered, "out", "2", "bea", Decision.APPROVE);
        try (BuildSession session = BuildSession.open(registered, null)) {
            Targets targets = new Targets(session.gatekeeper());
            targets.quarantine("diabetes", "seen", "2", "it leaks", false);
            try {
                ended(build, Result.FAILURE);
                jenkins.assertLogContains("Version 2 is quarantined.", build);
            } finally {
                targets.lift("diabetes", "seen", "2", "it does not", false);
            }
        }
    }

    /** The gates cannot tell, since there is nobody to compare with. */
    @Test
    void peopleDecideWhatTheGatesCannot() throws Exception {
        WorkflowRun build = waiting("undecided", all("undecided", "1"));
        approve("undecided", "1");
        ended(build, Result.SUCCESS);
        jenkins.assertLogContains("INCONCLUSIVE (ASKS A PERSON)", build);
        jenkins.assertLogContains("approved by [bea, ben]", build);
        jenkins.assertLogContains("now 1", build);
        Transition promotion = promotion("undecided");
        assertThat(decisions(promotion)).containsExactly(Decision.APPROVE, Decision.APPROVE);
    }

    @Test
    void onePersonBreaksTheGlass() throws Exception {
        WorkflowRun build = waiting("broken", all("broken", "1"));
        People.say(registered, "broken", "1", "sam", Decision.BREAK_GLASS);
        ended(build, Result.SUCCESS);
        jenkins.assertLogContains("break-glass by [sam]", build);
        jenkins.assertLogContains("Glass was broken by ‘sam’", build);
        assertThat(decisions(promotion("broken"))).containsExactly(Decision.BREAK_GLASS);
    }

    /** The one transition of a target, in a ledger without a problem. */
    private static Transition promotion(String target) throws Exception {
        try (Ledger ledger = ledger()) {
            assertThat(ledger.audit(null).problems()).isEmpty();
            List<HistoryEntry> history = ledger.history(place -> place.target().equals(target), 10);
            assertThat(history).hasSize(1);
            return history.get(0).transition();
        }
    }

    private static List<Decision> decisions(Transition promotion) throws Exception {
        List<Decision> decisions = new ArrayList<>();
        try (Ledger ledger = ledger()) {
            for (Sha256 digest : promotion.approvals()) {
                decisions.add(((Approval) ledger.find(digest).orElseThrow().document()).decision());
            }
        }
        return decisions;
    }

    @Test
    void endsWhenTheTimeIsOverAndTheLedgerKeepsThat() throws Exception {
        jenkins.buildAndAssertSuccess(Setup.pipeline(jenkins, "late", gate("late", "1")));
        Standing asked = People.standing(registered, "late", "1");
        Verdicts old = asked.verdicts()
                .putTo(
                        asked.rules(),
                        asked.verdicts().makers(),
                        Instant.now().minus(Duration.ofHours(1)).plusSeconds(10));
        try (Ledger ledger = ledger()) {
            ledger.record(asked.evidence(), old);
            WorkflowRun one = waiting("late1", approval("late", "1"));
            WorkflowRun other = waiting("late2", approval("late", "1"));
            for (WorkflowRun build : List.of(one, other)) {
                ended(build, Result.FAILURE);
                jenkins.assertLogContains("Not approved in time: 2 of ‘ml-leads’ missing since", build);
            }
            assertThat(ledger.approvals().on(old))
                    .extracting(Envelope::document)
                    .singleElement()
                    .extracting(said -> ((Approval) said).decision())
                    .isEqualTo(Decision.EXPIRE);
            assertThat(ledger.audit(null).problems()).isEmpty();
        }
        // The gates are asked again, and so is everybody.
        WorkflowRun anew = waiting("late3", all("late", "1"));
        approve("late", "1");
        ended(anew, Result.SUCCESS);
    }

    @Test
    void stopsWhenItsTimeoutIsOverOrSomebodyAbortsIt() throws Exception {
        WorkflowRun slow = start(
                "slow", gate("slow", "1") + "timeout(time: 3, unit: 'SECONDS') {\n" + approval("slow", "1") + "}\n");
        WorkflowRun abort = waiting("abort", all("abort", "1"));
        abort.getExecutor().interrupt(Result.ABORTED, new CauseOfInterruption.UserInterruption("bea"));
        for (WorkflowRun build : List.of(slow, abort)) {
            ended(build, Result.ABORTED);
            assertThat(WaitingBuilds.get().waiting())
                    .noneSatisfy(waiter -> assertThat(waiter.build()).isEqualTo(build));
            assertThat(build.getLog(1000)).noneMatch(line -> line.contains("Exception"));
            await().until(() -> !paused(build));
        }
    }

    @Test
    void waitsForSeveralTargetsInParallel() throws Exception {
        WorkflowRun build = start(
                "parallel",
                gate("one", "1") + gate("other", "1") + "parallel(one: {\n" + approval("one", "1") + "}, other: {\n"
                        + approval("other", "1") + "})\n");
        jenkins.waitForMessage("for ‘one’: It waits for", build);
        jenkins.waitForMessage("for ‘other’: It waits for", build);
        approve("other", "1");
        jenkins.waitForMessage("for ‘other’: Approved by", build);
        assertThat(build.isBuilding()).isTrue();
        approve("one", "1");
        ended(build, Result.SUCCESS);
    }

    @Test
    void warnsThatItHoldsAnExecutor() throws Exception {
        WorkflowRun build = waiting("inside", gate("inside", "1") + "node {\n" + approval("inside", "1") + "}\n");
        jenkins.waitForMessage("WARNING: this waits inside a node and holds one of its executors", build);
        approve("inside", "1");
        ended(build, Result.SUCCESS);
    }

    @Test
    void goesOnAfterItsFolderGotAnotherName() throws Exception {
        Folder folder = jenkins.createProject(Folder.class, "before");
        WorkflowJob job = folder.createProject(WorkflowJob.class, "job");
        job.setDefinition(Setup.pipeline(jenkins, "moved", all("moved", "1")).getDefinition());
        WorkflowRun build = job.scheduleBuild2(0).waitForStart();
        jenkins.waitForMessage("It waits for 2", build);
        folder.renameTo("after");
        approve("moved", "1");
        ended(build, Result.SUCCESS);
        assertThat(build.getFullDisplayName()).startsWith("after");
    }

    @Test
    void waitsOnWhileTheLedgerIsAwayAndHearsWhatIsSaidElsewhere() throws Exception {
        WorkflowRun build = waiting("away", all("away", "1"));
        Path hidden = temp.resolve("hidden.git");
        Files.move(temp.resolve("ledger.git"), hidden);
        Thread.sleep(3000);
        assertThat(build.isBuilding()).isTrue();
        Files.move(hidden, temp.resolve("ledger.git"));
        People.sayElsewhere(registered, "away", "1", "bea", Decision.APPROVE);
        People.sayElsewhere(registered, "away", "1", "ben", Decision.APPROVE);
        ended(build, Result.SUCCESS);
    }

    @Test
    void goesOnAtOnceWhereNobodyIsAskedAndEndsWhereTheGatesWereNot() throws Exception {
        WorkflowRun free = jenkins.buildAndAssertSuccess(Setup.pipeline(jenkins, "free", all("free", "1")));
        jenkins.assertLogContains(
                "unneeded by [] on : Version 1 of ‘diabetes’ for ‘free’: nobody has to approve it", free);
        WorkflowRun never =
                jenkins.buildAndAssertStatus(Result.FAILURE, Setup.pipeline(jenkins, "never", approval("seen", "2")));
        jenkins.assertLogContains("were never asked about version 2", never);
    }

    /** No build waits: what was approved meanwhile is promoted by a job that runs now and then, whoever starts it. */
    @Test
    void promotesWithoutABuildThatWaits() throws Exception {
        WorkflowJob job = Setup.pipeline(jenkins, "now-and-then", gate("job", "1") + promotion("job", "1"));
        WorkflowRun early = jenkins.buildAndAssertStatus(Result.FAILURE, job);
        jenkins.assertLogContains("It waits for 2 of ‘ml-leads’", early);
        approve("job", "1");
        WorkflowRun late =
                jenkins.assertBuildStatusSuccess(job.scheduleBuild2(0, new CauseAction(new Cause.UserIdCause("bea"))));
        jenkins.assertLogContains("reached before, on the same candidate", late);
        jenkins.assertLogContains("now 1", late);
        try (BuildSession session = BuildSession.open(late, null)) {
            assertThat(session.gatekeeper().ledger().audit(null).problems()).isEmpty();
        }
    }

    @Test
    void listsTheBuildsThatWaitToWhoMaySeeThem() throws Exception {
        WorkflowRun build = waiting("seen", all("seen", "1"));
        assertThat(WaitingBuilds.get().waiting()).anySatisfy(waiter -> {
            assertThat(waiter.build()).isEqualTo(build);
            assertThat(waiter.standing().verdicts().target().target()).isEqualTo("seen");
        });
        var before = jenkins.jenkins.getAuthorizationStrategy();
        jenkins.jenkins.setAuthorizationStrategy(
                new MockAuthorizationStrategy().grant(Jenkins.READ).everywhere().toEveryone());
        try {
            People.as(Jenkins.ANONYMOUS2, () -> assertThat(WaitingBuilds.get().waiting())
                    .isEmpty());
        } finally {
            jenkins.jenkins.setAuthorizationStrategy(before);
        }
        approve("seen", "1");
        ended(build, Result.SUCCESS);
    }
}
