package io.jenkins.plugins.modelgate.mlflow.client;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where MLflow is and how to talk to it.
 *
 * @param tracking experiments, runs, logged models and artifacts
 * @param registry registered models, versions and aliases; its credentials never enter the training environment
 * @param workspace MLflow 3's workspace; null for the default one, or where the server has none
 * @param caCertificates a PEM file with the only authorities to trust; null to trust the platform's
 * @param proxy an HTTP proxy; null for the platform's choice
 */
public record ServerConfig(
        ServerAddress tracking,
        ServerAddress registry,
        @CheckForNull String workspace,
        @CheckForNull Path caCertificates,
        @CheckForNull InetSocketAddress proxy,
        Timeouts timeouts) {
    /** What MLflow calls the workspace that is used when none is named. */
    public static final String DEFAULT_WORKSPACE = "default";

    /** MLflow's own rule. */
    private static final Pattern WORKSPACE = Pattern.compile("[a-z0-9][-a-z0-9]{0,61}[a-z0-9]");

    public ServerConfig {
        Objects.requireNonNull(tracking, "tracking");
        Objects.requireNonNull(registry, "registry");
        workspace = Optional.ofNullable(workspace)
                .map(String::strip)
                .filter(name -> !name.isEmpty() && !name.equals(DEFAULT_WORKSPACE))
                .orElse(null);
        if (workspace != null && !WORKSPACE.matcher(workspace).matches()) {
            throw new IllegalArgumentException("‘" + Text.oneLine(workspace)
                    + "’ is not a workspace's name: 2 to 63 of a–z, 0–9 and, inside, ‘-’");
        }
        Objects.requireNonNull(timeouts, "timeouts");
    }

    /** One server for everything, without credentials. */
    public static ServerConfig of(URI server) {
        ServerAddress address = new ServerAddress(server, Credentials.NONE);
        return new ServerConfig(address, address, null, null, null, Timeouts.DEFAULT);
    }

    /**
     * As MLflow's own clients read it from {@code MLFLOW_*} variables (docs/mlflow.md lists them).
     *
     * @throws IllegalArgumentException if a variable is missing, makes no sense or asks for what is refused
     * @throws MlflowException.Unsupported if a variable names what Model Gate does not work with
     */
    public static ServerConfig fromEnvironment(Map<String, String> environment) {
        return Environment.read(environment);
    }

    /** The workspace's name as MLflow shows it, for the identity of a target. */
    public String workspaceName() {
        return workspace == null ? DEFAULT_WORKSPACE : workspace;
    }

    public ServerConfig withTracking(URI uri, Credentials credentials) {
        ServerAddress address = new ServerAddress(uri, credentials);
        return new ServerConfig(address, registry, workspace, caCertificates, proxy, timeouts);
    }

    public ServerConfig withRegistry(URI uri, Credentials credentials) {
        ServerAddress address = new ServerAddress(uri, credentials);
        return new ServerConfig(tracking, address, workspace, caCertificates, proxy, timeouts);
    }

    /** The same credentials for both. */
    public ServerConfig withCredentials(Credentials both) {
        return withTracking(tracking.uri(), both).withRegistry(registry.uri(), both);
    }

    public ServerConfig withWorkspace(@CheckForNull String name) {
        return new ServerConfig(tracking, registry, name, caCertificates, proxy, timeouts);
    }

    public ServerConfig withCaCertificates(@CheckForNull Path pem) {
        return new ServerConfig(tracking, registry, workspace, pem, proxy, timeouts);
    }

    public ServerConfig withProxy(@CheckForNull InetSocketAddress address) {
        return new ServerConfig(tracking, registry, workspace, caCertificates, address, timeouts);
    }

    public ServerConfig withTimeouts(Timeouts bounds) {
        return new ServerConfig(tracking, registry, workspace, caCertificates, proxy, bounds);
    }
}
