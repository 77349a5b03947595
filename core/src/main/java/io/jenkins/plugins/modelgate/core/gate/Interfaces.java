package io.jenkins.plugins.modelgate.core.gate;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.contract.Signature;

/**
 * What models take and give, as far as gates ask for it.
 *
 * @param candidate null if it has no signature
 * @param champion null if there is no champion, or it has no signature
 */
public record Interfaces(
        @CheckForNull Signature candidate, @CheckForNull Signature champion) {
    /** Nothing is known. */
    public static Interfaces none() {
        return new Interfaces(null, null);
    }
}
