package io.jenkins.plugins.modelgate.core.ledger;

import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Paths of the ledger, and names as parts of them (docs/ledger.md, ADR 0006). A name is its UTF-8 bytes: {@code a-z},
 * {@code 0-9}, {@code _}, {@code -} and {@code .} stand for themselves, any other byte is {@code %} and two lower-case hex
 * digits; so are a dot at either end and the first letter of a name that Windows reserves. What is longer than
 * {@value #SEGMENT} characters continues in a folder: {@code aaa…+/+aaa…}. No two names have paths that differ in case
 * only, or in Unicode form only, and each path has one name.
 */
final class Names {
    static final String README = "README.md";
    static final String MODELS = "models/";
    static final String OBJECTS = "objects/";
    static final String CANDIDATES = "candidates/";
    static final String LOOKS = "looks/";
    static final String APPROVALS = "approvals/";

    private static final String JSON = ".json";
    private static final String CONTINUED = "+/+";
    private static final int SEGMENT = 120;

    /** Below the 4096 of Linux, with room for the folder that the ledger is checked out to. */
    private static final int MAX_PATH = 3500;

    private static final HexFormat HEX = HexFormat.of();
    private static final Set<String> RESERVED = Stream.concat(
                    Stream.of("con", "prn", "aux", "nul"),
                    Stream.of("com", "lpt").flatMap(port -> "0123456789".chars().mapToObj(n -> port + (char) n)))
            .collect(Collectors.toUnmodifiableSet());
    private static final Pattern OBJECT = Pattern.compile("objects/([0-9a-f]{2})/([0-9a-f]{62})\\.json");

    private Names() {}

    static String object(Sha256 digest) {
        return OBJECTS + digest.hex().substring(0, 2) + "/" + digest.hex().substring(2) + JSON;
    }

    /** The reverse of {@link #object}; empty if the path is none. */
    static Optional<Sha256> digest(String path) {
        return Optional.of(OBJECT.matcher(path))
                .filter(java.util.regex.Matcher::matches)
                .map(match -> new Sha256(match.group(1) + match.group(2)));
    }

    /** @throws IllegalArgumentException with one readable line if the names are too long, or no Unicode text */
    static String state(TargetId target) {
        return bounded(MODELS + folders(target) + JSON, target);
    }

    static String candidate(Sha256 candidateKey, TargetId target) {
        String key = candidateKey.hex();
        return bounded(CANDIDATES + key.substring(0, 2) + "/" + key + "/" + folders(target) + JSON, target);
    }

    /** The folder of all looks at a model's holdout, which ends in a slash. */
    static String looks(TargetId target, String holdout) {
        return bounded(LOOKS + folders(target.server(), target.workspace(), target.model(), holdout) + "/", target);
    }

    /** The folder of all that people said to verdicts, which ends in a slash. */
    static String approvals(Sha256 verdicts) {
        return APPROVALS + verdicts.hex().substring(0, 2) + "/" + verdicts.hex().substring(2) + "/";
    }

    static String folders(TargetId target) {
        return folders(target.server(), target.workspace(), target.model(), target.target());
    }

    private static String folders(String... names) {
        return Stream.of(names).map(Names::encode).collect(Collectors.joining("/"));
    }

    private static String bounded(String path, TargetId target) {
        if (path.length() > MAX_PATH) {
            throw new IllegalArgumentException("The names of the target ‘"
                    + target.toString().substring(0, 60) + "…’ are too long for the ledger: their path has "
                    + path.length() + " characters, " + MAX_PATH + " is the most. Choose shorter names");
        }
        return path;
    }

    /** The reverse of {@link #state}; empty if the path is none, or not the one path that its target has. */
    static Optional<TargetId> target(String path) {
        if (!path.startsWith(MODELS) || !path.endsWith(JSON)) {
            return Optional.empty();
        }
        String[] parts = path.substring(MODELS.length(), path.length() - JSON.length())
                .replace(CONTINUED, "")
                .split("/", -1);
        if (parts.length != 4) {
            return Optional.empty();
        }
        try {
            TargetId target = new TargetId(decode(parts[0]), decode(parts[1]), decode(parts[2]), decode(parts[3]));
            return Optional.of(target).filter(id -> state(id).equals(path));
        } catch (CharacterCodingException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    static String encode(String name) {
        byte[] bytes = utf8(name);
        boolean reserved = RESERVED.contains(name.split("\\.", 2)[0]);
        StringBuilder encoded = new StringBuilder(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            boolean atEnd = i == 0 || i == bytes.length - 1;
            if (!plain(bytes[i]) || (atEnd && bytes[i] == '.') || (reserved && i == 0)) {
                encoded.append('%').append(HEX.toHexDigits(bytes[i]));
            } else {
                encoded.append((char) bytes[i]);
            }
        }
        return continued(encoded);
    }

    private static String continued(StringBuilder encoded) {
        // A whole number of characters fits before the last piece: an insertion does not move the ones before it.
        for (int at = (encoded.length() - 1) / SEGMENT * SEGMENT; at > 0; at -= SEGMENT) {
            encoded.insert(at, CONTINUED);
        }
        return encoded.toString();
    }

    private static boolean plain(byte b) {
        return (b >= 'a' && b <= 'z') || (b >= '0' && b <= '9') || b == '_' || b == '-' || b == '.';
    }

    private static byte[] utf8(String name) {
        try {
            ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(name));
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            return copy;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(
                    "The name ‘" + name + "’ is no Unicode text: half of a surrogate pair", e);
        }
    }

    private static String decode(String encoded) throws CharacterCodingException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(encoded.length());
        for (int i = 0; i < encoded.length(); i++) {
            char c = encoded.charAt(i);
            if (c == '%' && i + 2 < encoded.length()) {
                bytes.write(HexFormat.fromHexDigits(encoded, i + 1, i + 3));
                i += 2;
            } else {
                bytes.write(c);
            }
        }
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes.toByteArray()))
                .toString();
    }
}
