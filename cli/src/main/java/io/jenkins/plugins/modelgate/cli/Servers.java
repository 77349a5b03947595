package io.jenkins.plugins.modelgate.cli;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.cli.config.Config;
import io.jenkins.plugins.modelgate.cli.config.ConfigException;
import io.jenkins.plugins.modelgate.cli.config.Setting;
import io.jenkins.plugins.modelgate.core.document.SigningKey;
import io.jenkins.plugins.modelgate.core.document.TrustRoot;
import io.jenkins.plugins.modelgate.core.ledger.AnchorPlace;
import io.jenkins.plugins.modelgate.core.ledger.LedgerConfig;
import io.jenkins.plugins.modelgate.core.policy.Includes;
import io.jenkins.plugins.modelgate.core.policy.SharedRepositories;
import io.jenkins.plugins.modelgate.mlflow.client.ServerConfig;
import io.jenkins.plugins.modelgate.mlflow.client.Timeouts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.UsernamePasswordCredentialsProvider;

/** From settings to MLflow, ledger, key and trust. */
final class Servers {
    private static final Set<String> SECRETS = Set.of(
            "MODEL_GATE_ANCHORS_USERNAME",
            "MODEL_GATE_ANCHORS_PASSWORD",
            "MODEL_GATE_GIT_USERNAME",
            "MODEL_GATE_GIT_PASSWORD",
            "MODEL_GATE_LEDGER_USERNAME",
            "MODEL_GATE_LEDGER_PASSWORD",
            "MODEL_GATE_REGISTRY_USERNAME",
            "MODEL_GATE_REGISTRY_PASSWORD",
            "MODEL_GATE_REGISTRY_TOKEN",
            "MLFLOW_TRACKING_USERNAME",
            "MLFLOW_TRACKING_PASSWORD",
            "MLFLOW_TRACKING_TOKEN");

    /** What each repository that policies may include has of its own. */
    private static final String INCLUDE = "MODEL_GATE_INCLUDE_";

    /** What each repository from which others deploy has of its own. */
    static final String DEPLOY = "MODEL_GATE_DEPLOY_";

    private static final Pattern REMOTE = Pattern.compile("[a-z][a-z0-9+.-]*://.*|[^/\\\\]+@[^/\\\\]+:.*");

    /** A password; by http a user too, since tokens are given as users. */
    private static final Pattern SECRET = Pattern.compile("(?i)https?://[^/]*@.*|[a-z][a-z0-9+.-]*://[^/@]*:[^/]*@.*");

    private final Config config;
    private final Map<String, String> environment;

    @CheckForNull
    private SigningKey key;

    Servers(Config config, Map<String, String> environment) {
        this.config = config;
        this.environment = environment;
    }

    /** Variables that hold secrets; no command of a policy needs them. */
    Set<String> secrets() {
        Set<String> secrets = new HashSet<>(SECRETS);
        environment.keySet().stream()
                .filter(variable -> variable.startsWith(INCLUDE) || variable.startsWith(DEPLOY))
                .forEach(secrets::add);
        return secrets;
    }

    /** Where MLflow is: as its own clients read the environment, with our settings in its place. */
    ServerConfig mlflow() {
        config.required(Setting.TRACKING_URI);
        Map<String, String> variables = new HashMap<>(environment);
        config.uri(Setting.TRACKING_URI).ifPresent(uri -> variables.put("MLFLOW_TRACKING_URI", uri.toString()));
        config.uri(Setting.REGISTRY_URI).ifPresent(uri -> variables.put("MLFLOW_REGISTRY_URI", uri.toString()));
        config.text(Setting.MLFLOW_WORKSPACE).ifPresent(name -> variables.put("MLFLOW_WORKSPACE", name));
        config.path(Setting.CA_FILE)
                .ifPresent(pem -> variables.put("MLFLOW_TRACKING_SERVER_CERT_PATH", pem.toString()));
        Timeouts usual = Timeouts.DEFAULT;
        try {
            return ServerConfig.fromEnvironment(variables)
                    .withTimeouts(new Timeouts(
                            config.duration(Setting.CONNECT_TIMEOUT).orElse(usual.connect()),
                            config.duration(Setting.REQUEST_TIMEOUT).orElse(usual.request()),
                            config.duration(Setting.DEADLINE).orElse(usual.overall())));
        } catch (IllegalArgumentException e) {
            throw new InputException(e.getMessage(), e);
        }
    }

    LedgerConfig ledger() throws IOException {
        Path cache = config.path(Setting.LEDGER_CACHE)
                .orElseGet(() -> config.cacheFolder().resolve("ledgers"));
        LedgerConfig ledger = LedgerConfig.of(ledgerLocation(), cache).withTrust(trust());
        // Who was told whom to trust is not trusted by a key that is made now.
        if (config.paths(Setting.TRUST).isEmpty() || Files.exists(signingKeyFile())) {
            ledger = ledger.withKey(signingKey());
        }
        String password = config.variable("MODEL_GATE_LEDGER_PASSWORD").orElse(null);
        return password == null
                ? ledger
                : ledger.withCredentials(new UsernamePasswordCredentialsProvider(
                        config.variable("MODEL_GATE_LEDGER_USERNAME").orElse("git"), password));
    }

