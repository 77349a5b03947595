package io.jenkins.plugins.modelgate.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.cloudbees.plugins.credentials.CredentialsMatchers;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import hudson.security.ACL;
import hudson.util.Secret;
import io.jenkins.plugins.casc.ConfigurationAsCode;
import io.jenkins.plugins.casc.ConfigurationContext;
import io.jenkins.plugins.casc.ConfiguratorRegistry;
import io.jenkins.plugins.casc.misc.Util;
import io.jenkins.plugins.modelgate.core.document.SigningKey;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import jenkins.model.Jenkins;
import org.htmlunit.html.DomElement;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlFormUtil;
import org.htmlunit.html.HtmlPage;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.LogRecorder;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** The configuration by forms, as code and on disk. */
@WithJenkins
class ConfigurationTest {
    private static final String PASSWORD = "a-password-that-nobody-may-see";

    private static JenkinsRule jenkins;
    private static SigningKey key;

    @BeforeAll
    static void credentials(JenkinsRule rule) throws Exception {
        jenkins = rule;
        key = SigningKey.generate();
        Path file = Files.createTempDirectory("model-gate").resolve("key.pem");
        key.save(file);
        SystemCredentialsProvider provider = SystemCredentialsProvider.getInstance();
        provider.getCredentials()
                .addAll(List.of(
                        new UsernamePasswordCredentialsImpl(
                                CredentialsScope.GLOBAL, "tracking", null, "training", PASSWORD),
                        new UsernamePasswordCredentialsImpl(
                                CredentialsScope.SYSTEM, "registry", null, "jenkins", PASSWORD),
                        new UsernamePasswordCredentialsImpl(CredentialsScope.SYSTEM, "git", null, "git", PASSWORD),
                        new StringCredentialsImpl(
                                CredentialsScope.SYSTEM, "key", null, Secret.fromString(Files.readString(file)))));
        provider.save();
    }

    @BeforeEach
    void everyFieldIsSet() {
        ModelGateConfiguration configuration = ModelGateConfiguration.get();
        configuration.setServers(List.of(server(), new MlflowServer("other", "https://other.example.org")));
        configuration.setLedgers(List.of(ledger(), new LedgerSource("embedded")));
        configuration.setPolicies(List.of(policy(), new PolicySource("https://git.example.org/all.git")));
        configuration.setIncludes(
                List.of(include(), new IncludeSource("public", "https://git.example.org/public.git")));
        configuration.setDeployments(List.of(
                deployment(),
                new DeploymentPlace("plain", "https://git.example.org/plain.git", "iris", "staging", "a.in: a.yaml")));
        configuration.setGrants(List.of(grant(), new Grant("nothing")));
    }

    private static MlflowServer server() {
        MlflowServer server = new MlflowServer("lab", "https://mlflow.example.org/lab");
        server.setRegistryUrl("https://registry.example.org");
        server.setWorkspace("team-a");
        server.setTrackingCredentialsId("tracking");
        server.setRegistryCredentialsId("registry");
        server.setCertificates("-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----");
        server.setConnectTimeout(1);
        server.setRequestTimeout(2);
        server.setDeadline(3);
        server.setLedger("remote");
        server.setOwner(false);
        server.setWatchMinutes(0);
        server.setWatchHours(6);
        server.setWebhookCredentialsId("key");
        return server;
    }

    private static LedgerSource ledger() {
        LedgerSource ledger = new LedgerSource("remote");
        ledger.setLocation("https://git.example.org/ledger.git");
        ledger.setCredentialsId("git");
        ledger.setCommitter("Gate Keeper");
        ledger.setEmail("gate@example.org");
        ledger.setSigningKeyCredentialsId("key");
        ledger.setTrustedKeys(key.publicKey().strip());
        return ledger;
    }

    private static PolicySource policy() {
        PolicySource policy = new PolicySource("https://git.example.org/policy.git");
        policy.setJobs("team/**");
        policy.setRef("release");
        policy.setCredentialsId("git");
        policy.setProtectedRefs("main, refs/tags/stable");
        return policy;
    }

    private static IncludeSource include() {
        IncludeSource include = new IncludeSource("shared", "https://git.example.org/shared.git");
        include.setCredentialsId("git");
        return include;
    }

    private static DeploymentPlace deployment() {
        DeploymentPlace deployment = new DeploymentPlace(
                "cluster",
                "https://git.example.org/cluster.git",
                "diabetes",
                "production",
                "a.in: a.yaml\nb.in: b.yaml");
        deployment.setServer("lab");
        deployment.setCredentialsId("git");
        deployment.setBranch("live");
        deployment.setProposal("model-gate/diabetes");
        return deployment;
    }

