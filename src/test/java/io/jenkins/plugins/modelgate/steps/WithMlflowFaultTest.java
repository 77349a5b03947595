package io.jenkins.plugins.modelgate.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import hudson.model.Result;
import io.jenkins.plugins.modelgate.config.ModelGateConfiguration;
import io.jenkins.plugins.modelgate.fixtures.Home;
import io.jenkins.plugins.modelgate.fixtures.Mlflow;
import io.jenkins.plugins.modelgate.fixtures.Setup;
import io.jenkins.plugins.modelgate.mlflow.client.Run;
import io.jenkins.plugins.modelgate.mlflow.client.RunStatus;
import io.jenkins.plugins.modelgate.mlflow.fixtures.Fault;
import io.jenkins.plugins.modelgate.mlflow.fixtures.FaultProxy;
import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer;
import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer.Major;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.test.steps.SemaphoreStep;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/** {@code withMlflow} through restarts of the controller, with secrets, and with a server that fails. */
class WithMlflowFaultTest {
    private static final String TRACKING = "pa$s-of-tracking";
    private static final String REGISTRY = "pass-of-the-registry";
    private static final Duration LONG = Duration.ofSeconds(25);

    @RegisterExtension
    private final JenkinsSessionExtension sessions = new JenkinsSessionExtension();

    @TempDir
    private Path temp;

    private final Mlflow mlflow = new Mlflow(MlflowServer.shared(Major.V3));

    /** The end of a request's line, and a part of its body. */
    private record Call(String line, String body) {}

    /** The next of these is answered late. */
    private final AtomicReference<Call> slow = new AtomicReference<>();

    private FaultProxy proxy;

    @BeforeEach
    void open() throws IOException {
        proxy = FaultProxy.before(MlflowServer.shared(Major.V3).uri()).rule(request -> {
            Call wanted = slow.get();
            boolean met = wanted != null
                    && request.line().endsWith(wanted.line())
                    && request.body().contains(wanted.body());
            return met && slow.compareAndSet(wanted, null) ? Optional.of(new Fault.Slow(LONG)) : Optional.empty();
        });
    }

    @AfterEach
    void close() throws IOException {
        proxy.close();
    }

    @Test
    void goesOnAfterRestartsWithOneRunAndKeepsItsSecrets() throws Throwable {
        sessions.then(jenkins -> {
            io.jenkins.plugins.modelgate.config.MlflowServer server = configure(proxy.uri());
            server.setTrackingCredentialsId("tracking");
            server.setRegistryCredentialsId("registry");
            server.setCertificates(certificate());
            ModelGateConfiguration.get().setServers(List.of(server));

            WorkflowRun body = start(jenkins, "in-body", """
                    node {
                      withMlflow {
                        sh 'set +x; echo "$MLFLOW_TRACKING_USERNAME has $MLFLOW_TRACKING_PASSWORD"'
                        sh 'set +x; echo "registry: $(env | grep -ci registry)"'
                        sh 'grep -q "BEGIN CERT" "$MLFLOW_TRACKING_SERVER_CERT_PATH" && echo "$MLFLOW_TRACKING_SERVER_CERT_PATH"'
                        mlflowLog(metrics: [m: 1])
                        semaphore 'in'
                        sh 'set +x; echo "again $MLFLOW_TRACKING_PASSWORD for $MLFLOW_RUN_ID"'
                        error "not good: ${env.MLFLOW_TRACKING_PASSWORD}"
                      }
                    }
                    """);
            SemaphoreStep.waitForStart("in/1", body);
            assertThat(filesWith(jenkins)).isEmpty();

            slow.set(new Call("runs/create", "opening"));
            start(jenkins, "opening", "node { withMlflow { mlflowLog(metrics: [m: 1]) } }");
            await().atMost(Duration.ofMinutes(2)).until(() -> slow.get() == null);
        });
        sessions.then(jenkins -> {
            SemaphoreStep.success("in/1", null);
            WorkflowRun body = completed(jenkins, "in-body");
            jenkins.assertBuildStatus(Result.FAILURE, body);
            jenkins.assertLogContains("ada has ****", body);
            jenkins.assertLogContains("registry: 0", body);
            jenkins.assertLogContains("again **** for " + mlflow.run("in-body").id(), body);
            jenkins.assertLogContains("not good: ****", body);
            assertThat(mlflow.run("in-body").status()).isEqualTo(RunStatus.FAILED);
            assertThat(body.getLog()).containsPattern("model-gate-[-0-9a-f.]+\\.pem");
            assertThat(Home.files(jenkins)).noneMatch(file -> file.toString().matches(".*@tmp/model-gate-.*pem"));

            WorkflowRun opening = completed(jenkins, "opening");
            jenkins.assertBuildStatusSuccess(opening);
            assertThat(mlflow.run("opening").status()).isEqualTo(RunStatus.FINISHED);

            slow.set(new Call("runs/update", "FINISHED"));
            start(jenkins, "closing", "node { withMlflow { mlflowLog(metrics: [m: 1]) } }");
            await().atMost(Duration.ofMinutes(2)).until(() -> slow.get() == null);
        });
        sessions.then(jenkins -> {
            jenkins.assertBuildStatusSuccess(completed(jenkins, "closing"));
            WorkflowRun outside = completed(jenkins, start(jenkins, "outside", "withMlflow { echo 'never' }"));
            jenkins.assertLogContains("use withMlflow inside a node", outside);
            assertThat(mlflow.runs("outside")).as("runs left open").isEmpty();
            assertThat(mlflow.run("closing").status()).isEqualTo(RunStatus.FINISHED);
            assertThat(filesWith(jenkins)).isEmpty();
            assertThat(proxy.seen())
                    .filteredOn(request -> request.line().contains("/runs/"))
                    .isNotEmpty()
                    .allSatisfy(request -> assertThat(request.headers().get("authorization"))
                            .isEqualTo("Basic " + base64("ada:" + TRACKING)));
        });
    }

