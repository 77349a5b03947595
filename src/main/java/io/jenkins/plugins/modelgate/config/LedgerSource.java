package io.jenkins.plugins.modelgate.config;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.Extension;
import hudson.Util;
import hudson.model.Describable;
import hudson.model.Descriptor;
import hudson.model.Run;
import io.jenkins.plugins.modelgate.core.document.InvalidDocumentException;
import io.jenkins.plugins.modelgate.core.document.SigningKey;
import io.jenkins.plugins.modelgate.core.document.TrustRoot;
import io.jenkins.plugins.modelgate.core.ledger.LedgerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** Where a ledger is, and who signs in it. */
public final class LedgerSource implements Describable<LedgerSource> {
    static final String COMMITTER = "Model Gate";
    static final String EMAIL = "model-gate@localhost";

    private final String name;

    @CheckForNull
    private String location;

    @CheckForNull
    private String credentialsId;

    private String committer = COMMITTER;
    private String email = EMAIL;

    @CheckForNull
    private String signingKeyCredentialsId;

    @CheckForNull
    private String trustedKeys;

    @DataBoundConstructor
    public LedgerSource(String name) {
        this.name = Util.fixNull(name).trim();
    }

    public String getName() {
        return name;
    }

    /** The URL of a Git remote; null for an embedded repository on the controller. */
    @CheckForNull
    public String getLocation() {
        return location;
    }

    @DataBoundSetter
    public void setLocation(@CheckForNull String location) {
        this.location = Util.fixEmptyAndTrim(location);
    }

    @CheckForNull
    public String getCredentialsId() {
        return credentialsId;
    }

    @DataBoundSetter
    public void setCredentialsId(@CheckForNull String credentialsId) {
        this.credentialsId = Util.fixEmptyAndTrim(credentialsId);
    }

    public String getCommitter() {
        return committer;
    }

    @DataBoundSetter
    public void setCommitter(@CheckForNull String committer) {
        this.committer = Util.fixEmptyAndTrim(committer) == null ? COMMITTER : committer.trim();
    }

    public String getEmail() {
        return email;
    }

    @DataBoundSetter
    public void setEmail(@CheckForNull String email) {
        this.email = Util.fixEmptyAndTrim(email) == null ? EMAIL : email.trim();
    }

    /** The key that signs; null for one that is generated and kept in its own file on the controller. */
    @CheckForNull
    public String getSigningKeyCredentialsId() {
        return signingKeyCredentialsId;
    }

    @DataBoundSetter
    public void setSigningKeyCredentialsId(@CheckForNull String signingKeyCredentialsId) {
        this.signingKeyCredentialsId = Util.fixEmptyAndTrim(signingKeyCredentialsId);
    }

    /** Further public keys whose signatures count, in PEM form; null for none but the own one's. */
    @CheckForNull
    public String getTrustedKeys() {
        return trustedKeys;
    }

    @DataBoundSetter
    public void setTrustedKeys(@CheckForNull String trustedKeys) {
        this.trustedKeys = Util.fixEmptyAndTrim(trustedKeys);
    }

    /** The key that signs here, made now if there is none. */
    public SigningKey signingKey(@CheckForNull Run<?, ?> run) throws IOException {
        try {
            if (signingKeyCredentialsId != null) {
                return SigningKey.parse(SystemCredentials.text(signingKeyCredentialsId, run));
            }
            Path file = ModelGateConfiguration.folder().resolve("keys").resolve(Util.rawEncode(name) + ".pem");
            Files.createDirectories(file.resolveSibling(""));
            return SigningKey.loadOrCreate(file);
        } catch (InvalidDocumentException e) {
            throw new AbortException(Messages.LedgerSource_wrongKey(name, e.getMessage()));
        }
    }

    /** Whose signatures count here. */
    public TrustRoot trust(@CheckForNull Run<?, ?> run) throws IOException {
        TrustRoot own = TrustRoot.parse(signingKey(run).publicKey());
        try {
            return trustedKeys == null ? own : own.and(TrustRoot.parse(trustedKeys));
        } catch (InvalidDocumentException e) {
            throw new AbortException(Messages.LedgerSource_wrongTrust(name, e.getMessage()));
        }
    }

    /** How to open it. */
    public LedgerConfig config(@CheckForNull Run<?, ?> run) throws IOException {
        Path folder = ModelGateConfiguration.folder();
        String where = location == null
                ? folder.resolve("ledgers")
                        .resolve(Util.rawEncode(name) + ".git")
                        .toString()
                : location;
        LedgerConfig config = LedgerConfig.of(where, folder.resolve("cache").resolve("ledgers"))
                .withKey(signingKey(run))
                .withTrust(trust(run))
                .withCommitter(committer, email);
        return credentialsId == null ? config : config.withCredentials(SystemCredentials.git(credentialsId, run));
    }

    @Extension
    @Symbol("ledger")
    public static final class DescriptorImpl extends Descriptor<LedgerSource> {
        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.LedgerSource_displayName();
        }
    }
}
