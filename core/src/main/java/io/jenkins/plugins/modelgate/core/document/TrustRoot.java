package io.jenkins.plugins.modelgate.core.document;

import io.jenkins.plugins.modelgate.core.digest.Sha256;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The public keys whose signatures count. The empty one trusts nobody. */
public final class TrustRoot {
    static final String PUBLIC_KEY = "PUBLIC KEY";

    private final Map<Sha256, PublicKey> keys;

    private TrustRoot(Map<Sha256, PublicKey> keys) {
        this.keys = keys;
    }

    public static TrustRoot empty() {
        return new TrustRoot(Map.of());
    }

    /**
     * Reads public keys.
     *
     * @param pem one or more Ed25519 keys in PEM ({@code BEGIN PUBLIC KEY}), one after the other
     * @throws InvalidDocumentException if there is none, or one of them is something else
     */
    public static TrustRoot parse(String pem) {
        List<Pem> blocks = Pem.blocks(pem);
        if (blocks.isEmpty()) {
            throw new InvalidDocumentException("No public key: expected PEM blocks ‘" + PUBLIC_KEY + "’");
        }
        Map<Sha256, PublicKey> keys = new TreeMap<>();
        for (Pem block : blocks) {
            PublicKey key = publicKey(block);
            keys.put(Sha256.of(key.getEncoded()), key);
        }
        return new TrustRoot(keys);
    }

    /** {@link #parse Reads} public keys from a file. */
    public static TrustRoot load(Path file) throws IOException {
        try {
            return parse(Pem.read(file));
        } catch (InvalidDocumentException e) {
            throw new InvalidDocumentException("‘" + file + "’: " + e.getMessage(), e);
        }
    }

    private static PublicKey publicKey(Pem block) {
        if (!block.label().equals(PUBLIC_KEY)) {
            throw new InvalidDocumentException("Not a public key: the PEM block is a ‘" + block.label() + "’");
        }
        try {
            return KeyFactory.getInstance(SigningKey.ALGORITHM).generatePublic(new X509EncodedKeySpec(block.der()));
        } catch (GeneralSecurityException e) {
            throw new InvalidDocumentException("A public key is not one of " + SigningKey.ALGORITHM, e);
        }
    }

    /** The 32 bytes at the end of the DER form (RFC 8410). */
    static byte[] rawKey(PublicKey key) {
        byte[] der = key.getEncoded();
        return Arrays.copyOfRange(der, der.length - 32, der.length);
    }

    /** Trusts whom either trusts. */
    public TrustRoot and(TrustRoot other) {
        Map<Sha256, PublicKey> both = new TreeMap<>(keys);
        both.putAll(other.keys);
        return new TrustRoot(both);
    }

    public boolean isEmpty() {
        return keys.isEmpty();
    }

    public SortedSet<Sha256> keyIds() {
        return Collections.unmodifiableSortedSet(new TreeSet<>(keys.keySet()));
    }

    boolean knows(Sha256 keyId) {
        return keys.containsKey(keyId);
    }

    boolean verifies(Sha256 keyId, byte[] message, byte[] bytes) {
        try {
            Signature signature = Signature.getInstance(SigningKey.ALGORITHM);
            signature.initVerify(keys.get(keyId));
            signature.update(message);
            return signature.verify(bytes);
        } catch (GeneralSecurityException e) {
            // Such as a signature of the wrong length: it is none.
            return false;
        }
    }
}
