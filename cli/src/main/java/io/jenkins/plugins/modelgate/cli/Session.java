package io.jenkins.plugins.modelgate.cli;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.cli.config.Config;
import io.jenkins.plugins.modelgate.cli.config.Setting;
import io.jenkins.plugins.modelgate.core.deploy.Deployment;
import io.jenkins.plugins.modelgate.core.deploy.DeploymentException;
import io.jenkins.plugins.modelgate.core.deploy.DeploymentFile;
import io.jenkins.plugins.modelgate.core.deploy.Deployments;
import io.jenkins.plugins.modelgate.core.document.Actor;
import io.jenkins.plugins.modelgate.core.document.Evidence.Build;
import io.jenkins.plugins.modelgate.core.document.Maker;
import io.jenkins.plugins.modelgate.core.document.Observer;
import io.jenkins.plugins.modelgate.core.document.PolicyRef;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import io.jenkins.plugins.modelgate.core.ledger.Ledger;
import io.jenkins.plugins.modelgate.core.ledger.LedgerException;
import io.jenkins.plugins.modelgate.core.policy.ModelPolicy;
import io.jenkins.plugins.modelgate.core.policy.Policy;
import io.jenkins.plugins.modelgate.core.policy.PolicyRepository;
import io.jenkins.plugins.modelgate.dvc.program.LocalProcesses;
import io.jenkins.plugins.modelgate.mlflow.client.MlflowClient;
import io.jenkins.plugins.modelgate.mlflow.client.ServerConfig;
import io.jenkins.plugins.modelgate.mlflow.steps.Checkpoint;
import io.jenkins.plugins.modelgate.mlflow.steps.DataPresence;
import io.jenkins.plugins.modelgate.mlflow.steps.Gatekeeper;
import io.jenkins.plugins.modelgate.mlflow.steps.Makers;
import io.jenkins.plugins.modelgate.mlflow.steps.Recorder.Recording;
import io.jenkins.plugins.modelgate.mlflow.steps.Rescorer;
import io.jenkins.plugins.modelgate.mlflow.steps.Watch;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One call of one command: its settings, and what it opens, closed at its end. */
final class Session implements AutoCloseable {
    private static final Duration RESCORE_TIMEOUT = Duration.ofMinutes(30);

    private final Main main;
    private final ModelGateCommand command;
    private final Config config;
    private final Servers servers;
    private final BuildIdentity identity;

    @CheckForNull
    private PolicyRepository git;

    @CheckForNull
    private Ledger ledger;

    @CheckForNull
    private PolicyRepository.Guarded policy;

    Session(Main main, ModelGateCommand command) {
        this.main = main;
        this.command = command;
        Path workspace = command.workspace();
        if (!Files.isDirectory(workspace)) {
            throw new InputException("There is no folder ‘" + workspace + "’ to work in");
        }
        this.config = Config.load(command.flags(), command.config(), main.environment(), workspace);
        this.servers = new Servers(config, main.environment());
        this.identity = new BuildIdentity(main.environment());
    }

    Console console() {
        return main.console();
    }

    Config config() {
        return config;
    }

    Servers servers() {
        return servers;
    }

    Path workspace() {
        return command.workspace();
    }

    PolicyRepository git() throws IOException {
        if (git == null) {
            git = PolicyRepository.open(workspace());
        }
        return git;
    }

    // --- who and what

    Optional<Build> build() {
        return identity.build();
    }

    Actor actor() {
        return identity.actor(config.text(Setting.ACTOR).orElseGet(() -> System.getProperty("user.name")));
    }

    /** The MLflow server's name in the ledger. */
    String serverName() {
        return config.text(Setting.SERVER_NAME).orElse("mlflow");
    }

    Gatekeeper gatekeeper() throws IOException, LedgerException {
        return new Gatekeeper(
                serverName(),
                new MlflowClient(servers.mlflow()),
                ledger(),
                servers.signingKey(),
                servers.trust(),
                actor(),
                true,
                Clock.systemUTC(),
                Checkpoint.NONE);
    }

