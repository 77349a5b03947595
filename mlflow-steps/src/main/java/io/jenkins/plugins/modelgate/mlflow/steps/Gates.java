package io.jenkins.plugins.modelgate.mlflow.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Evidence;
import io.jenkins.plugins.modelgate.core.document.PolicyRef;
import io.jenkins.plugins.modelgate.core.document.Verdicts;
import io.jenkins.plugins.modelgate.core.policy.ModelPolicy;
import java.util.Objects;

/** Asks the gates of a target about a version. */
public final class Gates {
    private final Gatekeeper gatekeeper;

    public Gates(Gatekeeper gatekeeper) {
        this.gatekeeper = Objects.requireNonNull(gatekeeper, "gatekeeper");
    }

    /**
     * What to ask.
     *
     * @param model the model's policy
     * @param policy where the policy was read
     * @param target the target's name
     * @param version the version in the registry
     * @param rescorer scores the champion; null: it is compared by the numbers in its evidence
     */
    public record Question(
            ModelPolicy model,
            PolicyRef policy,
            String target,
            String version,
            @CheckForNull Rescorer rescorer) {
        public Question {
            Objects.requireNonNull(model, "model");
            Objects.requireNonNull(policy, "policy");
            Objects.requireNonNull(target, "target");
            Objects.requireNonNull(version, "version");
        }
    }

    /** Where the verdicts come from. */
    public enum Source {
        /** Reached now. */
        NOW,
        /** This candidate was judged before against the same champion under the same policy. */
        RECORDED,
        /** This candidate holds the target already; these let it through. */
        HOLDER
    }

    /**
     * What they answered.
     *
     * @param verdicts the answers
     * @param digest their digest
     * @param evidence what they are about
     * @param source where they come from
     */
    public record Judged(Verdicts verdicts, Sha256 digest, Evidence evidence, Source source) {}

    /**
     * Asks the gates, and records what they answer in the ledger. What was answered before about the same candidate, policy
     * and champion is not asked again: a red stays red.
     */
    public Judged judge(Question question) {
        return gatekeeper.unfinished();
    }

    /** As {@link #judge}, and nothing is written anywhere. */
    public Judged preview(Question question) {
        return gatekeeper.unfinished();
    }
}
