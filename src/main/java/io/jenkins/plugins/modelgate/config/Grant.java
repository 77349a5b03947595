package io.jenkins.plugins.modelgate.config;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Describable;
import hudson.model.Descriptor;
import hudson.util.FormValidation;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/**
 * What some jobs may do with some targets. A step has no user: it acts as its job, and a job that is granted nothing records
 * and asks gates, and moves nothing.
 */
public final class Grant implements Describable<Grant> {
    private final String jobs;

    @CheckForNull
    private String branches;

    @CheckForNull
    private String servers;

    @CheckForNull
    private String models;

    @CheckForNull
    private String targets;

    private boolean promote;
    private boolean rollBack;

    @DataBoundConstructor
    public Grant(String jobs) {
        this.jobs = Util.fixNull(jobs).trim();
    }

    /** Patterns of full names; of a multibranch project, the project's. */
    public String getJobs() {
        return jobs;
    }

    /** Patterns of the branches of multibranch projects; null for jobs that are of none. */
    @CheckForNull
    public String getBranches() {
        return branches;
    }

    @DataBoundSetter
    public void setBranches(@CheckForNull String branches) {
        this.branches = Util.fixEmptyAndTrim(branches);
    }

    /** Patterns of MLflow servers; null for all. */
    @CheckForNull
    public String getServers() {
        return servers;
    }

    @DataBoundSetter
    public void setServers(@CheckForNull String servers) {
        this.servers = Util.fixEmptyAndTrim(servers);
    }

    /** Patterns of models; null for all. */
    @CheckForNull
    public String getModels() {
        return models;
    }

    @DataBoundSetter
    public void setModels(@CheckForNull String models) {
        this.models = Util.fixEmptyAndTrim(models);
    }

    /** Patterns of targets; null for all. */
    @CheckForNull
    public String getTargets() {
        return targets;
    }

    @DataBoundSetter
    public void setTargets(@CheckForNull String targets) {
        this.targets = Util.fixEmptyAndTrim(targets);
    }

    public boolean isPromote() {
        return promote;
    }

    @DataBoundSetter
    public void setPromote(boolean promote) {
        this.promote = promote;
    }

    public boolean isRollBack() {
        return rollBack;
    }

    @DataBoundSetter
    public void setRollBack(boolean rollBack) {
        this.rollBack = rollBack;
    }

    /** Whether this lets a job do it. */
    boolean allows(Power power, ActingJob job, TargetId target) {
        return (power == Power.PROMOTE ? promote : rollBack)
                && Patterns.match(jobs, job.project())
                && isForBranch(job.branch())
                && Patterns.match(servers, target.server())
                && Patterns.match(models, target.model())
                && Patterns.match(targets, target.target());
    }

    /** Whoever can push can make a branch, so a multibranch project has power only where branches are named. */
    private boolean isForBranch(@CheckForNull String branch) {
        return branches == null ? branch == null : branch != null && Patterns.match(branches, branch);
    }

    @Extension
    @Symbol("grant")
    public static final class DescriptorImpl extends Descriptor<Grant> {
        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.Grant_displayName();
        }

        @POST
        public FormValidation doCheckJobs(@QueryParameter String value) {
            return Checks.forAdministrators(() -> {
                String jobs = Util.fixEmptyAndTrim(value);
                if (jobs == null) {
                    return FormValidation.error(Messages.Grant_noJobs());
                }
                return Checks.isForEverything(jobs)
                        ? FormValidation.warning(Messages.Grant_allJobs())
                        : Checks.patterns(jobs);
            });
        }

        @POST
        public FormValidation doCheckBranches(@QueryParameter String value) {
            return Checks.forAdministrators(() -> {
                String branches = Util.fixEmptyAndTrim(value);
                return branches != null && Checks.isForEverything(branches)
                        ? FormValidation.warning(Messages.Grant_allBranches())
                        : Checks.patterns(branches);
            });
        }

        @POST
        public FormValidation doCheckServers(@QueryParameter String value) {
            return Checks.forAdministrators(() -> Checks.patterns(value));
        }

        @POST
        public FormValidation doCheckModels(@QueryParameter String value) {
            return Checks.forAdministrators(() -> Checks.patterns(value));
        }

        @POST
        public FormValidation doCheckTargets(@QueryParameter String value) {
            return Checks.forAdministrators(() -> Checks.patterns(value));
        }
    }
}
