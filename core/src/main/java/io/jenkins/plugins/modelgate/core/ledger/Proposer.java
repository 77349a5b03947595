package io.jenkins.plugins.modelgate.core.ledger;

/** Makes a proposal for a head. It is asked again with the new head when somebody else was first, so it has no effects. */
@FunctionalInterface
public interface Proposer {
    /**
     * The proposal for {@code head}.
     *
     * @throws RefusedException if on this head there is nothing to propose
     * @throws LedgerException if the ledger cannot be read
     */
    Proposal propose(LedgerHead head) throws LedgerException;
}
