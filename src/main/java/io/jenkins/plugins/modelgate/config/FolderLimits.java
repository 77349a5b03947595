package io.jenkins.plugins.modelgate.config;

import com.cloudbees.hudson.plugins.folder.AbstractFolder;
import com.cloudbees.hudson.plugins.folder.AbstractFolderProperty;
import com.cloudbees.hudson.plugins.folder.AbstractFolderPropertyDescriptor;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.model.ItemGroup;
import hudson.model.Job;
import hudson.model.Run;
import hudson.util.FormValidation;
import java.util.function.Predicate;
import java.util.stream.Stream;
import net.sf.json.JSONObject;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.POST;

/**
 * What the jobs below a folder may not do, whatever the administrator grants them. It only tightens: all folders above a job
 * must let it through.
 */
public final class FolderLimits extends AbstractFolderProperty<AbstractFolder<?>> {
    @CheckForNull
    private String servers;

    @CheckForNull
    private String models;

    private boolean noPromotion;
    private boolean noRollBack;

    @DataBoundConstructor
    public FolderLimits() {
        // All fields have defaults.
    }

    /** Patterns of the MLflow servers that builds may use; null for all. */
    @CheckForNull
    public String getServers() {
        return servers;
    }

    @DataBoundSetter
    public void setServers(@CheckForNull String servers) {
        this.servers = Util.fixEmptyAndTrim(servers);
    }

    /** Patterns of the models that builds may record, gate and move; null for all. */
    @CheckForNull
    public String getModels() {
        return models;
    }

    @DataBoundSetter
    public void setModels(@CheckForNull String models) {
        this.models = Util.fixEmptyAndTrim(models);
    }

    public boolean isNoPromotion() {
        return noPromotion;
    }

    @DataBoundSetter
    public void setNoPromotion(boolean noPromotion) {
        this.noPromotion = noPromotion;
    }

    public boolean isNoRollBack() {
        return noRollBack;
    }

    @DataBoundSetter
    public void setNoRollBack(boolean noRollBack) {
        this.noRollBack = noRollBack;
    }

    private boolean isEmpty() {
        return servers == null && models == null && !noPromotion && !noRollBack;
    }

    private boolean forbids(Power power) {
        return power == Power.PROMOTE ? noPromotion : noRollBack;
    }

    static void check(Run<?, ?> run, Power power) throws AbortException {
        String folder = forbidding(run.getParent(), limits -> limits.forbids(power));
        if (folder != null) {
            throw new AbortException(Messages.FolderLimits_power(folder, power.words()));
        }
    }

    /** Checks that a build may use a server at all. */
    public static void check(Run<?, ?> run, String server) throws AbortException {
        String folder = forbidding(run.getParent(), limits -> !Patterns.match(limits.servers, server));
        if (folder != null) {
            throw new AbortException(Messages.FolderLimits_server(folder, server));
        }
    }

    /** Checks that a build may use a server, and one model of it. */
    public static void check(Run<?, ?> run, String server, String model) throws AbortException {
        check(run, server);
        String folder = forbidding(run.getParent(), limits -> !Patterns.match(limits.models, model));
        if (folder != null) {
            throw new AbortException(Messages.FolderLimits_model(folder, model));
        }
    }

    /** Whether the folders above a job let its builds do this to a model of the server. */
    static boolean allow(Job<?, ?> job, Power power, String server, String model) {
        return forbidding(
                        job,
                        limits -> limits.forbids(power)
                                || !Patterns.match(limits.servers, server)
                                || !Patterns.match(limits.models, model))
                == null;
    }

    /** The full name of a folder above the job that says no; null if none does. */
    @CheckForNull
    private static String forbidding(Job<?, ?> job, Predicate<FolderLimits> no) {
        return Stream.<ItemGroup<?>>iterate(
                        job.getParent(), Item.class::isInstance, group -> ((Item) group).getParent())
                .filter(AbstractFolder.class::isInstance)
                .map(group -> (AbstractFolder<?>) group)
                .filter(folder -> folder.getProperties().getAll(FolderLimits.class).stream()
                        .anyMatch(no))
                .map(AbstractFolder::getFullName)
                .findFirst()
                .orElse(null);
    }

    @Extension
    @Symbol("modelGateLimits")
    public static final class DescriptorImpl extends AbstractFolderPropertyDescriptor {
        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.FolderLimits_displayName();
        }

        /** Limits without a limit are none. */
        @CheckForNull
        @Override
        public FolderLimits newInstance(@CheckForNull StaplerRequest2 request, @NonNull JSONObject form)
                throws FormException {
            FolderLimits limits = (FolderLimits) super.newInstance(request, form);
            return limits == null || limits.isEmpty() ? null : limits;
        }

        @POST
        public FormValidation doCheckServers(@AncestorInPath @CheckForNull Item folder, @QueryParameter String value) {
            return mayConfigure(folder) ? Checks.patterns(value) : FormValidation.ok();
        }

        @POST
        public FormValidation doCheckModels(@AncestorInPath @CheckForNull Item folder, @QueryParameter String value) {
            return mayConfigure(folder) ? Checks.patterns(value) : FormValidation.ok();
        }

        private static boolean mayConfigure(@CheckForNull Item folder) {
            return folder == null ? Checks.isAdministrator() : folder.hasPermission(Item.CONFIGURE);
        }
    }
}
