package io.jenkins.plugins.modelgate.config;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Describable;
import hudson.model.Descriptor;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

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

    /** Patterns of branches, for jobs of multibranch projects; null for all. */
    @CheckForNull
    public String getBranches() {
        return branches;
    }

    @DataBoundSetter
    public void setBranches(@CheckForNull String branches) {
        this.branches = Util.fixEmptyAndTrim(branches);
    }

    @CheckForNull
    public String getServers() {
        return servers;
    }

    @DataBoundSetter
    public void setServers(@CheckForNull String servers) {
        this.servers = Util.fixEmptyAndTrim(servers);
    }

    @CheckForNull
    public String getModels() {
        return models;
    }

    @DataBoundSetter
    public void setModels(@CheckForNull String models) {
        this.models = Util.fixEmptyAndTrim(models);
    }

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

    /**
     * Whether this lets a job do it.
     *
     * @param branch null outside a multibranch project
     */
    boolean allows(Power power, String job, @CheckForNull String branch, String server, String model, String target) {
        return (power == Power.PROMOTE ? promote : rollBack)
                && !jobs.isEmpty()
                && Patterns.match(jobs, job)
                && (branch == null ? branches == null : Patterns.match(branches, branch))
                && Patterns.match(servers, server)
                && Patterns.match(models, model)
                && Patterns.match(targets, target);
    }

    @Extension
    @Symbol("grant")
    public static final class DescriptorImpl extends Descriptor<Grant> {
        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.Grant_displayName();
        }
    }
}
