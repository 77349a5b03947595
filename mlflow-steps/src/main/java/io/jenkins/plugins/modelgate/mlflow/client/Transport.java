package io.jenkins.plugins.modelgate.mlflow.client;

import com.fasterxml.jackson.databind.JsonNode;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Makes calls: within their time, repeated where that is safe, and to no other server than the configured ones. */
final class Transport {
    private static final Logger LOGGER = Logger.getLogger(Transport.class.getName());
    private static final String SERVER_INFO = "/api/3.0/mlflow/server-info";
    private static final String WORKSPACE_HEADER = "X-MLFLOW-WORKSPACE";

    /** For an answer that is read as a whole; the largest are pages of a search. */
    private static final int MAX_ANSWER = 64 << 20;

    private static final int MAX_ERROR = 64 << 10;
    private static final int MAX_BROKEN_TRANSFERS = 5;

    private final ServerConfig config;
    private final HttpClient http;
    private final Answers answers;
    private final Set<Call.Service> withWorkspaces = ConcurrentHashMap.newKeySet();

    /**
     * Uses what {@code builder} makes for all calls, with what {@code config} says of proxy, trust and connect timeout.
     * Redirections are not followed: the credentials would go wherever they lead.
     */
    Transport(ServerConfig config, HttpClient.Builder builder) {
        builder.connectTimeout(config.timeouts().connect()).followRedirects(HttpClient.Redirect.NEVER);
        InetSocketAddress proxy = config.proxy();
        if (proxy != null) {
            builder.proxy(ProxySelector.of(proxy));
        }
        Path authorities = config.caCertificates();
        if (authorities != null) {
            builder.sslContext(Tls.trusting(authorities));
        }
        this.config = config;
        this.http = builder.build();
        this.answers = new Answers(config);
    }

    ServerConfig config() {
        return config;
    }

