package io.jenkins.plugins.modelgate.config;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.Extension;
import hudson.ProxyConfiguration;
import hudson.Util;
import hudson.model.Describable;
import hudson.model.Descriptor;
import hudson.model.Run;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.mlflow.client.Credentials;
import io.jenkins.plugins.modelgate.mlflow.client.MlflowClient;
import io.jenkins.plugins.modelgate.mlflow.client.MlflowException;
import io.jenkins.plugins.modelgate.mlflow.client.ServerAddress;
import io.jenkins.plugins.modelgate.mlflow.client.ServerConfig;
import io.jenkins.plugins.modelgate.mlflow.client.ServerVersion;
import io.jenkins.plugins.modelgate.mlflow.client.Timeouts;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import jenkins.model.Jenkins;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/**
 * An MLflow server. It has two credentials: <em>tracking</em> may enter the training's environment, <em>registry</em> never
 * leaves the controller.
 */
public final class MlflowServer implements Describable<MlflowServer> {
    static final int CONNECT_SECONDS = 5;
    static final int REQUEST_SECONDS = 30;
    static final int DEADLINE_SECONDS = 60;
    static final int WATCH_MINUTES = 15;
    static final int WATCH_HOURS = 24;

    private static final int TEST_SECONDS = 10;

    private final String name;
    private final String url;

    @CheckForNull
    private String registryUrl;

    @CheckForNull
    private String workspace;

    @CheckForNull
    private String trackingCredentialsId;

    @CheckForNull
    private String registryCredentialsId;

    @CheckForNull
    private String certificates;

    private int connectTimeout = CONNECT_SECONDS;
    private int requestTimeout = REQUEST_SECONDS;
    private int deadline = DEADLINE_SECONDS;

    @CheckForNull
    private String ledger;

    private boolean owner = true;

    /** Null for the default, also in what was kept before there was a watch. */
    @CheckForNull
    private Integer watchMinutes;

    @CheckForNull
    private Integer watchHours;

    @CheckForNull
    private String webhookCredentialsId;

    @DataBoundConstructor
    public MlflowServer(String name, String url) {
        this.name = Util.fixNull(name).trim();
        this.url = Util.fixNull(url).trim();
    }

    /** Part of each target's identity, so it must not change. */
    public String getName() {
        return name;
    }

    public String getUrl() {
        return url;
    }

    @CheckForNull
    public String getRegistryUrl() {
        return registryUrl;
    }

    /** Where the registry is, if it is not the same server. */
    @DataBoundSetter
    public void setRegistryUrl(@CheckForNull String registryUrl) {
        this.registryUrl = Util.fixEmptyAndTrim(registryUrl);
    }

    /** MLflow 3's workspace; null for the default one. */
    @CheckForNull
    public String getWorkspace() {
        return workspace;
    }

    @DataBoundSetter
    public void setWorkspace(@CheckForNull String workspace) {
        this.workspace = Util.fixEmptyAndTrim(workspace);
    }

    @CheckForNull
    public String getTrackingCredentialsId() {
        return trackingCredentialsId;
    }

    @DataBoundSetter
    public void setTrackingCredentialsId(@CheckForNull String trackingCredentialsId) {
        this.trackingCredentialsId = Util.fixEmptyAndTrim(trackingCredentialsId);
    }

    @CheckForNull
    public String getRegistryCredentialsId() {
        return registryCredentialsId;
    }

    @DataBoundSetter
    public void setRegistryCredentialsId(@CheckForNull String registryCredentialsId) {
        this.registryCredentialsId = Util.fixEmptyAndTrim(registryCredentialsId);
    }

    /** The only authorities to trust, in PEM form; null for those of Java. */
    @CheckForNull
    public String getCertificates() {
        return certificates;
    }

    @DataBoundSetter
    public void setCertificates(@CheckForNull String certificates) {
        this.certificates = Util.fixEmptyAndTrim(certificates);
    }

    public int getConnectTimeout() {
        return connectTimeout;
    }

    @DataBoundSetter
    public void setConnectTimeout(int connectTimeout) {
        this.connectTimeout = connectTimeout > 0 ? connectTimeout : CONNECT_SECONDS;
    }

    public int getRequestTimeout() {
        return requestTimeout;
    }

    @DataBoundSetter
    public void setRequestTimeout(int requestTimeout) {
        this.requestTimeout = requestTimeout > 0 ? requestTimeout : REQUEST_SECONDS;
    }

    public int getDeadline() {
        return deadline;
    }

    @DataBoundSetter
    public void setDeadline(int deadline) {
        this.deadline = deadline > 0 ? deadline : DEADLINE_SECONDS;
    }

    /** The name of the ledger that says what holds its targets; null for the only one. */
    @CheckForNull
    public String getLedger() {
        return ledger;
    }

    @DataBoundSetter
    public void setLedger(@CheckForNull String ledger) {
        this.ledger = Util.fixEmptyAndTrim(ledger);
    }

    /** Whether this controller brings the server to what the ledger says; of several with one ledger, one should. */
    public boolean isOwner() {
        return owner;
    }

