package io.jenkins.plugins.modelgate;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import hudson.model.Item;
import hudson.util.Secret;
import io.jenkins.plugins.modelgate.config.MlflowServer;
import io.jenkins.plugins.modelgate.config.ModelGateConfiguration;
import io.jenkins.plugins.modelgate.core.document.SigningKey;
import io.jenkins.plugins.modelgate.requests.ModelRequestTrigger;
import io.jenkins.plugins.modelgate.steps.DataCheckStep;
import io.jenkins.plugins.modelgate.steps.DvcCommitStep;
import io.jenkins.plugins.modelgate.steps.DvcPullStep;
import io.jenkins.plugins.modelgate.steps.ModelGateStep;
import java.net.URL;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.htmlunit.WebResponse;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;
import org.kohsuke.stapler.WebMethod;
import org.kohsuke.stapler.bind.JavaScriptMethod;
import org.kohsuke.stapler.interceptor.RequirePOST;
import org.kohsuke.stapler.verb.GET;
import org.kohsuke.stapler.verb.POST;

/** Every method that a browser can call: who may, and what the others get. */
@WithJenkins
class WebMethodsTest {
    private static final String PACKAGE = "io.jenkins.plugins.modelgate.";
    private static final String CONFIG = PACKAGE + "config.";
    private static final String OK = "<div/>";

    /** Whom a method answers. */
    private enum Who {
        /** Overall/Administer; others get nothing. */
        ADMINISTRATOR,
        /** Overall/Administer; others are refused. */
        ADMINISTRATOR_OR_403,
        /** Item/Configure of the folder; others get nothing. */
        CONFIGURER,
        /** It is the same for everyone and says nothing of this Jenkins. */
        ANYONE
    }

    /**
     * A row.
     *
     * @param answer what whom it answers gets, and nobody else does
     */
    private record Web(Class<?> type, String method, Who who, Map<String, String> query, String answer) {
        @Override
        public String toString() {
            return declared(type, method);
        }
    }

