package io.jenkins.plugins.modelgate.core.document;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.digest.Shown;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Objects;

/**
 * A public key of Ed25519 as OpenSSH writes it: {@code AAAAC3NzaC1lZDI1NTE5…}, the base64 of its type and its 32 bytes (<a
 * href="https://www.rfc-editor.org/rfc/rfc8709#section-4">RFC 8709 §4</a>).
 */
public final class SshKey {
    /** How OpenSSH calls the algorithm. */
    public static final String TYPE = "ssh-ed25519";

    private static final int LENGTH = 32;

    /** What comes before the key's bytes in a SubjectPublicKeyInfo (<a href="https://www.rfc-editor.org/rfc/rfc8410">RFC 8410</a>). */
    private static final byte[] SPKI = HexFormat.of().parseHex("302a300506032b6570032100");

    private final byte[] key;

    private SshKey(byte[] key) {
        this.key = key;
    }

    /**
     * Reads the base64 form.
     *
     * @throws IllegalArgumentException if it is no key of Ed25519
     */
    @JsonCreator
    public static SshKey parse(String base64) {
        SshKey key;
        try {
            key = ofBlob(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException e) {
            key = null;
        }
        if (key == null) {
            throw new IllegalArgumentException("not a key of " + TYPE + ": ‘" + Shown.text(base64) + "’");
        }
        return key;
    }

    /** The reverse of {@link #blob}; null if it is something else. */
    @CheckForNull
    public static SshKey ofBlob(byte[] blob) {
        if (blob.length < LENGTH) {
            return null;
        }
        SshKey key = new SshKey(Arrays.copyOfRange(blob, blob.length - LENGTH, blob.length));
        return Arrays.equals(blob, key.blob()) ? key : null;
    }

    /**
     * The key of 32 bytes.
     *
     * @throws IllegalArgumentException if there are more or fewer
     */
    public static SshKey of(byte[] key) {
        if (key.length != LENGTH) {
            throw new IllegalArgumentException("a key of " + TYPE + " has " + LENGTH + " bytes, not " + key.length);
        }
        return new SshKey(key.clone());
    }

    /** {@code string "ssh-ed25519", string key}: what OpenSSH's agent and files name a key by. */
    public byte[] blob() {
        byte[] type = TYPE.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(8 + type.length + LENGTH)
                .putInt(type.length)
                .put(type)
                .putInt(LENGTH)
                .put(key)
                .array();
    }

    /** A trust root of this key alone. */
    public TrustRoot trusted() {
        return TrustRoot.parse(new Pem(TrustRoot.PUBLIC_KEY, spki()).toString());
    }

    /** What envelopes call it: the SHA-256 of the public key's DER form. */
    public Sha256 keyId() {
        return Sha256.of(spki());
    }

    private byte[] spki() {
        return ByteBuffer.allocate(SPKI.length + LENGTH).put(SPKI).put(key).array();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SshKey that && Arrays.equals(key, that.key);
    }

    @Override
    public int hashCode() {
        return Objects.hash(Arrays.hashCode(key));
    }

    /** The base64 form. */
    @JsonValue
    @Override
    public String toString() {
        return Base64.getEncoder().encodeToString(blob());
    }
}
