package io.jenkins.plugins.modelgate.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.mlflow.steps.Recorder.Recorded;
import io.jenkins.plugins.modelgate.mlflow.steps.Registrar.Registered;
import java.io.Serializable;
import java.util.Locale;
import org.jenkinsci.plugins.scriptsecurity.sandbox.whitelists.Whitelisted;

/** What {@code mlflowRegister} gives to the pipeline. */
public final class RegistrationResult implements Serializable {
    private static final long serialVersionUID = 1;

    private final String model;
    private final String version;

    @CheckForNull
    private final String run;

    private final String candidateKey;
    private final String evidence;
    private final String origin;
    private final boolean reused;

    RegistrationResult(Recorded recorded, Registered registered) {
        model = registered.model();
        version = registered.version();
        run = recorded.run();
        candidateKey = registered.candidateKey().hex();
        evidence = registered.evidence().hex();
        origin = registered.origin().name().toLowerCase(Locale.ROOT);
        reused = recorded.reused();
    }

    @Whitelisted
    public String getModel() {
        return model;
    }

    @Whitelisted
    public String getVersion() {
        return version;
    }

    /** The MLflow run that carries the evidence. */
    @CheckForNull
    @Whitelisted
    public String getRun() {
        return run;
    }

    @Whitelisted
    public String getCandidateKey() {
        return candidateKey;
    }

    /** The digest of the evidence. */
    @Whitelisted
    public String getEvidence() {
        return evidence;
    }

    /** {@code created}, {@code adopted} or {@code known}. */
    @Whitelisted
    public String getOrigin() {
        return origin;
    }

    /** Whether this very candidate was recorded before. */
    @Whitelisted
    public boolean isReused() {
        return reused;
    }

    @Whitelisted
    @Override
    public String toString() {
        return version;
    }
}
