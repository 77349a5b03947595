package io.jenkins.plugins.modelgate.core.ledger;

import io.jenkins.plugins.modelgate.core.document.Document;
import io.jenkins.plugins.modelgate.core.document.Envelope;
import io.jenkins.plugins.modelgate.core.document.Transition;
import java.util.List;
import java.util.Objects;

/**
 * A transition that somebody wants to append.
 *
 * @param transition made for the head that the {@link Proposer} was given: {@code from} and {@code previous} are that
 *     head's
 * @param documents the evidence and verdicts that it cites; those that are in the ledger already may be left out. The
 *     ledger seals them with its own key, so the caller has checked where they come from
 * @param approvals those that it cites, as they were signed
 */
public record Proposal(Transition transition, List<Document> documents, List<Envelope> approvals) {
    public Proposal {
        Objects.requireNonNull(transition, "transition");
        documents = List.copyOf(documents);
        approvals = List.copyOf(approvals);
    }

    /** A proposal that needs no approvals. */
    public Proposal(Transition transition, List<Document> documents) {
        this(transition, documents, List.of());
    }
}
