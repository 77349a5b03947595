package io.jenkins.plugins.modelgate.approvals;

import hudson.ExtensionPoint;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import jenkins.util.Listeners;

/** Is told what people say to candidates in this controller. What they say elsewhere is in the ledger, and nobody tells. */
public interface ApprovalListener extends ExtensionPoint {
    /**
     * Somebody said something.
     *
     * @param target where the candidate wants to go
     * @param verdicts the digest of what it was said to
     */
    void said(TargetId target, Sha256 verdicts);

    /** Tells everybody. */
    static void fire(TargetId target, Sha256 verdicts) {
        Listeners.notify(ApprovalListener.class, true, listener -> listener.said(target, verdicts));
    }
}
