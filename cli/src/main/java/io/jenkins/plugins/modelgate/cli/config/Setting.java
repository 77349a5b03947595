package io.jenkins.plugins.modelgate.cli.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Everything that can be configured: by flag, else by environment variable, else by a file. The order here is the order of
 * the help.
 */
public enum Setting {
    TRACKING_URI("tracking-uri", "server.tracking-uri", "where MLflow's runs are", "MLFLOW_TRACKING_URI"),
    REGISTRY_URI(
            "registry-uri", "server.registry-uri", "where MLflow's registry is, if not there", "MLFLOW_REGISTRY_URI"),
    SERVER_NAME("server-name", "server.name", "the MLflow server's name in the ledger; outlives its address"),
    MLFLOW_WORKSPACE("mlflow-workspace", "server.workspace", "MLflow's workspace", "MLFLOW_WORKSPACE"),
    CA_FILE("ca-file", "server.ca-file", "PEM file of certificates to trust", "MLFLOW_TRACKING_SERVER_CERT_PATH"),
    CONNECT_TIMEOUT("connect-timeout", "server.connect-timeout", "for connecting to MLflow, such as 10s"),
    REQUEST_TIMEOUT("request-timeout", "server.request-timeout", "for one request to MLflow"),
    DEADLINE("deadline", "server.deadline", "for one call to MLflow with its repetitions"),
    EXPERIMENT(
            "experiment", "experiment", "MLflow experiment of new runs; default: the model", "MLFLOW_EXPERIMENT_NAME"),
    MODEL("model", "model", "which model of the policy; default: the only one"),
    LEDGER("ledger", "ledger.location", "folder of an embedded ledger, or URL of a Git repository"),
    LEDGER_CACHE("ledger-cache", "ledger.cache", "folder for local clones of remote ledgers"),
    SIGNING_KEY("signing-key", "ledger.signing-key", "PEM file of the key that signs; made on first use"),
    TRUST("trust", "ledger.trust", "PEM files of the public keys to believe; default: the own one"),
    POLICY_REF("policy-ref", "policy.ref", "the protected Git ref whose model-gate.yaml is in force"),
    PROTECTED_REFS("protected-refs", "policy.protected-refs", "Git refs that count as protected; default: policy.ref"),
    POLICY_INCLUDES(
            "policy-includes", "policy.includes", "repositories that policies may include gates of, as NAME=ADDRESS"),
    DEPLOYMENTS("deployments", "deployments", "file that names the repositories from which others deploy"),
    ACTOR("actor", "actor", "who acts, where no CI says so; default: the user"),
    DVC("dvc", "dvc.executable", "the dvc program: a path, or a name on the PATH"),
    DVC_TIMEOUT("dvc-timeout", "dvc.timeout", "for one dvc command"),
    RESCORE_TIMEOUT("rescore-timeout", "rescore.timeout", "for scoring the champion"),
    STATE("state", "state", "folder for what the next command needs; default: .model-gate");

    private final String flag;
    private final String key;
    private final String description;
    /** Empty if MLflow has none. */
    private final String variableOfMlflow;

    Setting(String flag, String key, String description) {
        this(flag, key, description, "");
    }

    Setting(String flag, String key, String description, String variableOfMlflow) {
        this.flag = flag;
        this.key = key;
        this.description = description;
        this.variableOfMlflow = variableOfMlflow;
    }

    /** Its flag, such as {@code --tracking-uri}. */
    public String flag() {
        return "--" + flag;
    }

    /** Its name in files, dotted. */
    public String key() {
        return key;
    }

    /** For {@code --help}. */
    public String description() {
        return description;
    }

    /** Its environment variables, the strongest first: ours, then MLflow's own. */
    public List<String> variables() {
        String ours = "MODEL_GATE_" + flag.replace('-', '_').toUpperCase(Locale.ROOT);
        return variableOfMlflow.isEmpty() ? List.of(ours) : List.of(ours, variableOfMlflow);
    }

    /** Whether it takes several values. */
    public boolean many() {
        return this == TRUST || this == PROTECTED_REFS || isNamed();
    }

    /** Whether each of its values has a name: {@code NAME=VALUE}, and in a file a mapping. */
    public boolean isNamed() {
        return this == POLICY_INCLUDES;
    }

    /**
     * Whether a file in the repository may set it. Whoever can write there is a stranger: all that decides whom we talk to, which
     * programs run and what is believed comes from somewhere else.
     */
    public boolean harmless() {
        return this == MODEL || this == EXPERIMENT;
    }

    static Optional<Setting> ofKey(String key) {
        return Arrays.stream(values()).filter(s -> s.key.equals(key)).findFirst();
    }
}
