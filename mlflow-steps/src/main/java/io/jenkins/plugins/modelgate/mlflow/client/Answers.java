package io.jenkins.plugins.modelgate.mlflow.client;

import com.fasterxml.jackson.databind.JsonNode;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.mlflow.client.Failure.Kind;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpHeaders;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;

/** Tells what an answer, or its absence, means. */
final class Answers {
    private final ServerConfig config;
    private final List<String> secrets = new ArrayList<>();

    Answers(ServerConfig config) {
        this.config = config;
        secrets.addAll(config.tracking().credentials().secrets());
        secrets.addAll(config.registry().credentials().secrets());
    }

    /** What an answer other than success means. */
    Failure refused(Call call, int status, HttpHeaders headers, byte[] body) {
        if (status / 100 == 3) {
            return Failure.last(new MlflowException.Protocol(redirection(call, headers)));
        }
        Said said = said(body);
        String answer = answered(call, status, said)
                + headers.firstValue("retry-after")
                        .map(wait -> " It asks to come back later (" + Text.oneLine(wait) + ").")
                        .orElse("");
        return switch (status) {
            case 400 -> badRequest(answer, said);
            case 401, 407 -> Failure.last(new MlflowException.Unauthorized(answer + unauthorized(call, status)));
            case 403 -> Failure.last(new MlflowException.Forbidden(answer + forbidden(call, said)));
            case 404, 405 -> notFound(answer, said);
            case 408 -> Failure.of(Kind.LOST, new MlflowException.Unavailable(answer, null));
            case 409 -> Failure.last(new MlflowException.AlreadyExists(answer));
            case 413 ->
                Failure.last(new MlflowException.InvalidRequest(answer + " The body is too large for a proxy before"
                        + " MLflow: raise its limit (in nginx: client_max_body_size)."));
            case 429 ->
                new Failure(Kind.NOTHING_DONE, new MlflowException.Unavailable(answer, null), retryAfter(headers));
            case 500 -> serverError(answer, said);
            case 501 -> Failure.last(new MlflowException.Unsupported(answer));
            case 502, 503, 504 -> gateway(answer, said, headers);
            default ->
                Failure.last(
                        status < 500
                                ? new MlflowException.InvalidRequest(answer)
                                : new MlflowException.Unavailable(answer, null));
        };
    }

    /** What it means that there was no whole answer. */
    Failure lost(Call call, IOException problem) {
        String what = call + " to MLflow at " + server(call) + " failed: ";
        String detail = reason(problem);
        if (problem instanceof HttpConnectTimeoutException || problem instanceof ConnectException) {
            String message = what + "no connection (" + detail + "). Is the address right and the server up?";
            return Failure.of(Kind.NOTHING_DONE, new MlflowException.Unavailable(message, problem));
        }
        if (problem instanceof SSLException) {
            String message = what + "no secure connection (" + detail + "). If an authority of your own issued the"
                    + " server's certificate, name its PEM file (MLFLOW_TRACKING_SERVER_CERT_PATH).";
            return Failure.last(new MlflowException.Unavailable(message, problem));
        }
        String how = problem instanceof HttpTimeoutException ? "no answer in time (" : "the connection broke (";
        return Failure.of(Kind.LOST, new MlflowException.Unavailable(what + how + detail + ").", problem));
    }

    /**
     * A successful answer that cannot be used: a call that creates may have been done all the same. The error has no cause,
     * which could quote the answer, and in it a secret.
     */
    Failure unusable(Call call, String why) {
        String message = "What MLflow at " + server(call) + " answered to " + call + " cannot be used: " + clean(why)
                + ". Is the address that of an MLflow server, without a login page or a proxy's own page before it?";
        MlflowException error = new MlflowException.Protocol(message);
        return call.repeatable() ? Failure.last(error) : Failure.of(Kind.LOST, error);
    }

    MlflowException.Interrupted interrupted(Call call, InterruptedException cause) {
        return new MlflowException.Interrupted(
                "Interrupted while MLflow at " + server(call) + " was asked: " + call, cause);
    }

    URI server(Call call) {
        return call.service().address(config).uri();
    }

    private static Failure badRequest(String answer, Said said) {
        String text = said.message();
        if (said.code().equals("RESOURCE_ALREADY_EXISTS")) {
            return Failure.last(new MlflowException.AlreadyExists(answer));
        }
        // MLflow answers a lost race in its database with a 400 (on first writes of one alias or tag).
        if (said.code().equals("BAD_REQUEST")
                && (text.contains("IntegrityError") || text.contains("UniqueViolation"))) {
            return Failure.of(Kind.RACE, new MlflowException.Conflict(answer));
        }
        // Only for aliases is absence a 400.
        if (text.startsWith("Registered model alias ") && text.endsWith(" not found.")) {
            return Failure.last(new MlflowException.NotFound(answer));
        }
        return Failure.last(new MlflowException.InvalidRequest(answer));
    }

