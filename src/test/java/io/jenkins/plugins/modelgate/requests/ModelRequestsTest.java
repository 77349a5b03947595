package io.jenkins.plugins.modelgate.requests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import hudson.model.ParametersAction;
import hudson.security.AuthorizationStrategy;
import hudson.util.Secret;
import io.jenkins.plugins.modelgate.build.RequestCause;
import io.jenkins.plugins.modelgate.config.ModelGateConfiguration;
import io.jenkins.plugins.modelgate.core.document.Approval.Decision;
import io.jenkins.plugins.modelgate.core.ledger.RefusedException;
import io.jenkins.plugins.modelgate.fixtures.People;
import io.jenkins.plugins.modelgate.fixtures.Setup;
import io.jenkins.plugins.modelgate.mlflow.client.WebhookDelivery;
import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer;
import io.jenkins.plugins.modelgate.mlflow.steps.PromotionRequest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.awaitility.Awaitility;
import org.htmlunit.html.HtmlPage;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** People ask in a real MLflow server, whose webhooks reach this Jenkins. */
@WithJenkins
class ModelRequestsTest {
    private static final String SECRET = "between MLflow and Jenkins";

    @TempDir
    private static Path folder;

    private static MlflowServer mlflow;
    private static JenkinsRule jenkins;

