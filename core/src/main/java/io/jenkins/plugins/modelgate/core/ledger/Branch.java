package io.jenkins.plugins.modelgate.core.ledger;

import org.eclipse.jgit.lib.Constants;

/** The branches of a ledger. */
enum Branch {
    /** Transitions. */
    MAIN("main"),
    /** Evidence and verdicts that led to no transition. */
    RECORDS("records"),
    /** Who looked at a holdout. */
    LOOKS("looks"),
    /** What people said to verdicts. */
    APPROVALS("approvals");

    private final String branch;

    Branch(String branch) {
        this.branch = branch;
    }

    String branch() {
        return branch;
    }

    /** The ref in the ledger itself. */
    String ref() {
        return Constants.R_HEADS + branch;
    }

    /** Where the copy of a remote ledger remembers it. */
    String trackingRef() {
        return Constants.R_REMOTES + "ledger/" + branch;
    }
}
