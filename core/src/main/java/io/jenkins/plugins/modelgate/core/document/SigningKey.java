package io.jenkins.plugins.modelgate.core.document;

import io.jenkins.plugins.modelgate.core.digest.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;

/** An Ed25519 key pair that signs documents. Nothing that is printed of it shows the private key. */
public final class SigningKey {
    static final String ALGORITHM = "Ed25519";
    private static final String PRIVATE_KEY = "PRIVATE KEY";

    private final KeyPair pair;

    private SigningKey(KeyPair pair) {
        this.pair = pair;
    }

    /** A new key. */
    public static SigningKey generate() {
        try {
            return new SigningKey(KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform from 15 on has " + ALGORITHM, e);
        }
    }

    /**
     * Reads a private key.
     *
     * @param pem PKCS#8 in PEM ({@code BEGIN PRIVATE KEY}), as {@code openssl genpkey -algorithm ed25519} writes it
     * @throws InvalidDocumentException if it is none, or not of Ed25519
     */
    public static SigningKey parse(String pem) {
        List<Pem> blocks = Pem.blocks(pem);
        if (blocks.size() != 1 || !blocks.get(0).label().equals(PRIVATE_KEY)) {
            throw new InvalidDocumentException(
                    "Not a private key: expected one PEM block ‘" + PRIVATE_KEY + "’ (PKCS#8, not encrypted)");
        }
        try {
            EdECPrivateKey key = (EdECPrivateKey) KeyFactory.getInstance(ALGORITHM)
                    .generatePrivate(new PKCS8EncodedKeySpec(blocks.get(0).der()));
            return new SigningKey(pairOf(key.getBytes().orElseThrow()));
        } catch (GeneralSecurityException e) {
            throw new InvalidDocumentException("The private key is not one of " + ALGORITHM, e);
        }
    }

    /**
     * {@link #parse Reads} a private key from a file.
     *
     * @throws NoSuchFileException if there is no file
     */
    public static SigningKey load(Path file) throws IOException {
        try {
            return parse(Pem.read(file));
        } catch (InvalidDocumentException e) {
            throw new InvalidDocumentException("‘" + file + "’: " + e.getMessage(), e);
        }
    }

    /** Loads the key, or makes one if there is no file; whoever else does the same at the same time gets the same key. */
    public static SigningKey loadOrCreate(Path file) throws IOException {
        try {
            return load(file);
        } catch (NoSuchFileException e) {
            try {
                SigningKey key = generate();
                key.save(file);
                return key;
            } catch (FileAlreadyExistsException lost) {
                return load(file);
            }
        }
    }

    /**
     * Writes the private key as a new file that only its owner can read. The file appears at once and whole.
     *
     * @throws FileAlreadyExistsException if there is one: a key is never overwritten
     */
    public void save(Path file) throws IOException {
        Path folder = file.toAbsolutePath().resolveSibling("");
        Files.createDirectories(folder);
        Path written = Files.createTempFile(folder, ".key", null, ownerOnly(folder));
        try {
            Files.write(
                    written,
                    new Pem(PRIVATE_KEY, pair.getPrivate().getEncoded())
                            .toString()
                            .getBytes(StandardCharsets.US_ASCII),
                    StandardOpenOption.SYNC);
            // Unlike a move, which may overwrite, a link fails if there is something already.
            Files.createLink(file, written);
        } finally {
            Files.delete(written);
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path folder) throws IOException {
        return Files.getFileStore(folder).supportsFileAttributeView("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    /** The SHA-256 of the public key's DER form (SubjectPublicKeyInfo). */
    public Sha256 keyId() {
        return Sha256.of(pair.getPublic().getEncoded());
    }

    /** The public key in PEM ({@code BEGIN PUBLIC KEY}), for a {@link TrustRoot}. */
    public String publicKey() {
        return new Pem(TrustRoot.PUBLIC_KEY, pair.getPublic().getEncoded()).toString();
    }

    /** The public key as OpenSSH writes it, for a file {@code allowed_signers}. */
    public SshKey sshKey() {
        return SshKey.of(TrustRoot.rawKey(pair.getPublic()));
    }

    byte[] sign(byte[] message) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(pair.getPrivate());
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("An " + ALGORITHM + " key always signs", e);
        }
    }

    @Override
    public String toString() {
        return "signing key " + keyId().abbreviated();
    }

    /**
     * Java derives a public key from a private one only when it makes a pair, so it gets our seed for its random bytes.
     * The test with RFC 8032's vectors shows that this holds; the check below, that it holds on this platform.
     */
    private static KeyPair pairOf(byte[] seed) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(ALGORITHM);
        generator.initialize(NamedParameterSpec.ED25519, new SecureRandom() {
            @Override
            public void nextBytes(byte[] bytes) {
                System.arraycopy(seed, 0, bytes, 0, bytes.length);
            }
        });
        KeyPair pair = generator.generateKeyPair();
        byte[] made = ((EdECPrivateKey) pair.getPrivate()).getBytes().orElseThrow();
        if (!MessageDigest.isEqual(made, seed)) {
            throw new IllegalStateException(
                    "This Java platform cannot derive the public key of an Ed25519 private key");
        }
        return pair;
    }
}
