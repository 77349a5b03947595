package io.jenkins.plugins.modelgate.config;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.BulkChange;
import hudson.Extension;
import hudson.ExtensionList;
import hudson.Util;
import hudson.model.Job;
import hudson.model.Run;
import io.jenkins.plugins.modelgate.core.policy.SharedRepositories;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import jenkins.model.GlobalConfiguration;
import jenkins.model.Jenkins;
import net.sf.json.JSONArray;
import net.sf.json.JSONObject;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.StaplerRequest2;

/** Named MLflow servers and ledgers, where policies come from and what they may include, what is deployed from where, and which jobs may do what. */
@Extension
@Symbol("modelGate")
public final class ModelGateConfiguration extends GlobalConfiguration {
    /** The ledger of servers that name none, kept on the controller. */
    private static final LedgerSource EMBEDDED = new LedgerSource("embedded");

    // Lists of another class would be kept in a form that only this Java knows.
    private volatile List<MlflowServer> servers = new ArrayList<>();
    private volatile List<LedgerSource> ledgers = new ArrayList<>();
    private volatile List<PolicySource> policies = new ArrayList<>();
    private volatile List<IncludeSource> includes = new ArrayList<>();
    private volatile List<DeploymentPlace> deployments = new ArrayList<>();
    private volatile List<Grant> grants = new ArrayList<>();
    private volatile boolean mail = true;

    public ModelGateConfiguration() {
        load();
    }

    public static ModelGateConfiguration get() {
        return ExtensionList.lookupSingleton(ModelGateConfiguration.class);
    }

    @NonNull
    @Override
    public String getDisplayName() {
        return Messages.ModelGateConfiguration_displayName();
    }

    public List<MlflowServer> getServers() {
        return List.copyOf(servers);
    }

    @DataBoundSetter
    public void setServers(List<MlflowServer> servers) {
        this.servers = new ArrayList<>(Checks.named(servers, MlflowServer::getName));
        save();
    }

    public List<LedgerSource> getLedgers() {
        return List.copyOf(ledgers);
    }

    @DataBoundSetter
    public void setLedgers(List<LedgerSource> ledgers) {
        this.ledgers = new ArrayList<>(Checks.named(ledgers, LedgerSource::getName));
        save();
    }

    public List<PolicySource> getPolicies() {
        return List.copyOf(policies);
    }

    @DataBoundSetter
    public void setPolicies(List<PolicySource> policies) {
        this.policies = new ArrayList<>(policies);
        save();
    }

    public List<IncludeSource> getIncludes() {
        return List.copyOf(includes);
    }

    @DataBoundSetter
    public void setIncludes(List<IncludeSource> includes) {
        this.includes = new ArrayList<>(Checks.named(includes, IncludeSource::getName));
        save();
    }

    public List<DeploymentPlace> getDeployments() {
        return List.copyOf(deployments);
    }

    @DataBoundSetter
    public void setDeployments(List<DeploymentPlace> deployments) {
        Checks.named(deployments, DeploymentPlace::getName).forEach(DeploymentPlace::check);
        this.deployments = new ArrayList<>(deployments);
        save();
    }

    public List<Grant> getGrants() {
        return List.copyOf(grants);
    }

    @DataBoundSetter
    public void setGrants(List<Grant> grants) {
        this.grants = new ArrayList<>(grants);
        save();
    }

    /** Whether those who are asked for an approval get a mail. */
    public boolean isMail() {
        return mail;
    }

    @DataBoundSetter
    public void setMail(boolean mail) {
        this.mail = mail;
        save();
    }

    /**
     * The server of that name; without a name, the only one.
     *
     * @throws AbortException if there is none, or several and no name
     */
    public MlflowServer server(@CheckForNull String name) throws AbortException {
        if (servers.isEmpty()) {
            throw new AbortException(Messages.ModelGateConfiguration_noServer());
        }
        String wanted = Util.fixEmptyAndTrim(name);
        if (wanted == null && servers.size() == 1) {
            return servers.get(0);
        }
        String names = servers.stream().map(MlflowServer::getName).collect(Collectors.joining(", "));
        if (wanted == null) {
            throw new AbortException(Messages.ModelGateConfiguration_whichServer(names));
        }
        return servers.stream()
                .filter(server -> server.getName().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new AbortException(Messages.ModelGateConfiguration_unknownServer(wanted, names)));
    }

    /**
     * The ledger of that name; without a name, the only one, or the embedded one if none is configured.
     *
     * @throws AbortException if there is none of that name, or several and no name
     */
    public LedgerSource ledger(@CheckForNull String name) throws AbortException {
        String wanted = Util.fixEmptyAndTrim(name);
        if (wanted == null && ledgers.size() <= 1) {
            return ledgers.isEmpty() ? EMBEDDED : ledgers.get(0);
        }
        String names = ledgers.stream().map(LedgerSource::getName).collect(Collectors.joining(", "));
        if (wanted == null) {
            throw new AbortException(Messages.ModelGateConfiguration_whichLedger(names));
        }
        return ledgers.stream()
                .filter(ledger -> ledger.getName().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new AbortException(Messages.ModelGateConfiguration_unknownLedger(wanted, names)));
    }

    /** Where the administrator says that a job's policy is; the first that fits. */
    public Optional<PolicySource> policy(Job<?, ?> job) {
        String project = ActingJob.of(job).project();
        return policies.stream().filter(policy -> policy.isFor(project)).findFirst();
    }

    /**
     * What policies may include, whatever job they are for.
     *
     * @param run that reads the policy; null for none
     */
    public SharedRepositories shared(@CheckForNull Run<?, ?> run) {
        return shared(includes, run);
    }

    static SharedRepositories shared(List<IncludeSource> includes, @CheckForNull Run<?, ?> run) {
        Map<String, SharedRepositories.Source> sources = new HashMap<>();
        includes.forEach(include -> sources.put(include.getName(), include.source(run)));
        return new SharedRepositories(
                sources, folder().resolve("cache").resolve("includes"), Messages.IncludeSource_remedy());
    }

    /** All or nothing, and saved once. */
    @Override
    public boolean configure(StaplerRequest2 request, JSONObject form) throws FormException {
        List<MlflowServer> oldServers = servers;
        List<LedgerSource> oldLedgers = ledgers;
        List<PolicySource> oldPolicies = policies;
        List<IncludeSource> oldIncludes = includes;
        List<DeploymentPlace> oldDeployments = deployments;
        List<Grant> oldGrants = grants;
        boolean oldMail = mail;
        // A list without entries is not in the form at all.
        for (String list : List.of("servers", "ledgers", "policies", "includes", "deployments", "grants")) {
            if (!form.has(list)) {
                form.put(list, new JSONArray());
            }
        }
        try (BulkChange change = new BulkChange(this)) {
            request.bindJSON(this, form);
            change.commit();
            return true;
        } catch (IOException | RuntimeException e) {
            servers = oldServers;
            ledgers = oldLedgers;
            policies = oldPolicies;
            includes = oldIncludes;
            deployments = oldDeployments;
            grants = oldGrants;
            mail = oldMail;
            throw new FormException(Objects.toString(rootOf(e).getMessage()), e, "modelGate");
        }
    }

    /** Binding wraps what a setter throws. */
    private static Throwable rootOf(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    /** The folder for what the plugin keeps on the controller: embedded ledgers, generated keys, copies of remotes. */
    public static Path folder() {
        return Jenkins.get().getRootDir().toPath().resolve("model-gate");
    }
}
