package io.jenkins.plugins.modelgate.core.contract;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.document.Effect;
import java.util.Objects;

/**
 * Something about a table that is not as it should be, or could not be told.
 *
 * @param column which column; null if it is about the whole table
 * @param answer FAIL or INCONCLUSIVE
 * @param effect what becomes of it
 * @param sentence for people, complete in itself
 */
public record Finding(@CheckForNull String column, Answer answer, Effect effect, String sentence) {
    public Finding {
        Objects.requireNonNull(answer, "answer");
        Objects.requireNonNull(effect, "effect");
        Objects.requireNonNull(sentence, "sentence");
    }
}
