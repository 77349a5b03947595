package io.jenkins.plugins.modelgate.core.policy;

import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.document.Effect;
import java.util.Objects;

/**
 * How much one gate weighs.
 *
 * @param fail what becomes of all verdicts when it answers FAIL or ERROR
 * @param inconclusive what becomes of them when it cannot tell
 */
public record Severity(Effect fail, Effect inconclusive) {
    /** It must pass. */
    public static final Severity BLOCK = new Severity(Effect.BLOCK, Effect.BLOCK);

    /** It need not pass. */
    public static final Severity WARN = new Severity(Effect.WARN, Effect.WARN);

    public Severity {
        Objects.requireNonNull(fail, "fail");
        Objects.requireNonNull(inconclusive, "inconclusive");
    }

    /** What becomes of all verdicts after this answer; after a PASS, what would have. */
    public Effect after(Answer answer) {
        return answer == Answer.INCONCLUSIVE ? inconclusive : fail;
    }

    /** Whether it must pass. */
    public boolean blocks() {
        return fail == Effect.BLOCK;
    }
}
