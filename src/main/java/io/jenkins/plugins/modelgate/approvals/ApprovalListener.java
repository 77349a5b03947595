package io.jenkins.plugins.modelgate.approvals;

import hudson.ExtensionPoint;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import jenkins.util.Listeners;

/** Is told what people are asked and what they say to candidates. */
public interface ApprovalListener extends ExtensionPoint {
    /**
     * Somebody said something in this controller. What they say elsewhere is in the ledger, and nobody tells.
     *
     * @param target where the candidate wants to go
     * @param verdicts the digest of what it was said to
     */
    void said(TargetId target, Sha256 verdicts);

    /** People are asked, wherever the gates ran; told within minutes, once, by the controller that owns the server. */
    default void asked(Question question) {}

    /** Nobody is waited for any more; told within minutes, by the controller that owns the server. */
    default void settled(Question question) {}

    /** Tells everybody that somebody said something. */
    static void fire(TargetId target, Sha256 verdicts) {
        Listeners.notify(ApprovalListener.class, true, listener -> listener.said(target, verdicts));
    }
}