    @BeforeAll
    static void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        byte[] key = new byte[32];
        key[0] = 1;
        mlflow = MlflowServer.start(
                MlflowServer.Major.V3,
                folder,
                Map.of(
                        "MLFLOW_WEBHOOK_ALLOWED_SCHEMES",
                        "http,https",
                        "MLFLOW_WEBHOOK_ALLOW_PRIVATE_IPS",
                        "true",
                        "MLFLOW_WEBHOOK_SECRET_ENCRYPTION_KEY",
                        Base64.getUrlEncoder().encodeToString(key)));
        Asking.configure(mlflow, folder.resolve("policy"), List.of("diabetes", "twice", "old"), "requests", "twin-*");
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new StringCredentialsImpl(CredentialsScope.SYSTEM, "webhook", null, Secret.fromString(SECRET)));
        ModelGateConfiguration.get().server(null).setWebhookCredentialsId("webhook");
        post("webhooks", """
                {"name": "jenkins", "url": "%s", "secret": "%s", "events": [{"entity": "MODEL_VERSION_TAG", "action": "SET"}]}
                """.formatted(hook(), SECRET));
    }

    @AfterAll
    static void end() {
        mlflow.close();
    }

    private static URI hook() throws Exception {
        return URI.create(jenkins.getURL() + "model-requests/hook?server=mlflow");
    }

    private static String post(String what, String json) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(mlflow.uri().resolve("/api/2.0/mlflow/" + what))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    /** A job that takes requests for one model; it takes what it is told to. */
    private static WorkflowJob job(String name, String model, String script) throws Exception {
        WorkflowJob job = Setup.pipeline(jenkins, name, script);
        ModelRequestTrigger trigger = new ModelRequestTrigger();
        trigger.setModels(model);
        job.addTrigger(trigger);
        return job;
    }

    private static void look() {
        RequestWatch.get().look("mlflow");
    }

    @Test
    void promotesWhatIsAskedForAndAnswersBesideIt() throws Exception {
        Asking asking = new Asking(mlflow, "diabetes");
        WorkflowJob job =
                Setup.pipeline(jenkins, "requests", Files.readString(Path.of("examples/requests.Jenkinsfile")));
        jenkins.buildAndAssertSuccess(job);
        String good = asking.version(50);
        String bad = asking.version(70);

        // All by webhooks: nobody looks otherwise.
        String reason = "it's “better” <script>alert(1)</script> ${params} $(reboot)\n\u001b[31m";
        asking.ask(good, "production", reason);
        Map<String, String> answer = asking.await(good, "promoted");
        WorkflowRun build = job.getBuildByNumber(2);
        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(build));
        assertThat(answer)
                .containsEntry("link", jenkins.getURL() + build.getUrl())
                .containsEntry("id", build.getCause(RequestCause.class).getId());
        assertThat(answer.get("answer")).startsWith("Version " + good + " holds ‘production’ since 20");
        assertThat(asking.holder("champion")).isEqualTo(good);

        String shown = "it's “better” <script>alert(1)</script> ${params} $(reboot) \\u001b[31m";
        assertThat(build.getAction(ParametersAction.class).getParameters())
                .extracting(parameter -> parameter.getName() + "=" + parameter.getValue())
                .containsExactly("MODEL=diabetes", "VERSION=" + good, "TARGET=production", "REASON=" + shown);
        assertThat(build.getCause(RequestCause.class).getShortDescription())
                .isEqualTo("Asked for in MLflow (‘mlflow’): version " + good
                        + " of ‘diabetes’ for ‘production’. As the request says, ‘dora’ asks, since: ‘" + shown + "’");
        try (JenkinsRule.WebClient browser = jenkins.createWebClient()) {
            HtmlPage page = browser.getPage(build);
            assertThat(page.asNormalizedText()).contains(shown);
            assertThat(page.getWebResponse().getContentAsString())
                    .contains("&lt;script>alert(1)")
                    .doesNotContain("<script>alert(1)");
        }

        asking.ask(bad, "production", "it is new");
        Map<String, String> refused = asking.await(bad, "refused");
        assertThat(refused.get("answer")).startsWith("The gate ‘good-enough’ says FAIL: rmse is 70");
        assertThat(refused)
                .containsEntry(
                        "link", jenkins.getURL() + job.getBuildByNumber(3).getUrl());
        assertThat(asking.holder("champion")).isEqualTo(good);

        // Said once more, looked at once more: the same request.
        asking.ask(bad, "production", "it is new");
        asking.ask(good, "production", reason);
        look();
        look();
        // Nothing of this is a build's to answer.
        asking.ask(bad, "prodcution", "it is new");
        assertThat(asking.await(bad, "unknown").get("answer")).endsWith("only: production, reviewed");
        asking.ask(good, "production", "I forgot that it is there");
        asking.await(good, "promoted");
        asking.tag(bad, PromotionRequest.REASON_TAG, "");
        asking.ask(bad, "production", " ");
        asking.await(bad, "incomplete");
        jenkins.waitUntilNoActivity();
        assertThat(job.getLastBuild().getNumber()).isEqualTo(3);
    }

    @Test
    void startsOneBuildForOneRequest() throws Exception {
        Asking asking = new Asking(mlflow, "twice");
        WorkflowJob one = job("twin-one", "twice", "");
        WorkflowJob two = job("twin-two", "twice", "");
        WorkflowJob other = job("a-stranger", "twice", "");
        one.setQuietPeriod(3600);
        String first = asking.version(50);
        String second = asking.version(50);
        asking.ask(first, "production", "better");
        look();
        look();
        // One version, whatever is said; two versions are not taken for one, though nothing tells the two builds apart.
        asking.ask(first, "production", "much better");
        asking.ask(second, "production", "better");
        look();
        look();
        assertThat(asking.answer(first).get("answer")).startsWith("It waits for its turn");
        assertThat(asking.state(second)).isEqualTo("queued");
        assertThat(jenkins.jenkins.getQueue().getItems(one)).hasSize(2);
        assertThat(two.isInQueue()).isFalse();
        assertThat(other.isInQueue()).isFalse();
        assertThat(two.getLastBuild()).isNull();
        assertThat(other.getLastBuild()).isNull();

        // Whoever takes it out of the queue does not have it back.
        jenkins.jenkins.getQueue().clear();
        asking.await(second, "refused");
        assertThat(asking.answer(second).get("answer")).startsWith("Somebody took it out of the queue");
        // What was said in other words meanwhile has its turn now.
        asking.await(first, "queued");
        assertThat(jenkins.jenkins.getQueue().getItems(one)).hasSize(1);

        one.renameTo("twin-renamed");
        look();
        assertThat(asking.answer(first))
                .containsEntry("state", "queued")
                .containsEntry("link", jenkins.getURL() + "job/twin-renamed/");
        assertThat(jenkins.jenkins.getQueue().getItems(one)).hasSize(1);
        assertThat(two.isInQueue()).isFalse();
        one.delete();
        assertThat(asking.await(first, "failed").get("answer")).startsWith("Its build is gone");
        assertThat(two.getLastBuild()).isNull();
        two.delete();
    }

    @Test
    void leavesAloneWhatMayBeOld() throws Exception {
        Asking asking = new Asking(mlflow, "old");
        String version = asking.version(50);
        asking.ask(version, "production", "better");
        Process sqlite = new ProcessBuilder(
                        MlflowServer.tools().resolve("venv/bin/python").toString(),
                        "-c",
                        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute(\"update model_versions set"
                                + " creation_time = creation_time - 8*24*3600*1000 where name = 'old'\"); c.commit()",
                        folder.resolve("mlflow.db").toString())
                .inheritIO()
                .start();
        assertThat(sqlite.waitFor()).isZero();
        Files.deleteIfExists(ModelGateConfiguration.folder().resolve("requests/mlflow.xml"));
        WorkflowJob job = job("twin-old", "old", "echo 'never'");
        look();
        assertThat(asking.answer(version)).containsEntry("state", "stale").doesNotContainKey("link");
        asking.ask(version, "production", "better, as I said");
        look();
        assertThat(asking.state(version)).isIn("queued", "running", "failed");
        assertThat(asking.await(version, "failed").get("answer"))
                .startsWith("The build ended as SUCCESS and did not promote it");
        assertThat(job.getLastBuild().getNumber()).isEqualTo(1);
        job.delete();
    }

    @Test
    void tellsThatPeopleAreWaitedFor() throws Exception {
        People.groups(jenkins, Map.of("bea", List.of("ml-leads"), "dora", List.of("ml-leads")));
        Asking asking = new Asking(mlflow, "diabetes");
        WorkflowJob job = job("twin-people", "diabetes", """
                def request = [target: env.MODEL_GATE_REQUEST_TARGET, model: env.MODEL_GATE_REQUEST_MODEL]
                mlflowRegister(model: request.model, version: env.MODEL_GATE_REQUEST_VERSION)
                modelGate(request)
                modelApproval(request)
                modelPromote(request + [reason: env.MODEL_GATE_REQUEST_REASON])
                """);
        String version = asking.version(50);
        asking.ask(version, "reviewed", "please look");
        look();
        WorkflowRun build = Awaitility.await().until(() -> job.getBuildByNumber(1), Objects::nonNull);
        jenkins.waitForMessage("What an approval is about", build);
        look();
        assertThat(asking.await(version, "waiting").get("answer")).startsWith("It waits for 1 of ‘ml-leads’");
        // Who asks has a part in it, if only by their own word.
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> People.say(build, "reviewed", version, "dora", Decision.APPROVE))
                .withMessageContaining("dora");
        People.say(build, "reviewed", version, "bea", Decision.REJECT);
        jenkins.waitForCompletion(build);
        assertThat(asking.await(version, "refused").get("answer")).contains("Rejected by ‘bea’ (ml-leads)");
        assertThat(asking.holder("reviewed")).isEqualTo("nobody");
        job.delete();
    }

    @Test
    void hearsWhatMlflowSignedOnceAndNothingElse() throws Exception {
        // A login is not asked for, whatever else is.
        AuthorizationStrategy before = jenkins.jenkins.getAuthorizationStrategy();
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy());
        try {
            hearsWhatMlflowSigned();
        } finally {
            jenkins.jenkins.setAuthorizationStrategy(before);
        }
    }

    private static void hearsWhatMlflowSigned() throws Exception {
        String body = "{\"entity\":\"model_version_tag\",\"action\":\"set\",\"data\":{\"key\":\"model-gate.request\"}}";
        String now = Long.toString(Instant.now().getEpochSecond());
        String id = UUID.randomUUID().toString();
        assertThat(deliver(hook(), id, now, sign(id, now, body), body)).isEqualTo(202);
        assertThat(deliver(hook(), id, now, sign(id, now, body), body))
                .as("replayed")
                .isEqualTo(200);
        String another = UUID.randomUUID().toString();
        assertThat(deliver(hook(), another, now, sign(id, now, body), body))
                .as("moved")
                .isEqualTo(401);
        assertThat(deliver(hook(), another, now, sign(another, now, body), body + " "))
                .isEqualTo(401);
        assertThat(deliver(hook(), another, now, "", body)).as("unsigned").isEqualTo(401);
        String old = Long.toString(
                Instant.now().minus(WebhookDelivery.FRESH).minusSeconds(60).getEpochSecond());
        assertThat(deliver(hook(), another, old, sign(another, old, body), body))
                .isEqualTo(401);
        String ours = body.replace("model-gate.request", "model-gate.request-state");
        assertThat(deliver(hook(), another, now, sign(another, now, ours), ours))
                .as("our own")
                .isEqualTo(200);
        String huge = "x".repeat(70_000);
        assertThat(deliver(hook(), another, now, sign(another, now, huge), huge))
                .isEqualTo(413);
        URI elsewhere = URI.create(hook().toString().replace("server=mlflow", "server=other"));
        assertThat(deliver(elsewhere, another, now, sign(another, now, body), body))
                .isEqualTo(404);
        HttpRequest get = HttpRequest.newBuilder(hook()).build();
        assertThat(HttpClient.newHttpClient()
                        .send(get, HttpResponse.BodyHandlers.discarding())
                        .statusCode())
                .isEqualTo(404);
        // MLflow's own button.
        String all = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(mlflow.uri().resolve("/api/2.0/mlflow/webhooks"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
        String webhook = all.replaceAll("(?s).*\"webhook_id\": ?\"([^\"]+)\".*", "$1");
        assertThat(post("webhooks/" + webhook + "/test", "{}")).contains("\"success\": true");

        ModelGateConfiguration.get().server(null).setWebhookCredentialsId(null);
        try {
            assertThat(deliver(hook(), another, now, sign(another, now, body), body))
                    .isEqualTo(404);
        } finally {
            ModelGateConfiguration.get().server(null).setWebhookCredentialsId("webhook");
        }
    }

    private static int deliver(URI to, String id, String time, String signature, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(to)
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json")
                .header(WebhookDelivery.ID, id)
                .header(WebhookDelivery.TIMESTAMP, time)
                .header(WebhookDelivery.SIGNATURE, signature)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static String sign(String id, String time, String body) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        byte[] signature = mac.doFinal((id + "." + time + "." + body).getBytes(StandardCharsets.UTF_8));
        return "v1," + Base64.getEncoder().encodeToString(signature);
    }

    @Test
    void isConfiguredInTheFormOfTheJob() throws Exception {
        ModelRequestTrigger trigger = new ModelRequestTrigger();
        trigger.setServer("mlflow");
        trigger.setModels("dia*");
        trigger.setTargets("production, staging");
        trigger.setMinutes(2);
        trigger.setDays(3);
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, "form");
        job.addTrigger(trigger);
        jenkins.configRoundtrip(job);
        ModelRequestTrigger kept =
                (ModelRequestTrigger) job.getTriggers().values().iterator().next();
        assertThat(kept).isNotSameAs(trigger);
        jenkins.assertEqualDataBoundBeans(trigger, kept);
        job.delete();
    }
}
