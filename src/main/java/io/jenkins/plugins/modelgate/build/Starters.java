package io.jenkins.plugins.modelgate.build;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Cause;
import hudson.model.Run;
import io.jenkins.plugins.modelgate.config.Emails;
import io.jenkins.plugins.modelgate.config.Scripts;
import io.jenkins.plugins.modelgate.core.document.Maker;
import io.jenkins.plugins.modelgate.core.document.Observer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.cps.replay.ReplayCause;

/**
 * Who had a build started: in person, or by what led to it (upstream builds, the build that it replays, rebuilds or goes on
 * with), as far as that is still there. Who asked for it in MLflow is who the request says. A build that time started has no
 * starter.
 */
final class Starters {
    /** By name: their plugins need not be there. */
    private static final Set<String> AGAIN = Set.of(
            "com.sonyericsson.rebuild.RebuildCause",
            "org.jenkinsci.plugins.pipeline.modeldefinition.causes.RestartDeclarativePipelineCause");

    private final Set<Maker> found = new LinkedHashSet<>();
    private final Set<String> seen = new HashSet<>();

    private Starters() {}

    /** Each part that somebody had, those in the build itself first. */
    static List<Maker> of(Run<?, ?> run) {
        Starters starters = new Starters();
        starters.look(run);
        return new ArrayList<>(starters.found);
    }

    private void look(Run<?, ?> run) {
        if (seen.add(run.getExternalizableId())) {
            look(run.getCauses());
            lookIfThere(Scripts.original(run));
        }
    }

    private void lookIfThere(@CheckForNull Run<?, ?> run) {
        if (run != null) {
            look(run);
        }
    }

    private void look(List<Cause> causes) {
        Maker.Role role = role(causes);
        for (Cause cause : causes) {
            if (cause instanceof Cause.UserIdCause user) {
                found.add(maker(role, user.getUserId(), Observer.CONTROLLER));
            } else if (cause instanceof RequestCause request && request.getBy() != null) {
                found.add(maker(role, request.getBy(), Observer.CLAIMED));
            }
        }
        for (Cause cause : causes) {
            if (cause instanceof Cause.UpstreamCause upstream) {
                // It says what was known when the build began, also of builds that are gone.
                look(upstream.getUpstreamCauses());
                lookIfThere(upstream.getUpstreamRun());
            }
        }
    }

    private static Maker.Role role(List<Cause> causes) {
        for (Cause cause : causes) {
            if (cause instanceof ReplayCause replay) {
                return replay.isRebuilt() ? Maker.Role.REBUILDER : Maker.Role.REPLAYER;
            }
            if (AGAIN.contains(cause.getClass().getName())) {
                return Maker.Role.REBUILDER;
            }
        }
        return Maker.Role.STARTER;
    }

    /** @param id null for somebody who did not log in */
    static Maker maker(Maker.Role role, @CheckForNull String id, Observer observer) {
        String name = id == null ? Jenkins.ANONYMOUS2.getName() : id;
        return new Maker(role, name, Emails.of(name), observer);
    }
}
