package io.jenkins.plugins.modelgate.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import com.sun.net.httpserver.HttpServer;
import hudson.util.FormValidation;
import io.jenkins.plugins.modelgate.core.document.SigningKey;
import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer.Major;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.eclipse.jgit.api.Git;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What the buttons say that try a server, a ledger or a policy out. */
@WithJenkins
class ConnectionTest {
    private static final String PASSWORD = "a-password-that-nobody-may-see";
    private static final String POLICY = """
            version: 1
            models:
              diabetes:
                targets:
                  staging: { alias: staging }
                  production: { alias: champion }
            """;

    @TempDir
    private Path temp;

    private HttpServer server;
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());

    @BeforeAll
    static void credentials(JenkinsRule jenkins) throws Exception {
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new UsernamePasswordCredentialsImpl(
                        CredentialsScope.SYSTEM, "password", null, "jenkins", PASSWORD));
    }

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answers(String path, int status, String body, String... headers) {
        server.createContext(path, exchange -> {
            asked.add(exchange.getRequestURI().getPath());
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
            }
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private static FormValidation mlflow(String url) {
        return new MlflowServer.DescriptorImpl().doTestConnection(url, "", "", "", "password", "");
    }

    private static FormValidation ledger(String name, String location) {
        return new LedgerSource.DescriptorImpl().doTestLedger(name, location, "", "", "");
    }

    private static FormValidation policy(String repository) {
        return new PolicySource.DescriptorImpl().doTestPolicy(repository, "main", "password", "");
    }

    private static FormValidation shared(String repository) {
        return new IncludeSource.DescriptorImpl().doTestRepository("shared", repository, "password");
    }

    @Test
    void aServerThatWorksIsNamedWithItsVersion() {
        FormValidation answer = mlflow(io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer.shared(Major.V3)
                .uri()
                .toString());
        assertThat(answer)
                .hasMessageContaining("answers, and lets experiments and models")
                .hasMessageContaining("MLflow 3.");
        assertThat(answer.kind).isEqualTo(FormValidation.Kind.OK);
    }

    @Test
    void theTrackingCredentialsInTheRegistryAreWarnedOf() {
        FormValidation answer = new MlflowServer.DescriptorImpl()
                .doTestConnection(
                        io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer.shared(Major.V3)
                                .uri()
                                .toString(),
                        "",
                        "",
                        "password",
                        "",
                        "");
        assertThat(answer.kind).isEqualTo(FormValidation.Kind.WARNING);
        assertThat(answer).hasMessageContaining("choose registry credentials");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "403 | Invalid Host header - possible DNS rebinding attack detected | --allowed-hosts",
                "401 | You are not authenticated | credentials",
                "404 | nothing here | MLflow",
                "200 | <html>Welcome</html> | MLflow",
                "200 | 1.30.0 | works with 2.22",
            })
    void whatIsWrongIsSaidWithTheRemedy(int status, String body, String expected) {
        answers("/", status, body);
        FormValidation answer = mlflow(url());
        assertThat(answer.kind).isEqualTo(FormValidation.Kind.ERROR);
        assertThat(answer.getMessage()).contains(expected).doesNotContain(PASSWORD);
    }

    @Test
    void aServerWithoutEncryptionIsNotTakenForOneWithIt() {
        FormValidation answer = mlflow(url().replace("http:", "https:"));
        assertThat(answer.kind).isEqualTo(FormValidation.Kind.ERROR);
    }

    @Test
    void aRedirectionIsToldAndNotFollowed() {
        answers("/internal", 200, "3.1.0");
        answers("/version", 302, "", "Location", url() + "/internal");
        FormValidation answer = mlflow(url());
        assertThat(answer.kind).isEqualTo(FormValidation.Kind.ERROR);
        assertThat(answer).hasMessageContaining("redirects");
        assertThat(asked).containsExactly("/version");
    }

    @Test
    void anAnswerOfAStrangerIsShortAndEscaped() {
        answers("/", 200, "<script>alert(1)</script>".repeat(10_000));
        FormValidation answer = mlflow(url());
        assertThat(answer.renderHtml()).doesNotContain("<script").hasSizeLessThan(5_000);
    }

    @Test
    void anEmptyEmbeddedLedgerIsReadWithoutMakingAnything() {
        FormValidation answer = ledger("untouched", "");
        assertThat(answer.kind).isEqualTo(FormValidation.Kind.WARNING);
        assertThat(answer)
                .hasMessageContaining("nothing is written in it yet")
                .hasMessageContaining("nothing protects from the controller’s own administrator");
        assertThat(ModelGateConfiguration.folder().resolve("ledgers/untouched.git"))
                .doesNotExist();
        assertThat(ModelGateConfiguration.folder().resolve("keys/untouched.pem"))
                .doesNotExist();
    }

    @Test
    void aRepositoryThatIsNoLedgerIsRefused() throws Exception {
        FormValidation answer = ledger("other", repository(POLICY));
        assertThat(answer.kind).isEqualTo(FormValidation.Kind.ERROR);
    }

    @Test
    void aRemoteLedgerThatIsNotThereIsToldSo() {
        assertThat(ledger("gone", "file://" + temp.resolve("gone")).kind).isEqualTo(FormValidation.Kind.ERROR);
    }

    @Test
    void aPolicyIsReadAndSaysItsModelsAndTargets() throws Exception {
        FormValidation answer = policy(repository(POLICY));
        assertThat(answer.kind).isEqualTo(FormValidation.Kind.OK);
        assertThat(answer).hasMessageContaining("diabetes (staging, production)");
    }

    @Test
    void aWrongPolicyIsToldWithItsPlace() throws Exception {
        FormValidation answer = policy(repository(POLICY.replace("targets:", "tragets:")));
        assertThat(answer.kind).isEqualTo(FormValidation.Kind.ERROR);
        assertThat(answer).hasMessageContaining("model-gate.yaml:4");
    }

    @Test
    void aRepositoryThatRedirectsIsNotFollowed() {
        answers("/internal", 200, "");
        answers("/repo", 302, "", "Location", url() + "/internal/info/refs");
        FormValidation answer = policy(url() + "/repo");
        assertThat(answer.kind).isEqualTo(FormValidation.Kind.ERROR);
        assertThat(answer.getMessage()).doesNotContain(PASSWORD);
        assertThat(asked).isNotEmpty().allMatch(path -> path.startsWith("/repo"));
    }

    @Test
    void aRepositoryOfSharedGatesSaysHowManyBranchesItHas() throws Exception {
        FormValidation answer = shared(repository(POLICY));
        assertThat(answer.kind).isEqualTo(FormValidation.Kind.OK);
        assertThat(answer).hasMessageContaining("branches and tags that it has: 1");
        assertThat(shared("file://" + temp.resolve("gone")).kind).isEqualTo(FormValidation.Kind.ERROR);
        assertThat(shared("gopher://nowhere").kind).isEqualTo(FormValidation.Kind.ERROR);
    }

    @Test
    void aRepositoryOfSharedGatesThatRedirectsIsNotFollowed() {
        answers("/internal", 200, "");
        answers("/repo", 302, "", "Location", url() + "/internal/info/refs");
        FormValidation answer = shared(url() + "/repo");
        assertThat(answer.kind).isEqualTo(FormValidation.Kind.ERROR);
        assertThat(answer.getMessage()).doesNotContain(PASSWORD);
        assertThat(asked).isNotEmpty().allMatch(path -> path.startsWith("/repo"));
    }

    private String repository(String policy) throws Exception {
        Path folder = Files.createDirectory(temp.resolve("repository"));
        try (Git git = Git.init()
                .setDirectory(folder.toFile())
                .setInitialBranch("main")
                .call()) {
            Files.writeString(folder.resolve("model-gate.yaml"), policy);
            git.add().addFilepattern(".").call();
            git.commit()
                    .setMessage("Add policy")
                    .setAuthor("Ada", "ada@example.org")
                    .setCommitter("Ada", "ada@example.org")
                    .setSign(false)
                    .call();
        }
        return "file://" + folder;
    }

    @Test
    void aKeyOfTheLedgerIsUsedIfThereIsOne() throws Exception {
        SigningKey key = new LedgerSource("signed").signingKey(null);
        FormValidation answer = new LedgerSource.DescriptorImpl().doTestLedger("signed", "", "", "", key.publicKey());
        assertThat(answer.kind).isEqualTo(FormValidation.Kind.WARNING);
        answer = new LedgerSource.DescriptorImpl().doTestLedger("signed", "", "", "", "nonsense");
        assertThat(answer).hasMessageContaining("trusted keys of the ledger ‘signed’");
    }
}