    /** A method is listed where it is written, and called on a descriptor that has it. */
    private static String declared(Class<?> type, String method) {
        return Arrays.stream(type.getMethods())
                .filter(each -> each.getName().equals(method))
                .map(each -> name(each.getDeclaringClass().getName(), method))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + method + " in " + type));
    }

    private static String name(String type, String method) {
        return type.substring(PACKAGE.length()) + "#" + method;
    }

    private static Web check(String type, String field, String wrong, String answer) {
        return new Web(descriptor(type), "doCheck" + field, Who.ADMINISTRATOR, Map.of("value", wrong), answer);
    }

    private static Web fill(String type, String field, String id) {
        return new Web(descriptor(type), "doFill" + field + "Items", Who.ADMINISTRATOR, Map.of(), id);
    }

    private static Web button(String type, String method, String field, String wrong) {
        return new Web(
                descriptor(type),
                method,
                Who.ADMINISTRATOR_OR_403,
                Map.of(field, wrong, "name", "x"),
                "class=\"error\"");
    }

    private static Web ofTrigger(String method, String wrong, String answer) {
        return new Web(
                ModelRequestTrigger.DescriptorImpl.class, method, Who.CONFIGURER, Map.of("value", wrong), answer);
    }

    private static Class<?> descriptor(String type) {
        try {
            return Class.forName(CONFIG + type + "$DescriptorImpl");
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException(e);
        }
    }

    static Stream<Web> methods() {
        return Stream.of(
                check("MlflowServer", "Name", "a/b", "is no name"),
                check("MlflowServer", "Url", "ftp://x", "not a server"),
                check("MlflowServer", "RegistryUrl", "ftp://x", "not a server"),
                check("MlflowServer", "Workspace", "A B", "is not a workspace"),
                check("MlflowServer", "Certificates", "x", "no certificate"),
                check("MlflowServer", "Ledger", "unheard", "No ledger"),
                check("MlflowServer", "ConnectTimeout", "0", "class=\"error\""),
                check("MlflowServer", "RequestTimeout", "-1", "class=\"error\""),
                check("MlflowServer", "Deadline", "x", "class=\"error\""),
                check("MlflowServer", "WatchMinutes", "-1", "class=\"error\""),
                check("MlflowServer", "WatchHours", "0", "class=\"error\""),
                fill("MlflowServer", "TrackingCredentialsId", "the-password"),
                fill("MlflowServer", "RegistryCredentialsId", "the-password"),
                fill("MlflowServer", "WebhookCredentialsId", "the-key"),
                button("MlflowServer", "doTestConnection", "url", "ftp://x"),
                check("LedgerSource", "Name", "", "is no name"),
                check("LedgerSource", "Location", "", "class=\"warning\""),
                check("LedgerSource", "TrustedKeys", "x", "No public key"),
                check("LedgerSource", "SigningKeyCredentialsId", "the-key", "signing key"),
                fill("LedgerSource", "CredentialsId", "the-password"),
                fill("LedgerSource", "SigningKeyCredentialsId", "the-key"),
                button("LedgerSource", "doTestLedger", "location", "ftp://x/y"),
                check("PolicySource", "Jobs", ",", "no pattern"),
                check("PolicySource", "Repository", "", "no address"),
                check("PolicySource", "Ref", "a..b", "is no ref"),
                check("PolicySource", "ProtectedRefs", "main, a b", "is no ref"),
                fill("PolicySource", "CredentialsId", "the-password"),
                button("PolicySource", "doTestPolicy", "repository", "file:///there/is/nothing"),
                check("IncludeSource", "Name", "a/b", "is no name"),
                check("IncludeSource", "Repository", "https://me:pw@host/x", "has a password in it"),
                fill("IncludeSource", "CredentialsId", "the-password"),
                button("IncludeSource", "doTestRepository", "repository", "file:///there/is/nothing"),
                check("DeploymentPlace", "Name", "a/b", "is no name"),
                check("DeploymentPlace", "Repository", "https://me:pw@host/x", "has a password in it"),
                check("DeploymentPlace", "Server", "unheard", "No MLflow server"),
                check("DeploymentPlace", "Model", "", "class=\"error\""),
                check("DeploymentPlace", "Target", "", "class=\"error\""),
                check("DeploymentPlace", "Branch", "a..b", "no name of a branch"),
                check("DeploymentPlace", "Proposal", "a b", "no name of a branch"),
                check("DeploymentPlace", "Files", "../x: y", "no path of a file"),
                fill("DeploymentPlace", "CredentialsId", "the-password"),
                button("DeploymentPlace", "doTestDeployment", "files", "a"),
                check("Grant", "Jobs", "", "Give the jobs"),
                check("Grant", "Branches", "**", "every branch"),
                check("Grant", "Servers", "a//b", "fits no name"),
                check("Grant", "Models", "/a", "fits no name"),
                check("Grant", "Targets", "a/", "fits no name"),
                new Web(
                        descriptor("FolderLimits"),
                        "doCheckServers",
                        Who.CONFIGURER,
                        Map.of("value", ","),
                        "no pattern"),
                new Web(
                        descriptor("FolderLimits"),
                        "doCheckModels",
                        Who.CONFIGURER,
                        Map.of("value", ","),
                        "no pattern"),
                ofTrigger("doFillServerItems", "", "the-server"),
                ofTrigger("doCheckServer", "unheard", "unheard"),
                ofTrigger("doCheckModels", ",", "no pattern"),
                ofTrigger("doCheckTargets", "/a", "fits no name"),
                ofTrigger("doCheckMinutes", "0", "class=\"error\""),
                ofTrigger("doCheckDays", "x", "class=\"error\""),
                new Web(DataCheckStep.DescriptorImpl.class, "doFillOnFailItems", Who.ANYONE, Map.of(), "unstable"),
                new Web(ModelGateStep.DescriptorImpl.class, "doFillOnFailItems", Who.ANYONE, Map.of(), "unstable"),
                new Web(
                        DvcCommitStep.DescriptorImpl.class,
                        "doFillDvcCredentialsIdItems",
                        Who.CONFIGURER,
                        Map.of(),
                        "the-shared"),
                new Web(
                        DvcPullStep.DescriptorImpl.class,
                        "doFillCredentialsIdItems",
                        Who.CONFIGURER,
                        Map.of(),
                        "the-shared"));
    }

    /**
     * Shown by {@code ModelEvidenceActionTest}: who cannot read the build does not get there; by {@code
     * DvcCredentialsTest}: whom credentials are listed for; by {@code SayingTest}: what people do with what they are asked; by
     * {@code ModelRequestsTest}: what is heard without a login.
     */
    private static final Set<String> ELSEWHERE = Set.of(
            "approvals.QuestionPage#doApprove",
            "approvals.QuestionPage#doReject",
            "approvals.QuestionPage#doBreakGlass",
            "approvals.QuestionPage#doPromote",
            "build.StatementFile#doIndex",
            "requests.RequestHook#doHook",
            "steps.DvcStep$DvcDescriptor#doFillCredentialsIdItems",
            "steps.DvcCommitStep$DescriptorImpl#doFillDvcCredentialsIdItems");

    private static final Map<String, JenkinsRule.WebClient> BROWSERS = new HashMap<>();

    @BeforeAll
    static void peopleAndCredentials(JenkinsRule rule) throws Exception {
        Path key = Files.createTempDirectory("model-gate").resolve("key.pem");
        SigningKey.generate().save(key);
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .addAll(List.of(
                        new UsernamePasswordCredentialsImpl(
                                CredentialsScope.SYSTEM, "the-password", null, "user", "secret-of-the-user"),
                        new UsernamePasswordCredentialsImpl(
                                CredentialsScope.GLOBAL, "the-shared", null, "user", "secret-of-the-user"),
                        new StringCredentialsImpl(
                                CredentialsScope.SYSTEM, "the-key", null, Secret.fromString(Files.readString(key)))));
        ModelGateConfiguration.get().setServers(List.of(new MlflowServer("the-server", "http://127.0.0.1:1")));
        rule.createProject(Folder.class, "folder");
        rule.jenkins.setSecurityRealm(rule.createDummySecurityRealm());
        rule.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("administrator")
                .grant(Jenkins.READ, Item.READ, Item.BUILD)
                .everywhere()
                .to("reader")
                .grant(Jenkins.READ, Item.READ, Item.CONFIGURE)
                .everywhere()
                .to("configurer"));
        for (String user : List.of("administrator", "reader", "configurer")) {
            JenkinsRule.WebClient browser = rule.createWebClient().withThrowExceptionOnFailingStatusCode(false);
            browser.getOptions().setPrintContentOnFailingStatusCode(false);
            BROWSERS.put(user, browser.login(user));
        }
    }

    @AfterAll
    static void close() {
        BROWSERS.values().forEach(JenkinsRule.WebClient::close);
        BROWSERS.clear();
    }

    @Test
    void everyWebMethodSaysItsVerbAndIsInTheTable() {
        SortedSet<String> found = new TreeSet<>();
        for (JavaClass type : new ClassFileImporter().importPath(Path.of("target/classes"))) {
            for (JavaMethod method : type.getMethods()) {
                if (isWebMethod(method)) {
                    String name = name(type.getName(), method.getName());
                    found.add(name);
                    assertThat(Stream.of(POST.class, RequirePOST.class, GET.class)
                                    .anyMatch(method::isAnnotatedWith))
                            .as("%s says GET or POST", name)
                            .isTrue();
                }
            }
        }
        SortedSet<String> listed =
                methods().map(Web::toString).collect(Collectors.toCollection(() -> new TreeSet<>(ELSEWHERE)));
        assertThat(found).isEqualTo(listed);
    }

    private static boolean isWebMethod(JavaMethod method) {
        return method.getModifiers().contains(JavaModifier.PUBLIC)
                && (method.getName().matches("do[A-Z].*|js[A-Z].*")
                        || method.isAnnotatedWith(WebMethod.class)
                        || method.isAnnotatedWith(JavaScriptMethod.class));
    }

    @ParameterizedTest
    @MethodSource("methods")
    void answersWhomItMayAndNobodyElse(Web method) throws Exception {
        assertThat(call("administrator", method).getContentAsString()).contains(method.answer());
        for (String other : List.of("reader", "configurer")) {
            WebResponse answer = call(other, method);
            boolean may = method.who() == Who.ANYONE || (method.who() == Who.CONFIGURER && other.equals("configurer"));
            if (may) {
                assertThat(answer.getContentAsString()).contains(method.answer());
            } else if (method.who() == Who.ADMINISTRATOR_OR_403) {
                assertThat(answer.getStatusCode()).isEqualTo(403);
            } else {
                assertThat(answer.getStatusCode()).isEqualTo(200);
                assertThat(answer.getContentAsString())
                        .doesNotContain(method.answer())
                        .satisfies(WebMethodsTest::isEmpty);
            }
        }
        // Stapler does not find it by another verb.
        assertThat(send("administrator", method, HttpMethod.GET).getStatusCode())
                .isEqualTo(404);
    }

    @Test
    void nobodyIsMadeToTryAServerOut() throws Exception {
        JenkinsRule.WebClient browser = BROWSERS.get("administrator");
        String button = "descriptorByName/" + CONFIG + "MlflowServer/testConnection?url=http://127.0.0.1:1";
        WebRequest withoutCrumb = new WebRequest(new URL(browser.getContextPath() + button), HttpMethod.POST);
        assertThat(browser.loadWebResponse(withoutCrumb).getStatusCode()).isEqualTo(403);
    }

    /** No message, or a list of choices with none but the empty one. */
    private static void isEmpty(String answer) {
        assertThat(answer).satisfiesAnyOf(text -> assertThat(text).isEqualTo(OK), text -> assertThat(text)
                .contains("\"values\"")
                .doesNotContain("the-"));
    }

    private static WebResponse call(String user, Web method) throws Exception {
        return send(user, method, HttpMethod.POST);
    }

    private static WebResponse send(String user, Web method, HttpMethod verb) throws Exception {
        JenkinsRule.WebClient browser = BROWSERS.get(user);
        String name = method.method().substring(2);
        String query = method.query().entrySet().stream()
                .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&", "?", ""));
        WebRequest request = new WebRequest(
                new URL(browser.getContextPath() + (method.who() == Who.CONFIGURER ? "job/folder/" : "")
                        + "descriptorByName/"
                        + method.type().getEnclosingClass().getName() + "/"
                        + Character.toLowerCase(name.charAt(0)) + name.substring(1) + query),
                verb);
        if (verb == HttpMethod.POST) {
            browser.addCrumb(request);
        }
        return browser.loadWebResponse(request);
    }
}
