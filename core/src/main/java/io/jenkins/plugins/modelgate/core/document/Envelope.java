package io.jenkins.plugins.modelgate.core.document;

import io.jenkins.plugins.modelgate.core.digest.CanonicalJson;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.digest.Shown;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * A document with its signatures, in the form of <a
 * href="https://github.com/secure-systems-lab/dsse/blob/master/envelope.md">DSSE</a>. A document that nobody signed has
 * an empty list of signatures; whatever shows it says that it is unsigned.
 */
public final class Envelope {
    public static final String PAYLOAD_TYPE = "application/vnd.in-toto+json";

    /** The most bytes of an envelope's JSON form: a statement in base64, and room for signatures. */
    public static final int MAX_BYTES = Documents.MAX_BYTES / 3 * 4 + (1 << 16);

    private final byte[] statement;
    private final Document document;
    private final List<Signature> signatures;

    private Envelope(byte[] statement, Document document, List<Signature> signatures) {
        this.statement = statement;
        this.document = document;
        this.signatures = List.copyOf(signatures);
    }

    /** Signs a document. */
    public static Envelope seal(Document document, SigningKey key) {
        byte[] statement = Documents.statement(document);
        Signature signature = new Signature(key.keyId(), key.sign(preAuthenticationEncoding(statement)));
        return new Envelope(statement, document, List.of(signature));
    }

    /**
     * Lets somebody sign a document who does not show their private key, such as an agent.
     *
     * @param key the public key of whoever signs
     * @param signer makes a signature of Ed25519 over the bytes that it is given
     * @throws IllegalArgumentException if it did not
     */
    public static Envelope seal(Document document, SshKey key, UnaryOperator<byte[]> signer) {
        byte[] statement = Documents.statement(document);
        byte[] message = preAuthenticationEncoding(statement);
        byte[] signature = signer.apply(message);
        if (!key.trusted().verifies(key.keyId(), message, signature)) {
            throw new IllegalArgumentException("What signs made no signature of the key " + key);
        }
        return new Envelope(statement, document, List.of(new Signature(key.keyId(), signature)));
    }

    /** Wraps a document without signing it. */
    public static Envelope unsigned(Document document) {
        return new Envelope(Documents.statement(document), document, List.of());
    }

    /**
     * Reads what {@link #json} wrote, and nothing else: since no signature covers the envelope itself, nothing may be
     * hidden in it. Says nothing of who signed; see {@link #check}.
     *
     * @throws InvalidDocumentException if it is not an envelope of one of the four documents
     */
    public static Envelope open(byte[] json) {
        if (json.length > MAX_BYTES) {
            throw new InvalidDocumentException(
                    "The envelope has " + json.length + " bytes; " + MAX_BYTES + " is the most that is read");
        }
        Json read;
        byte[] statement;
        try {
            read = CanonicalJson.read(json, Json.class);
            statement = Base64.getDecoder().decode(read.payload);
        } catch (InvalidDocumentException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new InvalidDocumentException("Not a DSSE envelope: " + e.getMessage(), e);
        }
        Envelope envelope = new Envelope(statement, Documents.parse(statement), read.signatures);
        if (!Arrays.equals(envelope.json(), json)) {
            throw new InvalidDocumentException(
                    "The envelope is not in canonical form: written again it has other bytes");
        }
        return envelope;
    }

    /** The canonical JSON form: {@code payload}, {@code payloadType}, {@code signatures} of {@code keyid} and {@code sig}. */
    public byte[] json() {
        return CanonicalJson.bytes(new Json(Base64.getEncoder().encodeToString(statement), PAYLOAD_TYPE, signatures));
    }

    public Document document() {
        return document;
    }

    /** The document's name: the digest of the statement, whoever signed it. */
    public Sha256 digest() {
        return Sha256.of(statement);
    }

    /** The ids of the keys that are said to have signed it; empty if it is unsigned. */
    public List<Sha256> keyIds() {
        return signatures.stream().map(Signature::keyid).toList();
    }

