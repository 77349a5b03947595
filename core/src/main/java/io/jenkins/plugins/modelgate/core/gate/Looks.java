package io.jenkins.plugins.modelgate.core.gate;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.Shown;
import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.document.Effect;
import io.jenkins.plugins.modelgate.core.document.Observer;
import io.jenkins.plugins.modelgate.core.document.Verdict;
import io.jenkins.plugins.modelgate.core.document.Verdicts;
import io.jenkins.plugins.modelgate.core.policy.Holdout;
import java.util.List;
import java.util.Objects;

/**
 * The looks at a model's holdout, with this one.
 *
 * @param holdout the policy's
 * @param hash the hash of its data; null if the evidence does not name it
 * @param accepted whether this is the data that was looked at before, or that a person accepted instead
 * @param taken how many candidates looked at it, this one among them, without previews
 * @param passed how many of the others passed
 * @param previews how many candidates looked at it as previews only
 */
public record Looks(Holdout holdout, @CheckForNull String hash, boolean accepted, int taken, int passed, int previews) {
    /** What stands in a verdict for a gate's name: no gate is called so. */
    private static final String PREFIX = "holdout:";

    private static final String METHOD = "looks";

    public Looks {
        Objects.requireNonNull(holdout, "holdout");
    }

    /** Whether numbers were not judged since a holdout may not be looked at; a person may change that. */
    public static boolean stopped(Verdicts verdicts) {
        return verdicts.verdicts().stream()
                .anyMatch(verdict -> verdict.method().equals(METHOD) && verdict.answer() != Answer.PASS);
    }

    /** Whether this look may let a candidate through. */
    boolean allowed() {
        Integer budget = holdout.looks();
        return hash != null && accepted && (budget == null || taken <= budget && passed < holdout.passes());
    }

    /** Who is judged by the holdout is told how much of it is left. */
    Verdict verdict() {
        Verdict verdict = new Verdict(
                PREFIX + holdout.name(),
                METHOD,
                allowed() ? Answer.PASS : Answer.INCONCLUSIVE,
                sentence(),
                null,
                null,
                null,
                null,
                List.of(Observer.CONTROLLER));
        // Other data is accepted first, and then judged by.
        return allowed() || hash == null || !accepted ? verdict : verdict.weighing(Effect.PERSON);
    }

    private String sentence() {
        String name = "‘" + Shown.text(holdout.name()) + "’";
        if (hash == null) {
            return "Which examples the holdout " + name + " has is not known: the evidence does not name ‘"
                    + Shown.text(holdout.data()) + "’.";
        }
        if (!accepted) {
            return "The holdout " + name + " is not the one that candidates were judged by before: its data is now "
                    + Shown.text(hash) + ". A person must accept it.";
        }
        Integer budget = holdout.looks();
        String previewed = previews == 0 ? "" : " (and " + (previews == 1 ? "one preview)" : previews + " previews)");
        if (budget == null) {
            return "Look " + taken + previewed + " at the holdout " + name + "; no budget was given.";
        }
        if (taken > budget) {
            return "All " + budget + " looks at the holdout " + name + " were taken. New examples are needed.";
        }
        if (passed >= holdout.passes()) {
            return (passed == 1 ? "One look" : passed + " looks") + " at the holdout " + name
                    + " passed, as many as may. New examples are needed.";
        }
        return "Look " + taken + " of " + budget + previewed + " at the holdout " + name + ", of which "
                + holdout.passes() + " may pass: the level is shared among " + Shown.number(holdout.questions())
                + (holdout.questions() == 1 ? " question." : " questions.");
    }
}
