package io.jenkins.plugins.modelgate.mlflow.steps;

import io.jenkins.plugins.modelgate.core.data.DataHash;
import io.jenkins.plugins.modelgate.core.data.GitState;
import io.jenkins.plugins.modelgate.core.data.Snapshot;
import io.jenkins.plugins.modelgate.core.data.TrackedPath;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Actor;
import io.jenkins.plugins.modelgate.core.document.Evidence;
import io.jenkins.plugins.modelgate.core.document.Observer;
import io.jenkins.plugins.modelgate.core.document.PolicyRef;
import io.jenkins.plugins.modelgate.core.document.SigningKey;
import io.jenkins.plugins.modelgate.core.document.TrustRoot;
import io.jenkins.plugins.modelgate.core.ledger.Ledger;
import io.jenkins.plugins.modelgate.core.ledger.LedgerConfig;
import io.jenkins.plugins.modelgate.core.ledger.LedgerException;
import io.jenkins.plugins.modelgate.core.policy.Gate;
import io.jenkins.plugins.modelgate.core.policy.Margin;
import io.jenkins.plugins.modelgate.core.policy.ModelPolicy;
import io.jenkins.plugins.modelgate.core.policy.TargetPolicy;
import io.jenkins.plugins.modelgate.mlflow.client.MlflowClient;
import io.jenkins.plugins.modelgate.mlflow.client.ServerConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** A model of its own on a real server, a real ledger in a folder, and workspaces made by hand. */
final class Scene implements AutoCloseable {
    static final String TARGET = "production";
    static final PolicyRef POLICY = new PolicyRef(digest("policy"), "refs/heads/main", null, true);

    final Path folder;
    final String model;
    final Ledger ledger;
    final Gatekeeper gatekeeper;

    private Scene(Path folder, String model, Ledger ledger, Gatekeeper gatekeeper) {
        this.folder = folder;
        this.model = model;
        this.ledger = ledger;
        this.gatekeeper = gatekeeper;
    }

    static Scene on(URI server, Path folder) throws LedgerException, IOException {
        return on(server, folder, "model-" + UUID.randomUUID(), Checkpoint.NONE);
    }

    static Scene on(URI server, Path folder, String model, Checkpoint checkpoint) throws LedgerException, IOException {
        return on(ServerConfig.of(server), folder, model, checkpoint);
    }

    static Scene on(ServerConfig server, Path folder, String model, Checkpoint checkpoint)
            throws LedgerException, IOException {
        return on(
                server, folder, model, checkpoint, folder.resolve("ledger.git").toString(), "cache");
    }

    /**
     * As one of several controllers.
     *
     * @param location of the ledger
     * @param cache the folder within {@code folder} that is this controller’s own
     */
    static Scene on(
            ServerConfig server, Path folder, String model, Checkpoint checkpoint, String location, String cache)
            throws LedgerException, IOException {
        SigningKey key = SigningKey.loadOrCreate(folder.resolve("key.pem"));
        TrustRoot trust = TrustRoot.parse(key.publicKey());
        Ledger ledger = Ledger.open(
                LedgerConfig.of(location, folder.resolve(cache)).withKey(key).withTrust(trust));
        Gatekeeper gatekeeper = new Gatekeeper(
                "mlflow",
                new MlflowClient(server),
                ledger,
                key,
                trust,
                new Actor(Actor.Kind.JOB, "tests", null, Observer.CONTROLLER),
                true,
                Clock.systemUTC(),
                checkpoint);
        return new Scene(folder, model, ledger, gatekeeper);
    }

    /** The same model and ledger, seen by somebody else. */
    Scene again(URI server, Checkpoint checkpoint) throws LedgerException, IOException {
        return on(server, folder, model, checkpoint);
    }

    /** {@code production} is shown by an alias and a stage, and has gates; {@code staging} is shown by an alias. */
    ModelPolicy policy() {
        return policy(target("champion", "Production"));
    }

    ModelPolicy policy(TargetPolicy production) {
        Map<String, TargetPolicy> targets = new LinkedHashMap<>();
        targets.put(
                "staging",
                new TargetPolicy("staging", "staging", null, TargetPolicy.WithoutBaseline.BOUNDS, List.of()));
        targets.put(TARGET, production);
        return new ModelPolicy(model, List.of(), "model.bin", List.of(), null, null, targets);
    }

