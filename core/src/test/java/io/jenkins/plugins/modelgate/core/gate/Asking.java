package io.jenkins.plugins.modelgate.core.gate;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.policy.Gate;
import io.jenkins.plugins.modelgate.core.policy.Gate.Direction;
import io.jenkins.plugins.modelgate.core.policy.Grounds;
import io.jenkins.plugins.modelgate.core.policy.Margin;
import io.jenkins.plugins.modelgate.core.policy.Reference;
import io.jenkins.plugins.modelgate.core.policy.Severity;

/** Gates as tests ask them. */
final class Asking {
    private Asking() {}

    static Gate.Comparison comparison(
            String metric, Direction better, @CheckForNull String margin, Grounds grounds, Reference against) {
        return new Gate.Comparison(
                "g",
                Severity.BLOCK,
                metric,
                better,
                margin == null ? null : Margin.parse(margin),
                null,
                grounds,
                Gate.USUAL_CONFIDENCE,
                against);
    }
}