    @DataBoundSetter
    public void setOwner(boolean owner) {
        this.owner = owner;
    }

    /** How often the owner looks whether the server shows what the ledger says; 0 for never. */
    public int getWatchMinutes() {
        return watchMinutes == null ? WATCH_MINUTES : watchMinutes;
    }

    @DataBoundSetter
    public void setWatchMinutes(int watchMinutes) {
        this.watchMinutes = watchMinutes < 0 || watchMinutes == WATCH_MINUTES ? null : watchMinutes;
    }

    /** Within which time it looks at all files, some each time. */
    public int getWatchHours() {
        return watchHours == null ? WATCH_HOURS : watchHours;
    }

    @DataBoundSetter
    public void setWatchHours(int watchHours) {
        this.watchHours = watchHours <= 0 || watchHours == WATCH_HOURS ? null : watchHours;
    }

    @CheckForNull
    public String getWebhookCredentialsId() {
        return webhookCredentialsId;
    }

    /** The secret by which MLflow signs its webhooks; null to hear none. */
    @DataBoundSetter
    public void setWebhookCredentialsId(@CheckForNull String webhookCredentialsId) {
        this.webhookCredentialsId = Util.fixEmptyAndTrim(webhookCredentialsId);
    }

    /**
     * The secret by which MLflow signs its webhooks.
     *
     * @return empty if none is heard
     * @throws AbortException if it is not among the controller's credentials
     */
    public Optional<String> webhookSecret() throws AbortException {
        return webhookCredentialsId == null
                ? Optional.empty()
                : Optional.of(SystemCredentials.secret(webhookCredentialsId));
    }

    /**
     * A client that acts for a build.
     *
     * @param run the build; null for the controller's own work
     * @throws AbortException if the configuration makes no sense
     */
    public MlflowClient client(@CheckForNull Run<?, ?> run) throws IOException {
        try {
            return new MlflowClient(config(run), ProxyConfiguration.newHttpClientBuilder());
        } catch (IllegalArgumentException | MlflowException.Unsupported e) {
            throw new AbortException(Messages.MlflowServer_wrong(name, e.getMessage()));
        }
    }

    private ServerConfig config(@CheckForNull Run<?, ?> run) throws IOException {
        Credentials tracking = trackingCredentials(run);
        Credentials registry =
                registryCredentialsId == null ? tracking : SystemCredentials.mlflow(registryCredentialsId, run);
        Timeouts timeouts = new Timeouts(
                Duration.ofSeconds(connectTimeout), Duration.ofSeconds(requestTimeout), Duration.ofSeconds(deadline));
        return new ServerConfig(
                new ServerAddress(URI.create(url), tracking),
                new ServerAddress(URI.create(registryUrl == null ? url : registryUrl), registry),
                workspace,
                certificateFile(),
                null,
                timeouts);
    }

    /** Looked up where the build can see them; for the controller's own work, and as a last resort, among its own. */
    private Credentials trackingCredentials(@CheckForNull Run<?, ?> run) throws AbortException {
        String id = trackingCredentialsId;
        if (id == null) {
            return Credentials.NONE;
        }
        StandardCredentials found = run == null
                ? null
                : CredentialsProvider.findCredentialById(id, StandardCredentials.class, run, List.of());
        if (found == null) {
            return SystemCredentials.mlflow(id, run);
        }
        CredentialsProvider.track(run, found);
        return SystemCredentials.mlflow(found);
    }

    /** MLflow's client, and ours, want a file; it is named by what is in it, so that it never changes under a reader. */
    @CheckForNull
    private Path certificateFile() throws IOException {
        if (certificates == null) {
            return null;
        }
        byte[] wanted = certificates.getBytes(StandardCharsets.UTF_8);
        Path folder = ModelGateConfiguration.folder().resolve("certificates");
        Path file = folder.resolve(Sha256.of(wanted).hex() + ".pem");
        if (!Files.isRegularFile(file)) {
            Files.createDirectories(folder);
            Path written = Files.createTempFile(folder, "certificates", null);
            Files.write(written, wanted);
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
        }
        return file;
    }

    /** Asks the server itself; nothing is written there. */
    private FormValidation tested() {
        try {
            MlflowClient client = client(null);
            ServerVersion version = client.check();
            String workspaceName = client.config().workspaceName();
            return registryCredentialsId != null || trackingCredentialsId == null
                    ? FormValidation.ok(Messages.MlflowServer_works(version, workspaceName))
                    : FormValidation.warning(Messages.MlflowServer_oneCredential(version, workspaceName));
        } catch (IOException | MlflowException e) {
            return Checks.failed(e);
        }
    }

    @Extension
    @Symbol("mlflowServer")
    public static final class DescriptorImpl extends Descriptor<MlflowServer> {
        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.MlflowServer_displayName();
        }

        @POST
        public FormValidation doCheckName(@QueryParameter String value) {
            return Checks.forAdministrators(() -> Checks.name(value));
        }