    /** Who vouches for the document, as far as {@code trust} knows. */
    public Seal check(TrustRoot trust) {
        if (signatures.isEmpty()) {
            return new Seal(Seal.State.UNSIGNED, keyIds());
        }
        byte[] message = preAuthenticationEncoding(statement);
        List<Signature> known = signatures.stream()
                .filter(signature -> trust.knows(signature.keyid))
                .toList();
        List<Sha256> valid = known.stream()
                .filter(signature -> trust.verifies(signature.keyid, message, signature.bytes()))
                .map(Signature::keyid)
                .toList();
        if (known.isEmpty()) {
            return new Seal(Seal.State.UNTRUSTED, keyIds());
        }
        // A statement is genuine or not, whoever else signed it; but nothing that is broken is let through.
        return valid.size() == known.size()
                ? new Seal(Seal.State.TRUSTED, valid)
                : new Seal(Seal.State.BROKEN, keyIds());
    }

    /** {@code DSSEv1 <length of type> <type> <length of body> <body>}: what is signed. */
    static byte[] preAuthenticationEncoding(byte[] body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(body.length + 64);
        String header = "DSSEv1 " + PAYLOAD_TYPE.length() + " " + PAYLOAD_TYPE + " " + body.length + " ";
        out.writeBytes(header.getBytes(StandardCharsets.UTF_8));
        out.writeBytes(body);
        return out.toByteArray();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Envelope that
                && Arrays.equals(statement, that.statement)
                && signatures.equals(that.signatures);
    }

    @Override
    public int hashCode() {
        return Objects.hash(Arrays.hashCode(statement), signatures);
    }

    @Override
    public String toString() {
        String by = keyIds().stream().map(Sha256::abbreviated).collect(Collectors.joining(", "));
        return digest().abbreviated() + (by.isEmpty() ? " (unsigned)" : " (signed by " + by + ")");
    }

    /**
     * What a trust root says of an envelope.
     *
     * @param state see {@link State}
     * @param keyIds the trusted keys that signed it, if it is TRUSTED; else all that are said to have
     */
    public record Seal(State state, List<Sha256> keyIds) {
        public Seal {
            Objects.requireNonNull(state, "state");
            keyIds = List.copyOf(keyIds);
        }

        public enum State {
            /** A trusted key signed exactly this. */
            TRUSTED("signed by a trusted key"),
            /** Only keys that the trust root does not hold have signed it, if at all. */
            UNTRUSTED("signed by no trusted key"),
            /** Nobody signed it. */
            UNSIGNED("unsigned"),
            /** A signature of a trusted key does not fit: somebody changed the document or the signature. */
            BROKEN("its signature does not fit");

            private final String words;

            State(String words) {
                this.words = words;
            }
        }

        /** For people, such as {@code signed by a trusted key (3fa9…)}. */
        @Override
        public String toString() {
            String keys = keyIds.stream().map(Sha256::abbreviated).collect(Collectors.joining(", "));
            return state.words + (keys.isEmpty() ? "" : " (" + keys + ")");
        }
    }

    private record Json(String payload, String payloadType, List<Signature> signatures) {
        Json {
            Objects.requireNonNull(payload, "payload");
            Objects.requireNonNull(signatures, "signatures");
            if (!PAYLOAD_TYPE.equals(payloadType)) {
                throw new InvalidDocumentException("Not an in-toto statement: the envelope’s payloadType is ‘"
                        + Shown.text(String.valueOf(payloadType)) + "’ instead of ‘" + PAYLOAD_TYPE + "’");
            }
        }
    }

    private record Signature(Sha256 keyid, String sig) {
        Signature {
            Objects.requireNonNull(keyid, "keyid");
            Objects.requireNonNull(sig, "sig");
            Base64.getDecoder().decode(sig);
        }

        Signature(Sha256 keyid, byte[] bytes) {
            this(keyid, Base64.getEncoder().encodeToString(bytes));
        }

        byte[] bytes() {
            return Base64.getDecoder().decode(sig);
        }
    }
}
