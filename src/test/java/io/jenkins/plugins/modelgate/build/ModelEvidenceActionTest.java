package io.jenkins.plugins.modelgate.build;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.Item;
import hudson.model.Run;
import hudson.tasks.Fingerprinter.FingerprintAction;
import io.jenkins.plugins.modelgate.config.LedgerSource;
import io.jenkins.plugins.modelgate.config.ModelGateConfiguration;
import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.document.Documents;
import io.jenkins.plugins.modelgate.core.document.Envelope;
import io.jenkins.plugins.modelgate.core.document.Evidence;
import io.jenkins.plugins.modelgate.core.document.SigningKey;
import io.jenkins.plugins.modelgate.core.document.Verdicts;
import io.jenkins.plugins.modelgate.fixtures.Setup;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import jenkins.model.Jenkins;
import net.sf.json.JSONObject;
import org.htmlunit.Page;
import org.htmlunit.html.DomElement;
import org.htmlunit.html.HtmlPage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What a build keeps, shows and gives away. One Jenkins for all. */
@WithJenkins
class ModelEvidenceActionTest {
    private static JenkinsRule jenkins;
    private FreeStyleProject job;

    @BeforeAll
    static void start(JenkinsRule rule) {
        jenkins = rule;
    }

    @BeforeEach
    void configure() throws IOException {
        job = jenkins.createFreeStyleProject();
        Setup.server(URI.create("http://127.0.0.1:1"));
    }

    private static SigningKey key() throws IOException {
        return ModelGateConfiguration.get().ledger(null).signingKey(null);
    }

    /** A build that registered a version, had it judged, and promoted it. */
    private Run<?, ?> recorded(String version, String dataPath) throws Exception {
        FreeStyleBuild build = jenkins.buildAndAssertSuccess(job);
        ModelEvidenceAction action = ModelEvidenceAction.of(build);
        Evidence evidence = Samples.evidence(version, dataPath);
        action.keep(evidence, key());
        action.candidate(Samples.SERVER, evidence, "run-" + version, version);
        action.keep(Samples.verdicts(version, Answer.PASS, "54.25 is at most 60"), key());
        action.judged(Samples.SERVER, Samples.verdicts(version, Answer.PASS, "54.25 is at most 60"));
        action.keep(Samples.promotion(version), key());
        action.moved(Samples.SERVER, Samples.promotion(version), "e".repeat(40), List.of());
        return build;
    }

    private static String digest(Evidence evidence) {
        return Documents.digest(evidence).hex();
    }

    @Test
    void showsAtAGlanceWhatTheBuildRecorded() throws Exception {
        Run<?, ?> build = recorded("7", "data");

        DomElement summary = page(build.getUrl()).getElementsByTagName("table").stream()
                .filter(table -> table.asNormalizedText().contains("Model evidence"))
                .findFirst()
                .orElseThrow();

        assertThat(summary.asNormalizedText())
                .contains(
                        "diabetes, version 7", "production:", "PASS", "promote production: – → 7", "md5:0123456789ab");
    }

    @Test
    void showsTheWholeEvidence() throws Exception {
        Run<?, ?> build = recorded("7", "data");

        String text = page(build.getUrl() + "model-evidence/").asNormalizedText();

        assertThat(text)
                .contains("diabetes, version 7", "Locked before", "a".repeat(40), "refs/heads/main", "byte-identical")
                .contains("rmse-in-bounds\tPASS\t54.25 is at most 60")
                .contains("promote\tproduction\t– → 7\tas every night")
                .contains("rmse\t54.25\tagent", "odd\tNaN\tclaimed", "train.alpha\t0.5\tagent")
                .contains("md5:" + Samples.DATA_MD5 + ".dir\tunchanged\tdata.dvc")
                .contains("model.skops\t" + Samples.hash("model 7").hex())
                .contains(digest(Samples.evidence("7", "data")) + "\tsigned by a trusted key");
    }

    @Test
    void saysWhereNothingIsRecordedYet() throws Exception {
        FreeStyleBuild build = jenkins.buildAndAssertSuccess(job);
        ModelEvidenceAction.of(build);

        assertThat(page(build.getUrl() + "model-evidence/").asNormalizedText()).contains("Nothing is recorded yet");
    }

    @Test
    void showsASnapshotWithoutACandidate() throws Exception {
        FreeStyleBuild build = jenkins.buildAndAssertSuccess(job);
        ModelEvidenceAction.of(build).add(new SnapshotRecord(Samples.snapshot("data")));

        assertThat(page(build.getUrl()).asNormalizedText()).contains("Snapshot of 3 tracked paths");
        assertThat(page(build.getUrl() + "model-evidence/").asNormalizedText())
                .contains("Data and code are as committed.", "data.dvc");
    }