        @POST
        public FormValidation doCheckUrl(@QueryParameter String value) {
            return Checks.forAdministrators(() -> address(Util.fixNull(value).trim()));
        }

        @POST
        public FormValidation doCheckRegistryUrl(@QueryParameter String value) {
            return Checks.forAdministrators(
                    () -> Util.fixEmptyAndTrim(value) == null ? FormValidation.ok() : address(value.trim()));
        }

        private static FormValidation address(String url) {
            if (url.isEmpty()) {
                return FormValidation.error(Messages.MlflowServer_noUrl());
            }
            try {
                URI uri = new ServerAddress(URI.create(url), Credentials.NONE).uri();
                return Checks.isOpenToListeners(uri.getScheme(), uri.getHost())
                        ? FormValidation.warning(Messages.MlflowServer_noTls())
                        : FormValidation.ok();
            } catch (IllegalArgumentException | MlflowException.Unsupported e) {
                return Checks.failed(e);
            }
        }

        @POST
        public FormValidation doCheckWorkspace(@QueryParameter String value) {
            return Checks.forAdministrators(() -> {
                try {
                    ServerConfig.of(URI.create("http://localhost")).withWorkspace(value);
                    return FormValidation.ok();
                } catch (IllegalArgumentException e) {
                    return Checks.failed(e);
                }
            });
        }

        @POST
        public FormValidation doCheckCertificates(@QueryParameter String value) {
            return Checks.forAdministrators(() -> {
                try (InputStream pem =
                        new ByteArrayInputStream(Util.fixNull(value).getBytes(StandardCharsets.UTF_8))) {
                    int count = CertificateFactory.getInstance("X.509")
                            .generateCertificates(pem)
                            .size();
                    return count == 0 && Util.fixEmptyAndTrim(value) != null
                            ? FormValidation.error(Messages.MlflowServer_noCertificate())
                            : FormValidation.ok();
                } catch (CertificateException | IOException e) {
                    return FormValidation.error(Messages.MlflowServer_noCertificate());
                }
            });
        }

        /** What was added in the same form is not known yet, hence only a warning. */
        @POST
        public FormValidation doCheckLedger(@QueryParameter String value) {
            return Checks.forAdministrators(() -> {
                try {
                    if (Util.fixEmptyAndTrim(value) != null) {
                        ModelGateConfiguration.get().ledger(value);
                    }
                    return FormValidation.ok();
                } catch (AbortException e) {
                    return FormValidation.warning(Messages.MlflowServer_unknownLedger(Util.fixNull(value)));
                }
            });
        }

        @POST
        public FormValidation doCheckConnectTimeout(@QueryParameter String value) {
            return Checks.forAdministrators(() -> FormValidation.validatePositiveInteger(value));
        }

        @POST
        public FormValidation doCheckRequestTimeout(@QueryParameter String value) {
            return Checks.forAdministrators(() -> FormValidation.validatePositiveInteger(value));
        }

        @POST
        public FormValidation doCheckDeadline(@QueryParameter String value) {
            return Checks.forAdministrators(() -> FormValidation.validatePositiveInteger(value));
        }

        @POST
        public FormValidation doCheckWatchMinutes(@QueryParameter String value) {
            return Checks.forAdministrators(() -> FormValidation.validateNonNegativeInteger(value));
        }

        @POST
        public FormValidation doCheckWatchHours(@QueryParameter String value) {
            return Checks.forAdministrators(() -> FormValidation.validatePositiveInteger(value));
        }

        @POST
        public ListBoxModel doFillTrackingCredentialsIdItems(@QueryParameter String trackingCredentialsId) {
            return SystemCredentials.items(SystemCredentials.FOR_MLFLOW, trackingCredentialsId);
        }

        @POST
        public ListBoxModel doFillRegistryCredentialsIdItems(@QueryParameter String registryCredentialsId) {
            return SystemCredentials.items(SystemCredentials.FOR_MLFLOW, registryCredentialsId);
        }

        @POST
        public ListBoxModel doFillWebhookCredentialsIdItems(@QueryParameter String webhookCredentialsId) {
            return SystemCredentials.items(SystemCredentials.SECRET, webhookCredentialsId);
        }

        /** Asks what is typed into the form, before it is saved. Redirections are not followed. */
        @POST
        public FormValidation doTestConnection(
                @QueryParameter String url,
                @QueryParameter String registryUrl,
                @QueryParameter String workspace,
                @QueryParameter String trackingCredentialsId,
                @QueryParameter String registryCredentialsId,
                @QueryParameter String certificates) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            MlflowServer server = new MlflowServer("test", url);
            server.setRegistryUrl(registryUrl);
            server.setWorkspace(workspace);
            server.setTrackingCredentialsId(trackingCredentialsId);
            server.setRegistryCredentialsId(registryCredentialsId);
            server.setCertificates(certificates);
            // Somebody waits for the answer.
            server.setRequestTimeout(TEST_SECONDS);
            server.setDeadline(TEST_SECONDS);
            return server.tested();
        }
    }
}
