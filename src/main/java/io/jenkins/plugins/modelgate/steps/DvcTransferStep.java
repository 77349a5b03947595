package io.jenkins.plugins.modelgate.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.Util;
import hudson.model.Run;
import io.jenkins.plugins.modelgate.dvc.program.Proof;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.kohsuke.stapler.DataBoundSetter;

/** What {@code dvcPull} and {@code dvcPush} have in common. */
public abstract class DvcTransferStep extends DvcStep {
    private static final long serialVersionUID = 1;

    private ArrayList<String> targets = new ArrayList<>();
    private int jobs;

    @CheckForNull
    private String remote;

    @CheckForNull
    private String credentialsId;

    DvcTransferStep() {
        // Only for the steps of this package.
    }

    public List<String> getTargets() {
        return targets;
    }

    /** Tracked paths, or folders above some, from the root of the Git work tree; none for everything. */
    @DataBoundSetter
    public void setTargets(List<String> targets) {
        this.targets = new ArrayList<>(Util.fixNull(targets));
    }

    @CheckForNull
    public String getRemote() {
        return remote;
    }

    /** The name of DVC's remote; null for the default one. */
    @DataBoundSetter
    public void setRemote(@CheckForNull String remote) {
        this.remote = Util.fixEmptyAndTrim(remote);
    }

    public int getJobs() {
        return jobs;
    }

    /** How many transfers at once; 0 as DVC does by itself. */
    @DataBoundSetter
    public void setJobs(int jobs) {
        this.jobs = jobs;
    }

    @CheckForNull
    public String getCredentialsId() {
        return credentialsId;
    }

    /** The credentials of the remote; null if it needs none. */
    @DataBoundSetter
    public void setCredentialsId(@CheckForNull String credentialsId) {
        this.credentialsId = Util.fixEmptyAndTrim(credentialsId);
    }

    @Override
    final void check() throws AbortException {
        checkWords("targets", targets);
        checkWord("remote", remote);
        checkedJobs(jobs);
    }

    @Override
    final Serializable result(Serializable concluded, Run<?, ?> run) {
        return new DvcResult((Proof) concluded);
    }

    @CheckForNull
    @Override
    final String remoteOfDvc() {
        return remote;
    }

    @CheckForNull
    @Override
    final String credentialsOfDvc() {
        return credentialsId;
    }
}
