package io.jenkins.plugins.modelgate.mlflow.steps;

import io.jenkins.plugins.modelgate.core.document.Holder;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import io.jenkins.plugins.modelgate.core.ledger.LedgerException;
import io.jenkins.plugins.modelgate.core.ledger.LedgerHead;
import io.jenkins.plugins.modelgate.core.ledger.TargetState;
import java.util.ArrayList;
import java.util.List;

/**
 * A version that must not be lost.
 *
 * @param target whose sake it is for
 * @param version which
 * @param holds whether it holds the target; else a roll-back may go to it
 */
record Needed(TargetId target, Holder version, boolean holds) {
    /**
     * Who holds a target, and to whom a roll-back may go, the nearest first.
     *
     * @param rollBacks how many of the latter at most
     */
    static List<Needed> of(LedgerHead head, TargetState state, int rollBacks) throws LedgerException {
        List<Needed> needed = new ArrayList<>();
        if (state.holder() != null) {
            needed.add(new Needed(state.target(), state.holder(), true));
        }
        head.earlierHolders(state.target()).stream()
                .limit(rollBacks)
                .forEach(holder -> needed.add(new Needed(state.target(), holder, false)));
        return needed;
    }

    /** That data of it is gone. */
    Drift without(List<String> data) {
        String named = String.join(", ", data);
        return new Drift(
                target,
                Drift.Kind.DATA,
                named,
                null,
                "Data of " + this + ", is gone from the DVC remote: " + named
                        + ": push it again from where it still is");
    }

    /** Such as {@code version 3, which holds ‘production’}. */
    @Override
    public String toString() {
        return "version " + version.version() + ", "
                + (holds
                        ? "which holds ‘" + target.target() + "’"
                        : "to which ‘" + target.target() + "’ may be rolled back");
    }
}
