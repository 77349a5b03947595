package io.jenkins.plugins.modelgate.core.document;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.time.Instant;
import java.util.Objects;

/**
 * A person's own key, as a line of a file {@code allowed_signers} has it.
 *
 * @param principal the person's id
 * @param key see {@link SshKey}
 * @param from when it begins to count; null: it always did
 * @param until when it ends to count; null: it does not
 */
public record Signer(
        String principal,
        SshKey key,
        @CheckForNull Instant from,
        @CheckForNull Instant until) {
    public Signer {
        Objects.requireNonNull(principal, "principal");
        Objects.requireNonNull(key, "key");
    }

    boolean validAt(Instant at) {
        return (from == null || !at.isBefore(from)) && (until == null || at.isBefore(until));
    }
}
