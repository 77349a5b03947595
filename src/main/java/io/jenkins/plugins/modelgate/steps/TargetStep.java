package io.jenkins.plugins.modelgate.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.Util;
import io.jenkins.plugins.modelgate.build.BuildSession;
import io.jenkins.plugins.modelgate.build.CandidateRecord;
import org.kohsuke.stapler.DataBoundSetter;

/** A step that is about one target of a model. */
public abstract class TargetStep extends ModelStep {
    private static final long serialVersionUID = 1;

    private final String target;

    @CheckForNull
    private String version;

    TargetStep(String target) {
        this.target = Util.fixNull(target).trim();
    }

    public String getTarget() {
        return target;
    }

    @CheckForNull
    public String getVersion() {
        return version;
    }

    /** The version; null for the one that this build registered. */
    @DataBoundSetter
    public void setVersion(@CheckForNull String version) {
        this.version = Util.fixEmptyAndTrim(version);
    }

    /** The version that is named, or else the one that this build registered. */
    String version(BuildSession session, String model) throws AbortException {
        if (version != null) {
            return version;
        }
        return session.evidence()
                .candidate(session.server(), model)
                .map(CandidateRecord::getVersion)
                .orElseThrow(() -> new AbortException(Messages.TargetStep_notRegistered(model)));
    }
}