    @Test
    void rendersHostileTextAsText() throws Exception {
        String hostile = "<img src=x onerror=alert(1)>";
        Run<?, ?> build = recorded("7", hostile);
        ModelEvidenceAction.of(build).judged(Samples.SERVER, Samples.verdicts("7", Answer.FAIL, hostile));

        for (String where : List.of("", "model-evidence/")) {
            HtmlPage page = page(build.getUrl() + where);
            assertThat(page.getElementsByTagName("img")).noneMatch(image -> image.hasAttribute("onerror"));
            assertThat(page.asNormalizedText()).contains(hostile);
        }
        HtmlPage fingerprint = page("fingerprint/" + Samples.DATA_MD5 + "/");
        assertThat(fingerprint.getElementsByTagName("img")).noneMatch(image -> image.hasAttribute("onerror"));
    }

    @Test
    void showsWhatBecomesOfAnswersAndOfWhatTheyWereMadeWithHostileNamesAsText() throws Exception {
        String hostile = "<script>alert(1)</script>";
        Run<?, ?> build = recorded("7", "data");
        Verdicts verdicts = Samples.weighed("7", hostile);
        ModelEvidenceAction.of(build).keep(verdicts, key());
        ModelEvidenceAction.of(build).judged(Samples.SERVER, verdicts);

        DomElement panel = page(build.getUrl() + "model-evidence/").getElementById("main-panel");

        assertThat(panel.getByXPath(".//*[@class='plot']")).hasSize(2);
        assertThat(panel.getElementsByTagName("script")).allMatch(script -> script.hasAttribute("src"));
        assertThat(panel.asNormalizedText())
                .contains("Gates of production INCONCLUSIVE (ASKS A PERSON)")
                .contains("rmse-in-bounds\tFAIL (WARN)\t54.25 is too much")
                .contains("in-each-slice\tFAIL (ASKS A PERSON)\tOne of two fails")
                .contains("Compared with version " + hostile)
                .containsPattern(Pattern.quote(hostile) + "\\s+FAIL\\s+too much")
                .containsPattern(Pattern.quote(hostile) + "\\s+INCONCLUSIVE\\s+too few");
        assertThat(page(build.getUrl()).asNormalizedText()).contains("production: INCONCLUSIVE (ASKS A PERSON)");
        JSONObject json = verdicts(build);
        assertThat(json.getBoolean("openToAPerson")).isTrue();
        assertThat(json.getJSONArray("gates").getJSONObject(0).getString("effect"))
                .isEqualTo("warn");
        assertThat(json.getJSONArray("gates").getJSONObject(1).getString("reference"))
                .isEqualTo(hostile);
        assertThat(panel.getByXPath(".//@*[starts-with(name(), 'on') or name() = 'style']"))
                .isEmpty();
    }

    @Test
    void hasNoScriptOrStyleOfItsOwnInItsPages() throws Exception {
        HtmlPage page = page(recorded("7", "data").getUrl() + "model-evidence/");

        DomElement panel = page.getElementById("main-panel");
        assertThat(panel.getElementsByTagName("style")).isEmpty();
        assertThat(panel.getElementsByTagName("script")).allMatch(script -> script.hasAttribute("src"));
        assertThat(panel.getByXPath(".//@*[starts-with(name(), 'on') or name() = 'style']"))
                .isEmpty();
    }

    @Test
    void tellsTheSameToPrograms() throws Exception {
        Run<?, ?> build = recorded("7", "data");

        JSONObject json =
                jenkins.getJSON(build.getUrl() + "model-evidence/api/json").getJSONObject();
        JSONObject candidate = json.getJSONArray("candidates").getJSONObject(0);

        assertThat(candidate.getString("version")).isEqualTo("7");
        assertThat(candidate.getJSONObject("metrics").getDouble("rmse")).isEqualTo(54.25);
        assertThat(candidate.getJSONObject("metrics").getString("odd")).isEqualTo("NaN");
        assertThat(candidate.getJSONArray("data").getJSONObject(0).getString("hash"))
                .isEqualTo("md5:" + Samples.DATA_MD5 + ".dir");
        assertThat(candidate.getJSONArray("verdicts").getJSONObject(0).getString("answer"))
                .isEqualTo("PASS");
        assertThat(candidate.getJSONArray("transitions").getJSONObject(0).getString("to"))
                .isEqualTo("7");
        List<JSONObject> statements = new ArrayList<>();
        json.getJSONArray("statements").forEach(statement -> statements.add((JSONObject) statement));
        assertThat(statements)
                .allMatch(statement -> statement.getBoolean("trusted"))
                .extracting(statement -> statement.getString("kind"))
                .containsExactly("evidence", "verdicts", "transition");
    }

