package io.jenkins.plugins.modelgate.config;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Describable;
import hudson.model.Descriptor;
import hudson.model.Run;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.modelgate.core.policy.SharedRepositories;
import java.io.IOException;
import java.util.List;
import jenkins.model.Jenkins;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** A repository that the administrator lets policies include shared gates of. The controller fetches it itself. */
public final class IncludeSource implements Describable<IncludeSource> {
    private final String name;
    private final String repository;

    @CheckForNull
    private String credentialsId;

    @DataBoundConstructor
    public IncludeSource(String name, String repository) {
        this.name = Util.fixNull(name).trim();
        this.repository = Util.fixNull(repository).trim();
    }

    /** What policies call it. */
    public String getName() {
        return name;
    }

    /** The URL of the Git repository. */
    public String getRepository() {
        return repository;
    }

    /** Who fetches; null if the repository is for everyone. */
    @CheckForNull
    public String getCredentialsId() {
        return credentialsId;
    }

    @DataBoundSetter
    public void setCredentialsId(@CheckForNull String credentialsId) {
        this.credentialsId = Util.fixEmptyAndTrim(credentialsId);
    }

    /**
     * As a policy finds it.
     *
     * @param run that reads the policy; null for none
     */
    SharedRepositories.Source source(@CheckForNull Run<?, ?> run) {
        return new SharedRepositories.Source() {
            @Override
            public String url() {
                return repository;
            }

            @Override
            @CheckForNull
            public CredentialsProvider credentials() throws IOException {
                return credentialsId == null ? null : SystemCredentials.git(credentialsId, run);
            }
        };
    }

    @Extension
    @Symbol("includeSource")
    public static final class DescriptorImpl extends Descriptor<IncludeSource> {
        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.IncludeSource_displayName();
        }

        @POST
        public FormValidation doCheckName(@QueryParameter String value) {
            return Checks.forAdministrators(() -> Checks.name(value));
        }

        @POST
        public FormValidation doCheckRepository(@QueryParameter String value) {
            return Checks.forAdministrators(
                    () -> Checks.gitAddress(Util.fixNull(value).trim()));
        }

        /** Asks for the branches of what is typed into the form, before it is saved. Redirections are not followed. */
        @POST
        public FormValidation doTestRepository(
                @QueryParameter String name, @QueryParameter String repository, @QueryParameter String credentialsId) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            IncludeSource source = new IncludeSource(name, repository);
            source.setCredentialsId(credentialsId);
            try {
                return FormValidation.ok(Messages.IncludeSource_works(
                        ModelGateConfiguration.shared(List.of(source), null).refs(source.getName())));
            } catch (IOException | IllegalArgumentException e) {
                return Checks.failed(e);
            }
        }

        @POST
        public ListBoxModel doFillCredentialsIdItems(@QueryParameter String credentialsId) {
            return SystemCredentials.items(SystemCredentials.FOR_GIT, credentialsId);
        }
    }
}
