package io.jenkins.plugins.modelgate.config;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.Extension;
import hudson.Util;
import hudson.model.Describable;
import hudson.model.Descriptor;
import hudson.model.Run;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.modelgate.core.document.InvalidDocumentException;
import io.jenkins.plugins.modelgate.core.document.SigningKey;
import io.jenkins.plugins.modelgate.core.document.TrustRoot;
import io.jenkins.plugins.modelgate.core.ledger.Ledger;
import io.jenkins.plugins.modelgate.core.ledger.LedgerConfig;
import io.jenkins.plugins.modelgate.core.ledger.LedgerException;
import io.jenkins.plugins.modelgate.core.ledger.LedgerHead;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import jenkins.model.Jenkins;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** Where a ledger is, and who signs in it. */
public final class LedgerSource implements Describable<LedgerSource> {
    static final String COMMITTER = "Model Gate";
    static final String EMAIL = "model-gate@localhost";

    /** Somebody waits for the answer. */
    private static final Duration TEST = Duration.ofSeconds(30);

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

    /** Who reads and writes the remote; null if it asks for none. */
    @CheckForNull
    public String getCredentialsId() {
        return credentialsId;
    }

    @DataBoundSetter
    public void setCredentialsId(@CheckForNull String credentialsId) {
        this.credentialsId = Util.fixEmptyAndTrim(credentialsId);
    }

    /** Who commits; no person, who is named in the transition. */
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
            return signingKeyCredentialsId == null
                    ? SigningKey.loadOrCreate(ownKey())
                    : SigningKey.parse(SystemCredentials.text(signingKeyCredentialsId, run));
        } catch (InvalidDocumentException e) {
            throw new AbortException(Messages.LedgerSource_wrongKey(name, e.getMessage()));
        }
    }

    /** Where a key that was made here is: not among the credentials, which configuration as code may replace. */
    private Path ownKey() {
        return ModelGateConfiguration.folder().resolve("keys").resolve(Util.rawEncode(name) + ".pem");
    }

    /** Whose signatures count here. No key is made for that. */
    public TrustRoot trust(@CheckForNull Run<?, ?> run) throws IOException {
        boolean signs = signingKeyCredentialsId != null || Files.isRegularFile(ownKey());
        return trusting(signs ? TrustRoot.parse(signingKey(run).publicKey()) : TrustRoot.empty());
    }

    private TrustRoot trusting(TrustRoot own) throws AbortException {
        try {
            return trustedKeys == null ? own : own.and(TrustRoot.parse(trustedKeys));
        } catch (InvalidDocumentException e) {
            throw new AbortException(Messages.LedgerSource_wrongTrust(name, e.getMessage()));
        }
    }

    /** How to open it. */
    public LedgerConfig config(@CheckForNull Run<?, ?> run) throws IOException {
        return unsigned(run).withKey(signingKey(run)).withTrust(trust(run));
    }

    /** How to open it for who only reads, which needs no key. */
    public LedgerConfig readingConfig() throws IOException {
        return unsigned(null).withTrust(trust(null));
    }

    private LedgerConfig unsigned(@CheckForNull Run<?, ?> run) throws IOException {
        Path folder = ModelGateConfiguration.folder();
        String where = location == null
                ? folder.resolve("ledgers")
                        .resolve(Util.rawEncode(name) + ".git")
                        .toString()
                : location;
        LedgerConfig config = LedgerConfig.of(where, folder.resolve("cache").resolve("ledgers"))
                .withCommitter(committer, email);
        return credentialsId == null ? config : config.withCredentials(SystemCredentials.git(credentialsId, run));
    }

    /** Reads and verifies it as it is configured here. */
    private FormValidation tested() {
        try (Ledger ledger = Ledger.open(readingConfig().withDeadline(TEST))) {
            LedgerHead head = ledger.head();
            String says = head.commit()
                    .map(commit -> Messages.LedgerSource_verified(head.targets().size(), commit))
                    .orElseGet(Messages::LedgerSource_empty);
            return ledger.embedded()
                    ? FormValidation.warning(says + ". " + Messages.LedgerSource_embedded())
                    : FormValidation.ok(says);
        } catch (IOException | LedgerException e) {
            return Checks.failed(e);
        }
    }

    @Extension
    @Symbol("ledger")
    public static final class DescriptorImpl extends Descriptor<LedgerSource> {
        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.LedgerSource_displayName();
        }

        @POST
        public FormValidation doCheckName(@QueryParameter String value) {
            return Checks.forAdministrators(() -> Checks.name(value));
        }

        @POST
        public FormValidation doCheckLocation(@QueryParameter String value) {
            return Checks.forAdministrators(() -> {
                String location = Util.fixEmptyAndTrim(value);
                if (location == null) {
                    return FormValidation.warning(Messages.LedgerSource_embedded());
                }
                // Opening neither reads nor writes.
                try (Ledger ledger = Ledger.open(LedgerConfig.of(location, ModelGateConfiguration.folder()))) {
                    return ledger.embedded()
                            ? FormValidation.warning(Messages.LedgerSource_embedded())
                            : Checks.gitAddress(location);
                } catch (LedgerException e) {
                    return Checks.failed(e);
                }
            });
        }

        @POST
        public FormValidation doCheckTrustedKeys(@QueryParameter String value) {
            return Checks.forAdministrators(() -> {
                try {
                    return Util.fixEmptyAndTrim(value) == null
                            ? FormValidation.ok()
                            : FormValidation.ok(Messages.LedgerSource_trusts(
                                    TrustRoot.parse(value).keyIds().size()));
                } catch (InvalidDocumentException e) {
                    return Checks.failed(e);
                }
            });
        }

        @POST
        public FormValidation doCheckSigningKeyCredentialsId(@QueryParameter String value) {
            return Checks.forAdministrators(() -> {
                String id = Util.fixEmptyAndTrim(value);
                try {
                    return id == null
                            ? FormValidation.ok()
                            : FormValidation.ok(SigningKey.parse(SystemCredentials.text(id, null))
                                    .toString());
                } catch (IOException | InvalidDocumentException e) {
                    return Checks.failed(e);
                }
            });
        }

        @POST
        public ListBoxModel doFillCredentialsIdItems(@QueryParameter String credentialsId) {
            return SystemCredentials.items(SystemCredentials.FOR_GIT, credentialsId);
        }

        @POST
        public ListBoxModel doFillSigningKeyCredentialsIdItems(@QueryParameter String signingKeyCredentialsId) {
            return SystemCredentials.items(SystemCredentials.FOR_SIGNING, signingKeyCredentialsId);
        }

        /** Reads and verifies what is typed into the form, before it is saved. */
        @POST
        public FormValidation doTestLedger(
                @QueryParameter String name,
                @QueryParameter String location,
                @QueryParameter String credentialsId,
                @QueryParameter String signingKeyCredentialsId,
                @QueryParameter String trustedKeys) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            LedgerSource source = new LedgerSource(name);
            source.setLocation(location);
            source.setCredentialsId(credentialsId);
            source.setSigningKeyCredentialsId(signingKeyCredentialsId);
            source.setTrustedKeys(trustedKeys);
            return source.tested();
        }
    }
}
