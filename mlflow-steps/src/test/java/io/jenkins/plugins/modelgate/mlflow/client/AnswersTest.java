package io.jenkins.plugins.modelgate.mlflow.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswersTest {
    private static final Call GET = Call.Service.REGISTRY.get("registered-models/get", Map.of("name", "m"));

    private final Answers answers = new Answers(ServerConfig.of(URI.create("http://host")));

    @ParameterizedTest
    @CsvSource({
        "400, INVALID_PARAMETER_VALUE, bad, InvalidRequest",
        "400, INVALID_PARAMETER_VALUE, Registered model alias x not found., NotFound",
        "400, RESOURCE_ALREADY_EXISTS, there, AlreadyExists",
        "400, BAD_REQUEST, (sqlite3.IntegrityError) UNIQUE, Conflict",
        "400, BAD_REQUEST, (psycopg2.errors.UniqueViolation) dup, Conflict",
        "400, BAD_REQUEST, other, InvalidRequest",
        "401, '', You are not authenticated, Unauthorized",
        "403, PERMISSION_DENIED, no, Forbidden",
        "404, RESOURCE_DOES_NOT_EXIST, none, NotFound",
        "404, '', page, Protocol",
        "405, '', page, Protocol",
        "409, '', there, AlreadyExists",
        "413, '', large, InvalidRequest",
        "422, '', odd, InvalidRequest",
        "429, '', slow, Unavailable",
        "500, INTERNAL_ERROR, broken, Unavailable",
        "500, INTERNAL_ERROR, [Errno 2] No such file or directory: 'x', NotFound",
        "500, FEATURE_DISABLED, off, Unsupported",
        "501, NOT_IMPLEMENTED, no, Unsupported",
        "502, '', gateway, Unavailable",
        "503, '', start with `--serve-artifacts`, Unsupported",
        "503, '', in `--artifacts-only` mode, Unsupported",
        "503, '', later, Unavailable",
        "599, '', odd, Unavailable"
    })
    void tellsWhatAnAnswerMeans(int status, String code, String message, String expected) {
        String body = "{\"error_code\":\"" + code + "\",\"message\":\"" + message + "\"}";

        MlflowException error =
                refused(status, Map.of(), code.isEmpty() ? message : body).error();

        assertThat(error.getClass().getSimpleName()).isEqualTo(expected);
        assertThat(error)
                .hasMessageContaining(String.valueOf(status))
                .hasMessageContaining("GET /api/2.0/mlflow/registered-models/get")
                .hasMessageContaining("http://host")
                .hasMessageNotContaining("\n");
    }

    @Test
    void readsHowLongToWait() {
        assertThat(refused(429, Map.of("Retry-After", List.of("7")), "").retryAfter())
                .isEqualTo(Duration.ofSeconds(7));
        String past =
                ZonedDateTime.of(2020, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC).format(DateTimeFormatter.RFC_1123_DATE_TIME);
        assertThat(refused(503, Map.of("Retry-After", List.of(past)), "").retryAfter())
                .isEqualTo(Duration.ZERO);
        assertThat(refused(429, Map.of("Retry-After", List.of("soon")), "").retryAfter())
                .isNull();
        assertThat(refused(429, Map.of(), "").retryAfter()).isNull();
    }

    @Test
    void showsHostileTextOnOneShortLine() {
        String text = "a\u001b[31m\r\nb\u202e " + "x".repeat(5000);

        assertThat(refused(400, Map.of(), text).error().getMessage())
                .hasSizeLessThan(600)
                .doesNotContain("\n", "\r", "\u001b", "\u202e");
    }

    private Failure refused(int status, Map<String, List<String>> headers, String body) {
        return answers.refused(GET, status, HttpHeaders.of(headers, (name, value) -> true), body.getBytes(UTF_8));
    }
}