    private static Grant grant() {
        Grant grant = new Grant("team/**");
        grant.setBranches("main");
        grant.setServers("lab");
        grant.setModels("dia*");
        grant.setTargets("staging");
        grant.setPromote(true);
        grant.setRollBack(true);
        return grant;
    }

    /** The whole configuration as text: what configuration as code would write. */
    static String exported() throws Exception {
        ConfigurationContext context = new ConfigurationContext(ConfiguratorRegistry.get());
        return Util.toYamlString(Util.getUnclassifiedRoot(context).get("modelGate"));
    }

    @Test
    void isExportedAsCode() throws Exception {
        assertThat(exported())
                .isEqualTo(Util.toStringFromYamlFile(this, "configuration.yaml")
                        .replace("PUBLIC-KEY", key.publicKey().strip().replace("\n", "\n    ")));
    }

    @Test
    void theFormKeepsEveryField() throws Exception {
        String before = exported();
        jenkins.configRoundtrip();
        assertThat(exported()).isEqualTo(before);
    }

    @Test
    void whatIsExportedCanBeImported() throws Exception {
        String before = exported();
        Path file = Files.createTempFile("exported", ".yaml");
        Files.writeString(
                file,
                "unclassified:\n  modelGate:\n"
                        + before.lines().map(line -> "    " + line + "\n").reduce("", String::concat));
        ModelGateConfiguration.get().setServers(List.of());
        ModelGateConfiguration.get().setIncludes(List.of());
        ModelGateConfiguration.get().setDeployments(List.of());
        ModelGateConfiguration.get().setGrants(List.of());
        ConfigurationAsCode.get().configure(file.toString());
        assertThat(exported()).isEqualTo(before);
    }

    @Test
    void theFormCanRemoveTheLastEntryOfEachList() throws Exception {
        try (JenkinsRule.WebClient browser = jenkins.createWebClient()) {
            HtmlForm form = browser.goTo("configure").getFormByName("config");
            List<DomElement> buttons = form.getByXPath(
                    ".//div[@name='servers' or @name='ledgers' or @name='policies' or @name='includes' or"
                            + " @name='deployments' or @name='grants']"
                            + "//button[contains(@class, 'repeatable-delete')]");
            assertThat(buttons).hasSize(12);
            for (DomElement button : buttons) {
                button.click();
            }
            browser.waitForBackgroundJavaScript(10_000);
            jenkins.submit(form);
        }
        ModelGateConfiguration configuration = ModelGateConfiguration.get();
        assertThat(configuration.getServers()).isEmpty();
        assertThat(configuration.getLedgers()).isEmpty();
        assertThat(configuration.getPolicies()).isEmpty();
        assertThat(configuration.getIncludes()).isEmpty();
        assertThat(configuration.getDeployments()).isEmpty();
        assertThat(configuration.getGrants()).isEmpty();
    }

    @Test
    void aButtonTriesOutWhatIsInTheForm() throws Exception {
        ModelGateConfiguration.get().setServers(List.of(new MlflowServer("lab", "https://mlflow.example.org")));
        try (JenkinsRule.WebClient browser = jenkins.createWebClient()) {
            HtmlPage page = browser.goTo("configure");
            HtmlForm form = page.getFormByName("config");
            form.getInputsByValue("https://mlflow.example.org").get(0).setValue("http://127.0.0.1:1/here");
            HtmlFormUtil.getButtonByCaption(form, "Test connection").click();
            browser.waitForBackgroundJavaScript(30_000);
            assertThat(page.asNormalizedText()).contains("MLflow at http://127.0.0.1:1/here");
        }
    }

    @Test
    void aFormWithOneNameTwiceChangesNothing() throws Exception {
        String before = exported();
        try (JenkinsRule.WebClient browser = jenkins.createWebClient()) {
            browser.setThrowExceptionOnFailingStatusCode(false);
            HtmlForm form = browser.goTo("configure").getFormByName("config");
            form.getInputsByValue("other").get(0).setValue("LAB");
            HtmlPage answer = jenkins.submit(form);
            assertThat(answer.asNormalizedText()).contains("‘LAB’ is there twice");
        }
        assertThat(exported()).isEqualTo(before);
    }

    @Test
    void survivesARestart() throws Exception {
        String before = exported();
        ModelGateConfiguration.get().load();
        assertThat(exported()).isEqualTo(before);
    }

    @Test
    void holdsNoSecretOnDiskNorAsCode() throws Exception {
        ModelGateConfiguration.get().save();
        String onDisk = Files.readString(
                Jenkins.get().getRootDir().toPath().resolve(ModelGateConfiguration.class.getName() + ".xml"));
        ByteArrayOutputStream code = new ByteArrayOutputStream();
        ConfigurationAsCode.get().export(code);
        assertThat(onDisk).contains("registry").doesNotContain(PASSWORD, "PRIVATE KEY");
        assertThat(code.toString(StandardCharsets.UTF_8)).contains("modelGate").doesNotContain(PASSWORD, "PRIVATE KEY");
    }

