package io.jenkins.plugins.modelgate.steps;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import com.sun.net.httpserver.BasicAuthenticator;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import hudson.model.Item;
import hudson.model.Result;
import hudson.util.Secret;
import io.jenkins.plugins.modelgate.fixtures.Home;
import io.jenkins.plugins.modelgate.fixtures.Project;
import io.jenkins.plugins.modelgate.fixtures.Setup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.jenkinsci.plugins.plaincredentials.impl.FileCredentialsImpl;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Where the credentials of a DVC remote go, and where they are never seen. */
@WithJenkins
class DvcCredentialsTest {
    private static final String PASSWORD = "s3cr\"et\\ of$the 'remote";

    @TempDir
    private Path temp;

    private JenkinsRule jenkins;
    private Project project;

    @BeforeEach
    void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        project = Project.create(temp);
        keep(new UsernamePasswordCredentialsImpl(CredentialsScope.GLOBAL, "store", null, "ada", PASSWORD));
        keep(new StringCredentialsImpl(CredentialsScope.GLOBAL, "text", null, Secret.fromString("connection")));
        keep(new FileCredentialsImpl(
                CredentialsScope.GLOBAL,
                "file",
                null,
                "key.json",
                com.cloudbees.plugins.credentials.SecretBytes.fromRawBytes(
                        "content-of-the-file".getBytes(StandardCharsets.UTF_8))));
    }

    private static void keep(StandardCredentials credentials) {
        SystemCredentialsProvider.getInstance().getCredentials().add(credentials);
    }

    @Test
    void areInTheEnvironmentOfTheChildAndNowhereElse() throws Exception {
        defaultRemote("s3://bucket");
        stage("echo \"key=$AWS_ACCESS_KEY_ID secret=$AWS_SECRET_ACCESS_KEY\"; "
                + "cat /proc/[0-9]*/cmdline > ../seen; printf %s \"$AWS_SECRET_ACCESS_KEY\" | md5sum > ../hash");

        WorkflowRun build = jenkins.buildAndAssertSuccess(job("dvcRepro(stages: ['look'], credentialsId: 'store')"));

        jenkins.assertLogContains("key=ada secret=****", build);
        Path workspace =
                Path.of(jenkins.jenkins.getWorkspaceFor(build.getParent()).getRemote());
        assertThat(workspace.resolve("hash")).content().startsWith(hudson.Util.getDigestOf(PASSWORD));
        assertThat(Files.readString(workspace.resolve("seen"), StandardCharsets.ISO_8859_1))
                .contains("dvc")
                .doesNotContain(PASSWORD);
        assertThat(Home.filesWith(jenkins, PASSWORD)).isEmpty();
        assertThat(com.cloudbees.plugins.credentials.CredentialsProvider.getFingerprintOf(
                                SystemCredentialsProvider.getInstance()
                                        .getCredentials()
                                        .get(0))
                        .getJobs())
                .containsExactly("job");
    }

    @Test
    void areAFileOnlyForItsTime() throws Exception {
        defaultRemote("gs://bucket");
        stage("cp \"$GOOGLE_APPLICATION_CREDENTIALS\" ../copy; stat -c %a \"$GOOGLE_APPLICATION_CREDENTIALS\"; exit 3");

        WorkflowRun build =
                jenkins.buildAndAssertStatus(Result.FAILURE, job("dvcRepro(stages: ['look'], credentialsId: 'file')"));

        jenkins.assertLogContains("600", build);
        Path copy = Path.of(jenkins.jenkins.getWorkspaceFor(build.getParent()).getRemote(), "copy");
        assertThat(copy).content().isEqualTo("content-of-the-file");
        Files.delete(copy);
        assertThat(Home.filesWith(jenkins, "content-of-the-file")).isEmpty();
    }

    @Test
    void openAWebServerWhoseContentIsProvedFileByFile() throws Exception {
        HttpServer web = serve();
        try {
            project.run(
                    "dvc",
                    "remote",
                    "add",
                    "--quiet",
                    "web",
                    "http://127.0.0.1:" + web.getAddress().getPort());
            project.run("dvc", "remote", "modify", "--quiet", "web", "method", "PUT");
            project.commit("Add a remote");

            WorkflowRun build = jenkins.buildAndAssertSuccess(job("""
                    dvcPull()
                    def pushed = dvcPush(remote: 'web', credentialsId: 'store')
                    echo "pushed ${pushed.paths} looked ${pushed.looked}"
                    sh 'rm -rf data .dvc/cache'
                    echo "pulled ${dvcPull(remote: 'web', credentialsId: 'store').paths}"
                    """));
            jenkins.assertLogContains("pushed [data] looked false", build);
            jenkins.assertLogContains("pulled [data]", build);
            assertThat(Home.filesWith(jenkins, PASSWORD)).isEmpty();

            try (Stream<Path> objects = Files.walk(temp.resolve("web"))) {
                Files.delete(objects.filter(file ->
                                Files.isRegularFile(file) && !file.toString().endsWith(".dir"))
                        .findFirst()
                        .orElseThrow());
            }
            WorkflowRun unproved = jenkins.buildAndAssertStatus(Result.FAILURE, job("""
                    dvcPull()
                    dvcPush(remote: 'web', credentialsId: 'store')
                    """));
            jenkins.assertLogContains("ERROR: The remote does not have, or cannot be asked for: ‘data’", unproved);
        } finally {
            web.stop(0);
        }
    }

    @Test
    void areRefusedInOneLineIfTheyDoNotFit() throws Exception {
        WorkflowRun none = jenkins.buildAndAssertStatus(Result.FAILURE, job("dvcPull(credentialsId: 'nobody')"));
        jenkins.assertLogContains("ERROR: There are no credentials ‘nobody’ that the job ‘job’ can use", none);
        WorkflowRun unfit = jenkins.buildAndAssertStatus(Result.FAILURE, job("dvcPull(credentialsId: 'store')"));
        jenkins.assertLogContains("ERROR: DVC’s kind of remote ‘file’ takes no credentials such as ‘store’", unfit);
        WorkflowRun git =
                jenkins.buildAndAssertStatus(Result.FAILURE, job("dvcCommit(branch: 'main', credentialsId: 'text')"));
        jenkins.assertLogContains("ERROR: The credentials ‘text’ are no user name with password", git);
        WorkflowRun branch = jenkins.buildAndAssertStatus(Result.FAILURE, job("dvcCommit(branch: 'a..b')"));
        jenkins.assertLogContains("ERROR: ‘a..b’ is no name for a branch", branch);
    }

    @Test
    void areListedForThoseWhoMayConfigure() throws Exception {
        jenkins.createProject(WorkflowJob.class, "job");
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("administrator")
                .grant(Jenkins.READ, Item.READ, Item.BUILD)
                .everywhere()
                .to("reader")
                .grant(Jenkins.READ, Item.READ, Item.CONFIGURE)
                .everywhere()
                .to("configurer"));
        for (String field : List.of(
                "DvcPullStep/fillCredentialsIdItems",
                "DvcCommitStep/fillCredentialsIdItems",
                "DvcCommitStep/fillDvcCredentialsIdItems")) {
            assertThat(items("configurer", "job/job/", field)).contains("store");
            assertThat(items("reader", "job/job/", field))
                    .contains("\"values\"")
                    .doesNotContain("store");
            assertThat(items("configurer", "", field)).contains("\"values\"").doesNotContain("store");
            assertThat(items("administrator", "", field)).contains("store");
        }
    }

    private String items(String user, String place, String field) throws Exception {
        try (JenkinsRule.WebClient browser = jenkins.createWebClient().login(user)) {
            String url = browser.getContextPath() + place + "descriptorByName/" + DvcPullStep.class.getPackageName()
                    + "." + field;
            WebRequest request = new WebRequest(new URL(url), HttpMethod.POST);
            browser.addCrumb(request);
            browser.getOptions().setThrowExceptionOnFailingStatusCode(false);
            assertThat(browser.loadWebResponse(new WebRequest(new URL(url), HttpMethod.GET))
                            .getStatusCode())
                    .isEqualTo(404);
            return browser.loadWebResponse(request).getContentAsString();
        }
    }

    private void defaultRemote(String url) {
        project.run("dvc", "remote", "add", "--quiet", "--default", "--force", "cloud", url);
    }

    private void stage(String command) {
        project.write("look.sh", command + "\necho > looked\n")
                .write("dvc.yaml", """
                stages:
                  look:
                    cmd: sh look.sh
                    deps: [look.sh]
                    outs: [looked]
                """)
                .commit("Look");
    }

    private WorkflowJob job(String steps) throws Exception {
        return Setup.pipeline(jenkins, "job", """
                node {
                  %s {
                    sh 'rm -rf w && git clone --quiet %s w'
                    dir('w') {
                      %s
                    }
                  }
                }
                """.formatted(project.withEnv(), project.url(), steps));
    }

    /** A web server that wants a password and keeps what is PUT into the folder ‘web’. */
    private HttpServer serve() throws IOException {
        HttpServer web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        web.createContext("/", this::answer).setAuthenticator(new BasicAuthenticator("store") {
            @Override
            public boolean checkCredentials(String user, String password) {
                return user.equals("ada") && password.equals(PASSWORD);
            }
        });
        web.start();
        return web;
    }

    private void answer(HttpExchange exchange) throws IOException {
        Path file = temp.resolve("web" + exchange.getRequestURI().getPath());
        try (exchange) {
            switch (exchange.getRequestMethod()) {
                case "PUT" -> {
                    Files.createDirectories(file.getParent());
                    Files.copy(exchange.getRequestBody(), file, StandardCopyOption.REPLACE_EXISTING);
                    exchange.sendResponseHeaders(201, -1);
                }
                case "HEAD" -> exchange.sendResponseHeaders(Files.isRegularFile(file) ? 200 : 404, -1);
                default -> {
                    exchange.sendResponseHeaders(Files.isRegularFile(file) ? 200 : 404, 0);
                    if (Files.isRegularFile(file)) {
                        Files.copy(file, exchange.getResponseBody());
                    }
                }
            }
        }
    }
}
