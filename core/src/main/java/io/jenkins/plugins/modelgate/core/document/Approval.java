package io.jenkins.plugins.modelgate.core.document;

import com.fasterxml.jackson.annotation.JsonProperty;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import java.time.Instant;
import java.util.Objects;

/**
 * What one person said to verdicts; or that nobody said enough in time.
 *
 * @param model the model's files
 * @param verdicts the digest of the verdicts that were shown
 * @param target where the candidate wants to go
 * @param policy the policy in force
 * @param champion who held the target then; null if nobody did
 * @param by the person; for {@link Decision#EXPIRE} whoever noticed
 * @param person what was known of the person; null for {@link Decision#EXPIRE}
 * @param decision what they said
 * @param group in whose name they said it; null for {@link Decision#EXPIRE}
 * @param meaning the meaning of the signature, as the policy words it; empty for {@link Decision#EXPIRE}
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
        @CheckForNull Person person,
        Decision decision,
        @CheckForNull String group,
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
        Objects.requireNonNull(decision, "decision");
        Objects.requireNonNull(meaning, "meaning");
        Objects.requireNonNull(comment, "comment");
        Objects.requireNonNull(at, "at");
        boolean said = decision != Decision.EXPIRE;
        if (said != (person != null) || said != (group != null)) {
            throw new InvalidDocumentException("A person says yes or no in the name of a group; time does not");
        }
    }

    public enum Decision {
        /** Yes. */
        @JsonProperty("approve")
        APPROVE,
        /** No: it stands against the candidate until the same person approves. */
        @JsonProperty("reject")
        REJECT,
        /** Let it through without the others; the comment says why. */
        @JsonProperty("break-glass")
        BREAK_GLASS,
        /** Too few said yes in time. */
        @JsonProperty("expire")
        EXPIRE
    }

    /** Whether both are by the same person, as far as ids and addresses tell. */
    public boolean bySame(Approval other) {
        return person != null
                && other.person != null
                && (Person.same(by.name(), other.by.name())
                        || person.emails().stream().anyMatch(other.person::hasEmail));
    }
}