    /** Who had a part in the candidate: who started this build, and who is behind the commits of the workspace. */
    Makers makers() {
        return (commit, champion, paths) -> {
            try {
                Optional<List<Maker>> contributors = git().contributors(commit, champion, paths, Observer.AGENT);
                return contributors.map(makers -> Stream.concat(
                                build().map(Build::startedBy).stream()
                                        .map(name -> new Maker(Maker.Role.STARTER, name, null, Observer.AGENT)),
                                makers.stream())
                        .toList());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }

    /** The person's SSH agent; null if none runs. */
    @CheckForNull
    SshAgent sshAgent() {
        return SshAgent.at(main.environment().get("SSH_AUTH_SOCK"));
    }

    Ledger ledger() throws IOException, LedgerException {
        if (ledger == null) {
            ledger = Ledger.open(servers.ledger());
        }
        return ledger;
    }

    /**
     * The repositories from which others deploy.
     *
     * @throws InputException if none are configured, or what is configured makes no sense
     */
    Deployments deployments() throws IOException, LedgerException {
        config.required(Setting.DEPLOYMENTS);
        Path file = config.path(Setting.DEPLOYMENTS).orElseThrow();
        if (!Files.isRegularFile(file)) {
            throw new InputException(config.source(Setting.DEPLOYMENTS) + ": there is no file ‘" + file + "’");
        }
        try (InputStream in = Files.newInputStream(file)) {
            List<Deployment> all = DeploymentFile.parse(
                    in.readNBytes(DeploymentFile.MAX_BYTES + 1),
                    file.toString(),
                    serverName(),
                    config.text(Setting.MLFLOW_WORKSPACE).orElse(ServerConfig.DEFAULT_WORKSPACE));
            return new Deployments(
                    ledger(),
                    config.cacheFolder().resolve("deployments"),
                    all,
                    deployment -> servers.credentials(Servers.DEPLOY, deployment.name()));
        } catch (DeploymentException e) {
            throw new InputException(e.getMessage(), e);
        }
    }

    /** Whether a target is of the model that is named, if one is. */
    boolean isWanted(TargetId target) {
        return onlyModel() == null || target.model().equals(onlyModel());
    }

    // --- the policy

    PolicyRef policyRef() throws IOException {
        return inForce().ref();
    }

    /** The model that is named, or the policy's only one. */
    ModelPolicy model() throws IOException {
        Policy policy = inForce().policy();
        String names = String.join(", ", policy.models().keySet());
        Optional<String> named = config.text(Setting.MODEL);
        if (named.isEmpty() && policy.models().size() > 1) {
            throw new InputException("The policy has several models; name one by --model: " + names);
        }
        ModelPolicy model = policy.models()
                .get(named.orElseGet(() -> policy.models().keySet().iterator().next()));
        if (model == null) {
            throw new InputException(config.source(Setting.MODEL) + ": the policy has no model ‘" + named.orElse("")
                    + "’, only: " + names);
        }
        return model;
    }

    /** The name of {@link #model}; a name that is given is taken without looking into the policy. */
    String modelName() throws IOException {
        String named = onlyModel();
        return named == null ? model().name() : named;
    }

    /** The model that is named; null if none is. */
    @CheckForNull
    String onlyModel() {
        return config.text(Setting.MODEL).orElse(null);
    }

    /** The policy of each model; none outside a repository. */
    Map<String, Watch.InForce> policies() throws IOException {
        if (config.text(Setting.POLICY_REF).isEmpty() && !PolicyRepository.isInside(workspace())) {
            return Map.of();
        }
        PolicyRef ref = policyRef();
        return inForce().policy().models().values().stream()
                .collect(Collectors.toMap(ModelPolicy::name, model -> new Watch.InForce(model, ref)));
    }

    private PolicyRepository.Guarded inForce() throws IOException {
        if (policy == null) {
            Optional<String> named = config.text(Setting.POLICY_REF);
            policy = git().policy(named.orElse("HEAD"), named.isPresent(), servers.includes());
        }
        return policy;
    }

    // --- the build

    String experiment() throws IOException {
        Optional<String> named = config.text(Setting.EXPERIMENT);
        return named.isPresent() ? named.get() : modelName();
    }

    private Path stateFolder() {
        return config.path(Setting.STATE).orElseGet(() -> workspace().resolve(".model-gate"));
    }

    BuildState state() throws IOException {
        return BuildState.read(stateFolder(), build().orElse(null));
    }

    void keep(BuildState state) throws IOException {
        state.write(stateFolder());
    }

    /** What is given, or else the version that this build registered. */
    String version(@CheckForNull String given) throws IOException {
        if (given != null) {
            return given;
        }
        String version = state().versions().get(modelName());
        if (version == null) {
            throw new InputException("No version of ‘" + modelName()
                    + "’ was registered by this build; run ‘model-gate register’, or name a version");
        }
        return version;
    }

    /** The candidate in this workspace. */
    Recording candidate(@CheckForNull String run) throws IOException {
        ModelPolicy model = model();
        Workspace dvc = new Workspace(this);
        BuildState state = state();
        List<String> protectedRefs = config.texts(Setting.PROTECTED_REFS).isEmpty()
                ? config.texts(Setting.POLICY_REF)
                : config.texts(Setting.PROTECTED_REFS);
        return new Recording(
                model,
                dvc.snapshot(model),
                dvc.files(model),
                experiment(),
                run == null ? state.run() : run,
                build().orElse(null),
                state.resultCommit(),
                git().containing(protectedRefs).orElse(null),
                dvc.profiles(model));
    }

    /** Scores a champion by the policy's command; null if it has none. */
    @CheckForNull
    Rescorer rescorer(boolean quietly) throws IOException {
        String rescore = model().rescore();
        return rescore == null
                ? null
                : new ShellRescorer(
                        rescore,
                        git().root(),
                        servers.secrets(),
                        config.duration(Setting.RESCORE_TIMEOUT).orElse(RESCORE_TIMEOUT),
                        new LocalProcesses(),
                        console().childOutput(quietly));
    }

    /** Looks into the workspace's DVC remote. */
    DataPresence dataPresence() {
        return new Workspace(this)::presence;
    }

    @Override
    public void close() {
        if (git != null) {
            git.close();
        }
        if (ledger != null) {
            ledger.close();
        }
    }
}
