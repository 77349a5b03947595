package io.jenkins.plugins.modelgate.mlflow.client;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One call to make.
 *
 * @param path from the server's base address, encoded
 * @param query parameters, not yet encoded
 * @param body what JSON can express; null for none
 * @param repeatable whether doing it twice is the same as doing it once
 */
record Call(
        Service service,
        String method,
        String path,
        Map<String, String> query,
        @CheckForNull Object body,
        boolean repeatable) {
    private static final String API = "/api/2.0/mlflow/";

    /** Which server and credentials. */
    enum Service {
        TRACKING,
        REGISTRY;

        ServerAddress address(ServerConfig config) {
            return this == TRACKING ? config.tracking() : config.registry();
        }

        Call get(String endpoint, Map<String, String> query) {
            return new Call(this, "GET", API + endpoint, query, null, true);
        }

        /** A write that may be repeated, or a search. */
        Call write(String method, String endpoint, Map<String, ?> body) {
            return new Call(this, method, API + endpoint, Map.of(), body, true);
        }

        /** A write that makes something new each time. */
        Call create(String endpoint, Map<String, ?> body) {
            return new Call(this, "POST", API + endpoint, Map.of(), body, false);
        }
    }

    /** A GET outside the usual API. */
    static Call plain(Service service, String path) {
        return new Call(service, "GET", path, Map.of(), null, true);
    }

    URI uri(ServerAddress address) {
        String parameters = query.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + ArtifactPath.encodedName(entry.getValue()))
                .collect(Collectors.joining("&"));
        return URI.create(address.uri() + path + (parameters.isEmpty() ? "" : "?" + parameters));
    }

    /** A map from names and values in turn, without those that are null. */
    static Map<String, Object> fields(Object... namesAndValues) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            if (namesAndValues[i + 1] != null) {
                fields.put((String) namesAndValues[i], namesAndValues[i + 1]);
            }
        }
        return fields;
    }

    /** For messages: method and path, without the query. */
    @Override
    public String toString() {
        return method + " " + path;
    }
}
