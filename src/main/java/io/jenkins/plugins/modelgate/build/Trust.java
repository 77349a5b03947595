package io.jenkins.plugins.modelgate.build;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.config.ModelGateConfiguration;
import io.jenkins.plugins.modelgate.core.document.Envelope;
import io.jenkins.plugins.modelgate.core.document.TrustRoot;
import java.io.IOException;

/** Whose signatures count for what a build keeps: those that count in the server's ledger. */
final class Trust {
    /** For a statement that no candidate of the build names. */
    static final Trust NONE = new Trust(TrustRoot.empty(), null);

    private final TrustRoot root;

    @CheckForNull
    private final String problem;

    private Trust(TrustRoot root, @CheckForNull String problem) {
        this.root = root;
        this.problem = problem;
    }

    static Trust of(String server) {
        try {
            ModelGateConfiguration configuration = ModelGateConfiguration.get();
            return new Trust(
                    configuration
                            .ledger(configuration.server(server).getLedger())
                            .trust(null),
                    null);
        } catch (IOException e) {
            return new Trust(TrustRoot.empty(), e.getMessage());
        }
    }

    /** What it says of an envelope, in words. */
    String words(Envelope envelope) {
        return problem == null ? envelope.check(root).toString() : Messages.Trust_unknown(problem);
    }

    /** Whether a trusted key signed exactly this. */
    boolean holds(Envelope envelope) {
        return envelope.check(root).state() == Envelope.Seal.State.TRUSTED;
    }
}