    @Test
    void givesAStatementAsAFileThatVerifies() throws Exception {
        Run<?, ?> build = recorded("7", "data");
        Evidence evidence = Samples.evidence("7", "data");

        Page file = jenkins.createWebClient().goTo(statement(build, digest(evidence)), "application/json");

        assertThat(file.getWebResponse().getResponseHeaderValue("Content-Disposition"))
                .isEqualTo("attachment; filename=\"evidence-" + digest(evidence) + ".json\"");
        Envelope envelope =
                Envelope.open(file.getWebResponse().getContentAsStream().readAllBytes());
        assertThat(envelope.document()).isEqualTo(evidence);
        assertThat(envelope.keyIds()).containsExactly(key().keyId());
    }

    @Test
    void givesNothingButStatements() throws Exception {
        Run<?, ?> build = recorded("7", "data");
        Path folder = build.getRootDir().toPath().resolve("model-gate");
        Files.writeString(folder.resolve("secret.json"), "{}");
        String link = "1".repeat(64);
        Files.createSymbolicLink(folder.resolve(link + ".json"), folder.resolve("secret.json"));

        for (String name : List.of(
                "secret",
                "..%2Fbuild",
                "2".repeat(64),
                link,
                digest(Samples.evidence("7", "data")).toUpperCase(Locale.ROOT))) {
            jenkins.createWebClient().assertFails(statement(build, name), 404);
        }
    }

    @Test
    void saysOfEachStatementWhetherItIsGenuine() throws Exception {
        Run<?, ?> build = recorded("7", "data");
        ModelEvidenceAction action = build.getAction(ModelEvidenceAction.class);
        Evidence evidence = Samples.evidence("7", "data");
        Path file = action.folder().resolve(digest(evidence) + ".json");

        action.keep(evidence, null);
        assertThat(action.getStatement(digest(evidence)).getSeal()).isEqualTo("unsigned");
        action.keep(evidence, SigningKey.generate());
        assertThat(action.getStatement(digest(evidence)).getSeal()).startsWith("signed by no trusted key");
        byte[] other = Envelope.seal(Samples.evidence("8", "data"), key()).json();
        Files.write(file, other);
        assertThat(action.getStatement(digest(evidence)).getSeal()).startsWith("damaged");
        assertThat(action.getStatement(digest(evidence)).isTrusted()).isFalse();
        assertThat(page(build.getUrl() + "model-evidence/").asNormalizedText()).contains("damaged");
        ModelGateConfiguration.get().setServers(List.of());
        assertThat(action.getStatement(digest(evidence)).getSeal()).startsWith("damaged");
        action.keep(evidence, key());
        assertThat(action.getStatement(digest(evidence)).getSeal()).startsWith("not checked");
    }

    @Test
    void makesNoKeyToLookAtSignatures() throws Exception {
        Run<?, ?> build = recorded("7", "data");
        ModelGateConfiguration.get().setLedgers(List.of(new LedgerSource("unused")));
        try {
            assertThat(page(build.getUrl() + "model-evidence/").asNormalizedText())
                    .contains("no trusted key");
            assertThat(ModelGateConfiguration.folder().resolve("keys/unused.pem"))
                    .doesNotExist();
        } finally {
            ModelGateConfiguration.get().setLedgers(List.of());
        }
    }

