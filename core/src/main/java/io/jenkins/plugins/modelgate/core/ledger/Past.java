package io.jenkins.plugins.modelgate.core.ledger;

import io.jenkins.plugins.modelgate.core.document.Evidence;
import io.jenkins.plugins.modelgate.core.document.Verdicts;
import java.util.Objects;

/** What was judged before, with the evidence that it was judged by. */
public record Past(Verdicts verdicts, Evidence evidence) {
    public Past {
        Objects.requireNonNull(verdicts, "verdicts");
        Objects.requireNonNull(evidence, "evidence");
    }
}
