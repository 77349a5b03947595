package io.jenkins.plugins.modelgate.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.modelgate.build.ModelEvidenceAction;
import io.jenkins.plugins.modelgate.config.DeploymentPlace;
import io.jenkins.plugins.modelgate.config.ModelGateConfiguration;
import io.jenkins.plugins.modelgate.config.ServerSession;
import io.jenkins.plugins.modelgate.deploy.Projected;
import io.jenkins.plugins.modelgate.deploy.Projections;
import io.jenkins.plugins.modelgate.fixtures.Project;
import io.jenkins.plugins.modelgate.fixtures.Setup;
import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer;
import io.jenkins.plugins.modelgate.mlflow.steps.Drift;
import io.jenkins.plugins.modelgate.mlflow.steps.Watch;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.htmlunit.html.HtmlPage;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Builds that promote and roll back, a real MLflow server, and real repositories from which others deploy. */
@WithJenkins
class ProjectionsTest {
    private static final String PROPOSAL = "model-gate/production";

    private final String model = "deployed-" + System.nanoTime();

    @TempDir
    private Path temp;

    private JenkinsRule jenkins;
    private Project project;
    private Path cluster;

    @Test
    void whatIsDecidedIsDeployedHoweverOftenThatFails(JenkinsRule rule) throws Exception {
        jenkins = rule;
        project = Project.create(temp);
        Setup.everything(MlflowServer.shared(MlflowServer.Major.V3).uri(), project);
        Setup.environment(jenkins, project);
        String policy = Files.readString(project.folder().resolve("model-gate.yaml"));
        project.write(
                        "model-gate.yaml",
                        policy.replace("  diabetes:", "  " + model + ":")
                                .replace("    rescore: python src/evaluate.py", "    #")
                                .replace("margin: 2 %", "margin: 20 %"))
                .commit("Rename the model");
        cluster = repository("cluster");
        DeploymentPlace direct = place("cluster", cluster.toUri().toString());
        DeploymentPlace reviewed =
                place("reviewed", repository("reviewed").toUri().toString());
        reviewed.setProposal(PROPOSAL);
        ModelGateConfiguration.get().setDeployments(List.of(direct, reviewed));
        WorkflowJob deliver = Setup.pipeline(jenkins, "deliver", """
                node {
                  git url: '%s', branch: 'main'
                  dvcPull()
                  withMlflow { dvcRepro() }
                  dvcPush()
                  mlflowRegister()
                  modelGate('production')
                  def moved = modelPromote(target: 'production', reason: 'it is better')
                  echo "written: ${moved.deployments.collect { it.deployment + ' ' + it.written }}"
                }
                """.formatted(project.url()));

        writesWhatIsPromoted(jenkins.buildAndAssertSuccess(deliver));
        project.deliver("more");
        Path away = Files.move(cluster, temp.resolve("away.git"));
        WorkflowRun second = jenkins.buildAndAssertSuccess(deliver);
        aFailureIsShownAndDecidesNothing(second);
        Files.move(away, cluster);
        isTriedAgainUntilItIsDone(second);
        writesWhatIsRolledBack();
        theWatchTellsWhoEditedIt();
        namesNoSecretWhereItIsNotLetIn();
    }

    private Path repository(String name) {
        Path bare = temp.resolve(name + ".git");
        Path work = temp.resolve(name);
        project.run("git", "init", "--quiet", "--bare", "--initial-branch", "main", bare.toString());
        project.run("git", "clone", "--quiet", bare.toString(), work.toString());
        edit(work, "app.yaml.in", "version: ${version}\n");
        return bare;
    }

    private void edit(Path work, String file, String text) {
        project.write(work.resolve(file).toString(), text);
        project.run("git", "-C", work.toString(), "add", "--all");
        project.run("git", "-C", work.toString(), "commit", "--quiet", "-m", "Edit by hand");
        project.run("git", "-C", work.toString(), "push", "--quiet", "origin", "HEAD:main");
    }

    private DeploymentPlace place(String name, String url) {
        return new DeploymentPlace(name, url, model, "production", "app.yaml.in: app.yaml");
    }

    private String shown(Path repository, String branch) {
        return project.run("git", "-C", repository.toString(), "show", branch + ":app.yaml");
    }

    private String page(WorkflowRun build) throws Exception {
        HtmlPage page = jenkins.createWebClient().getPage(build, "model-evidence");
        return page.asNormalizedText();
    }

    private static Projections.Known known(String deployment) {
        return Projections.get().known(deployment).orElseThrow();
    }

    private static String ledgerHead() throws Exception {
        try (ServerSession session =
                ServerSession.forReading(ModelGateConfiguration.get().server(null))) {
            return session.gatekeeper().ledger().head().commit().orElseThrow();
        }
    }

    private void writesWhatIsPromoted(WorkflowRun build) throws Exception {
        jenkins.assertLogContains("The deployment ‘cluster’ shows what the ledger says, by commit ", build);
        jenkins.assertLogContains("The deployment ‘reviewed’ waits to be merged, by commit ", build);
        jenkins.assertLogContains("written: [cluster true, reviewed true]", build);
        assertThat(shown(cluster, "main")).isEqualTo("version: 1");
        Path reviewed = temp.resolve("reviewed.git");
        assertThat(shown(reviewed, PROPOSAL)).isEqualTo("version: 1");
        assertThat(project.run("git", "-C", reviewed.toString(), "ls-tree", "--name-only", "main"))
                .isEqualTo("app.yaml.in");
        assertThat(page(build)).contains("The deployment ‘cluster’ shows", "The deployment ‘reviewed’ waits");
    }

