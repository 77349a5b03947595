package io.jenkins.plugins.modelgate.core.ledger;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Document;
import io.jenkins.plugins.modelgate.core.document.Envelope;
import io.jenkins.plugins.modelgate.core.document.InvalidDocumentException;
import io.jenkins.plugins.modelgate.core.document.Transition;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;

/** Reads documents out of trees. Transitions are kept, since rules follow them far back; a digest never changes its meaning. */
final class Shelf {
    private static final int KEPT = 10_000;

    private final GitStore store;
    private final Map<Sha256, Transition> transitions =
            Collections.synchronizedMap(new LinkedHashMap<>(64, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Sha256, Transition> eldest) {
                    return size() > KEPT;
                }
            });

    Shelf(GitStore store) {
        this.store = store;
    }

    void keep(Sha256 digest, Transition transition) {
        transitions.put(digest, transition);
    }

    <T extends Document> Optional<T> find(@CheckForNull ObjectId root, Sha256 digest, Class<T> type)
            throws LedgerException {
        Transition kept = transitions.get(digest);
        if (kept != null) {
            return Optional.of(kept).filter(type::isInstance).map(type::cast);
        }
        Optional<T> found = envelope(root, digest)
                .map(Envelope::document)
                .filter(type::isInstance)
                .map(type::cast);
        found.ifPresent(document -> {
            if (document instanceof Transition transition) {
                keep(digest, transition);
            }
        });
        return found;
    }

    /** The envelope of a document; who signed it is not checked here. */
    Optional<Envelope> envelope(@CheckForNull ObjectId root, Sha256 digest) throws LedgerException {
        String path = Names.object(digest);
        ObjectId blob = store.file(root, path);
        return blob == null ? Optional.empty() : Optional.of(open(path, digest, blob));
    }

    /** Reads one object; its path must be the one that its digest gives it. */
    Envelope open(String path, Sha256 digest, ObjectId blob) throws Damage, LedgerException {
        try {
            Envelope envelope = Envelope.open(store.blob(blob));
            if (envelope.digest().equals(digest)) {
                return envelope;
            }
            throw new Damage(
                            "The document has the digest " + envelope.digest().abbreviated()
                                    + ", not that of its path.",
                            Remedies.REMOVE)
                    .at(path);
        } catch (InvalidDocumentException e) {
            throw new Damage("It is no document: " + e.getMessage() + ".", Remedies.REMOVE, e).at(path);
        } catch (Damage e) {
            throw e.at(path);
        }
    }
}
