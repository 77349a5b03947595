package io.jenkins.plugins.modelgate.core.document;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import java.time.Instant;
import java.util.Objects;

/**
 * One person's yes or no.
 *
 * @param model the model's files
 * @param verdicts the digest of the verdicts that were shown
 * @param target where the candidate wants to go
 * @param policy the policy in force
 * @param champion who held the target then; null if nobody did
 * @param by the person
 * @param yes whether they approve
 * @param meaning the meaning of the signature, as the policy words it
 * @param comment in the person's words; may be empty
 * @param at when
 */
public record Approval(
        ModelFiles model,
        Sha256 verdicts,
        TargetId target,
        PolicyRef policy,
        @CheckForNull Holder champion,
        Actor by,
        boolean yes,
        String meaning,
        String comment,
        Instant at)
        implements Document {
    public Approval {
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(verdicts, "verdicts");
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(policy, "policy");
        Objects.requireNonNull(by, "by");
        Objects.requireNonNull(meaning, "meaning");
        Objects.requireNonNull(comment, "comment");
        Objects.requireNonNull(at, "at");
    }
}