    /** To be checked, and not written to: the public keys will do. */
    LedgerConfig ledgerToCheck() throws IOException {
        LedgerConfig ledger = ledger();
        return config.paths(Setting.TRUST).isEmpty() ? ledger : ledger.withKey(null);
    }

    /**
     * Where anchors are.
     *
     * @param location null: in the ledger itself
     * @throws IllegalArgumentException if the prefix is none
     */
    AnchorPlace anchors(@CheckForNull String location, String prefix) {
        if (location == null) {
            return new AnchorPlace(null, prefix, null);
        }
        String place = REMOTE.matcher(location).matches()
                ? location
                : Path.of(location).toAbsolutePath().normalize().toString();
        CredentialsProvider credentials = config.variable("MODEL_GATE_ANCHORS_PASSWORD")
                .map(password -> new UsernamePasswordCredentialsProvider(
                        config.variable("MODEL_GATE_ANCHORS_USERNAME").orElse("git"), password))
                .orElse(null);
        return new AnchorPlace(place, prefix, credentials);
    }

    /** A URL as it is, or an absolute path; without a setting, a folder of the user's own. */
    String ledgerLocation() {
        return config.text(Setting.LEDGER)
                .filter(location -> REMOTE.matcher(location).matches())
                .orElseGet(() -> config.path(Setting.LEDGER)
                        .orElseGet(() -> config.dataFolder().resolve("ledger.git"))
                        .toString());
    }

    /**
     * What policies may include.
     *
     * @throws ConfigException if an address holds a password
     */
    Includes includes() {
        Map<String, Included> sources = new HashMap<>();
        config.named(Setting.POLICY_INCLUDES).forEach((name, location) -> sources.put(name, included(name, location)));
        return new SharedRepositories(
                sources,
                config.cacheFolder().resolve("includes"),
                "‘" + Setting.POLICY_INCLUDES.key() + "’ of the configuration, or " + Setting.POLICY_INCLUDES.flag()
                        + " NAME=ADDRESS, names repositories");
    }

    private Included included(String name, String location) {
        String variables = INCLUDE + name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
        if (SECRET.matcher(location).matches()) {
            throw new ConfigException(config.source(Setting.POLICY_INCLUDES) + ": the address of ‘" + name
                    + "’ holds a user or password; give them by " + variables + "_USERNAME and " + variables
                    + "_PASSWORD");
        }
        return new Included(
                REMOTE.matcher(location).matches()
                        ? location
                        : config.path(Setting.POLICY_INCLUDES, location).toString(),
                config.variable(variables + "_USERNAME").orElse("git"),
                config.variable(variables + "_PASSWORD").orElse(null));
    }

    private record Included(
            String url, String user, @CheckForNull String password) implements SharedRepositories.Source {
        @Override
        @CheckForNull
        public CredentialsProvider credentials() {
            return password == null ? null : new UsernamePasswordCredentialsProvider(user, password);
        }
    }

    /**
     * What a repository with a name asks for.
     *
     * @param prefix of the variables that hold it
     * @return null if nobody gave any
     */
    @CheckForNull
    CredentialsProvider credentials(String prefix, String name) {
        String variables = prefix + name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
        String password = config.variable(variables + "_PASSWORD").orElse(null);
        return password == null
                ? null
                : new UsernamePasswordCredentialsProvider(
                        config.variable(variables + "_USERNAME").orElse("git"), password);
    }

    /** Where the signing key is or will be: beside an embedded ledger, else among the user's settings. */
    Path signingKeyFile() {
        return config.path(Setting.SIGNING_KEY).orElseGet(() -> {
            String location = ledgerLocation();
            return REMOTE.matcher(location).matches()
                    ? config.configFolder().resolve("signing-key.pem")
                    : Path.of(location + ".signing-key.pem");
        });
    }

    /** The signing key, made now if there is none. */
    SigningKey signingKey() throws IOException {
        if (key == null) {
            key = SigningKey.loadOrCreate(signingKeyFile());
        }
        return key;
    }

    /** Whose signatures count: the configured ones and no others, or else the own one. */
    TrustRoot trust() throws IOException {
        TrustRoot trust = TrustRoot.empty();
        for (Path file : config.paths(Setting.TRUST)) {
            if (!Files.isRegularFile(file)) {
                throw new InputException(config.source(Setting.TRUST) + ": there is no file ‘" + file + "’");
            }
            trust = trust.and(TrustRoot.load(file));
        }
        return trust.isEmpty() ? TrustRoot.parse(signingKey().publicKey()) : trust;
    }
}