    @Test
    void isForThoseWhoMayReadTheJob() throws Exception {
        Run<?, ?> build = recorded("7", "data");
        Run<?, ?> others = recorded("8", "data");
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ)
                .everywhere()
                .toEveryone()
                .grant(Item.READ)
                .onItems(job)
                .to("reader"));
        try {
            for (String where : List.of(
                    build.getUrl() + "model-evidence/",
                    build.getUrl() + "model-evidence/api/json",
                    statement(build, digest(Samples.evidence("7", "data"))))) {
                jenkins.createWebClient().login("stranger").assertFails(where, 404);
                jenkins.createWebClient().login("reader").goTo(where, null);
            }
            HtmlPage seen = jenkins.createWebClient().login("reader").goTo("fingerprint/" + Samples.DATA_MD5 + "/");
            assertThat(seen.asNormalizedText())
                    .contains("data\tdiabetes\t7", "data\tdiabetes\t8", others.getFullDisplayName());
            HtmlPage hidden = jenkins.createWebClient().login("stranger").goTo("fingerprint/" + Samples.DATA_MD5 + "/");
            assertThat(hidden.getWebResponse().getContentAsString())
                    .contains(Samples.DATA_MD5)
                    .doesNotContain("diabetes", job.getName(), "Data of models");
        } finally {
            jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                    .grant(Jenkins.ADMINISTER)
                    .everywhere()
                    .toEveryone());
        }
    }

    @Test
    void buildsWithTheSameDataMeetAtOneFingerprint() throws Exception {
        Run<?, ?> one = recorded("7", "data");
        Run<?, ?> other = recorded("8", "elsewhere/data");

        var fingerprint = jenkins.jenkins._getFingerprint(Samples.DATA_MD5);
        assertThat(fingerprint.getRangeSet(job).listNumbers()).contains(one.getNumber(), other.getNumber());
        assertThat(fingerprint.getFacet(DataFacet.class).getUses())
                .filteredOn(use -> use.run().getParent() == job)
                .extracting(use -> use.run().getNumber() + " " + use.path() + " " + use.model() + " " + use.version())
                .containsExactly("2 elsewhere/data diabetes 8", "1 data diabetes 7");
        assertThat(fingerprint.getPersistedFacets()).hasSize(1);
        assertThat(page(one.getUrl() + "fingerprints/").asNormalizedText()).contains("data", "prepared/train.csv");
    }

    @Test
    void writesNoFingerprintOfWhatIsNoMd5OfDvc3() throws Exception {
        Run<?, ?> build = recorded("7", "data");

        assertThat(build.getAction(FingerprintAction.class).getRecords())
                .containsOnlyKeys("data", "prepared/train.csv");
    }

    @Test
    void keepsCandidatesOfOneModelApart() throws Exception {
        Run<?, ?> build = recorded("7", "data");
        ModelEvidenceAction action = build.getAction(ModelEvidenceAction.class);
        assertThat(action.candidate(Samples.SERVER, null)).isPresent();

        Evidence other = Samples.evidence("8", "data");
        action.candidate(Samples.SERVER, other, null, null);
        action.candidate(Samples.SERVER, other, "run-8", "8");

        assertThat(action.getCandidates())
                .extracting(CandidateRecord::getVersion)
                .containsExactly("7", "8");
        assertThat(action.getCandidates().get(0).getTransitions()).hasSize(1);
        assertThat(action.getCandidates().get(1).getTransitions()).isEmpty();
        assertThat(action.candidate(Samples.SERVER, "diabetes")).isEmpty();
    }

    @Test
    void losesNothingThatParallelBranchesRecord() throws Exception {
        FreeStyleBuild build = jenkins.buildAndAssertSuccess(job);
        ExecutorService branches = Executors.newFixedThreadPool(8);
        try {
            List<Future<Object>> done = IntStream.range(0, 32)
                    .mapToObj(number -> branches.<Object>submit(() -> {
                        String version = Integer.toString(number);
                        ModelEvidenceAction action = ModelEvidenceAction.of(build);
                        action.candidate(Samples.SERVER, Samples.evidence(version, "data"), null, version);
                        action.judged(Samples.SERVER, Samples.verdicts(version, Answer.PASS, "good"));
                        build.save();
                        return null;
                    }))
                    .toList();
            for (Future<Object> each : done) {
                each.get();
            }
        } finally {
            branches.shutdownNow();
        }

        build.reload();
        assertThat(build.getActions(ModelEvidenceAction.class)).hasSize(1);
        List<CandidateRecord> candidates =
                build.getAction(ModelEvidenceAction.class).getCandidates();
        assertThat(candidates)
                .hasSize(32)
                .allMatch(candidate -> candidate.getVerdicts().size() == 1);
    }

    @Test
    void statementsGoWithTheirBuild() throws Exception {
        Run<?, ?> build = recorded("7", "data");
        Path folder = build.getAction(ModelEvidenceAction.class).folder();
        assertThat(folder).isDirectoryContaining("glob:**.json");

        build.delete();

        assertThat(folder).doesNotExist();
    }

    private static JSONObject verdicts(Run<?, ?> build) throws Exception {
        return jenkins.getJSON(build.getUrl() + "model-evidence/api/json")
                .getJSONObject()
                .getJSONArray("candidates")
                .getJSONObject(0)
                .getJSONArray("verdicts")
                .getJSONObject(0);
    }

    private static HtmlPage page(String where) throws Exception {
        return jenkins.createWebClient().goTo(where);
    }

    private static String statement(Run<?, ?> build, String name) {
        return build.getUrl() + "model-evidence/statement/" + name + "/";
    }
}
