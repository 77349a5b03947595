package io.jenkins.plugins.modelgate.requests;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.model.Job;
import hudson.triggers.Trigger;
import hudson.triggers.TriggerDescriptor;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.modelgate.config.Checks;
import io.jenkins.plugins.modelgate.config.MlflowServer;
import io.jenkins.plugins.modelgate.config.ModelGateConfiguration;
import io.jenkins.plugins.modelgate.config.Patterns;
import java.time.Duration;
import jenkins.model.Jenkins;
import jenkins.model.ParameterizedJobMixIn.ParameterizedJob;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/**
 * Builds the job for what people ask for by tags in MLflow. It gives no power: only a job that the administrator granted the
 * promotion takes a request, and the gates and people of the policy decide.
 */
public final class ModelRequestTrigger extends Trigger<Job<?, ?>> {
    static final int MINUTES = 5;
    static final int DAYS = 7;

    @CheckForNull
    private String server;

    @CheckForNull
    private String models;

    @CheckForNull
    private String targets;

    private int minutes = MINUTES;
    private int days = DAYS;

    @DataBoundConstructor
    public ModelRequestTrigger() {
        // All fields have defaults.
    }

    /** The configured MLflow server's name; null for the only one. */
    @CheckForNull
    public String getServer() {
        return server;
    }

    @DataBoundSetter
    public void setServer(@CheckForNull String server) {
        this.server = Util.fixEmptyAndTrim(server);
    }

    /** Patterns of models; null for all of the job's policy. */
    @CheckForNull
    public String getModels() {
        return models;
    }

    @DataBoundSetter
    public void setModels(@CheckForNull String models) {
        this.models = Util.fixEmptyAndTrim(models);
    }

    /** Patterns of targets; null for all of the policy. */
    @CheckForNull
    public String getTargets() {
        return targets;
    }

    @DataBoundSetter
    public void setTargets(@CheckForNull String targets) {
        this.targets = Util.fixEmptyAndTrim(targets);
    }

    /** How often it is looked, where no webhook says that there is something to see. */
    public int getMinutes() {
        return minutes;
    }

    @DataBoundSetter
    public void setMinutes(int minutes) {
        this.minutes = minutes > 0 ? minutes : MINUTES;
    }

    /** How old a request may be. */
    public int getDays() {
        return days;
    }

    @DataBoundSetter
    public void setDays(int days) {
        this.days = days > 0 ? days : DAYS;
    }

    Duration mostAge() {
        return Duration.ofDays(days);
    }

    @Override
    public void start(Job<?, ?> project, boolean newInstance) {
        super.start(project, newInstance);
        RequestWatch.get().add(this);
    }

    @Override
    public void stop() {
        RequestWatch.get().remove(this);
        super.stop();
    }

    /** The job, if it is still there and has this trigger; else null. */
    @CheckForNull
    Job<?, ?> job() {
        Job<?, ?> mine = job;
        return mine instanceof ParameterizedJob<?, ?> triggered
                        && triggered.getTriggers().containsValue(this)
                        && Jenkins.get().getItemByFullName(mine.getFullName()) == mine
                ? mine
                : null;
    }

    /** Whether it is about this server. */
    boolean isFor(MlflowServer other) {
        try {
            return ModelGateConfiguration.get().server(server).getName().equals(other.getName());
        } catch (AbortException e) {
            return false;
        }
    }

    boolean isForModel(String model) {
        return Patterns.match(models, model);
    }

    boolean isForTarget(String target) {
        return Patterns.match(targets, target);
    }

    @Extension
    @Symbol("modelRequests")
    public static final class DescriptorImpl extends TriggerDescriptor {
        @Override
        public boolean isApplicable(Item item) {
            return item instanceof Job && item instanceof ParameterizedJob;
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.ModelRequestTrigger_displayName();
        }

        private static boolean mayConfigure(@CheckForNull Item job) {
            return job == null ? Jenkins.get().hasPermission(Jenkins.ADMINISTER) : job.hasPermission(Item.CONFIGURE);
        }

        @POST
        public ListBoxModel doFillServerItems(
                @AncestorInPath @CheckForNull Item job, @QueryParameter @CheckForNull String server) {
            ListBoxModel items = new ListBoxModel();
            items.add(Messages.ModelRequestTrigger_only(), "");
            if (mayConfigure(job)) {
                ModelGateConfiguration.get().getServers().forEach(each -> items.add(each.getName()));
            } else if (Util.fixEmptyAndTrim(server) != null) {
                items.add(server);
            }
            return items;
        }

        @POST
        public FormValidation doCheckServer(
                @AncestorInPath @CheckForNull Item job, @QueryParameter @CheckForNull String value) {
            if (!mayConfigure(job)) {
                return FormValidation.ok();
            }
            try {
                MlflowServer chosen = ModelGateConfiguration.get().server(value);
                return chosen.isOwner()
                        ? FormValidation.ok()
                        : FormValidation.warning(Messages.ModelRequestTrigger_notOwner(chosen.getName()));
            } catch (AbortException e) {
                return FormValidation.error(e.getMessage());
            }
        }

        @POST
        public FormValidation doCheckModels(
                @AncestorInPath @CheckForNull Item job, @QueryParameter @CheckForNull String value) {
            return mayConfigure(job) ? Checks.patterns(value) : FormValidation.ok();
        }

        @POST
        public FormValidation doCheckTargets(
                @AncestorInPath @CheckForNull Item job, @QueryParameter @CheckForNull String value) {
            return mayConfigure(job) ? Checks.patterns(value) : FormValidation.ok();
        }

        @POST
        public FormValidation doCheckMinutes(
                @AncestorInPath @CheckForNull Item job, @QueryParameter @CheckForNull String value) {
            return mayConfigure(job) ? FormValidation.validatePositiveInteger(value) : FormValidation.ok();
        }

        @POST
        public FormValidation doCheckDays(
                @AncestorInPath @CheckForNull Item job, @QueryParameter @CheckForNull String value) {
            return mayConfigure(job) ? FormValidation.validatePositiveInteger(value) : FormValidation.ok();
        }
    }
}
