package io.jenkins.plugins.modelgate.mlflow.client;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Paths of artifacts: which are refused, and how they are written in an address. */
final class ArtifactPath {
    /**
     * MLflow decodes {@code %41} once more than HTTP does, takes {@code #} for a fragment and {@code \} for a separator:
     * under such a name it would keep or give another file.
     */
    private static final Pattern MISREAD = Pattern.compile("%[0-9A-Fa-f]{2}|[#\\\\\\p{Cntrl}]");

    private ArtifactPath() {}

    /** Refuses what could leave the folder, and what MLflow would take for another name. */
    static String check(String path) {
        boolean unsafe = path.isEmpty()
                || Arrays.stream(path.split("/", -1))
                        .anyMatch(name -> name.isEmpty() || name.equals(".") || name.equals(".."));
        if (unsafe) {
            throw new MlflowException.InvalidRequest("‘" + Text.oneLine(path)
                    + "’ is not a path of an artifact: it must be relative, without empty names, ‘.’ and ‘..’");
        }
        if (MISREAD.matcher(path).find()) {
            throw new MlflowException.InvalidRequest("MLflow cannot keep an artifact named ‘" + Text.oneLine(path)
                    + "’: rename the file so that it has no ‘#’, no backslash, no control character,"
                    + " and no ‘%’ before two hexadecimal digits");
        }
        return path;
    }

    /** Percent-encoded, the slashes kept. */
    static String encoded(String path) {
        return Arrays.stream(path.split("/", -1)).map(ArtifactPath::encodedName).collect(Collectors.joining("/"));
    }

    /** A name as it stands in an address; as it is, if it is not encoded. */
    static String decoded(String name) {
        try {
            return URLDecoder.decode(name.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return name;
        }
    }

    static String encodedName(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