    @Test
    void aServerThatIsAwayCostsOneLineAndNoMoreTimeThanConfigured() throws Throwable {
        sessions.then(jenkins -> {
            io.jenkins.plugins.modelgate.config.MlflowServer down = configure(URI.create("http://127.0.0.1:9"));
            down.setDeadline(3);
            ModelGateConfiguration.get().setServers(List.of(down));
            WorkflowRun never = completed(jenkins, start(jenkins, "never", "withMlflow { echo 'never' }"));
            jenkins.assertBuildStatus(Result.FAILURE, never);
            jenkins.assertLogNotContains("[Pipeline] echo", never);
            assertThat(never.getLog().lines().filter(line -> line.contains("127.0.0.1:9")))
                    .hasSize(1);
            assertThat(never.getLog()).doesNotContain("\tat ");
            assertThat(never.getDuration()).isLessThan(Duration.ofSeconds(30).toMillis());

            io.jenkins.plugins.modelgate.config.MlflowServer away = configure(proxy.uri());
            away.setDeadline(3);
            ModelGateConfiguration.get().setServers(List.of(away));
            String script = "withMlflow { mlflowLog(metrics: [m: 1]); semaphore '%1$s'; %2$s }";
            WorkflowRun good = start(jenkins, "good", script.formatted("good", "echo 'trained'"));
            WorkflowRun bad = start(jenkins, "bad", script.formatted("bad", "error 'diverged'"));
            SemaphoreStep.waitForStart("good/1", good);
            SemaphoreStep.waitForStart("bad/1", bad);
            proxy.rule(request -> Optional.of(Fault.status(503)));
            SemaphoreStep.success("good/1", null);
            SemaphoreStep.success("bad/1", null);

            jenkins.assertBuildStatus(Result.FAILURE, completed(jenkins, good));
            assertThat(good.getLog().lines().filter(line -> line.startsWith("ERROR: ")))
                    .hasSize(1);
            assertThat(good.getLog()).contains("answered 503").doesNotContain("\tat ");
            jenkins.assertBuildStatus(Result.FAILURE, completed(jenkins, bad));
            jenkins.assertLogContains("ERROR: diverged", bad);
            jenkins.assertLogContains("answered 503", bad);
        });
    }

