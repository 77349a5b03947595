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
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.digest.Shown;
import io.jenkins.plugins.modelgate.core.policy.Policy;
import io.jenkins.plugins.modelgate.core.policy.PolicyException;
import io.jenkins.plugins.modelgate.core.policy.PolicyRepository;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Collectors;
import jenkins.model.Jenkins;
import org.eclipse.jgit.lib.Repository;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** The protected ref that the administrator names as the place of some jobs' policy. The controller fetches it itself. */
public final class PolicySource implements Describable<PolicySource> {
    static final String MAIN = "refs/heads/main";

    private static final Duration SILENCE = Duration.ofSeconds(60);

    /** By folder: two fetches into one would meet, and one that hangs must not hold up the others. */
    private static final ConcurrentMap<String, Object> FETCHING = new ConcurrentHashMap<>();

    private final String repository;

    private String ref = MAIN;

    @CheckForNull
    private String jobs;

    @CheckForNull
    private String credentialsId;

    @CheckForNull
    private String protectedRefs;

    @DataBoundConstructor
    public PolicySource(String repository) {
        this.repository = Util.fixNull(repository).trim();
    }

    /** The URL of the Git repository that holds {@code model-gate.yaml}. */
    public String getRepository() {
        return repository;
    }

    /** Where the policy is; always a full name. */
    public String getRef() {
        return ref;
    }

    /** Sets it by its full name or the name of a branch. */
    @DataBoundSetter
    public void setRef(@CheckForNull String ref) {
        String given = Util.fixEmptyAndTrim(ref);
        this.ref = given == null ? MAIN : full(given);
    }

    private static String full(String ref) {
        return ref.startsWith("refs/") ? ref : "refs/heads/" + ref;
    }

    /** For which jobs: patterns of full names; null for all. */
    @CheckForNull
    public String getJobs() {
        return jobs;
    }

    @DataBoundSetter
    public void setJobs(@CheckForNull String jobs) {
        this.jobs = Util.fixEmptyAndTrim(jobs);
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

    /** Further refs of the repository that count as protected where a gate asks for that. */
    @CheckForNull
    public String getProtectedRefs() {
        return protectedRefs;
    }

    @DataBoundSetter
    public void setProtectedRefs(@CheckForNull String protectedRefs) {
        this.protectedRefs = Util.fixEmptyAndTrim(protectedRefs);
    }

    /** Whether it is for a job; of a multibranch project, the project's name counts. */
    boolean isFor(String project) {
        return Patterns.match(jobs, project);
    }

    /** The refs that count as protected, the policy's own first. */
    public List<String> refs() {
        List<String> refs = new ArrayList<>(List.of(ref));
        Patterns.list(protectedRefs).stream()
                .map(PolicySource::full)
                .filter(other -> !other.equals(ref))
                .forEach(refs::add);
        return refs;
    }

    /** Fetches what the repository says now; whoever asks closes it. */
    public PolicyRepository fetch(@CheckForNull Run<?, ?> run) throws IOException {
        String folder = Sha256.of((repository + "\n" + String.join("\n", refs())).getBytes(StandardCharsets.UTF_8))
                .hex()
                .substring(0, 32);
        Path copy = ModelGateConfiguration.folder()
                .resolve("cache")
                .resolve("policies")
                .resolve(folder);
        synchronized (FETCHING.computeIfAbsent(folder, unknown -> new Object())) {
            return PolicyRepository.fetch(
                    repository,
                    refs(),
                    copy,
                    credentialsId == null ? null : SystemCredentials.git(credentialsId, run),
                    SILENCE);
        }
    }

    /** Fetches and reads it as it is configured here. */
    private FormValidation tested() {
        try (PolicyRepository fetched = fetch(null)) {
            Policy policy = fetched.policy(
                            ref, true, ModelGateConfiguration.get().shared(null))
                    .policy();
            String models = policy.models().values().stream()
                    .map(model -> model.name() + " ("
                            + String.join(", ", model.targets().keySet()) + ")")
                    .collect(Collectors.joining(", "));
            return FormValidation.ok(Messages.PolicySource_read(models));
        } catch (IOException | PolicyException e) {
            return Checks.failed(e);
        }
    }

    @Extension
    @Symbol("policySource")
    public static final class DescriptorImpl extends Descriptor<PolicySource> {
        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.PolicySource_displayName();
        }

        @POST
        public FormValidation doCheckJobs(@QueryParameter String value) {
            return Checks.forAdministrators(() -> Checks.patterns(value));
        }

        @POST
        public FormValidation doCheckRepository(@QueryParameter String value) {
            return Checks.forAdministrators(
                    () -> Checks.gitAddress(Util.fixNull(value).trim()));
        }

        @POST
        public FormValidation doCheckRef(@QueryParameter String value) {
            return Checks.forAdministrators(() -> refs(value));
        }

        @POST
        public FormValidation doCheckProtectedRefs(@QueryParameter String value) {
            return Checks.forAdministrators(() -> refs(value));
        }

        private static FormValidation refs(@CheckForNull String value) {
            return Patterns.list(value).stream()
                    .filter(ref -> !Repository.isValidRefName(full(ref)))
                    .findFirst()
                    .map(ref -> FormValidation.error(Messages.PolicySource_noRef(Shown.text(ref))))
                    .orElse(FormValidation.ok());
        }

        @POST
        public ListBoxModel doFillCredentialsIdItems(@QueryParameter String credentialsId) {
            return SystemCredentials.items(SystemCredentials.FOR_GIT, credentialsId);
        }

        /** Fetches and reads what is typed into the form, before it is saved. Redirections are not followed. */
        @POST
        public FormValidation doTestPolicy(
                @QueryParameter String repository,
                @QueryParameter String ref,
                @QueryParameter String credentialsId,
                @QueryParameter String protectedRefs) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            PolicySource source = new PolicySource(repository);
            source.setRef(ref);
            source.setCredentialsId(credentialsId);
            source.setProtectedRefs(protectedRefs);
            return source.tested();
        }
    }
}
