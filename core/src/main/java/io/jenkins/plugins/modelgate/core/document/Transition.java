package io.jenkins.plugins.modelgate.core.document;

import com.fasterxml.jackson.annotation.JsonProperty;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * One change of what holds a target. One transition is one commit of the ledger.
 *
 * @param model the files of the version that the transition is about: of {@code quarantine} for a quarantine and a lift,
 *     of {@code from} where it empties the target, else of {@code to}
 * @param type see {@link Type}
 * @param target whose
 * @param from who held it before; null if nobody did
 * @param to who holds it afterwards; null if nobody does
 * @param quarantine the candidate that is quarantined or lifted by this; null if none is
 * @param alias the MLflow alias that shows the target; null if none does
 * @param stage the legacy MLflow stage that shows the target; null if none does
 * @param verdicts the digest of the verdicts that let it through; null for all types but promote
 * @param approvals digests of approvals
 * @param policy the policy in force; null where none is asked
 * @param reason in words; never blank but for promote
 * @param actor who acts
 * @param previous the digest of this target's previous transition; null for its first
 * @param at when
 */
public record Transition(
        ModelFiles model,
        Type type,
        TargetId target,
        @CheckForNull Holder from,
        @CheckForNull Holder to,
        @CheckForNull Holder quarantine,
        @CheckForNull String alias,
        @CheckForNull String stage,
        @CheckForNull Sha256 verdicts,
        List<Sha256> approvals,
        @CheckForNull PolicyRef policy,
        String reason,
        Actor actor,
        @CheckForNull Sha256 previous,
        Instant at)
        implements Document {
    public Transition {
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(target, "target");
        approvals = List.copyOf(Objects.requireNonNull(approvals, "approvals"));
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(actor, "actor");
        Objects.requireNonNull(at, "at");
    }

    public enum Type {
        /** A candidate whose gates pass takes the target. */
        @JsonProperty("promote")
        PROMOTE,
        /** The target goes back to an earlier holder; what it leaves is quarantined. */
        @JsonProperty("roll-back")
        ROLL_BACK,
        /** A candidate may not hold any target of its model any more; the target itself stays. */
        @JsonProperty("quarantine")
        QUARANTINE,
        /** A quarantine ends. */
        @JsonProperty("lift")
        LIFT,
        /** Nobody holds the target any more. */
        @JsonProperty("retire")
        RETIRE,
        /** What the registry shows is taken over, with or without evidence. */
        @JsonProperty("adopt")
        ADOPT
    }
}
