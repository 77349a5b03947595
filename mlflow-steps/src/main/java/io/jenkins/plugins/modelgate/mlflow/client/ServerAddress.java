package io.jenkins.plugins.modelgate.mlflow.client;

import java.net.URI;
import java.util.Locale;
import java.util.Objects;

/**
 * One server and what proves to it who we are.
 *
 * @param uri such as {@code https://mlflow.example.org/prefix}; without a slash at its end
 */
public record ServerAddress(URI uri, Credentials credentials) {
    /**
     * Checks the address.
     *
     * @throws MlflowException.Unsupported if it is no MLflow server's, but Unity Catalog's, a database's or a file's
     * @throws IllegalArgumentException if it makes no sense
     */
    public ServerAddress {
        uri = checked(uri);
        Objects.requireNonNull(credentials, "credentials");
    }

    /** Whether {@code other} is the same scheme, host and port, so that credentials may go there too. */
    boolean sameOrigin(URI other) {
        return uri.getScheme().equalsIgnoreCase(other.getScheme())
                && uri.getHost().equalsIgnoreCase(other.getHost())
                && port(uri) == port(other);
    }

    private static int port(URI uri) {
        int standard = "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
        return uri.getPort() < 0 ? standard : uri.getPort();
    }

    private static URI checked(URI uri) {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (scheme.startsWith("databricks")
                || scheme.equals("uc")
                || uri.toString().matches("databricks(-uc)?|uc")) {
            throw new MlflowException.Unsupported("The address ‘" + (scheme.isEmpty() ? uri : scheme + ":…")
                    + "’ is one of Databricks or Unity Catalog, which Model Gate does not work with:"
                    + " name an MLflow server (http:// or https://)");
        }
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new MlflowException.Unsupported("The address is a "
                    + (scheme.isEmpty() ? "path" : "‘" + scheme + ":’ address")
                    + ", not a server: start `mlflow server` on that store and name the server (http:// or https://)");
        }
        if (uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException("The address of the MLflow server holds a user or password:"
                    + " give them as credentials (MLFLOW_TRACKING_USERNAME, MLFLOW_TRACKING_PASSWORD) instead");
        }
        if (uri.getHost() == null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "The address of the MLflow server is not of the form http(s)://host[:port][/path]");
        }
        return URI.create(uri.toString().replaceFirst("/+$", ""));
    }
}