    private void aFailureIsShownAndDecidesNothing(WorkflowRun build) throws Exception {
        jenkins.assertLogContains("‘production’ of ‘" + model + "’: 1 → 2", build);
        jenkins.assertLogContains(
                "The deployment ‘cluster’ does not show yet what the ledger says. The decision stands", build);
        jenkins.assertLogContains("written: [cluster false, reviewed true]", build);
        assertThat(page(build)).contains("The deployment ‘cluster’ does not show yet", "The decision stands");
        assertThat(build.getAction(ModelEvidenceAction.class)
                        .getCandidates()
                        .get(0)
                        .getTransitions())
                .singleElement()
                .satisfies(moved -> assertThat(moved.getDeployments())
                        .extracting(Projected::getState)
                        .containsExactly(Projected.State.FAILED, Projected.State.PROPOSED));
        assertThat(known("cluster").attempts()).isEqualTo(1);
        Watch.Finding failed = look("cluster");
        assertThat(failed.outcome()).isEqualTo(Watch.Outcome.FAILED);
        assertThat(failed.counts()).isTrue();
        assertThat(look("reviewed").outcome()).isEqualTo(Watch.Outcome.PROPOSED);
        assertThat(managed())
                .contains("The deployment ‘cluster’ does not show yet")
                .doesNotContain("‘reviewed’");
    }

    private static Watch.Round look() throws Exception {
        DriftWatch.get().look(ModelGateConfiguration.get().server(null));
        DriftWatch.Report report = DriftWatch.get().report("mlflow").orElseThrow();
        assertThat(report.failure()).isNull();
        return report.round();
    }

    private static Watch.Finding look(String deployment) throws Exception {
        return look().findings().stream()
                .filter(finding -> finding.drift().kind() == Drift.Kind.DEPLOYMENT)
                .filter(finding -> deployment.equals(finding.drift().deployment()))
                .findFirst()
                .orElseThrow();
    }

    private void isTriedAgainUntilItIsDone(WorkflowRun build) throws Exception {
        String head = ledgerHead();
        io.jenkins.plugins.modelgate.config.MlflowServer server =
                ModelGateConfiguration.get().server(null);
        Projections.get().retry(server, Instant.now());
        assertThat(shown(cluster, "main")).isEqualTo("version: 1");

        Projections.get().retry(server, Instant.now().plus(Duration.ofHours(1)));
        while (known("cluster").attempts() > 0) {
            Thread.sleep(50);
        }

        assertThat(shown(cluster, "main")).isEqualTo("version: 2");
        assertThat(ledgerHead()).isEqualTo(head);
        look();
        assertThat(managed()).doesNotContain("‘cluster’");
        assertThat(page(build)).contains("Now: The deployment ‘cluster’ shows what the ledger says");
    }

    private void writesWhatIsRolledBack() throws Exception {
        WorkflowRun back = jenkins.buildAndAssertSuccess(Setup.pipeline(
                jenkins,
                "back",
                "modelRollback(model: '" + model + "', target: 'production', reason: 'predicts nonsense')"));

        jenkins.assertLogContains("‘production’ of ‘" + model + "’: 2 → 1", back);
        jenkins.assertLogContains("The deployment ‘cluster’ shows what the ledger says, by commit ", back);
        assertThat(shown(cluster, "main")).isEqualTo("version: 1");
        assertThat(shown(temp.resolve("reviewed.git"), PROPOSAL)).isEqualTo("version: 1");
    }

    private void theWatchTellsWhoEditedIt() throws Exception {
        Path work = temp.resolve("cluster");
        project.run("git", "-C", work.toString(), "pull", "--quiet", "origin", "main");
        edit(work, "app.yaml", "version: 7\n");

        Watch.Finding edited = look("cluster");

        assertThat(edited.outcome()).isEqualTo(Watch.Outcome.REPORTED);
        assertThat(edited.by()).isEqualTo("Ada");
        assertThat(known("cluster").projected().getState()).isEqualTo(Projected.State.DIFFERS);
        assertThat(shown(cluster, "main")).isEqualTo("version: 7");
        assertThat(managed()).contains("of ‘Ada’");
    }

    /** What administrators are told. */
    private String managed() throws Exception {
        return jenkins.createWebClient().goTo("manage/").asNormalizedText();
    }

    private void namesNoSecretWhereItIsNotLetIn() throws Exception {
        HttpServer closed = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        closed.createContext("/", exchange -> {
            exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"git\"");
            exchange.sendResponseHeaders(401, -1);
            exchange.close();
        });
        closed.start();
        try {
            SystemCredentialsProvider.getInstance()
                    .getCredentials()
                    .add(new UsernamePasswordCredentialsImpl(
                            CredentialsScope.SYSTEM, "ops", null, "ops", "s3cret-t0ken-of-ops"));
            DeploymentPlace place =
                    place("cluster", "http://127.0.0.1:" + closed.getAddress().getPort() + "/cluster.git");
            place.setCredentialsId("ops");
            ModelGateConfiguration.get().setDeployments(List.of(place));

            String said = look("cluster").drift().sentence();
            place.setCredentialsId("gone");
            String gone = look("cluster").drift().sentence();

            assertThat(said)
                    .hasLineCount(1)
                    .contains("‘cluster’", "not authorized")
                    .doesNotContain("s3cret-t0ken");
            assertThat(gone).hasLineCount(1).contains("‘cluster’", "‘gone’");
            assertThat(known("cluster").attempts()).isEqualTo(2);
        } finally {
            closed.stop(0);
        }
    }
}