    /** Waits, unless the thread is interrupted. */
    void sleep(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MlflowException.Interrupted(
                    "Interrupted while waiting for MLflow at "
                            + config.tracking().uri(),
                    e);
        }
    }

    /** Makes a call whose answer is JSON, and reads it. */
    <T> T json(Call call, Function<JsonNode, T> reader) {
        return bytes(call, answer -> reader.apply(Wire.read(answer)));
    }

    /** Makes a call of whose answer only the success matters. */
    void send(Call call) {
        bytes(call, answer -> answer);
    }

    /** Makes a call, and reads the bytes of its answer; what the reader refuses by {@link IllegalArgumentException} is an error. */
    <T> T bytes(Call call, Function<byte[], T> reader) {
        BodyPublisher body =
                call.body() == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(Wire.write(call.body()));
        return repeating(call, new AtomicLong(), (time, moved) -> {
            byte[] answer = exchange(call, body, time, moved, null);
            try {
                return reader.apply(answer);
            } catch (IllegalArgumentException e) {
                throw new FailedAttempt(answers.unusable(call, String.valueOf(e.getMessage())));
            }
        });
    }

    /**
     * Receives a file, of any size.
     *
     * @throws IOException if {@code sink} fails
     */
    void download(Call call, ArtifactSink sink) throws IOException {
        transfer(call, BodyPublishers::noBody, sink);
    }

    /**
     * Sends a file, of any size.
     *
     * @throws IOException if the file cannot be read
     */
    void upload(Call call, Upload file) throws IOException {
        transfer(call, file, null);
    }

    /** Opens what is to be sent, at its beginning. */
    @FunctionalInterface
    interface Upload {
        BodyPublisher open() throws IOException;
    }

    private void transfer(Call call, Upload body, @CheckForNull ArtifactSink sink) throws IOException {
        try {
            repeating(call, new AtomicLong(), (time, moved) -> {
                BodyPublisher content;
                try {
                    content = body.open();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                return exchange(
                        call, new Counted(content, moved), config.timeouts().request(), moved, sink);
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** One attempt, which lasts no longer than {@code time} after the last time that {@code moved} has changed. */
    @FunctionalInterface
    private interface Attempt<T> {
        T make(Duration time, AtomicLong moved) throws IOException, InterruptedException, FailedAttempt;
    }

    private static final class FailedAttempt extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient Failure failure;

        FailedAttempt(Failure failure) {
            super(failure.error());
            this.failure = failure;
        }
    }

    private <T> T repeating(Call call, AtomicLong moved, Attempt<T> attempt) {
        requireWorkspaces(call);
        long end = System.nanoTime() + config.timeouts().overall().toNanos();
        try {
            for (int attempts = 1; ; attempts++) {
                Failure failure;
                try {
                    long left = Math.max(end - System.nanoTime(), TimeUnit.MILLISECONDS.toNanos(1));
                    long time = Math.min(left, config.timeouts().request().toNanos());
                    return attempt.make(Duration.ofNanos(time), moved);
                } catch (FailedAttempt e) {
                    failure = e.failure;
                } catch (Body.TooLargeException e) {
                    failure = answers.unusable(call, String.valueOf(e.getMessage()));
                } catch (IOException e) {
                    failure = answers.lost(call, e);
                }
                Duration pause = pause(failure, attempts);
                boolean time =
                        moved.get() == 0 ? end - System.nanoTime() > pause.toNanos() : attempts < MAX_BROKEN_TRANSFERS;
                if (!time || !failure.mayRepeat(call.repeatable(), attempts)) {
                    throw failure.giveUp(call.repeatable());
                }
                LOGGER.log(
                        attempts == 1 ? Level.INFO : Level.FINE,
                        "{0} Trying again.",
                        failure.error().getMessage());
                TimeUnit.NANOSECONDS.sleep(pause.toNanos());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw answers.interrupted(call, e);
        }
    }

    /** With jitter, so that those who collided part; but never before the server asked for. */
    private static Duration pause(Failure failure, int attempts) {
        Duration pause = failure.pause(attempts);
        return pause.plusMillis(ThreadLocalRandom.current().nextLong(pause.toMillis() / 2 + 1));
    }

    /** The body of a successful answer, unless it went to {@code sink}. */
    private byte[] exchange(
            Call call, BodyPublisher content, Duration time, AtomicLong moved, @CheckForNull ArtifactSink sink)
            throws IOException, InterruptedException, FailedAttempt {
        ByteArrayOutputStream memory = new ByteArrayOutputStream();
        AtomicReference<Body> body = new AtomicReference<>();
        CompletableFuture<HttpResponse<Void>> exchange = http.sendAsync(request(call, content), info -> {
            body.set(
                    info.statusCode() / 100 != 2
                            ? Body.beginning(memory, MAX_ERROR)
                            : sink == null ? Body.whole(memory, MAX_ANSWER) : Body.streamed(open(sink), moved));
            return body.get();
        });
        try {
            HttpResponse<Void> response = await(exchange, time, moved);
            if (response.statusCode() / 100 != 2) {
                throw new FailedAttempt(
                        answers.refused(call, response.statusCode(), response.headers(), memory.toByteArray()));
            }
            return memory.toByteArray();
        } finally {
            exchange.cancel(true);
            if (body.get() != null) {
                body.get().abandon();
            }
        }
    }

    private static OutputStream open(ArtifactSink sink) {
        try {
            return sink.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T> T await(CompletableFuture<T> exchange, Duration time, AtomicLong moved)
            throws IOException, InterruptedException {
        try {
            while (true) {
                long before = moved.get();
                try {
                    return exchange.get(time.toNanos(), TimeUnit.NANOSECONDS);
                } catch (TimeoutException e) {
                    if (moved.get() == before) {
                        throw new HttpTimeoutException("nothing for " + time.toMillis() + " ms");
                    }
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UncheckedIOException ours) {
                throw ours;
            }
            throw e.getCause() instanceof IOException theirs ? theirs : new IOException(e.getCause());
        }
    }

    private HttpRequest request(Call call, BodyPublisher content) {
        ServerAddress address = call.service().address(config);
        HttpRequest.Builder request = HttpRequest.newBuilder(call.uri(address))
                .version(HttpClient.Version.HTTP_1_1)
                .header("User-Agent", "model-gate")
                .method(call.method(), content);
        if (call.body() != null) {
            request.header("Content-Type", "application/json");
        }
        String workspace = config.workspace();
        if (workspace != null && !call.path().equals(SERVER_INFO)) {
            request.header(WORKSPACE_HEADER, workspace);
        }
        String authorization = address.credentials().authorization();
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        return request.build();
    }

    /** A server without workspaces ignores the header: what was meant for one team would go to everybody. */
    private void requireWorkspaces(Call call) {
        Call.Service service = call.service();
        if (config.workspace() == null || call.path().equals(SERVER_INFO) || withWorkspaces.contains(service)) {
            return;
        }
        boolean enabled;
        try {
            Call info = Call.plain(service, SERVER_INFO);
            enabled = json(info, answer -> answer.path("workspaces_enabled").asBoolean());
        } catch (MlflowException.Protocol | MlflowException.NotFound e) {
            enabled = false;
        }
        if (!enabled) {
            throw new MlflowException.Unsupported("MLflow at " + answers.server(call) + " has no workspaces, but ‘"
                    + config.workspace() + "’ is asked for: start MLflow 3 with --enable-workspaces, or name none");
        }
        withWorkspaces.add(service);
    }
}
