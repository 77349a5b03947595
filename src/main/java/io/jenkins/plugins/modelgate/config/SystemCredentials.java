package io.jenkins.plugins.modelgate.config;

import com.cloudbees.plugins.credentials.CredentialsMatcher;
import com.cloudbees.plugins.credentials.CredentialsMatchers;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.common.StandardListBoxModel;
import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.Util;
import hudson.model.Run;
import hudson.security.ACL;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.modelgate.mlflow.client.Credentials;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import jenkins.model.Jenkins;
import org.eclipse.jgit.transport.UsernamePasswordCredentialsProvider;
import org.jenkinsci.plugins.plaincredentials.FileCredentials;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;

/**
 * Credentials that the administrator names in the global configuration. They may have the scope ‘System’, which keeps them
 * from every job.
 */
final class SystemCredentials {
    /** A user with a password, or a token. */
    static final CredentialsMatcher FOR_MLFLOW = CredentialsMatchers.anyOf(
            CredentialsMatchers.instanceOf(StandardUsernamePasswordCredentials.class),
            CredentialsMatchers.instanceOf(StringCredentials.class));

    static final CredentialsMatcher FOR_GIT = CredentialsMatchers.instanceOf(StandardUsernamePasswordCredentials.class);

    /** A secret file or secret text. */
    static final CredentialsMatcher FOR_SIGNING = CredentialsMatchers.anyOf(
            CredentialsMatchers.instanceOf(FileCredentials.class),
            CredentialsMatchers.instanceOf(StringCredentials.class));

    static final CredentialsMatcher SECRET = CredentialsMatchers.instanceOf(StringCredentials.class);

    private static final int MOST_KEY_BYTES = 1 << 16;

    private SystemCredentials() {}

    /** What an administrator can choose; nobody else learns which credentials there are. */
    static ListBoxModel items(CredentialsMatcher usable, @CheckForNull String current) {
        StandardListBoxModel items = new StandardListBoxModel();
        if (!Checks.isAdministrator()) {
            return items.includeCurrentValue(Util.fixNull(current));
        }
        return items.includeEmptyValue()
                .includeMatchingAs(ACL.SYSTEM2, Jenkins.get(), StandardCredentials.class, List.of(), usable)
                .includeCurrentValue(Util.fixNull(current));
    }

    /** For MLflow: a user with a password, or a token as secret text. */
    static Credentials mlflow(String id, @CheckForNull Run<?, ?> run) throws AbortException {
        return mlflow(find(id, run));
    }

    static Credentials mlflow(StandardCredentials found) throws AbortException {
        if (found instanceof StandardUsernamePasswordCredentials user) {
            return new Credentials.Basic(user.getUsername(), user.getPassword().getPlainText());
        }
        if (found instanceof StringCredentials token) {
            return new Credentials.Bearer(token.getSecret().getPlainText());
        }
        throw new AbortException(Messages.SystemCredentials_notForMlflow(found.getId()));
    }

    /** For a Git remote: a user with a password or token. */
    static UsernamePasswordCredentialsProvider git(String id, @CheckForNull Run<?, ?> run) throws AbortException {
        if (find(id, run) instanceof StandardUsernamePasswordCredentials user) {
            return new UsernamePasswordCredentialsProvider(
                    user.getUsername(), user.getPassword().getPlainText());
        }
        throw new AbortException(Messages.SystemCredentials_notForGit(id));
    }

    /** The text of a key: a secret file or secret text. */
    static String text(String id, @CheckForNull Run<?, ?> run) throws IOException {
        StandardCredentials found = find(id, run);
        if (found instanceof StringCredentials text) {
            return text.getSecret().getPlainText();
        }
        if (found instanceof FileCredentials file) {
            try (InputStream in = file.getContent()) {
                return new String(in.readNBytes(MOST_KEY_BYTES), StandardCharsets.UTF_8);
            }
        }
        throw new AbortException(Messages.SystemCredentials_notAKey(id));
    }

    /** Secret text. */
    static String secret(String id) throws AbortException {
        if (find(id, null) instanceof StringCredentials text) {
            return text.getSecret().getPlainText();
        }
        throw new AbortException(Messages.SystemCredentials_notASecret(id));
    }

    private static StandardCredentials find(String id, @CheckForNull Run<?, ?> run) throws AbortException {
        StandardCredentials found = CredentialsMatchers.firstOrNull(
                CredentialsProvider.lookupCredentialsInItemGroup(
                        StandardCredentials.class, Jenkins.get(), ACL.SYSTEM2, List.of()),
                CredentialsMatchers.withId(id));
        if (found == null) {
            throw new AbortException(Messages.SystemCredentials_notFound(id));
        }
        if (run != null) {
            CredentialsProvider.track(run, found);
        }
        return found;
    }
}
