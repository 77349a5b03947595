package io.jenkins.plugins.modelgate.steps;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import com.cloudbees.plugins.credentials.domains.URIRequirementBuilder;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.FilePath;
import hudson.Util;
import hudson.model.Run;
import hudson.util.Secret;
import io.jenkins.plugins.modelgate.workspace.DvcAgent;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jenkinsci.plugins.plaincredentials.FileCredentials;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;

/**
 * The credentials of a DVC remote as what DVC's own libraries look for: variables of the child's environment, or a file that
 * a variable names. Never an argument, never DVC's configuration.
 */
final class DvcCredentials {
    private static final int MOST_FILE_BYTES = 1 << 20;

    private final Map<String, String> variables = new HashMap<>();
    private final ArrayList<Secret> secrets = new ArrayList<>();

    @CheckForNull
    private byte[] file;

    @CheckForNull
    private String fileVariable;

    private DvcCredentials() {}

    static DvcCredentials none() {
        return new DvcCredentials();
    }

    /**
     * Looks credentials up where the build can see them.
     *
     * @param url the remote's; null if it has none
     * @throws AbortException if there are none of that id, or none that such a remote can take
     */
    static DvcCredentials of(String id, @CheckForNull String url, Run<?, ?> run) throws IOException {
        StandardCredentials found = find(id, url, run);
        DvcCredentials given = new DvcCredentials();
        String scheme = scheme(url);
        if (given.take(found, scheme, url)) {
            return given;
        }
        throw new AbortException(Messages.DvcCredentials_unfit(id, scheme.isEmpty() ? "file" : scheme));
    }

    /** For Git, as anywhere: a user with a password or token. */
    static StandardUsernamePasswordCredentials git(String id, Run<?, ?> run) throws AbortException {
        if (find(id, null, run) instanceof StandardUsernamePasswordCredentials user) {
            return user;
        }
        throw new AbortException(Messages.DvcCredentials_notForGit(id));
    }

    private static StandardCredentials find(String id, @CheckForNull String url, Run<?, ?> run) throws AbortException {
        StandardCredentials found = CredentialsProvider.findCredentialById(
                id,
                StandardCredentials.class,
                run,
                URIRequirementBuilder.fromUri(url).build());
        if (found == null) {
            throw new AbortException(
                    Messages.DvcCredentials_notFound(id, run.getParent().getFullName()));
        }
        return CredentialsProvider.track(run, found);
    }

    private static String scheme(@CheckForNull String url) {
        int end = url == null ? -1 : url.indexOf("://");
        return end < 0 ? "" : url.substring(0, end).toLowerCase(Locale.ROOT);
    }

    private boolean take(StandardCredentials found, String scheme, @CheckForNull String url) throws IOException {
        if (found instanceof StandardUsernamePasswordCredentials user) {
            return take(user, scheme, url);
        }
        if (found instanceof StringCredentials text) {
            return take(text, scheme);
        }
        return found instanceof FileCredentials secretFile && take(secretFile, scheme);
    }

    private boolean take(StandardUsernamePasswordCredentials user, String scheme, @CheckForNull String url) {
        secrets.add(user.getPassword());
        if (user.isUsernameSecret()) {
            secrets.add(Secret.fromString(user.getUsername()));
        }
        String password = user.getPassword().getPlainText();
        switch (scheme) {
            case "s3" -> {
                variables.put("AWS_ACCESS_KEY_ID", user.getUsername());
                variables.put("AWS_SECRET_ACCESS_KEY", password);
            }
            case "azure" -> {
                variables.put("AZURE_STORAGE_ACCOUNT", user.getUsername());
                variables.put("AZURE_STORAGE_KEY", password);
            }
            case "http", "https" -> {
                fileVariable = "NETRC";
                file = netrc(URI.create(Util.fixNull(url)).getHost(), user.getUsername(), password);
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private static byte[] netrc(String host, String user, String password) {
        return ("machine " + host + "\nlogin " + inNetrc(user) + "\npassword " + inNetrc(password) + "\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String inNetrc(String word) {
        return '"' + word.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private boolean take(StringCredentials text, String scheme) {
        secrets.add(text.getSecret());
        variables.put("AZURE_STORAGE_CONNECTION_STRING", text.getSecret().getPlainText());
        return scheme.equals("azure");
    }

    private boolean take(FileCredentials secretFile, String scheme) throws IOException {
        fileVariable = scheme.equals("s3") ? "AWS_SHARED_CREDENTIALS_FILE" : "GOOGLE_APPLICATION_CREDENTIALS";
        try (InputStream in = secretFile.getContent()) {
            file = in.readNBytes(MOST_FILE_BYTES);
        }
        return scheme.equals("s3") || scheme.equals("gs");
    }

    /** What must not be seen in the log. */
    List<Secret> secrets() {
        return secrets;
    }

    /** The variables, after the file that they may name was written into a folder that nobody else can read. */
    Map<String, String> variables(FilePath folder) throws IOException, InterruptedException {
        Map<String, String> all = new HashMap<>(variables);
        if (file != null) {
            all.put(
                    fileVariable,
                    DvcAgent.writeSecret(folder, "credentials", file).getRemote());
        }
        return all;
    }
}
