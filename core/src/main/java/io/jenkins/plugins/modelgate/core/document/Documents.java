package io.jenkins.plugins.modelgate.core.document;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.jenkins.plugins.modelgate.core.digest.CanonicalJson;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.digest.Shown;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The written form of the four documents: an <a
 * href="https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md">in-toto Statement v1</a> in canonical
 * JSON. Its subject is the model's files, its predicate all else.
 */
public final class Documents {
    /** More than any honest document; read no more than this from strangers. */
    public static final int MAX_BYTES = 16 << 20;

    static final String STATEMENT_TYPE = "https://in-toto.io/Statement/v1";
    private static final String MODEL = "model";

    private Documents() {}

    /** The bytes of the document: what is hashed and signed. */
    public static byte[] statement(Document document) {
        Map<String, Object> predicate = CanonicalJson.toMap(document);
        predicate.remove(MODEL);
        List<Resource> subject = document.model().files().stream()
                .map(file -> new Resource(file.name(), new Digests(file.sha256())))
                .toList();
        return CanonicalJson.bytes(
                new Statement(STATEMENT_TYPE, subject, Kind.of(document).predicateType(), predicate));
    }

    /** The document's name: the SHA-256 of its {@link #statement}. */
    public static Sha256 digest(Document document) {
        return Sha256.of(statement(document));
    }

    /**
     * Reads a statement. Only the exact bytes that {@link #statement} writes are accepted, so that a document has one
     * digest: an unknown, duplicate or missing field, another order or another spelling of a number is an error.
     *
     * @throws InvalidDocumentException if it is not one of the four documents
     */
    public static Document parse(byte[] statement) {
        if (statement.length > MAX_BYTES) {
            throw new InvalidDocumentException(
                    "The statement has " + statement.length + " bytes; " + MAX_BYTES + " is the most that is read");
        }
        Document document;
        try {
            document = CanonicalJson.read(statement, Statement.class).document();
        } catch (InvalidDocumentException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new InvalidDocumentException(e.getMessage(), e);
        }
        if (!Arrays.equals(statement(document), statement)) {
            throw new InvalidDocumentException(
                    "The " + Kind.of(document).word + " is not in canonical form: written again it has other bytes");
        }
        return document;
    }

    private record Statement(
            @JsonProperty("_type") String type,
            List<Resource> subject,
            String predicateType,
            Map<String, Object> predicate) {
        Statement {
            if (!STATEMENT_TYPE.equals(type)) {
                throw new InvalidDocumentException("Not an in-toto Statement v1: its _type is ‘"
                        + Shown.text(String.valueOf(type)) + "’ instead of ‘" + STATEMENT_TYPE + "’");
            }
            Objects.requireNonNull(subject, "subject");
            Objects.requireNonNull(predicateType, "predicateType");
            Objects.requireNonNull(predicate, "predicate");
        }

        Document document() {
            Kind kind = Kind.of(predicateType);
            if (predicate.containsKey(MODEL)) {
                throw new InvalidDocumentException("The " + kind.word + " has an unknown field ‘" + MODEL + "’");
            }
            List<Subject> files = subject.stream()
                    .map(file -> new Subject(file.name, file.digest.sha256))
                    .toList();
            predicate.put(MODEL, new ModelFiles(files));
            return CanonicalJson.fromMap(predicate, kind.type);
        }
    }

    private record Resource(String name, Digests digest) {
        Resource {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(digest, "digest");
        }
    }

    private record Digests(Sha256 sha256) {
        Digests {
            Objects.requireNonNull(sha256, "sha256");
        }
    }

    private enum Kind {
        EVIDENCE("evidence", Evidence.class),
        VERDICTS("verdicts", Verdicts.class),
        APPROVAL("approval", Approval.class),
        TRANSITION("transition", Transition.class);

        final String word;
        final Class<? extends Document> type;

        Kind(String word, Class<? extends Document> type) {
            this.word = word;
            this.type = type;
        }

        String predicateType() {
            return "https://jenkinsci.github.io/model-gate-plugin/" + word + "/v1";
        }

        static Kind of(Document document) {
            return Arrays.stream(values())
                    .filter(kind -> kind.type.isInstance(document))
                    .findFirst()
                    .orElseThrow();
        }

        static Kind of(String predicateType) {
            return Arrays.stream(values())
                    .filter(kind -> kind.predicateType().equals(predicateType))
                    .findFirst()
                    .orElseThrow(
                            () -> new InvalidDocumentException("None of Model Gate's documents has the predicate type ‘"
                                    + Shown.text(predicateType) + "’"));
        }
    }
}
