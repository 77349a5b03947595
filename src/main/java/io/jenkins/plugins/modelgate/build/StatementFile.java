package io.jenkins.plugins.modelgate.build;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.document.Approval;
import io.jenkins.plugins.modelgate.core.document.Document;
import io.jenkins.plugins.modelgate.core.document.Documents;
import io.jenkins.plugins.modelgate.core.document.Envelope;
import io.jenkins.plugins.modelgate.core.document.Evidence;
import io.jenkins.plugins.modelgate.core.document.InvalidDocumentException;
import io.jenkins.plugins.modelgate.core.document.SigningKey;
import io.jenkins.plugins.modelgate.core.document.Transition;
import io.jenkins.plugins.modelgate.core.document.Verdicts;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.regex.Pattern;
import org.kohsuke.stapler.StaplerResponse2;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;
import org.kohsuke.stapler.verb.GET;

/** A statement in a build's folder: a DSSE envelope in a file that is named by the statement's digest. */
@ExportedBean(defaultVisibility = 999)
public final class StatementFile {
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

    private final String digest;
    private final byte[] bytes;
    private final Trust trust;

    @CheckForNull
    private final Envelope envelope;

    private StatementFile(String digest, byte[] bytes, Trust trust) {
        this.digest = digest;
        this.bytes = bytes;
        this.trust = trust;
        this.envelope = open(digest, bytes);
    }

    /** Null if it is not the statement that its name says. */
    @CheckForNull
    private static Envelope open(String digest, byte[] bytes) {
        try {
            Envelope envelope = Envelope.open(bytes);
            return envelope.digest().hex().equals(digest) ? envelope : null;
        } catch (InvalidDocumentException e) {
            return null;
        }
    }

    static void write(Path folder, Document document, @CheckForNull SigningKey key) throws IOException {
        Files.createDirectories(folder);
        Envelope envelope = key == null ? Envelope.unsigned(document) : Envelope.seal(document, key);
        Path written = Files.createTempFile(folder, "statement", null);
        try {
            Files.write(written, envelope.json());
            Files.move(written, file(folder, Documents.digest(document).hex()), StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(written);
        }
    }

    /** Null if {@code digest} is none, or there is no such file. */
    @CheckForNull
    static StatementFile find(Path folder, String digest, Trust trust) {
        if (!DIGEST.matcher(digest).matches()) {
            return null;
        }
        Path file = file(folder, digest);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return null;
        }
        try (InputStream in = Files.newInputStream(file)) {
            return new StatementFile(digest, in.readNBytes(Envelope.MAX_BYTES + 1), trust);
        } catch (IOException e) {
            // It went with its build.
            return null;
        }
    }

    private static Path file(Path folder, String digest) {
        return folder.resolve(digest + ".json");
    }

    @Exported
    public String getDigest() {
        return digest;
    }

    /** {@code evidence}, {@code verdicts}, {@code approval} or {@code transition}; {@code statement} if it is damaged. */
    @Exported
    public String getKind() {
        Document document = envelope == null ? null : envelope.document();
        if (document instanceof Evidence) {
            return "evidence";
        }
        if (document instanceof Verdicts) {
            return "verdicts";
        }
        if (document instanceof Approval) {
            return "approval";
        }
        return document instanceof Transition ? "transition" : "statement";
    }

    /** What the trust root of the server's ledger says of the signature, in words. */
    @Exported
    public String getSeal() {
        return envelope == null ? Messages.StatementFile_damaged() : trust.words(envelope);
    }

    /** Whether it is what its name says, and a trusted key signed it. */
    @Exported
    public boolean isTrusted() {
        return envelope != null && trust.holds(envelope);
    }

    /** What it says, if it is evidence. */
    Optional<Evidence> evidence() {
        return envelope != null && envelope.document() instanceof Evidence evidence
                ? Optional.of(evidence)
                : Optional.empty();
    }

    /** What it says, if it is verdicts. */
    Optional<Verdicts> verdicts() {
        return envelope != null && envelope.document() instanceof Verdicts verdicts
                ? Optional.of(verdicts)
                : Optional.empty();
    }

    /** The envelope, byte for byte as {@code model-gate ledger} would have it. Whoever came here may read the build. */
    @GET
    public void doIndex(StaplerResponse2 response) throws IOException {
        response.setContentType("application/json;charset=UTF-8");
        response.setHeader("Content-Disposition", "attachment; filename=\"" + getKind() + "-" + digest + ".json\"");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }
}
