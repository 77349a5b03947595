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
import io.jenkins.plugins.modelgate.mlflow.client.Credentials;
import io.jenkins.plugins.modelgate.mlflow.client.MlflowClient;
import io.jenkins.plugins.modelgate.mlflow.client.MlflowException;
import io.jenkins.plugins.modelgate.mlflow.client.ServerAddress;
import io.jenkins.plugins.modelgate.mlflow.client.ServerConfig;
import io.jenkins.plugins.modelgate.mlflow.client.Timeouts;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/**
 * An MLflow server. It has two credentials: <em>tracking</em> may enter the training's environment, <em>registry</em> never
 * leaves the controller.
 */
public final class MlflowServer implements Describable<MlflowServer> {
    static final int CONNECT_SECONDS = 5;
    static final int REQUEST_SECONDS = 30;
    static final int DEADLINE_SECONDS = 60;

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
        return found == null ? SystemCredentials.mlflow(id, run) : SystemCredentials.mlflow(found);
    }

    /** MLflow's client, and ours, want a file. */
    @CheckForNull
    private Path certificateFile() throws IOException {
        if (certificates == null) {
            return null;
        }
        Path folder = ModelGateConfiguration.folder().resolve("certificates");
        Path file = folder.resolve(Util.rawEncode(name) + ".pem");
        byte[] wanted = certificates.getBytes(StandardCharsets.UTF_8);
        if (!Files.isRegularFile(file) || !Arrays.equals(Files.readAllBytes(file), wanted)) {
            Files.createDirectories(folder);
            Path written = Files.createTempFile(folder, "certificates", null);
            Files.write(written, wanted);
            Files.move(written, file, StandardCopyOption.REPLACE_EXISTING);
        }
        return file;
    }

    @Extension
    @Symbol("mlflowServer")
    public static final class DescriptorImpl extends Descriptor<MlflowServer> {
        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.MlflowServer_displayName();
        }
    }
}
