package io.jenkins.plugins.modelgate.core.ledger;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import org.eclipse.jgit.transport.URIish;

/**
 * Where a ledger is.
 *
 * @param text an absolute path or a URL
 * @param remote null: embedded
 */
record Location(String text, @CheckForNull URIish remote) {
    private static final Set<String> SCHEMES = Set.of("file", "https", "http", "ssh");

    /** @throws LedgerException if there can be no ledger */
    static Location of(String location) throws LedgerException {
        try {
            URIish uri = new URIish(location);
            if (uri.getPass() != null) {
                throw new LedgerException("The URL of the ledger at ‘" + uri.getHost()
                        + "’ has a password in it, which would end up in logs. Configure it as a credential");
            }
            if (uri.getScheme() == null && uri.getHost() == null) {
                Path folder = Path.of(location).toAbsolutePath().normalize();
                return new Location(folder.toString(), null);
            }
            if (uri.getScheme() != null && !SCHEMES.contains(uri.getScheme().toLowerCase(Locale.ROOT))) {
                throw new LedgerException("A ledger cannot be reached by ‘" + uri.getScheme()
                        + "’. Give a folder, or a URL of file, https, http or ssh");
            }
            return new Location(uri.toString(), uri);
        } catch (URISyntaxException | InvalidPathException e) {
            throw new LedgerException("The location of the ledger is neither a folder nor a URL. Give one of them");
        }
    }

    boolean embedded() {
        return remote == null;
    }

    /** A file name for it. */
    String key() {
        return Sha256.of(LedgerState.utf8(text)).abbreviated();
    }

    Origin origin(LedgerConfig config, Path cache) {
        return remote == null
                ? new FolderOrigin(Path.of(text), config.incoming())
                : new RemoteOrigin(remote, cache.resolve("copy.git"), config.credentials());
    }
}
