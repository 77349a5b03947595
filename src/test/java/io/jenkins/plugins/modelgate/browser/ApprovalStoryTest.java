package io.jenkins.plugins.modelgate.browser;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Cause;
import hudson.model.CauseAction;
import hudson.model.Item;
import hudson.model.Result;
import hudson.model.User;
import io.jenkins.plugins.modelgate.approvals.Asked;
import io.jenkins.plugins.modelgate.config.Permissions;
import io.jenkins.plugins.modelgate.fixtures.People;
import io.jenkins.plugins.modelgate.fixtures.Project;
import io.jenkins.plugins.modelgate.fixtures.Setup;
import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;

/** From a delivery of data to a model in production, with the people who let it through in browsers of their own. */
@BrowserTest
class ApprovalStoryTest {
    private static final String CANDIDATE = "diabetes 2 for production";

    @TempDir
    private Path temp;

    private JenkinsRule jenkins;

    @Test
    void aBuildWaitsUntilEnoughPeopleSaidYesInTheirBrowsers(JenkinsRule rule) throws Exception {
        jenkins = rule;
        Project project = Project.create(temp);
        try (MlflowServer mlflow = MlflowServer.start(MlflowServer.Major.V3, temp, Map.of())) {
            Setup.everything(mlflow.uri(), project);
            Setup.environment(jenkins, project);
            WorkflowJob job = job(project);
            people(job);
            jenkins.buildAndAssertSuccess(job);
            askPeople(project);
            project.deliver("more");
            WorkflowRun build = job.scheduleBuild2(0, new CauseAction(new Cause.UserIdCause("ada")))
                    .waitForStart();
            jenkins.waitForMessage("It waits for 2 of ‘ml-leads’", build);

            try (Browser bea = open("bea", project, mlflow)) {
                peopleApprove(bea, project, mlflow);
                jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(build));
                assertThat(mlflow.client()
                                .registry()
                                .getByAlias("diabetes", "champion")
                                .version())
                        .isEqualTo("2");
                everybodySeesWho(bea, build);
            }
        }
    }

    private void peopleApprove(Browser bea, Project project, MlflowServer mlflow) throws Exception {
        try (Browser ada = open("ada", project, mlflow);
                Browser ben = open("ben", project, mlflow)) {
            ApprovalsListPage list = ApprovalsListPage.open(bea);
            assertThat(list.below("Waiting for you")).containsExactly(CANDIDATE);
            list.isFineFor("approvals");
            QuestionPage question = list.question(CANDIDATE);
            assertThat(question.text())
                    .contains("no-worse-than-champion", "Champion, version 1", "Data data", question.verdicts());
            question.isFineFor("approval");

            // Who started the build is told why they cannot approve.
            QuestionPage own = ApprovalsListPage.open(ada).question(CANDIDATE);
            assertThat(own.buttons()).containsExactly("Reject");
            assertThat(own.text()).contains("You cannot approve it: you started the build");

            QuestionPage other = ApprovalsListPage.open(ben).question(CANDIDATE);
            atTheSameTime(
                    () -> question.comment("Errors look alike for all age groups")
                            .approveTwice(),
                    () -> other.comment("Fine").approve());

            QuestionPage after = ApprovalsListPage.open(ben).question(CANDIDATE);
            assertThat(after.said())
                    .hasSize(2)
                    .anySatisfy(said -> assertThat(said).contains("Bea Baker", "approve", "Errors look alike"))
                    .anySatisfy(said -> assertThat(said).contains("Ben Brown", "approve", "Fine"));
        }
    }

    private static void everybodySeesWho(Browser bea, WorkflowRun build) {
        Asked.forget();
        ApprovalsListPage list = ApprovalsListPage.open(bea);
        assertThat(list.below("Settled")).containsExactly(CANDIDATE);
        list.isFineFor("approvals-settled");
        QuestionPage question = list.question(CANDIDATE);
        assertThat(question.text()).contains("promoted", "Bea Baker", "Ben Brown");
        question.isFineFor("approval-promoted");
        Page page = bea.goTo(build.getUrl());
        assertThat(page.text()).contains(CANDIDATE, "promoted");
        Page evidence = bea.goTo(build.getUrl() + "model-evidence/");
        assertThat(evidence.text()).contains(CANDIDATE, "promoted");
        evidence.isFineFor("evidence-of-approved");
    }

    private Browser open(String user, Project project, MlflowServer mlflow) throws Exception {
        Browser browser = Browser.open(jenkins, user);
        browser.inPictures(project.folder().getParent().toString(), "/home/ada");
        browser.inPictures(mlflow.uri().toString(), "https://mlflow.example.org");
        return browser;
    }

    /** The first version goes without people; the next ones do not. */
    private static void askPeople(Project project) throws Exception {
        String before = Files.readString(project.folder().resolve("model-gate.yaml"));
        project.write("model-gate.yaml", before.replace("        without-baseline: bounds", """
                                        approvals:
                                          from:
                                            - { group: ml-leads, count: 2, meaning: I reviewed the evidence. }
                                          expires: 3 days
                                        without-baseline: bounds\
                                """))
                .commit("Ask people");
    }

    private WorkflowJob job(Project project) throws Exception {
        return Setup.pipeline(jenkins, "diabetes", """
                node {
                  git url: '%s', branch: 'main'
                  dvcPull(targets: ['data'])
                  withMlflow { dvcRepro() }
                  dvcPush()
                  mlflowRegister()
                  modelGate('production')
                }
                modelApproval(target: 'production')
                modelPromote(target: 'production')
                """.formatted(project.url()));
    }

    private void people(WorkflowJob job) throws Exception {
        People.groups(
                jenkins, Map.of("ada", List.of("ml-leads"), "bea", List.of("ml-leads"), "ben", List.of("ml-leads")));
        Map.of("ada", "Ada Adams", "bea", "Bea Baker", "ben", "Ben Brown")
                .forEach((id, name) -> User.getById(id, true).setFullName(name));
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Item.READ)
                .everywhere()
                .toAuthenticated()
                .grant(Permissions.APPROVE)
                .onItems(job)
                .to("ada", "bea", "ben"));
    }

    private static void atTheSameTime(Callable<?>... deeds) throws Exception {
        CyclicBarrier start = new CyclicBarrier(deeds.length);
        ExecutorService people = Executors.newFixedThreadPool(deeds.length);
        try {
            List<Callable<Object>> all = List.of(deeds).stream()
                    .<Callable<Object>>map(deed -> () -> {
                        start.await();
                        return deed.call();
                    })
                    .toList();
            for (Future<Object> deed : people.invokeAll(all)) {
                deed.get();
            }
        } finally {
            people.shutdown();
        }
    }
}
