package io.jenkins.plugins.modelgate.core.ledger;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.util.Objects;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.CredentialsProvider;

/**
 * A Git repository in whose tags the heads of a ledger are written down.
 *
 * @param location a bare repository’s folder or its URL, as {@link LedgerConfig#location}; null: the ledger itself
 * @param prefix how the tags’ names begin
 * @param credentials for remotes; null if none are needed, or if it is the ledger itself
 */
public record AnchorPlace(
        @CheckForNull String location,
        String prefix,
        @CheckForNull CredentialsProvider credentials) {
    /** The usual prefix. */
    public static final String PREFIX = "anchor/";

    /** @throws IllegalArgumentException if Git has no tags that begin so */
    public AnchorPlace {
        Objects.requireNonNull(prefix, "prefix");
        if (prefix.isEmpty() || !Repository.isValidRefName(Constants.R_TAGS + prefix + "x")) {
            throw new IllegalArgumentException("No tag of Git can begin with ‘" + PlainText.line(prefix, 80)
                    + "’. Give a prefix such as ‘" + PREFIX + "’");
        }
    }

    /** The ledger itself. */
    public static AnchorPlace ledger() {
        return new AnchorPlace(null, PREFIX, null);
    }
}
