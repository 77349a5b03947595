package io.jenkins.plugins.modelgate.mlflow.client;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads the variables that MLflow's own clients read, and refuses those that Model Gate cannot or will not honour. */
final class Environment {
    private static final List<String> NOT_SUPPORTED =
            List.of("MLFLOW_TRACKING_CLIENT_CERT_PATH", "MLFLOW_TRACKING_AUTH", "MLFLOW_TRACKING_AWS_SIGV4");

    private final Map<String, String> variables;

    private Environment(Map<String, String> variables) {
        this.variables = variables;
    }

    static ServerConfig read(Map<String, String> variables) {
        return new Environment(variables).config();
    }

    private ServerConfig config() {
        for (String name : NOT_SUPPORTED) {
            if (isSet(name)) {
                throw new MlflowException.Unsupported(name + " is set, which Model Gate does not support:"
                        + " unset it and use a user and password or a token");
            }
        }
        if (isSet("MLFLOW_TRACKING_INSECURE_TLS")) {
            throw new IllegalArgumentException("MLFLOW_TRACKING_INSECURE_TLS is set, but Model Gate always checks"
                    + " certificates: name the authority's PEM file in MLFLOW_TRACKING_SERVER_CERT_PATH instead");
        }
        URI tracking = uri("MLFLOW_TRACKING_URI");
        if (tracking == null) {
            throw new IllegalArgumentException(
                    "MLFLOW_TRACKING_URI is not set: name the MLflow server, such as http://127.0.0.1:5000");
        }
        URI registry = uri("MLFLOW_REGISTRY_URI");
        Credentials forTracking = credentials("MLFLOW_TRACKING_", Credentials.NONE);
        Credentials forRegistry = credentials("MODEL_GATE_REGISTRY_", forTracking);
        String pem = value("MLFLOW_TRACKING_SERVER_CERT_PATH");
        return ServerConfig.of(tracking)
                .withTracking(tracking, forTracking)
                .withRegistry(registry == null ? tracking : registry, forRegistry)
                .withWorkspace(value("MLFLOW_WORKSPACE"))
                .withCaCertificates(pem == null ? null : Path.of(pem));
    }

    /** As MLflow does it: user and password win over a token; half of the pair is an error here. */
    private Credentials credentials(String prefix, Credentials otherwise) {
        String user = value(prefix + "USERNAME");
        String password = value(prefix + "PASSWORD");
        String token = value(prefix + "TOKEN");
        if ((user == null) != (password == null)) {
            throw new IllegalArgumentException(prefix + (user == null ? "PASSWORD" : "USERNAME") + " is set, but "
                    + prefix + (user == null ? "USERNAME" : "PASSWORD") + " is not: set both or none");
        }
        if (user != null && password != null) {
            return new Credentials.Basic(user, password);
        }
        return token == null ? otherwise : new Credentials.Bearer(token);
    }

    @CheckForNull
    private URI uri(String name) {
        String value = value(name);
        try {
            return value == null ? null : URI.create(value);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + " is not an address (it is not shown, it may hold a password)");
        }
    }

    private boolean isSet(String name) {
        String value = value(name);
        return value != null && !List.of("false", "0").contains(value.toLowerCase(Locale.ROOT));
    }

    @CheckForNull
    private String value(String name) {
        String value = variables.get(name);
        return value == null || value.isBlank() ? null : value.strip();
    }
}
