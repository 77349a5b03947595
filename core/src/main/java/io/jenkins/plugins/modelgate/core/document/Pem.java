package io.jenkins.plugins.modelgate.core.document;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One block of a PEM file (RFC 7468).
 *
 * @param label such as {@code PUBLIC KEY}
 * @param base64 the content, without white space
 */
record Pem(String label, String base64) {
    private static final int MAX_BYTES = 1 << 20;
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,64})-----\\s([A-Za-z0-9+/=\\s]*+)-----END \\1-----");

    Pem(String label, byte[] der) {
        this(label, Base64.getEncoder().encodeToString(der));
    }

    /** All blocks of {@code text}, in order; text around them is skipped, as RFC 7468 says. */
    static List<Pem> blocks(String text) {
        return BLOCK.matcher(text)
                .results()
                .map(block -> new Pem(block.group(1), block.group(2).replaceAll("\\s", "")))
                .toList();
    }

    byte[] der() {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new InvalidDocumentException("The PEM block ‘" + label + "’ is not valid base64", e);
        }
    }

    static String read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new InvalidDocumentException("‘" + file + "’ is too big for a PEM file");
            }
            return new String(bytes, StandardCharsets.US_ASCII);
        }
    }

    @Override
    public String toString() {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der()) + "\n-----END " + label
                + "-----\n";
    }
}