    private static Failure notFound(String answer, Said said) {
        if (!said.code().isEmpty()) {
            return Failure.last(new MlflowException.NotFound(answer));
        }
        String message = answer + " There is no such endpoint: is the address (with its path) that of an MLflow server,"
                + " and is the server new enough for this?";
        return Failure.last(new MlflowException.Protocol(message));
    }

    private static Failure serverError(String answer, Said said) {
        // MLflow 2's answer to a GET of an artifact that is not there.
        if (said.message().contains("[Errno 2] No such file or directory")) {
            return Failure.last(new MlflowException.NotFound(answer));
        }
        if (said.code().equals("FEATURE_DISABLED")) {
            return Failure.last(new MlflowException.Unsupported(answer));
        }
        return Failure.of(Kind.FAULT, new MlflowException.Unavailable(answer, null));
    }

    private static Failure gateway(String answer, Said said, HttpHeaders headers) {
        if (said.message().contains("--serve-artifacts")) {
            return Failure.last(new MlflowException.Unsupported(answer + " Model Gate moves artifacts over HTTP:"
                    + " start the server with --serve-artifacts (the default) and --artifacts-destination."));
        }
        if (said.message().contains("--artifacts-only")) {
            return Failure.last(new MlflowException.Unsupported(
                    answer + " Name the tracking server, not one that only serves artifacts."));
        }
        // MLflow itself says so of a problem of its database, a proxy of a server that is not there.
        Kind kind = said.code().isEmpty() ? Kind.LOST : Kind.FAULT;
        return new Failure(kind, new MlflowException.Unavailable(answer, null), retryAfter(headers));
    }

    private String unauthorized(Call call, int status) {
        if (status == 407) {
            return " The proxy asks for credentials, which Model Gate does not send.";
        }
        Credentials credentials = call.service().address(config).credentials();
        return credentials.authorization() == null
                ? " No credentials were sent: give a user and password, or a token."
                : " It does not accept the credentials (" + credentials + ").";
    }

    private String forbidden(Call call, Said said) {
        if (said.message().contains("Invalid Host header")) {
            return " MLflow 3 does not know the name that it is called by: start it with --allowed-hosts "
                    + server(call).getAuthority() + " (or MLFLOW_SERVER_ALLOWED_HOSTS).";
        }
        Credentials credentials = call.service().address(config).credentials();
        return credentials.authorization() == null
                ? " No credentials were sent."
                : " The credentials (" + credentials + ") do not allow it.";
    }

    /** Redirections are not followed: they would carry the credentials to where nobody said they may go. */
    private String redirection(Call call, HttpHeaders headers) {
        String to = headers.firstValue("location").map(Answers::origin).orElse("nowhere");
        return "MLflow at " + server(call) + " redirects " + call + " to " + to
                + ", which is not followed: name the final address, and see that no login page is before it.";
    }

    private static String origin(String location) {
        try {
            URI uri = URI.create(location);
            return uri.getHost() == null ? "another path" : uri.getScheme() + "://" + Text.oneLine(uri.getHost());
        } catch (IllegalArgumentException e) {
            return "an address that makes no sense";
        }
    }

    private String answered(Call call, int status, Said said) {
        String code = said.code().isEmpty() ? "" : " " + said.code();
        String text = clean(said.message());
        return "MLflow at " + server(call) + " answered " + status + code + " to " + call
                + (text.isEmpty() ? "." : ": ‘" + text + "’.");
    }

    private String reason(IOException problem) {
        Throwable deepest = problem;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        String message = deepest.getMessage() == null ? problem.getMessage() : deepest.getMessage();
        return clean(message == null ? deepest.getClass().getSimpleName() : message);
    }

    private String clean(String text) {
        String line = text;
        for (String secret : secrets) {
            line = line.replace(secret, "***");
        }
        return Text.oneLine(line);
    }

    @CheckForNull
    private static Duration retryAfter(HttpHeaders headers) {
        String value = headers.firstValue("retry-after").orElse("").strip();
        if (value.matches("\\d{1,9}")) {
            return Duration.ofSeconds(Long.parseLong(value));
        }
        try {
            Instant at = Instant.from(ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME));
            Duration wait = Duration.between(Instant.now(), at);
            return wait.isNegative() ? Duration.ZERO : wait;
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** MLflow's error code (empty if there is none) and message; of anything but JSON, its text. */
    private record Said(String code, String message) {}

    private static Said said(byte[] body) {
        try {
            JsonNode node = Wire.read(body);
            if (node.isObject()) {
                String message = node.path("message").asText(node.path("detail").asText(""));
                return new Said(Text.oneLine(node.path("error_code").asText("")), message);
            }
        } catch (IllegalArgumentException e) {
            // Not JSON: proxies, login pages and MLflow itself answer so at times.
        }
        return new Said("", new String(body, StandardCharsets.UTF_8).replaceAll("<[^>]{0,1000}>", " "));
    }
}
