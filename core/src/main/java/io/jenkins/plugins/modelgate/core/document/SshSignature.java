package io.jenkins.plugins.modelgate.core.document;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Envelope.Seal;
import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * Signatures as {@code ssh-keygen -Y sign} makes them and Git keeps them in tags (<a
 * href="https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.sshsig">PROTOCOL.sshsig</a>).
 */
public final class SshSignature {
    /** The first line of one. */
    public static final String BEGIN = "-----BEGIN SSH SIGNATURE-----\n";

    /** What Git’s signatures are made for, so that they count for nothing else. */
    public static final String GIT = "git";

    private static final String LABEL = "SSH SIGNATURE";
    private static final byte[] MAGIC = ascii("SSHSIG");
    private static final int VERSION = 1;
    private static final String HASH = "sha512";

    /** By their names in a signature. */
    private static final Map<String, String> HASHES = Map.of(HASH, "SHA-512", "sha256", "SHA-256");

    private SshSignature() {}

    /**
     * Signs.
     *
     * @param namespace what for
     * @return an armoured block that begins with {@link #BEGIN}
     */
    public static String sign(byte[] message, String namespace, SigningKey key) {
        byte[] signature = key.sign(signed(message, namespace, HASH));
        byte[] blob = new Writer()
                .raw(MAGIC)
                .number(VERSION)
                .string(key.sshKey().blob())
                .string(ascii(namespace))
                .string(new byte[0])
                .string(ascii(HASH))
                .string(new Writer()
                        .string(ascii(SshKey.TYPE))
                        .string(signature)
                        .bytes())
                .bytes();
        return new Pem(LABEL, blob).toString();
    }

    private static byte[] signed(byte[] message, String namespace, String hash) {
        return new Writer()
                .raw(MAGIC)
                .string(ascii(namespace))
                .string(new byte[0])
                .string(ascii(hash))
                .string(digest(message, hash))
                .bytes();
    }

    private static byte[] digest(byte[] message, String hash) {
        try {
            return MessageDigest.getInstance(HASHES.get(hash)).digest(message);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has it", e);
        }
    }

    /** Who vouches for {@code message}, as far as {@code trust} knows. */
    public static Seal check(String armoured, byte[] message, String namespace, TrustRoot trust) {
        Read read = read(armoured);
        if (read == null || !read.namespace.equals(namespace)) {
            return new Seal(Seal.State.BROKEN, List.of());
        }
        Sha256 id = read.key.keyId();
        boolean fits = read.key
                .trusted()
                .verifies(
                        id,
                        signed(message, namespace, read.hash),
                        Base64.getDecoder().decode(read.signature));
        Seal.State state = !fits ? Seal.State.BROKEN : trust.knows(id) ? Seal.State.TRUSTED : Seal.State.UNTRUSTED;
        return new Seal(state, List.of(id));
    }

    /** What a block holds; the signature in base64. */
    private record Read(SshKey key, String namespace, String hash, String signature) {}

    @CheckForNull
    private static Read read(String armoured) {
        List<Pem> blocks = Pem.blocks(armoured);
        if (blocks.size() != 1 || !blocks.get(0).label().equals(LABEL)) {
            return null;
        }
        try {
            Reader blob = new Reader(ByteBuffer.wrap(blocks.get(0).der()));
            boolean ours = blob.begins(MAGIC) && blob.in.getInt() == VERSION;
            SshKey key = SshKey.ofBlob(blob.string());
            String namespace = text(blob.string());
            blob.string();
            String hash = text(blob.string());
            Reader signature = new Reader(ByteBuffer.wrap(blob.string()));
            boolean ed25519 = text(signature.string()).equals(SshKey.TYPE);
            byte[] bytes = signature.string();
            return ours && key != null && ed25519 && HASHES.containsKey(hash)
                    ? new Read(key, namespace, hash, Base64.getEncoder().encodeToString(bytes))
                    : null;
        } catch (BufferUnderflowException | InvalidDocumentException e) {
            return null;
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    /** RFC 4251 §5. */
    private static final class Writer {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Writer raw(byte[] bytes) {
            out.writeBytes(bytes);
            return this;
        }

        Writer number(int number) {
            return raw(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
        }

        Writer string(byte[] bytes) {
            return number(bytes.length).raw(bytes);
        }

        byte[] bytes() {
            return out.toByteArray();
        }
    }

    private record Reader(ByteBuffer in) {
        boolean begins(byte[] with) {
            byte[] first = new byte[with.length];
            in.get(first);
            return MessageDigest.isEqual(first, with);
        }

        byte[] string() {
            int length = in.getInt();
            if (length < 0 || length > in.remaining()) {
                throw new BufferUnderflowException();
            }
            byte[] bytes = new byte[length];
            in.get(bytes);
            return bytes;
        }
    }
}
