package io.jenkins.plugins.modelgate.core.ledger;

import io.jenkins.plugins.modelgate.core.digest.CanonicalJson;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.TrustRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.jgit.lib.ObjectId;

/** A file that remembers how far a ledger was verified, and so notices if its history is rewritten. */
final class VerifiedMark {
    private static final Logger LOG = Logger.getLogger(VerifiedMark.class.getName());

    /** Counted up when a newer program checks more than an older one did. */
    private static final int RULES = 1;

    private final Path file;
    private final Sha256 trust;

    VerifiedMark(Path file, TrustRoot trust) {
        this.file = file;
        this.trust = CanonicalJson.digest(List.copyOf(trust.keyIds()));
    }

    Path file() {
        return file;
    }

    /** What was verified last; empty if nothing was. */
    Optional<Mark> read() throws LedgerException {
        try {
            Content content = CanonicalJson.read(Files.readAllBytes(file), Content.class);
            boolean stillHolds = content.rules == RULES && content.trust.equals(trust);
            return Optional.of(new Mark(ObjectId.fromString(content.commit), stillHolds));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            LOG.log(Level.WARNING, "All of the ledger is verified again: ‘{0}’ is damaged", file);
            return Optional.empty();
        } catch (IOException e) {
            throw new LedgerException("Cannot read ‘" + file + "’. Check that this user may read it", e);
        }
    }

    void write(ObjectId commit) throws LedgerException {
        try {
            Path folder = Objects.requireNonNull(file.getParent());
            Files.createDirectories(folder);
            Path written = Files.createTempFile(folder, "verified", ".new");
            Files.write(written, CanonicalJson.bytes(new Content(RULES, trust, commit.name())));
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new LedgerException("Cannot write ‘" + file + "’. Check that this user may write there", e);
        }
    }

    /**
     * @param commit the last commit that was verified
     * @param stillHolds whether it was under these rules and this trust root; if not, it only has to be there
     */
    record Mark(ObjectId commit, boolean stillHolds) {}

    private record Content(int rules, Sha256 trust, String commit) {
        Content {
            Objects.requireNonNull(trust, "trust");
            Objects.requireNonNull(commit, "commit");
        }
    }
}
