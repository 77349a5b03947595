package io.jenkins.plugins.modelgate.core.ledger;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.document.Document;
import io.jenkins.plugins.modelgate.core.document.Envelope;
import io.jenkins.plugins.modelgate.core.document.SigningKey;
import io.jenkins.plugins.modelgate.core.document.TrustRoot;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.eclipse.jgit.transport.CredentialsProvider;

/**
 * Where the ledger is and how it is read and written. Nothing else matters: no Git configuration, hook or variable of the
 * machine.
 *
 * @param location a folder (embedded: a bare repository that is made by the first write), or the URL of a remote:
 *     {@code file://}, {@code https://}, {@code http://}, {@code ssh://} or {@code user@host:path}. No password in it
 * @param cache a folder of this machine that belongs to Model Gate: the copy of a remote, and how far the ledger was
 *     verified. It may be deleted at any time, and then all is verified again; who can write to it can make this machine
 *     believe things
 * @param key what signs; null to write unsigned documents
 * @param trust whose signatures count. Empty: signatures are shown but none is asked for
 * @param committer who commits, such as {@code Model Gate}; no person, who is named in the transition
 * @param email the committer's
 * @param credentials for remotes; null if none are needed
 * @param deadline how long one call may take at most, waiting for others included
 * @param incoming a further folder of Git objects to read from: what Git names in {@code GIT_OBJECT_DIRECTORY} when it
 *     runs a pre-receive hook; null everywhere else
 */
public record LedgerConfig(
        String location,
        Path cache,
        @CheckForNull SigningKey key,
        TrustRoot trust,
        String committer,
        String email,
        @CheckForNull CredentialsProvider credentials,
        Duration deadline,
        @CheckForNull Path incoming) {
    public LedgerConfig {
        Objects.requireNonNull(location, "location");
        Objects.requireNonNull(cache, "cache");
        Objects.requireNonNull(trust, "trust");
        Objects.requireNonNull(committer, "committer");
        Objects.requireNonNull(email, "email");
        Objects.requireNonNull(deadline, "deadline");
    }

    /** Unsigned, trusting whatever is there, within two minutes. */
    public static LedgerConfig of(String location, Path cache) {
        return new LedgerConfig(
                location,
                cache,
                null,
                TrustRoot.empty(),
                "Model Gate",
                "model-gate@localhost",
                null,
                Duration.ofMinutes(2),
                null);
    }

    /** A document as the ledger keeps it. */
    Envelope seal(Document document) {
        SigningKey signs = key;
        return signs == null ? Envelope.unsigned(document) : Envelope.seal(document, signs);
    }

    /** @param signs null: nothing will be written that asks for a signature */
    public LedgerConfig withKey(@CheckForNull SigningKey signs) {
        return new LedgerConfig(location, cache, signs, trust, committer, email, credentials, deadline, incoming);
    }

    public LedgerConfig withTrust(TrustRoot trusted) {
        return new LedgerConfig(location, cache, key, trusted, committer, email, credentials, deadline, incoming);
    }

    public LedgerConfig withCommitter(String name, String address) {
        return new LedgerConfig(location, cache, key, trust, name, address, credentials, deadline, incoming);
    }

    public LedgerConfig withCredentials(CredentialsProvider provider) {
        return new LedgerConfig(location, cache, key, trust, committer, email, provider, deadline, incoming);
    }

    public LedgerConfig withDeadline(Duration limit) {
        return new LedgerConfig(location, cache, key, trust, committer, email, credentials, limit, incoming);
    }

    public LedgerConfig withIncoming(Path objects) {
        return new LedgerConfig(location, cache, key, trust, committer, email, credentials, deadline, objects);
    }
}
