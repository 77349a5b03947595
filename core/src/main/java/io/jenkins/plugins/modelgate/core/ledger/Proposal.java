package io.jenkins.plugins.modelgate.core.ledger;

import io.jenkins.plugins.modelgate.core.document.Document;
import io.jenkins.plugins.modelgate.core.document.Transition;
import java.util.List;
import java.util.Objects;

/**
 * A transition that somebody wants to append.
 *
 * @param transition made for the head that the {@link Proposer} was given: {@code from} and {@code previous} are that
 *     head's
 * @param documents the evidence, verdicts and approvals that it cites; those that are in the ledger already may be left
 *     out. The ledger seals them with its own key, so the caller has checked where they come from
 */
public record Proposal(Transition transition, List<Document> documents) {
    public Proposal {
        Objects.requireNonNull(transition, "transition");
        documents = List.copyOf(documents);
    }
}