    static TargetPolicy target(String alias, String stage) {
        return new TargetPolicy(
                TARGET,
                alias,
                stage,
                TargetPolicy.WithoutBaseline.BOUNDS,
                List.of(
                        new Gate.Bound("in-bounds", "rmse", null, 100.0),
                        new Gate.Comparison(
                                "no-worse", "rmse", Gate.Direction.LOWER, new Margin(5, Margin.Unit.PERCENT), null)));
    }

    /** A workspace whose model is the text {@code content}; the same text is the same candidate. */
    Snapshot snapshot(String content, double rmse) {
        TrackedPath data = new TrackedPath(
                "data",
                TrackedPath.Kind.DIRECTORY,
                "data.dvc",
                dataHash(content),
                dataHash(content),
                10,
                2,
                TrackedPath.State.UNCHANGED,
                true,
                TrackedPath.Presence.PRESENT,
                true);
        TrackedPath output = new TrackedPath(
                "model.bin",
                TrackedPath.Kind.FILE,
                "dvc.yaml:train",
                DataHash.md5(hex32(content)),
                DataHash.md5(hex32(content)),
                content.length(),
                1,
                TrackedPath.State.UNCHANGED,
                true,
                TrackedPath.Presence.PRESENT,
                true);
        return new Snapshot(
                List.of(data, output),
                new GitState(
                        "https://example.org/repo.git",
                        hex32("commit " + content) + "00000000",
                        "refs/heads/main",
                        digest("code"),
                        List.of(),
                        List.of()),
                new TreeMap<>(Map.of("dvc.yaml:train", digest(content))),
                new TreeMap<>(Map.of("train.lr", "0.1", "train.solver", "\"adam\"")),
                new TreeMap<>(Map.of("rmse", rmse)));
    }

    static DataHash dataHash(String content) {
        return DataHash.md5(hex32("data " + content) + ".dir");
    }

    Recorder.Recording recording(String content, double rmse) {
        return recording(content, rmse, source(content), "1");
    }

    Recorder.Recording recording(String content, double rmse, ModelSource files, String build) {
        return new Recorder.Recording(
                policy(),
                snapshot(content, rmse),
                files,
                "tests-" + model,
                null,
                new Evidence.Build("tests", build, null, null),
                null,
                null);
    }

    /** A file in the workspace. */
    ModelSource source(String content) {
        try {
            Path file = Files.createDirectories(
                            folder.resolve("w" + digest(content).abbreviated()))
                    .resolve("model.bin");
            Files.writeString(file, content);
            return ModelSource.of(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Records and registers; returns the version. */
    String version(String content, double rmse) {
        Recorder.Recorded recorded = new Recorder(gatekeeper).record(recording(content, rmse));
        return new Registrar(gatekeeper).register(recorded).version();
    }

    Gates.Judged judge(String version) throws LedgerException {
        return new Gates(gatekeeper).judge(new Gates.Question(policy(), POLICY, TARGET, version, null));
    }

    Targets.Promotion promotion(String version) {
        return new Targets.Promotion(policy(), POLICY, TARGET, version, "", false);
    }

    /** Asks the gates, and promotes. */
    Targets.Moved promote(String version) throws LedgerException {
        judge(version);
        return new Targets(gatekeeper).promote(promotion(version));
    }

    Targets.RollBack rollBack() {
        return new Targets.RollBack(model, TARGET, null, null, "it broke", DataPresence.UNKNOWN, false, false);
    }

    /** The version that the alias shows. */
    String champion() {
        return gatekeeper.registry().getByAlias(model, "champion").version();
    }

    /** The version that the ledger says. */
    String holder() throws LedgerException {
        return ledger.head()
                .state(gatekeeper.target(model, TARGET))
                .orElseThrow()
                .holder()
                .version();
    }

    static Sha256 digest(String text) {
        return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
    }

    static String hex32(String text) {
        return String.format(
                        "%032x",
                        new BigInteger(1, digest(text).hex().substring(0, 31).getBytes(StandardCharsets.UTF_8)))
                .substring(0, 32);
    }

    @Override
    public void close() {
        ledger.close();
    }
}
