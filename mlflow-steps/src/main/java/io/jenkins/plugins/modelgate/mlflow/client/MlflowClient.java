package io.jenkins.plugins.modelgate.mlflow.client;

import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * An MLflow server (2.22 or 3) over its REST API. Every method blocks, within the bounds of {@link Timeouts}, and throws
 * an {@link MlflowException}. Safe for use by several threads.
 */
public final class MlflowClient {
    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 5_000;

    private final Transport transport;
    private final Tracking tracking;
    private final Registry registry;
    private final Artifacts artifacts;

    /**
     * With an HTTP client of its own.
     *
     * @throws IllegalArgumentException if the file of certificates is of no use
     */
    public MlflowClient(ServerConfig config) {
        this(config, HttpClient.newBuilder());
    }

    /**
     * With the surroundings' HTTP client, such as one that knows their proxy. What {@code config} says of proxy, trust and
     * connect timeout is added to it. Where its proxy asks for credentials, Java may hold back the {@code Authorization}
     * header.
     *
     * @throws IllegalArgumentException if the file of certificates is of no use
     */
    public MlflowClient(ServerConfig config, HttpClient.Builder http) {
        transport = new Transport(config, http);
        tracking = new Tracking(transport);
        registry = new Registry(transport);
        artifacts = new Artifacts(transport, tracking, registry);
    }

    /** Experiments, runs and logged models. */
    public Tracking tracking() {
        return tracking;
    }

    /** Registered models, versions and aliases. */
    public Registry registry() {
        return registry;
    }

    /** Files. */
    public Artifacts artifacts() {
        return artifacts;
    }

    public ServerConfig config() {
        return transport.config();
    }

    /** The tracking server's version; it does not tell whether the API works. */
    public ServerVersion version() {
        return transport.bytes(
                Call.plain(Call.Service.TRACKING, "/version"),
                answer -> ServerVersion.of(new String(answer, StandardCharsets.UTF_8).strip()));
    }

    /**
     * Finds out whether this can work: version, credentials and, in MLflow 3, the name that the server is called by. Its
     * own health check tells none of these.
     *
     * @throws MlflowException.Unsupported if the server is too old or too new
     */
    public ServerVersion check() {
        ServerVersion version = version();
        if (!version.supported()) {
            throw new MlflowException.Unsupported(
                    "MLflow at " + config().tracking().uri() + " is version " + version
                            + ", but Model Gate works with 2.22 and later of 2, and with 3");
        }
        registry.searchModels(Filter.ALL, 1);
        ifFound(() -> tracking.getExperiment("Default"));
        return version;
    }

    /**
     * Creates what should be there once. Where it is not known whether that was done, it is looked for before it is created a
     * second time: again and again for as long as one request may take, since a server whose answer did not come may still
     * be at it. Later than that the first one can still come, so that there are two.
     *
     * @param create creates it
     * @param find looks for it; empty if it is not there
     * @throws MlflowException.OutcomeUnknown if it is not known of the second time, either
     */
    public <T> T once(Supplier<T> create, Supplier<Optional<T>> find) {
        try {
            return create.get();
        } catch (MlflowException.OutcomeUnknown first) {
            return awaited(find).orElseGet(() -> again(create, find));
        }
    }

    private <T> T again(Supplier<T> create, Supplier<Optional<T>> find) {
        try {
            return create.get();
        } catch (MlflowException.OutcomeUnknown second) {
            return awaited(find).orElseThrow(() -> second);
        }
    }

    private <T> Optional<T> awaited(Supplier<Optional<T>> find) {
        long end = System.nanoTime() + config().timeouts().request().toNanos();
        Optional<T> found = find.get();
        for (long pause = FIRST_PAUSE_MILLIS; found.isEmpty() && System.nanoTime() < end; pause *= 2) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime()) + 1;
            transport.sleep(Math.min(left, Math.min(pause, LONGEST_PAUSE_MILLIS)));
            found = find.get();
        }
        return found;
    }

    /** The answer of a call; empty if what it asks for is not there. */
    public static <T> Optional<T> ifFound(Supplier<T> call) {
        try {
            return Optional.of(call.get());
        } catch (MlflowException.NotFound e) {
            return Optional.empty();
        }
    }
}
