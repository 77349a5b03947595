package io.jenkins.plugins.modelgate.core.approval;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.Shown;
import io.jenkins.plugins.modelgate.core.document.Signer;
import io.jenkins.plugins.modelgate.core.document.SshKey;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the file {@code allowed_signers} of OpenSSH (<a href="https://man.openbsd.org/ssh-keygen#ALLOWED_SIGNERS">ssh-keygen(1)</a>):
 * {@code principals [options] keytype base64 [comment]}. What is understood less strictly than OpenSSH does is refused: patterns,
 * authorities, times of day without a zone are taken as UTC. Keys of other types than Ed25519 are an error, not skipped: whose
 * line is skipped could never approve and never know why.
 */
public final class AllowedSigners {
    /** What {@code namespaces} has to name where a line has it. */
    public static final String NAMESPACE = "model-gate";

    private static final int MAX_BYTES = 1 << 18;
    private static final Pattern OPTION = Pattern.compile("([A-Za-z-]+)(?:=\"([^\"]*)\")?(?:,|(?=[ \\t])|$)");
    private static final Pattern TIME = Pattern.compile("(\\d{8})(?:(\\d{4})(\\d{2})?)?Z?");

    private AllowedSigners() {}

    /**
     * Reads the file.
     *
     * @param name the file's name, for messages
     * @return one signer for each principal of each line
     * @throws IllegalArgumentException with file and line if it is not such a file
     */
    public static List<Signer> parse(byte[] file, String name) {
        if (file.length > MAX_BYTES) {
            throw new IllegalArgumentException(
                    name + ": the file has " + file.length + " bytes; " + MAX_BYTES + " is the most that is read");
        }
        List<Signer> signers = new ArrayList<>();
        int number = 0;
        for (String line : text(file, name).split("\n", -1)) {
            number++;
            String stripped = line.strip();
            if (!stripped.isEmpty() && !stripped.startsWith("#")) {
                try {
                    signers.addAll(signers(stripped));
                } catch (IllegalArgumentException | DateTimeException e) {
                    throw new IllegalArgumentException(name + ":" + number + ": " + e.getMessage(), e);
                }
            }
        }
        if (signers.isEmpty()) {
            throw new IllegalArgumentException(name + ": it lists nobody");
        }
        return signers;
    }

    private static String text(byte[] file, String name) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(file))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(name + ": not valid UTF-8", e);
        }
    }

    private static List<Signer> signers(String line) {
        String[] parts = line.split("[ \\t]+", 2);
        if (parts.length < 2) {
            throw new IllegalArgumentException("a line is ‘principals [options] keytype key’");
        }
        String rest = parts[1];
        Map<String, String> options = new HashMap<>();
        if (!isKeyType(rest)) {
            rest = options(rest, options);
        }
        String[] key = rest.split("[ \\t]+", 3);
        if (key.length < 2 || !key[0].equals(SshKey.TYPE)) {
            throw new IllegalArgumentException("approvals are signed by keys of " + SshKey.TYPE + ", found ‘"
                    + Shown.text(key[0]) + "’; make one with ‘ssh-keygen -t ed25519’");
        }
        List<Signer> signers = new ArrayList<>();
        for (String principal : parts[0].replace("\"", "").split(",", -1)) {
            signers.add(new Signer(
                    principal(principal),
                    SshKey.parse(key[1]),
                    time(options.get("valid-after")),
                    time(options.get("valid-before"))));
        }
        return signers;
    }

    private static boolean isKeyType(String rest) {
        return rest.matches("(ssh-|ecdsa-|sk-|rsa-)[^ \\t=,]*[ \\t].*");
    }

    private static String options(String rest, Map<String, String> options) {
        Matcher option = OPTION.matcher(rest);
        int at = 0;
        while (option.find(at) && option.start() == at && option.end() > at) {
            String name = option.group(1).toLowerCase(Locale.ROOT);
            if (options.put(name, option.group(2) == null ? "" : option.group(2)) != null) {
                throw new IllegalArgumentException("the option ‘" + name + "’ is there twice");
            }
            at = option.end();
            if (at < rest.length() && Character.isWhitespace(rest.charAt(at))) {
                break;
            }
        }
        checked(options);
        return rest.substring(at).strip();
    }

    private static void checked(Map<String, String> options) {
        for (Map.Entry<String, String> option : options.entrySet()) {
            switch (option.getKey()) {
                case "valid-after", "valid-before" -> {
                    // Read later.
                }
                case "namespaces" -> {
                    if (!List.of(option.getValue().split(",")).contains(NAMESPACE)) {
                        throw new IllegalArgumentException("its namespaces ‘" + Shown.text(option.getValue())
                                + "’ do not name ‘" + NAMESPACE + "’; add it, or leave namespaces out");
                    }
                }
                case "cert-authority" ->
                    throw new IllegalArgumentException("certificates are not supported; list each person’s own key");
                default ->
                    throw new IllegalArgumentException("unknown option ‘" + Shown.text(option.getKey())
                            + "’; allowed: namespaces, valid-after, valid-before");
            }
        }
    }

    private static String principal(String principal) {
        if (principal.isBlank() || principal.matches(".*[*?!].*")) {
            throw new IllegalArgumentException(
                    "a principal is one person’s id or address, no pattern, found ‘" + Shown.text(principal) + "’");
        }
        return principal.strip();
    }

    /** {@code YYYYMMDD[HHMM[SS]][Z]}. */
    @CheckForNull
    private static Instant time(@CheckForNull String text) {
        if (text == null) {
            return null;
        }
        Matcher time = TIME.matcher(text);
        if (!time.matches()) {
            throw new IllegalArgumentException(
                    "a time is YYYYMMDD, YYYYMMDDHHMM or YYYYMMDDHHMMSS, found ‘" + Shown.text(text) + "’");
        }
        String clock =
                (time.group(2) == null ? "0000" : time.group(2)) + (time.group(3) == null ? "00" : time.group(3));
        return LocalDateTime.parse(time.group(1) + clock, DateTimeFormatter.ofPattern("uuuuMMddHHmmss"))
                .toInstant(ZoneOffset.UTC);
    }
}