    @Test
    void leavesNoRunOpenOfABuildThatIsKilled() throws Throwable {
        sessions.then(jenkins -> {
            ModelGateConfiguration.get().setServers(List.of(configure(proxy.uri())));
            WorkflowRun ended = start(jenkins, "ended", "withMlflow { mlflowLog(metrics: [m: 1]); semaphore 'ends' }");
            SemaphoreStep.waitForStart("ends/1", ended);
            assertThat(buildXml(ended)).contains("OpenRuns");
            SemaphoreStep.success("ends/1", null);
            jenkins.assertBuildStatusSuccess(completed(jenkins, ended));
            assertThat(buildXml(ended)).doesNotContain("OpenRuns");

            WorkflowRun killed = start(jenkins, "killed", """
                    withMlflow {
                      mlflowLog(metrics: [m: 1])
                      withMlflow { mlflowLog(metrics: [m: 2]); semaphore 'killed' }
                    }
                    """);
            SemaphoreStep.waitForStart("killed/1", killed);
        });
        sessions.then(jenkins -> {
            WorkflowRun killed = jenkins.jenkins
                    .getItemByFullName("killed", WorkflowJob.class)
                    .getBuildByNumber(1);
            killed.doKill();
            jenkins.assertBuildStatus(Result.ABORTED, completed(jenkins, killed));
            await().atMost(Duration.ofMinutes(2)).untilAsserted(() -> assertThat(mlflow.runs("killed"))
                    .extracting(Run::status)
                    .containsExactly(RunStatus.KILLED, RunStatus.KILLED));
            await().atMost(Duration.ofMinutes(2))
                    .untilAsserted(() -> assertThat(buildXml(killed)).doesNotContain("OpenRuns"));
        });
    }

    private static String buildXml(WorkflowRun build) throws IOException {
        return Files.readString(build.getRootDir().toPath().resolve("build.xml"));
    }

    @Test
    void leavesNoRunOpenThatIsStoppedWhileItOpens() throws Throwable {
        sessions.then(jenkins -> {
            ModelGateConfiguration.get().setServers(List.of(configure(proxy.uri())));
            slow.set(new Call("runs/create", "stopped"));
            WorkflowRun stopped = start(jenkins, "stopped", "withMlflow { echo 'never' }");
            await().atMost(Duration.ofMinutes(2)).until(() -> slow.get() == null);
            stopped.doStop();

            jenkins.assertBuildStatus(Result.ABORTED, completed(jenkins, stopped));
            await().atMost(Duration.ofMinutes(2)).untilAsserted(() -> assertThat(mlflow.runs("stopped"))
                    .extracting(Run::status)
                    .isEmpty());
        });
    }

    private static io.jenkins.plugins.modelgate.config.MlflowServer configure(URI uri) throws Exception {
        SystemCredentialsProvider store = SystemCredentialsProvider.getInstance();
        store.getCredentials().clear();
        store.getCredentials()
                .add(new UsernamePasswordCredentialsImpl(CredentialsScope.GLOBAL, "tracking", null, "ada", TRACKING));
        store.getCredentials()
                .add(new UsernamePasswordCredentialsImpl(
                        CredentialsScope.SYSTEM, "registry", null, "the-registry", REGISTRY));
        store.save();
        return new io.jenkins.plugins.modelgate.config.MlflowServer("mlflow", uri.toString());
    }

    private String certificate() throws Exception {
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        Path store = temp.resolve("store.p12");
        List<String> common = List.of("-keystore", store.toString(), "-storepass", "changeit", "-alias", "a");
        List<String> generate = new ArrayList<>(List.of(keytool.toString(), "-genkeypair", "-keyalg", "EC"));
        generate.addAll(List.of("-dname", "CN=test"));
        generate.addAll(common);
        run(generate);
        Path pem = temp.resolve("ca.pem");
        List<String> export =
                new ArrayList<>(List.of(keytool.toString(), "-exportcert", "-rfc", "-file", pem.toString()));
        export.addAll(common);
        run(export);
        return Files.readString(pem);
    }

    private static void run(List<String> command) throws Exception {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor()).isZero();
    }

    private static WorkflowRun start(JenkinsRule jenkins, String name, String script) throws Exception {
        WorkflowJob job = Setup.pipeline(jenkins, name, script);
        return job.scheduleBuild2(0).waitForStart();
    }

    private static WorkflowRun completed(JenkinsRule jenkins, String name) throws Exception {
        return completed(
                jenkins,
                jenkins.jenkins.getItemByFullName(name, WorkflowJob.class).getBuildByNumber(1));
    }

    private static WorkflowRun completed(JenkinsRule jenkins, WorkflowRun build) throws Exception {
        return jenkins.waitForCompletion(build);
    }

    /** Files of Jenkins that hold one of the secrets, as it is or encoded. */
    private static List<Path> filesWith(JenkinsRule jenkins) throws IOException {
        return Home.filesWith(jenkins, TRACKING, REGISTRY, base64("ada:" + TRACKING), base64(TRACKING));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
