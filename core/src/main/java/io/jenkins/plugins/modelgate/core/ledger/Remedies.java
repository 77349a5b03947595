package io.jenkins.plugins.modelgate.core.ledger;

/** What to do about a ledger that is not what it must be; docs/ledger.md has the long form. */
final class Remedies {
    static final String RESTORE =
            "Stop writing to this ledger, keep a copy of it, and restore it from a clone that audits well.";
    static final String REMOVE =
            "Find out who pushed it, and reset the branch to the commit before it, or to a clone that audits well.";

    private Remedies() {}
}
