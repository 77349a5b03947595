package io.jenkins.plugins.modelgate.config;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Describable;
import hudson.model.Descriptor;
import hudson.model.Run;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.policy.PolicyRepository;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** The protected ref that the administrator names as the place of some jobs' policy. The controller fetches it itself. */
public final class PolicySource implements Describable<PolicySource> {
    static final String MAIN = "refs/heads/main";

    private static final Duration SILENCE = Duration.ofSeconds(60);

    /** Two fetches into one folder would meet. */
    private static final Object FETCHING = new Object();

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

    public String getRef() {
        return ref;
    }

    /** A full name, or the name of a branch. */
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

    boolean isFor(String jobFullName) {
        return Patterns.match(jobs, jobFullName);
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
        synchronized (FETCHING) {
            return PolicyRepository.fetch(
                    repository,
                    refs(),
                    copy,
                    credentialsId == null ? null : SystemCredentials.git(credentialsId, run),
                    SILENCE);
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
    }
}
