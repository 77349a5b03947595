package io.jenkins.plugins.modelgate.core.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jenkins.plugins.modelgate.core.digest.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentsTest {
    private static final Sha256 HASH = Sha256.of(new byte[] {1});

    static Stream<Document> documents() {
        return RandomDocuments.all(50);
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyDocumentIsReadBackAsItWas(Document document) {
        byte[] statement = Documents.statement(document);
        assertThat(Documents.parse(statement)).isEqualTo(document);
        assertThat(Documents.digest(document)).isEqualTo(Sha256.of(statement));
    }

    @Test
    void isAnInTotoStatementAboutTheModelsFiles() {
        assertThat(text(approval()))
                .isEqualTo(("{'_type':'https://in-toto.io/Statement/v1',"
                                + "'predicate':{'at':'2026-11-22T12:00:00Z',"
                                + "'by':{'kind':'person','name':'ada','observer':'controller'},'comment':'',"
                                + "'decision':'approve','group':'ml-leads','meaning':'I checked the data',"
                                + "'person':{'displayName':'Ada','emails':['ada@example.com'],"
                                + "'groups':['ml-leads'],'realm':'realm'},'policy':{'digest':'H','guarded':false},"
                                + "'target':{'model':'diabetes','server':'main','target':'production','workspace':'default'},"
                                + "'verdicts':'H'},"
                                + "'predicateType':'https://jenkinsci.github.io/model-gate-plugin/approval/v1',"
                                + "'subject':[{'digest':{'sha256':'H'},'name':'MLmodel'},"
                                + "{'digest':{'sha256':'H'},'name':'model.pkl'}]}")
                        .replace('\'', '"')
                        .replace("H", HASH.hex()));
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void keepsNumbersThatAreNone(double value) {
        Verdicts verdicts = withMetric(value);
        assertThat(text(verdicts)).contains("\"rmse\":{\"observer\":\"claimed\",\"value\":\"" + value + "\"}");
        assertThat(Documents.parse(Documents.statement(verdicts))).isEqualTo(verdicts);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "\"guarded\": | \"no\":1,\"guarded\": | ‘policy.no’",
                "\"guarded\":false | \"guarded\":false,\"guarded\":false | Duplicate",
                ",\"guarded\":false | ``             | guarded",
                "\"guarded\":false | \"guarded\":\"false\" | guarded",
                "\"guarded\":false | \"guarded\":0   | guarded",
                "\"guarded\":false | \"guarded\":null | guarded",
                "\"guarded\":false | \"guarded\": false | canonical",
                "\"kind\":\"person\" | \"kind\":\"ghost\" | kind",
                "\"kind\":\"person\" | \"kind\":0   | kind",
                "\"approve\"   | \"expire\"          | time does not",
                "\"group\":\"ml-leads\", | ``         | in the name of a group",
                "\"comment\":\"\", | ``                 | ‘comment’ is missing",
                "\"comment\":\"\" | \"comment\":null   | null is no value",
                "\"comment\":\"\" | \"comment\":\"\",\"model\":{} | unknown field ‘model’",
                "Statement/v1  | Statement/v0.1        | Not an in-toto Statement v1",
                "approval/v1   | approval/v2           | predicate type",
                "approval/v1   | evidence/v1           | Evidence",
                "T12:00:00Z    | T12:00:00.000Z        | canonical",
                "T12:00:00Z    | T13:00:00+01:00       | canonical",
                "sha256        | sha512                | ‘sha256’ is missing",
                "\"MLmodel\"   | \"model.pkl\"         | Two files of the model",
                "\"MLmodel\"   | null                  | ‘name’ is missing"
            })
    void refusesWhatIsNotExactlyADocument(String from, String to, String message) {
        String good = text(approval());
        assertThat(good).contains(from);
        assertRefused(good.replace(from, to), message);
    }

    @Test
    void refusesRubbish() {
        assertRefused("", "Not a valid Statement");
        assertRefused("null", "it is null");
        assertRefused("{}", "Not an in-toto Statement v1");
        assertRefused("{\"predicate\":{\"x\":" + "[".repeat(50_000), "nesting depth");
        assertRefused("{\"_type\":" + "9".repeat(50_000) + "}", "Statement");
        assertRefused(
                text(approval()).replace("\"guarded\":false", "\"guarded\":" + "9".repeat(5_000)),
                "Number value length");
    }

    @Test
    void refusesMoreThanAnyHonestDocument() {
        assertRefused(" ".repeat(Documents.MAX_BYTES + 1), "is the most that is read");
    }

    @Test
    void refusesWhatIsNotUtf8() {
        byte[] utf16 = text(approval()).getBytes(StandardCharsets.UTF_16BE);
        assertThatExceptionOfType(InvalidDocumentException.class).isThrownBy(() -> Documents.parse(utf16));
        byte[] latin1 = text(approval()).replace("checked", "geprüft").getBytes(StandardCharsets.ISO_8859_1);
        assertThatExceptionOfType(InvalidDocumentException.class).isThrownBy(() -> Documents.parse(latin1));
    }

    @Test
    void refusesNumbersThatOverflow() {
        assertRefused(
                text(withMetric(1)).replace("\"value\":1}", "\"value\":1e999}"), "Not a metric's value: ‘Infinity’");
    }

    private static Verdicts withMetric(double value) {
        SortedMap<String, Observed<Metric>> metrics =
                new TreeMap<>(Map.of("rmse", new Observed<>(new Metric(value), Observer.CLAIMED)));
        return new Verdicts(
                approval().model(),
                HASH,
                HASH,
                "1",
                approval().target(),
                approval().policy(),
                new Baseline(Baseline.Kind.CHAMPION, null, false, metrics),
                List.of(),
                Answer.PASS,
                "",
                approval().at());
    }

    private static Approval approval() {
        return new Approval(
                new ModelFiles(List.of(new Subject("model.pkl", HASH), new Subject("MLmodel", HASH))),
                HASH,
                new TargetId("main", "default", "diabetes", "production"),
                new PolicyRef(HASH, null, null, false),
                null,
                new Actor(Actor.Kind.PERSON, "ada", null, Observer.CONTROLLER),
                new Person("Ada", "realm", List.of("ml-leads"), List.of("ada@example.com"), null),
                Approval.Decision.APPROVE,
                "ml-leads",
                "I checked the data",
                "",
                Instant.parse("2026-11-22T12:00:00Z"));
    }

    private static void assertRefused(String statement, String message) {
        assertThatExceptionOfType(InvalidDocumentException.class)
                .isThrownBy(() -> Documents.parse(statement.getBytes(StandardCharsets.UTF_8)))
                .withMessageContaining(message)
                .withMessageNotContaining("\n");
    }

    private static String text(Document document) {
        return new String(Documents.statement(document), StandardCharsets.UTF_8);
    }
}
