package io.jenkins.plugins.modelgate.core.document;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * What all gates of one target answered for one candidate under one policy against one champion.
 *
 * @param model the model's files
 * @param evidence the digest of the evidence that was judged
 * @param candidateKey the candidate
 * @param version the version in the registry
 * @param target where it wants to go
 * @param policy the policy in force
 * @param baseline what it was compared with
 * @param verdicts one for each gate, in the policy's order
 * @param answer the answer of all together
 * @param rule the rule that made one answer of many, in words
 * @param approvals what the policy asks of people; null if nothing
 * @param makers who had a part in the candidate since the champion; null if nobody knows, or nobody has to approve
 * @param at when they were reached
 */
public record Verdicts(
        ModelFiles model,
        Sha256 evidence,
        Sha256 candidateKey,
        String version,
        TargetId target,
        PolicyRef policy,
        Baseline baseline,
        List<Verdict> verdicts,
        Answer answer,
        String rule,
        @CheckForNull ApprovalRules approvals,
        @CheckForNull List<Maker> makers,
        Instant at)
        implements Document {
    public Verdicts {
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(evidence, "evidence");
        Objects.requireNonNull(candidateKey, "candidateKey");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(policy, "policy");
        Objects.requireNonNull(baseline, "baseline");
        Objects.requireNonNull(answer, "answer");
        Objects.requireNonNull(rule, "rule");
        Objects.requireNonNull(at, "at");
        verdicts = List.copyOf(Objects.requireNonNull(verdicts, "verdicts"));
        makers = makers == null ? null : List.copyOf(makers);
    }

    /** Verdicts that let a candidate through, or do not, by themselves. */
    public Verdicts(
            ModelFiles model,
            Sha256 evidence,
            Sha256 candidateKey,
            String version,
            TargetId target,
            PolicyRef policy,
            Baseline baseline,
            List<Verdict> verdicts,
            Answer answer,
            String rule,
            Instant at) {
        this(model, evidence, candidateKey, version, target, policy, baseline, verdicts, answer, rule, null, null, at);
    }

    /** The same, put to people. */
    public Verdicts putTo(ApprovalRules approvals, @CheckForNull List<Maker> makers, Instant at) {
        return new Verdicts(
                model,
                evidence,
                candidateKey,
                version,
                target,
                policy,
                baseline,
                verdicts,
                answer,
                rule,
                approvals,
                makers,
                at);
    }
}