    @Test
    void theExampleConfiguresAllThatIsNeeded() throws Exception {
        Map<String, String> secrets = Map.of(
                "MLFLOW_URL", "https://mlflow.example.org",
                "MLFLOW_REGISTRY_PASSWORD", PASSWORD,
                "POLICY_URL", "https://git.example.org/diabetes.git");
        secrets.forEach(System::setProperty);
        try {
            ConfigurationAsCode.get()
                    .configure(Path.of("examples/jenkins.yaml").toAbsolutePath().toString());
        } finally {
            secrets.keySet().forEach(System::clearProperty);
            credentials(jenkins);
        }
        ModelGateConfiguration configuration = ModelGateConfiguration.get();
        MlflowServer server = configuration.server(null);
        assertThat(server.getUrl()).isEqualTo("https://mlflow.example.org");
        assertThat(server.isOwner()).isTrue();
        assertThat(server.webhookSecret()).contains("unused");
        assertThat(configuration.ledger(server.getLedger()).getLocation())
                .as("embedded")
                .isNull();
        assertThat(configuration.getPolicies()).singleElement().satisfies(policy -> assertThat(policy.refs())
                .containsExactly("refs/heads/main"));
        assertThat(configuration.getIncludes())
                .singleElement()
                .extracting(IncludeSource::getName, IncludeSource::getRepository, IncludeSource::getCredentialsId)
                .containsExactly("shared", "https://git.example.org/ml/shared-gates.git", "ledger-git");
        assertThat(configuration.getGrants()).extracting(Grant::isPromote).containsExactly(true, true, true, false);
        assertThat(configuration.getGrants()).extracting(Grant::isRollBack).containsExactly(false, false, false, true);
    }

    @Test
    void theLimitsOfAFolderSurviveItsForm() throws Exception {
        Folder folder = jenkins.createProject(Folder.class);
        FolderLimits limits = new FolderLimits();
        limits.setServers("lab-*");
        limits.setModels("dia*, x");
        limits.setNoPromotion(true);
        limits.setNoRollBack(true);
        folder.addProperty(limits);
        Folder same = jenkins.configRoundtrip(folder);
        jenkins.assertEqualDataBoundBeans(limits, same.getProperties().get(FolderLimits.class));
        same.getProperties().removeAll(FolderLimits.class);
        assertThat(jenkins.configRoundtrip(same).getProperties().get(FolderLimits.class))
                .as("none appears by itself")
                .isNull();
    }

    @Test
    void aKeyThatIsMadeHereIsAFileThatOnlyItsOwnerReads() throws Exception {
        LedgerSource ledger = new LedgerSource("own");
        SigningKey made = ledger.signingKey(null);
        Path file = ModelGateConfiguration.folder().resolve("keys/own.pem");
        assertThat(Files.getPosixFilePermissions(file))
                .extracting(Enum::name)
                .containsExactlyInAnyOrder("OWNER_READ", "OWNER_WRITE");
        assertThat(ledger.signingKey(null).keyId()).isEqualTo(made.keyId());
    }

    @Test
    void theUseOfCredentialsByABuildIsTrackedAndTheirTextIsNowhere() throws Exception {
        var job = jenkins.createFreeStyleProject("user");
        var build = jenkins.buildAndAssertSuccess(job);
        MlflowServer server = new MlflowServer("lab", "https://mlflow.example.org");
        server.setTrackingCredentialsId("tracking");
        server.setRegistryCredentialsId("registry");
        LogRecorder log = new LogRecorder()
                .record("io.jenkins.plugins.modelgate", Level.ALL)
                .capture(1_000);
        try (log) {
            server.client(build);
            ledger().config(build);
        }
        assertThat(log.getMessages()).noneMatch(line -> line.contains(PASSWORD) || line.contains("PRIVATE KEY"));
        assertThat(Files.readString(build.getRootDir().toPath().resolve("build.xml")))
                .doesNotContain(PASSWORD, "PRIVATE KEY");
        for (String id : List.of("tracking", "registry", "git", "key")) {
            var credentials = CredentialsMatchers.firstOrNull(
                    CredentialsProvider.lookupCredentialsInItemGroup(
                            StandardCredentials.class, Jenkins.get(), ACL.SYSTEM2, List.of()),
                    CredentialsMatchers.withId(id));
            assertThat(CredentialsProvider.getFingerprintOf(credentials))
                    .as(id)
                    .isNotNull()
                    .satisfies(fingerprint -> assertThat(fingerprint.getJobs()).contains("user"));
        }
    }
}
