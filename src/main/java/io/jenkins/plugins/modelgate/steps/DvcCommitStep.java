package io.jenkins.plugins.modelgate.steps;

import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.EnvVars;
import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.model.Run;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.modelgate.build.BuildSession;
import io.jenkins.plugins.modelgate.build.ModelEvidenceAction;
import io.jenkins.plugins.modelgate.core.document.Evidence;
import io.jenkins.plugins.modelgate.dvc.commit.CommittedBack;
import io.jenkins.plugins.modelgate.workspace.CommitWork;
import io.jenkins.plugins.modelgate.workspace.DvcWork;
import java.io.IOException;
import java.io.Serializable;
import java.time.Instant;
import org.eclipse.jgit.lib.Repository;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** Commits back what a training changed: data first, then the lock, metrics and {@code .gitignore} files, nothing else. */
public final class DvcCommitStep extends DvcStep {
    private static final long serialVersionUID = 1;

    static final String DEFAULT_REMOTE = "origin";

    private final String branch;
    private String message = Messages.DvcCommitStep_message();
    private String remote = DEFAULT_REMOTE;
    private boolean dryRun;

    @CheckForNull
    private String credentialsId;

    @CheckForNull
    private String dvcRemote;

    @CheckForNull
    private String dvcCredentialsId;

    @DataBoundConstructor
    public DvcCommitStep(String branch) {
        this.branch = Util.fixNull(branch).trim();
    }

    /** The branch to push to; it has to be at the commit that was built. */
    public String getBranch() {
        return branch;
    }

    public String getMessage() {
        return message;
    }

    /** The commit's message; the build is named below it. */
    @DataBoundSetter
    public void setMessage(@CheckForNull String message) {
        String given = Util.fixEmptyAndTrim(message);
        this.message = given == null ? Messages.DvcCommitStep_message() : given;
    }

    public String getRemote() {
        return remote;
    }

    /** The name or address of Git's remote. */
    @DataBoundSetter
    public void setRemote(@CheckForNull String remote) {
        String given = Util.fixEmptyAndTrim(remote);
        this.remote = given == null ? DEFAULT_REMOTE : given;
    }

    @CheckForNull
    public String getCredentialsId() {
        return credentialsId;
    }

    /** The credentials of Git's remote; null if it needs none. */
    @DataBoundSetter
    public void setCredentialsId(@CheckForNull String credentialsId) {
        this.credentialsId = Util.fixEmptyAndTrim(credentialsId);
    }

    @CheckForNull
    public String getDvcRemote() {
        return dvcRemote;
    }

    /** The name of DVC's remote; null for the default one. */
    @DataBoundSetter
    public void setDvcRemote(@CheckForNull String dvcRemote) {
        this.dvcRemote = Util.fixEmptyAndTrim(dvcRemote);
    }

    @CheckForNull
    public String getDvcCredentialsId() {
        return dvcCredentialsId;
    }

    /** The credentials of DVC's remote; null if it needs none. */
    @DataBoundSetter
    public void setDvcCredentialsId(@CheckForNull String dvcCredentialsId) {
        this.dvcCredentialsId = Util.fixEmptyAndTrim(dvcCredentialsId);
    }

    public boolean isDryRun() {
        return dryRun;
    }

    /** Whether only to check and say what would be committed. */
    @DataBoundSetter
    public void setDryRun(boolean dryRun) {
        this.dryRun = dryRun;
    }

    @Override
    void check() throws AbortException {
        if (!Repository.isValidRefName("refs/heads/" + branch)) {
            throw new AbortException(Messages.DvcCommitStep_noBranch(branch.replaceAll("\\p{Cntrl}", "?")));
        }
        checkWord("remote", remote);
        checkWord("dvcRemote", dvcRemote);
    }

    @Override
    DvcWork work(StepContext context, long time) throws Exception {
        Run<?, ?> run = context.get(Run.class);
        EnvVars variables = context.get(EnvVars.class);
        StandardUsernamePasswordCredentials user =
                credentialsId == null ? null : DvcCredentials.git(credentialsId, run);
        return new CommitWork(
                branch,
                message,
                build(run),
                variables.getOrDefault("GIT_COMMITTER_NAME", run.getParent().getFullName()),
                variables.getOrDefault("GIT_COMMITTER_EMAIL", "model-gate@localhost"),
                Instant.ofEpochMilli(time),
                remote,
                dvcRemote,
                user == null ? null : user.getUsername(),
                user == null ? null : user.getPassword(),
                dryRun);
    }

    private static String build(Run<?, ?> run) {
        Evidence.Build build = BuildSession.build(run);
        return build.url() == null ? build.name() + " " + build.number() : build.url();
    }

    @Override
    Serializable result(Serializable concluded, Run<?, ?> run) throws IOException {
        CommittedBack committed = (CommittedBack) concluded;
        String commit = committed.commit();
        if (!dryRun && commit != null) {
            ModelEvidenceAction.of(run).setResultCommit(commit);
        }
        return new DvcCommitResult(committed, dryRun);
    }

    @CheckForNull
    @Override
    String remoteOfDvc() {
        return dvcRemote;
    }

    @CheckForNull
    @Override
    String credentialsOfDvc() {
        return dvcCredentialsId;
    }

    @Extension
    public static final class DescriptorImpl extends DvcDescriptor {
        @Override
        public String getFunctionName() {
            return "dvcCommit";
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.DvcCommitStep_displayName();
        }

        public String getDefaultMessage() {
            return Messages.DvcCommitStep_message();
        }

        @POST
        public ListBoxModel doFillDvcCredentialsIdItems(
                @AncestorInPath @CheckForNull Item item, @QueryParameter String dvcCredentialsId) {
            return doFillCredentialsIdItems(item, dvcCredentialsId);
        }
    }
}
