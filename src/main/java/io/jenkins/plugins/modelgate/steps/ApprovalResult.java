package io.jenkins.plugins.modelgate.steps;

import io.jenkins.plugins.modelgate.core.approval.Tally;
import io.jenkins.plugins.modelgate.core.document.Approval;
import io.jenkins.plugins.modelgate.mlflow.steps.Approvals.Standing;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.jenkinsci.plugins.scriptsecurity.sandbox.whitelists.Whitelisted;

/** What {@code modelApproval} gives to the pipeline. */
public final class ApprovalResult implements Serializable {
    private static final long serialVersionUID = 1;

    private final String state;
    private final String digest;
    private final ArrayList<String> approvedBy;
    private final String sentence;

    private ApprovalResult(String state, String digest, List<String> approvedBy, String sentence) {
        this.state = state;
        this.digest = digest;
        this.approvedBy = new ArrayList<>(approvedBy);
        this.sentence = sentence;
    }

    /** Of a candidate that may go on. */
    static ApprovalResult of(Standing standing) {
        List<Approval> yes = standing.yes();
        boolean broken = yes.stream().anyMatch(said -> said.decision() == Approval.Decision.BREAK_GLASS);
        boolean met = standing.tally().state() == Tally.State.MET;
        return new ApprovalResult(
                !met ? "held" : broken ? "break-glass" : "approved",
                standing.digest().hex(),
                yes.stream().map(said -> said.by().name()).toList(),
                met ? standing.tally().sentence() : String.valueOf(standing.closed()));
    }

    /** Of verdicts that ask nobody. */
    static ApprovalResult unneeded(String sentence) {
        return new ApprovalResult("unneeded", "", List.of(), sentence);
    }

    /**
     * {@code approved}; {@code break-glass}; {@code held}: the version holds the target already; or {@code unneeded}: the
     * policy asks nobody.
     */
    @Whitelisted
    public String getState() {
        return state;
    }

    /** The digest of the verdicts that were approved; empty if nobody was asked. */
    @Whitelisted
    public String getDigest() {
        return digest;
    }

    /** The ids of those whose yes counts, in the order they said it. */
    @Whitelisted
    public List<String> getApprovedBy() {
        return new ArrayList<>(approvedBy);
    }

    /** For people. */
    @Whitelisted
    public String getSentence() {
        return sentence;
    }

    @Whitelisted
    @Override
    public String toString() {
        return sentence;
    }
}
